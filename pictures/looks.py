"""Every page, slide and sheet of paper as it looks: where it is, in which light and how wide, and how it is taken.

A look is half as large as the screen: small enough to keep one of everything, and large enough to see what changed.
"""

from __future__ import annotations

import base64
import contextlib
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kansenbeeld import paths
from kansenbeeld.clock import day_of
from kansenbeeld.conversations.deck import printed
from kansenbeeld.conversations.deck.slides import deck
from kansenbeeld.conversations.ledger.entries import About, Details, Entry
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.conversations.letter import html as letter_html
from kansenbeeld.conversations.letter.model import letter
from kansenbeeld.conversations.programme import current
from kansenbeeld.conversations.story import story
from kansenbeeld.exports import browser as printer
from kansenbeeld.findings.outlines import outlines_of
from kansenbeeld.language import language
from kansenbeeld.store.reader import Store
from kansenbeeld.web.frame import PAGES
from pictures import studio
from pictures.served import MOMENT

VERSION: Final = "0123456789ab"
"""What the data version is called on every look: its own name changes with every number."""

TALLEST: Final = 6_000
"""Pixels of a page that are kept; Chromium draws no more than some 16 000 in one piece."""

_LOWEST: Final = 450
_SLIDE: Final = (1280, 720)
_CODE: Final = "nl"
_WORDS: Final = language(_CODE)
_SCALE: Final = 2
_PAPER: Final = 0.75
"""Pixels for each point of paper, where a page of A4 is 446 wide."""

_QUIET: Final = 250
"""Milliseconds in which nothing of a page changes once it is drawn."""

_STILL: Final = """(quiet) => new Promise((done) => {
  const watcher = new MutationObserver(() => again());
  const finish = () => { watcher.disconnect(); done(); };
  let timer = setTimeout(finish, quiet);
  const again = () => { clearTimeout(timer); timer = setTimeout(finish, quiet); };
  const watched = { subtree: true, childList: true, attributes: true, characterData: true };
  watcher.observe(document, watched);
  for (const part of document.querySelectorAll('*')) if (part.shadowRoot) watcher.observe(part.shadowRoot, watched);
  setTimeout(finish, 5000);
})"""

# A list that opens grows by a script, also where less motion is asked for.
_GROWN: Final = """() => Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime < 5000)
  .map((one) => { one.finish(); return one.finished; }))"""

_END: Final = """() => {
  const main = document.querySelector('[data-testid="stMainBlockContainer"]');
  const parts = main ? [main] : [...document.body.children];
  return Math.max(...parts.map((part) => part.getBoundingClientRect().bottom)) + scrollY;
}"""
"""Where a page ends, in pixels from its top."""


@dataclass(frozen=True, slots=True)
class Mode:
    """How a place is looked at: the width of the window in pixels, whether the room is dark, and on a grey printer."""

    width: int
    dark: bool = False
    grey: bool = False


MODES: Final[Mapping[str, Mode]] = {
    "desktop": Mode(1280),
    "grey": Mode(1280, grey=True),
    "zoom": Mode(640),
    "phone": Mode(375),
    "dark": Mode(1280, dark=True),
}
"""By name, in the order in which a place is looked at. A screen of 1280 at 200% has room for 640."""

SCREENS: Final = ("desktop", "phone", "dark")


def _nothing(page: Page) -> None:
    """Take a place as it opens."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that is looked at.

    Attributes:
        kind: page of the dashboard, light page, slides, or paper.
        address: where it is, without a host; for paper which of the papers.
        modes: names of :data:`MODES`.
        play: does on the opened page what has to be done.
    """

    kind: str
    address: str
    modes: tuple[str, ...] = ("desktop",)
    play: Callable[[Page], None] = _nothing


def _report(page: Page) -> None:
    """Give a file, of which the page then says what it found."""
    given = paths.ROOT / "docs" / "example" / "year3_from_excel.csv"
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(given)
    expect(page.get_by_role("heading", name=_WORDS.text("datasets.step.report", number=2))).to_be_visible()


def _everything(page: Page) -> None:
    """Open every table and every list of limits."""
    for folded in page.locator("details").all():
        folded.locator("summary").click()
        # A table is made once its list is open, and the page is drawn again: the next click must find it still.
        expect(folded).to_have_attribute("open", "")
    expect(page.get_by_test_id("stTable")).to_have_count(page.locator('[class*="st-key-table_"]').count())


_CHOSEN: Final = {
    "compare": "?compare=Noord&compare=Zuid&compare=Zuidoost",
    "letter": "?gesprek=1",
    "results": "?gesprek=1&dia=2",
}
_MORE: Final = {"overview": ("grey", "zoom"), "districts": ("grey", "zoom"), "time": ("grey",), "placement": ("grey",)}
ALIKE: Final = ("stadsgesprek-2", "stadsgesprek-3", "stadsgesprek-5", "stadsgesprek-6")
"""Conversations that look like the first, whose theme is known, or like the fourth, whose theme is open."""


