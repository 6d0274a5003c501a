"""Chromium with the same settings for everything measured in it, and a fresh cache for each visit."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Error, Page, sync_playwright

from benchmarks.servers import Bench

PAGES: Final = ("", "stadsdelen", "groepen", "door-de-tijd", "data-en-methode")
"""The pages by the end of their address."""

CHARTLESS: Final = "data-en-methode"
"""The page without a chart: its first table is what a reader waits for."""

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WATCH: Final = Path(__file__).with_name("watch.js").read_text(encoding="utf-8")


@contextlib.contextmanager
def chromium(bench: Bench) -> Iterator[Browser]:
    """Start Chromium: that of the system, otherwise the one that Playwright downloaded.

    Raises:
        RuntimeError: there is none.
    """
    installed = next((path for name in _NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=installed, args=["--no-sandbox"])
        except Error as error:
            raise RuntimeError(
                "There is no Chromium: apt-get install chromium, or playwright install chromium"
            ) from error
        bench.facts["chromium"] = browser.version
        with contextlib.closing(browser):
            yield browser


@contextlib.contextmanager
def visit(browser: Browser) -> Iterator[Page]:
    """Open an empty page in a context of its own: no cache, no cookies."""
    with contextlib.closing(browser.new_context(viewport={"width": 1280, "height": 900})) as context:
        context.add_init_script(_WATCH)
        yield context.new_page()


def open_page(page: Page, address: str) -> float:
    """Go to an address and return the milliseconds until its first chart, or table if it has no chart."""
    page.goto(address, wait_until="commit")
    wanted = "table" if address.endswith(CHARTLESS) else "chart"
    return float(page.evaluate(f"bench.first.{wanted}"))
