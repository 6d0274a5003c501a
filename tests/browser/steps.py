"""What visitors do and look at, in the words of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import (
    ConsoleMessage,
    Download,
    Error,
    Locator,
    Page,
    Request,
    Response,
    Route,
    expect,
)

from kansenbeeld import findings
from kansenbeeld.findings import Question, Selection
from kansenbeeld.language import LanguageCode, language
from kansenbeeld.store import Snapshot

BROWSE: Final = {
    "overview": "/",
    "districts": "/stadsdelen",
    "groups": "/groepen",
    "time": "/door-de-tijd",
    "placement": "/advies-en-plaatsing",
    "certainty": "/zekerheid",
    "data": "/data-en-methode",
}
"""Every page to browse with its address, in the order of the navigation. Copied links hold them."""

SHOW: Final = {
    "compare": "/vergelijken",
    "conversations": "/stadsgesprekken",
    "conversation": "/stadsgesprek-1",
    "open conversation": "/stadsgesprek-4",
    "results": "/resultaten",
    "letter": "/raadsbrief",
    "changes": "/wat-is-er-veranderd",
    "datasets": "/dataset-toevoegen",
}
"""Districts side by side, the pages around the conversations, and that of datasets; the menu has the first page of the
conversations and the last."""

ADDRESSES: Final = {**BROWSE, **SHOW}
"""Every page of the dashboard."""

MENU: Final = ("overview", "districts", "groups", "time", "placement", "certainty", "conversations", "data", "datasets")
"""The pages of the menu in its order, as somebody at the machine itself sees it."""

NOORD: Final = "N"
ZUIDOOST: Final = "T"

SCREENS: Final[dict[str, dict[str, Any]]] = {
    "phone": {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}
"""The screens on which every page is looked at, as a visitor has them."""

_WATCH: Final = """window.forbidden = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.forbidden.push(`${event.violatedDirective} ${event.blockedURI}`));"""

_SETTLED: Final = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  if (all('[data-testid="stApp"]')[0]?.dataset.testScriptState !== 'notRunning') return false;
  if (!all('h1').length && !all('[data-testid="stAlert"]').length) return false;
  if (all('[data-testid="stSkeleton"], [data-stale="true"]').length) return false;
  const charts = all('[data-testid="stPlotlyChart"]');
  if (!charts.every((chart) => chart.querySelector('.main-svg .trace'))) return false;
  const maps = all('.st-key-map').map((map) => map.querySelector('[data-testid="stBidiComponentIsolated"]'));
  const has = (map, part) => map?.shadowRoot?.querySelector(part);
  return maps.every((map) => has(map, 'path.area') && has(map, '.label'))
    && document.fonts.status === 'loaded';
}"""


@dataclass
class Complaints:
    """What a browser said that no visitor should ever cause: console, errors, failed and foreign requests."""

    heard: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """Expect complaints with these words (a regular expression) in this test."""
        self.allowed.append(pattern)

    def unexpected(self) -> list[str]:
        """Return the complaints that were not allowed."""
        said = [*self.heard, *(f"foreign request: {url}" for url in self.foreign)]
        return [one for one in said if not any(re.search(pattern, one) for pattern in self.allowed)]