def _page_places() -> Iterator[tuple[str, Place]]:
    for entry in PAGES:
        if entry.address in ALIKE:
            continue
        name = f"{entry.name}-{entry.number}" if entry.number else entry.name
        address = "/" if entry is PAGES[0] else f"/{entry.address}"
        modes = (*SCREENS, *_MORE.get(entry.name, ()))
        yield name, Place("page", f"{address}{_CHOSEN.get(entry.name, '')}", modes)


PLACES: Final[Mapping[str, Place]] = {
    **dict(_page_places()),
    "district": Place("page", "/stadsdelen?district=Noord&areas=true", SCREENS),
    "everything-open": Place("page", "/advies-en-plaatsing", ("desktop", "phone"), _everything),
    "report": Place("page", "/dataset-toevoegen", SCREENS, _report),
    "light-dots": Place("light", "/f/advice_gap", (*SCREENS, "grey", "zoom")),
    "light-map": Place("light", "/f/gap_map?district=Noord&areas=true", SCREENS),
    "light-no-figures": Place("light", "/f/schools_on_map?district=Noord"),
    "light-lines": Place("light", "/f/school_advice"),
    "light-slope": Place("light", "/f/test_to_advice"),
    "light-flow": Place("light", "/f/advice_to_placement", ("desktop", "phone")),
    "light-funnel": Place("light", "/f/funnel_plot", ("desktop", "phone")),
    "light-compare": Place("light", "/f/compare_districts?compare=Noord&compare=Zuid"),
    "light-nothing": Place("light", "/f/nothing"),
    "room": Place("light", "/m/1", ("desktop", "phone")),
    "room-slide": Place("light", "/m/1/3", ("phone", "dark")),
    "privacy": Place("light", "/privacy"),
    "accessibility": Place("light", "/toegankelijkheid", ("desktop", "phone")),
    "slide": Place("slides", "/gesprek/1/presentatie"),
    "slide-dark": Place("slides", "/gesprek/1/presentatie", ("dark",)),
    "handout": Place("paper", "handout"),
    "speaker": Place("paper", "speaker"),
    "council": Place("paper", "letter"),
}
"""Every place by its name. Of slides and paper each one is a look of its own, with its number behind the name."""

NUMBERED: Final = ("slides", "paper")
"""Kinds of places that are many, each with a number."""

Looks = dict[str, Image.Image]
"""Name of a look, which is that of its place with its mode or number, to how it looks, in RGB."""


def of_place(name: str, known: Iterable[str]) -> list[str]:
    """Return the looks of a place that are among those known, in the order in which they are taken."""
    place, names = PLACES[name], set(known)
    if place.kind in NUMBERED:
        return sorted(one for one in names if re.fullmatch(rf"{name}-\d\d", one))
    return [one for one in (f"{name}-{mode}" for mode in place.modes) if one in names]


def shrunk(taken: Image.Image) -> Image.Image:
    """Return a picture of a screen at half its size, which evens out how the edges of letters are drawn."""
    return taken.convert("RGB").reduce(_SCALE)


@contextlib.contextmanager
def dashboard(folder: Path) -> Iterator[str]:
    """Serve the dashboard with what looks show: a data version by a fixed name, and a conversation that was held.

    Args:
        folder: an empty one.

    Raises:
        StudioError: the dashboard does not start.
    """
    _write_down(_ledger(folder))
    with studio.served(folder, VERSION) as base:
        yield base


def _ledger(folder: Path) -> Ledger:
    return Ledger(studio.environment(folder)[paths.LEDGER_VARIABLE], clock=lambda: MOMENT)


def _write_down(ledger: Ledger) -> None:
    """Write down what came out of the first conversation."""
    day = day_of(MOMENT)
    ledger.fill_in("1", 0, Details(date=day, place="Buurthuis"), editor="local")
    said = About("advice_gap", {}, VERSION, 2)
    for entry in (
        Entry("1", "result", "Ouders horen het advies graag eerder.", "parent", about=said),
        Entry(
            "1",
            "recommendation",
            "Laat elke basisschool het advies in november al met ouders bespreken.",
            "school",
            addressee="College van B en W",
            status="adopted",
            status_date=day,
        ),
    ):
        ledger.record(entry, editor="local")
    ledger.close()


@contextlib.contextmanager
def reader(browser: Browser, base: str) -> Iterator[BrowserContext]:
    """Let somebody in who can go to one place after another: Chromium reads the parts of a page once only.

    Args:
        browser: of :func:`pictures.studio.chromium`.
        base: of :func:`dashboard`.
    """
    with studio.reader(browser, base, _CODE) as context:
        yield context


