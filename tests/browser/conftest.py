"""The running app, a browser, and visitors whose every complaint is noted.

Server and browser live as long as the tests of this folder, and not longer: Playwright keeps an event loop
running in the main thread, which other tests must not find there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, expect, sync_playwright
from serving import serving

from kansenbeeld.web import first_visit

from .steps import Complaints, listen

CHROMIUMS: Final = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS: Final = (
    # A third faster on a machine without a graphics card, which would be imitated.
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
NO_BROWSER: Final = (
    "The browser tests need Chromium and this machine has none: run 'python -m playwright install chromium', "
    "or install the package chromium of Debian."
)
DESKTOP: Final[dict[str, Any]] = {"locale": "nl-NL", "viewport": {"width": 1280, "height": 900}}

BEEN_HERE: Final = f"try {{ localStorage.setItem('{first_visit.KEY}', '1') }} catch {{ /* No page yet. */ }}"
"""What the browser of a reader keeps who had the tour of a first visit."""

expect.set_options(timeout=15_000)

Visitor = Callable[..., Page]
Starter = Callable[[], str]


def built_folder(places: pytest.TempPathFactory, store: Path) -> Path:
    """Return a folder for an app with a copy of a store; the app of ``fresh_server`` builds its own."""
    folder = places.mktemp("built")
    shutil.copytree(store, folder / "store")
    return folder


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory, store_folder: Path) -> Iterator[str]:
    """The address of the running app."""
    with serving(built_folder(tmp_path_factory, store_folder)) as address:
        yield address


@pytest.fixture
def fresh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """A factory of apps that nobody has visited yet."""
    with contextlib.ExitStack() as running:
        yield lambda: running.enter_context(serving(tmp_path_factory.mktemp("fresh_server")))


def _launch(playwright: Playwright, path: str | None) -> Browser | None:
    """Start a browser, Playwright's own without a path; ``None`` if that can't be done."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if root else [])]
    try:
        return playwright.chromium.launch(executable_path=path, args=arguments)
    except Error:
        return None


def find_browser(playwright: Playwright) -> Browser | None:
    """Start Playwright's own download, or the system's Chromium, or what can be downloaded now."""
    for path in (None, *filter(None, map(shutil.which, CHROMIUMS))):
        if browser := _launch(playwright, path):
            return browser
    with contextlib.suppress(subprocess.TimeoutExpired):
        install = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(install, capture_output=True, timeout=300, check=False)
    return _launch(playwright, None)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """What drives every browser of these tests."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium. Without one the tests are skipped, but in CI they fail."""
    found = find_browser(playwright)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
    yield found
    found.close()


@pytest.fixture
def complaints() -> Complaints:
    """What the visitors of this test complained of; a test that provokes it allows it by its words."""
    return Complaints()


@pytest.fixture
def visitor(browser: Browser, complaints: Complaints, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A factory of visitors, each with a browser profile of his own; at the end none may have complained.

    Called as ``visitor(**context_options)``; the app is the shared one, unless a ``base_url`` is given. He was here
    before, so that no tour lies over the page, unless ``first=True``.
    """
    contexts = []

    def enter(*, first: bool = False, **options: Any) -> Page:
        base = options.pop("base_url", None) or request.getfixturevalue("server")
        context = browser.new_context(**{**DESKTOP, **options, "base_url": base})
        if not first:
            context.add_init_script(BEEN_HERE)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        listen(page, base, complaints)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert not complaints.unexpected(), "the browser complained"


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """One visitor with a desktop screen and a Dutch browser."""
    return visitor()
