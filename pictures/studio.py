"""What taking a picture needs: the dashboard over the shipped data, a Chromium, and a small PNG at the end."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageChops
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, Playwright, sync_playwright

from kansenbeeld import paths
from kansenbeeld.exports import images
from kansenbeeld.store import build
from kansenbeeld.web import first_visit
from pictures.served import MOMENT, VERSION_VARIABLE

LARGEST: Final = 120_000
"""Bytes that a picture may have."""

_COLOURS: Final = (128, 64, 32)
"""Sizes of the palette, the next one where a picture is too large with the one before."""

_SEEN: Final = 16
"""Steps of 255 that a colour may differ by without anybody seeing it: Chromium does not round the edges of lines and
letters in the same way each time."""

_STRAY: Final = 8
"""Points that may differ by more, for the same reason; one digit that is another has more."""

_HOST: Final = "127.0.0.1"
ADDRESS: Final = "https://kansenbeeld.example"
_START_SECONDS: Final = 60
_LOOKS: Final = 40
_BETWEEN: Final = 250
"""Milliseconds between two looks at where the parts of a picture are."""
DRAWN: Final = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const app = all('[data-testid="stApp"]')[0];
  if (!app) return document.readyState === 'complete' && document.fonts.status === 'loaded';
  return app.dataset.testScriptState === 'notRunning' && all('h1').length > 0
    && !all('[data-testid="stSkeleton"], [data-stale="true"]').length
    && all('[data-testid="stPlotlyChart"]').every((chart) => chart.querySelector('.main-svg .trace'))
    && all('.st-key-map [data-testid="stBidiComponentIsolated"]').every(
      (map) => map.shadowRoot?.querySelector('path.area') && map.shadowRoot?.querySelector('.label'))
    && document.fonts.status === 'loaded';
}"""


class StudioError(Exception):
    """A picture can't be taken; the text is one sentence."""


def environment(folder: Path) -> Mapping[str, str]:
    """Return the environment in which everything is read and written inside a folder."""
    return {
        **os.environ,
        paths.STORE_VARIABLE: str(folder / "store"),
        paths.EDITIONS_VARIABLE: str(folder / "editions"),
        paths.SOURCES_VARIABLE: str(folder / "sources"),
        paths.LEDGER_VARIABLE: f"sqlite:///{folder / 'ledger.sqlite'}",
        # The port is another each time, and stands on slides; with an address of its own writing has to be allowed.
        paths.ADDRESS_VARIABLE: ADDRESS,
        paths.EDITING_VARIABLE: "local",
    }