def take(context: BrowserContext, folder: Path, name: str) -> Looks:
    """Look at a place in each of its modes.

    Args:
        context: of :func:`reader`; as if he were here for the first time.
        folder: of :func:`dashboard`.
        name: of :data:`PLACES`.

    Raises:
        StudioError: it never comes to rest, or there is no Chromium.
        playwright.sync_api.Error: it does not open.
    """
    place = PLACES[name]
    if place.kind == "paper":
        return {f"{name}-{number:02}": one for number, one in enumerate(_sheets(folder, place.address), start=1)}
    context.clear_cookies()
    with studio.visit(context, _SLIDE if place.kind == "slides" else (1280, TALLEST)) as page:
        if place.kind == "slides":
            taken = {f"{name}-{number:02}": one for number, one in enumerate(_slides(page, place), start=1)}
        else:
            taken = dict(_modes(page, name, place))
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        return taken


def _modes(page: Page, name: str, place: Place) -> Iterator[tuple[str, Image.Image]]:
    """Look at a place in each of its modes; the width changes in place, as when a reader makes the window smaller."""
    room = None
    for mode, given in MODES.items():
        if mode not in place.modes:
            continue
        if given.dark is not room:
            # Anew, as charts take the light of the room in which a page was opened.
            room = given.dark
            page.emulate_media(color_scheme="dark" if room else "light", reduced_motion="reduce")
            page.set_viewport_size({"width": given.width, "height": TALLEST})
            _open(page, place)
        page.set_viewport_size({"width": given.width, "height": TALLEST})
        _rest(page)
        taken = _shot(page, min(TALLEST, max(_LOWEST, math.ceil(page.evaluate(_END)))))
        yield f"{name}-{mode}", shrunk(taken.convert("L") if given.grey else taken)


def _open(page: Page, place: Place) -> None:
    page.goto(f"{place.address}{'&' if '?' in place.address else '?'}lang={_CODE}")
    page.wait_for_function(studio.DRAWN, polling=50)
    if place.play is not _nothing:
        _rest(page)
        place.play(page)


def _rest(page: Page, quiet: int = _QUIET) -> None:
    """Wait until all of a page is drawn and nothing of it changes any more."""
    for _ in range(2):
        page.wait_for_function(studio.DRAWN, polling=50)
        page.evaluate(_GROWN)
        page.evaluate(_STILL, quiet)
        if page.evaluate(studio.DRAWN):
            return


def _shot(page: Page, height: int) -> Image.Image:
    """Take a page from its top, with Chromium's quickest packing: what Playwright packs takes longer than the page."""
    size = page.viewport_size or {"width": 0, "height": 0}
    clip = {"x": 0, "y": 0, "width": size["width"], "height": height, "scale": 1}
    asked = {"format": "png", "optimizeForSpeed": True, "clip": clip}
    client = page.context.new_cdp_session(page)
    taken = base64.b64decode(client.send("Page.captureScreenshot", asked)["data"])
    client.detach()
    with Image.open(io.BytesIO(taken)) as image:
        return image.convert("RGB")


def _slides(page: Page, place: Place) -> Iterator[Image.Image]:
    _open(page, place)
    if place.modes == ("dark",):
        page.keyboard.press("d")
    for _ in range(page.locator(".slide").count()):
        _rest(page, 60)
        yield shrunk(_shot(page, _SLIDE[1]))
        page.keyboard.press("ArrowRight")


def _sheets(folder: Path, paper: str) -> Iterator[Image.Image]:
    """Print one of the papers of the first conversation, and return its pages."""
    with contextlib.closing(pypdfium2.PdfDocument(_printed(folder, paper))) as document:
        for page in document:
            yield page.render(scale=_PAPER).to_pil().convert("RGB")


def _printed(folder: Path, paper: str) -> bytes:
    store, ledger = Store(folder / "store"), _ledger(folder)
    snapshot = store.snapshot()
    known = current(snapshot, ledger)
    if paper == "letter":
        written = letter(known, ledger.items(), store, _CODE, conversation="1", day=day_of(MOMENT))
        return letter_html.pdf(written)
    conversation = known.conversation("1")
    subject = known.theme_of(conversation)
    if subject is None:
        raise studio.StudioError("The first conversation has no theme, so nothing can be printed for it.")
    told = story(snapshot, conversation, subject, _CODE)
    slides = deck(told, studio.ADDRESS)
    found = outlines_of(snapshot, [step.finding for step in told.steps])
    page = printed.handout(told, slides, found) if paper == "handout" else printed.speaker(slides)
    return printer.print_pdf(page, day=slides.data_date)