def is_foreign(url: str, base: str) -> bool:
    """Whether an address leads to anywhere but the app."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob", "about") and parts.netloc != urlsplit(base).netloc


def listen(page: Page, base: str, complaints: Complaints) -> None:
    """Note everything that a page complains of, and every request that leaves the app at ``base``."""

    def asked(url: str) -> None:
        if is_foreign(url, base):
            complaints.foreign.append(url)

    def failed(request: Request) -> None:
        # A page that is left, and an address that turns out to be a download, end their requests this way.
        if request.failure != "net::ERR_ABORTED":
            complaints.heard.append(f"failed request: {request.url} {request.failure}")

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.heard.append(f"console {message.type}: {message.text}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            complaints.heard.append(f"status {response.status}: {response.url}")

    def broke(error: Error) -> None:
        complaints.heard.append(f"page error: {error}")

    page.on("request", lambda request: asked(request.url))
    page.on("websocket", lambda socket: asked(socket.url))
    page.on("requestfailed", failed)
    page.on("response", answered)
    page.on("console", said)
    page.on("pageerror", broke)


def block_foreign(page: Page, base: str) -> None:
    """Take the network away: every request but those to the app fails."""

    def decide(route: Route) -> None:
        if is_foreign(route.request.url, base):
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.context.route("**/*", decide)


def watch_policy(page: Page) -> None:
    """Have each page that is opened from now on note what its security policy forbids; see :func:`forbidden`."""
    page.add_init_script(_WATCH)


def forbidden(page: Page) -> list[str]:
    """Return what the policy of this page forbade since it was opened, a line each; empty where all is well."""
    return [str(one) for one in page.evaluate("window.forbidden")]


def settled(page: Page) -> None:
    """Wait until the run has finished and every chart and map is drawn."""
    page.wait_for_function(_SETTLED, timeout=30_000, polling=50)


def visit(page: Page, address: str) -> None:
    """Open an address and wait until all of it is there."""
    page.goto(address)
    settled(page)


def fits(page: Page, name: str, width: int) -> None:
    """Check that nobody scrolls sideways."""
    for part in ("html", '[data-testid="stMain"]'):
        wide, room = page.locator(part).evaluate("(part) => [part.scrollWidth, part.clientWidth]")
        assert wide <= room <= width, f"{name}: {part} is {wide} px wide, the screen {room}"


def go(page: Page, name: str, code: LanguageCode = "nl") -> None:
    """Walk to another page through the navigation."""
    words = language(code)
    navigation(page).get_by_text(words.text(f"page.{name}"), exact=True).click()
    is_on(page, name, code)
    settled(page)


def is_on(page: Page, name: str, code: LanguageCode = "nl") -> None:
    """Wait until a page is open: its question stands above its title, or is its title where it shows no findings."""
    asked = page.locator(".st-key-lead p").first if findings.on_page(name) else page.get_by_role("heading", level=1)
    expect(asked).to_have_text(language(code).text(f"page.{name}.title"))


def navigation(page: Page) -> Locator:
    """Return the links to all pages on a wide screen."""
    return page.get_by_test_id("stTopNavLink")


def box(page: Page, question: str) -> Locator:
    """Return the box of one finding."""
    return page.locator(f".st-key-finding_{question}")


def headlines(page: Page) -> Locator:
    """Return the headlines of all findings, in the order of the page: the first one is the title of the page.

    A finding whose headline stands elsewhere begins with its question, which is no headline.
    """
    return page.locator('.st-key-lead :is(h1, h2), [class*="st-key-finding_"] > :not(:first-child) h2')


def asked(name: str, snapshot: Snapshot, selection: Selection | None = None) -> list[Question]:
    """Return the questions that a page must show: an optional one only where somebody published what answers it."""
    chosen = selection or Selection()
    return [one for one in findings.on_page(name) if findings.is_there(one, snapshot, chosen, "nl")]


def expected(
    name: str,
    snapshot: Snapshot,
    code: LanguageCode = "nl",
    selection: Selection | None = None,
) -> list[str]:
    """Return the headlines that a page must show for a selection."""
    chosen = selection or Selection()
    return [findings.answer(one.id, snapshot, chosen, code).headline for one in asked(name, snapshot, chosen)]


def has_headlines(
    page: Page, name: str, snapshot: Snapshot, code: LanguageCode = "nl", selection: Selection | None = None
) -> None:
    """Wait until a page shows exactly the headlines of a selection, and is drawn."""
    expect(headlines(page)).to_have_text(expected(name, snapshot, code, selection))
    settled(page)


def query(page: Page) -> dict[str, str]:
    """Return what the address holds behind its question mark."""
    return {key: ",".join(values) for key, values in parse_qs(urlsplit(page.url).query).items()}


def choose_district(page: Page, name: str) -> None:
    """Choose a district from the list of the control."""
    page.locator(".st-key-district").get_by_role("combobox").click()
    page.get_by_role("option", name=name, exact=True).click()


def district_control(page: Page) -> Locator:
    """Return the control that shows the chosen district."""
    return page.locator(".st-key-district").get_by_role("combobox")


def choice(page: Page, key: str, label: str) -> Locator:
    """Return one button of a row of choices."""
    return page.locator(f".st-key-{key}").get_by_role("radio", name=label, exact=True)


def areas(page: Page) -> Locator:
    """Return the areas of the map that can be chosen."""
    return page.locator(".st-key-map path.area")


def area(page: Page, code: str) -> Locator:
    """Return one area of the map."""
    return page.locator(f'.st-key-map path.area[data-code="{code}"]')


def click_area(page: Page, code: str) -> None:
    """Click a point that lies inside an area: the middle of its box can lie in a neighbour."""
    shape = area(page, code)
    shape.scroll_into_view_if_needed()
    x, y = shape.evaluate(
        """(path) => {
          const { x, y, width, height } = path.getBBox();
          const inside = [];
          for (let i = 1; i < 20; i++) for (let j = 1; j < 20; j++) {
            const point = new DOMPoint(x + (width * i) / 20, y + (height * j) / 20);
            if (path.isPointInFill(point)) inside.push(point);
          }
          const mean = (axis) => inside.reduce((sum, point) => sum + point[axis], 0) / inside.length;
          const [mx, my] = [mean('x'), mean('y')];
          inside.sort((a, b) => Math.hypot(a.x - mx, a.y - my) - Math.hypot(b.x - mx, b.y - my));
          const screen = inside[0].matrixTransform(path.getScreenCTM());
          return [screen.x, screen.y];
        }"""
    )
    page.mouse.click(x, y)


def focused_area(page: Page) -> str | None:
    """Return the code of the area of the map that has the keyboard."""
    code = page.evaluate(
        """() => {
          let element = document.activeElement;
          while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
          return element?.matches('path.area') ? element.dataset.code : null;
        }"""
    )
    return None if code is None else str(code)


@contextmanager
def downloads(page: Page, inside: Locator) -> Iterator[Locator]:
    """Open the first list of downloads inside a box, and close it again."""
    inside.get_by_test_id("stPopoverButton").first.click()
    opened = page.get_by_test_id("stPopoverBody")
    expect(opened).to_be_visible()
    yield opened
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)


def download(opened: Locator, label: str) -> Download:
    """Fetch one file of an opened list of downloads."""
    with opened.page.expect_download() as waiting:
        opened.get_by_role("button", name=label, exact=True).click()
    return waiting.value