@contextlib.contextmanager
def served(folder: Path, version: str = "") -> Iterator[str]:
    """Serve the dashboard over the shipped data until the block ends, and give its address.

    Args:
        folder: store, editions, ledger and log go into it.
        version: what the data version is called, instead of by what the data hold.

    Raises:
        StudioError: the dashboard does not start.
    """
    if not version:
        build.build(folder / "store")
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port = int(probe.getsockname()[1])
    address, log = f"http://{_HOST}:{port}", folder / "server.log"
    command = [sys.executable, "-m", "pictures.served", "--server.address", _HOST, "--server.port", str(port)]
    with (
        log.open("wb") as said,
        subprocess.Popen(
            command,
            cwd=paths.ROOT,
            env={**environment(folder), VERSION_VARIABLE: version},
            stdout=said,
            stderr=said,
            start_new_session=True,
        ) as process,
    ):
        try:
            _await(f"{address}/health", process, log)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _await(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own
            return
        time.sleep(0.1)
    said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    raise StudioError(f"The dashboard did not start; its log ends so:\n{said}")


@contextlib.contextmanager
def chromium(running: Playwright | None = None) -> Iterator[Browser]:
    """Start the Chromium of this machine, else the one that Playwright has.

    Args:
        running: a Playwright that was started already, of which a thread can have one.

    Raises:
        StudioError: there is none.
    """
    arguments = ["--disable-gpu", "--disable-background-networking", "--no-first-run", "--hide-scrollbars"]
    # Letters as they are drawn on any screen: no colours at their edges, no hints of the machine's own.
    arguments += ["--disable-lcd-text", "--font-render-hinting=none"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with contextlib.ExitStack() as stack:
        playwright = running or stack.enter_context(sync_playwright())
        try:
            browser = playwright.chromium.launch(executable_path=images.browser(), args=arguments)
        except Error as error:
            raise StudioError("Pictures need Chromium; install it with: apt-get install chromium") from error
        with contextlib.closing(browser):
            yield browser


@contextlib.contextmanager
def reader(browser: Browser, base: str, code: str) -> Iterator[BrowserContext]:
    """Let one reader in, whose browser keeps what it was sent.

    Args:
        browser: what draws.
        base: address of the dashboard.
        code: the reader's language.
    """
    options: dict[str, Any] = {
        "base_url": base,
        "locale": {"nl": "nl-NL", "en": "en-GB"}[code],
        "timezone_id": "Europe/Amsterdam",
        "color_scheme": "light",
        "reduced_motion": "reduce",
    }
    with contextlib.closing(browser.new_context(**options)) as context:
        context.set_default_timeout(30_000)
        # Somebody who was here before: the tour of a first visit would lie over every picture.
        context.add_init_script(f"try {{ localStorage.setItem('{first_visit.KEY}', '1') }} catch {{}}")
        # Only dates stand still: a page waits by its timers.
        context.clock.set_fixed_time(MOMENT)
        yield context


@contextlib.contextmanager
def visit(context: BrowserContext, size: tuple[int, int]) -> Iterator[Page]:
    """Open an empty page in a window of a width and height in pixels."""
    with contextlib.closing(context.new_page()) as page:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        yield page


def drawn(page: Page) -> None:
    """Wait until the run of a page has ended and all of it is drawn."""
    page.wait_for_function(DRAWN, polling=50)
    # A chart that gets its width last is drawn once more, in the next frames.
    page.evaluate("() => new Promise((done) => setTimeout(done, 400))")
    page.wait_for_function(DRAWN, polling=50)


def shot(page: Page, parts: tuple[Locator, ...], height: int | None = None) -> bytes:
    """Take a picture as PNG with a palette.

    Args:
        page: what is shown now.
        parts: what must be on it, with a small margin around; the window where there are none.
        height: the most that is kept of it, in pixels.

    Raises:
        StudioError: it is larger than a guide should have to carry.
    """
    taken = page.screenshot(animations="disabled", caret="hide", clip=_around(page, parts, height))
    with Image.open(io.BytesIO(taken)) as image:
        whole = image.convert("RGB")
    for colours in _COLOURS:
        kept = io.BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        if kept.tell() <= LARGEST:
            return kept.getvalue()
    raise StudioError(f"A picture has {kept.tell()} bytes, more than {LARGEST}; take less of the page.")


def alike(one: bytes, other: bytes) -> bool:
    """Whether two pictures, as PNG, look the same: as large, and hardly a point of a colour that is seen to differ."""
    with Image.open(io.BytesIO(one)) as first, Image.open(io.BytesIO(other)) as second:
        if first.size != second.size:
            return False
        red, green, blue = ImageChops.difference(first.convert("RGB"), second.convert("RGB")).split()
    largest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(largest.histogram()[_SEEN + 1 :]) <= _STRAY


def _around(page: Page, parts: tuple[Locator, ...], height: int | None) -> Any:
    """Return the rectangle that holds all parts, in pixels of the window."""
    size = page.viewport_size or {"width": 0, "height": 0}
    if not parts:
        return {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], height or size["height"])}
    boxes = _at_rest(page, parts)
    margin = 12
    left = max(0, min(box["x"] for box in boxes) - margin)
    top = max(0, min(box["y"] for box in boxes) - margin)
    right = min(size["width"], max(box["x"] + box["width"] for box in boxes) + margin)
    bottom = min(size["height"], max(box["y"] + box["height"] for box in boxes) + margin)
    tall = min(bottom - top, height or bottom - top)
    return {"x": left, "y": top, "width": right - left, "height": tall}


def _at_rest(page: Page, parts: tuple[Locator, ...]) -> list[Any]:
    """Return where the parts are once they move no more: a box that opens grows for a moment.

    Raises:
        StudioError: one of them is not there, or they go on moving.
    """
    before: list[Any] = []
    for _ in range(_LOOKS):
        boxes = [part.bounding_box() for part in parts]
        if boxes == before and all(boxes):
            return boxes
        before = boxes
        page.wait_for_timeout(_BETWEEN)
    raise StudioError(f"A part of a picture of {page.url} is not there, or does not come to rest.")


def doctor(folder: Path, code: str) -> str:
    """Return what ``doctor`` prints about a folder that was served from."""
    command = [sys.executable, "-m", "kansenbeeld", "doctor", "--lang", code]
    done = subprocess.run(command, cwd=paths.ROOT, env=environment(folder), capture_output=True, text=True, check=False)
    return done.stdout
