"""What each person comes for, from the front page, in as few clicks as promised.

The page itself counts, not the test: a script in every document and frame hears each click that a person made
(``isTrusted``, which no script can feign) before anything else does, also inside a shadow root, and tells it to the
test. What is counted:

- a press of the mouse or a tap, wherever it lands. Pressing and letting go are both heard, and the larger number
  counts: a list that closes under the finger swallows the second;
- Enter or the space bar on a button or a link, which is a click without a mouse.

Typing is not counted, and neither are Tab and Enter in a field. A click that opens the window in which a file is chosen
counts; what somebody does in that window, which is the system's, can't be heard by any page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from provider import with_login

from kansenbeeld import findings, paths
from kansenbeeld.findings import Selection
from kansenbeeld.language import LanguageCode, language
from kansenbeeld.store import Snapshot

from .conftest import Visitor
from .steps import NOORD, Complaints, choose_district, click_area, district_control, is_on, navigation, settled, visit
from .test_login import log_in

pytestmark = pytest.mark.browser

WORDS: Final = language("nl")
PHONE: Final[dict[str, Any]] = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
SCREENS: Final = pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
SAID: Final = "Laat scholen ouders eerder uitnodigen."
KEYS: Final = 60
"""Keys that a person without a mouse presses at most before this test gives up."""

_COUNT: Final = """for (const heard of ["pointerdown", "click"])
  addEventListener(heard, (event) => {
    if (!event.isTrusted) return;
    const byHand = Boolean(event.pointerType);
    window.countClick(byHand ? heard : "key", event.composedPath()[0].outerHTML?.slice(0, 200) ?? "");
  }, { capture: true });"""


class Clicks:
    """The clicks that the pages of a visitor heard, through all that he opens."""

    def __init__(self, page: Page) -> None:
        """Count from here on: in this document and all that come."""
        self.heard: list[tuple[str, str]] = []
        page.context.expose_binding("countClick", lambda _, kind, where: self.heard.append((kind, where)))
        page.context.add_init_script(_COUNT)

    @property
    def number(self) -> int:
        """How many there were."""
        kinds = Counter(kind for kind, _ in self.heard)
        return max(kinds["pointerdown"], kinds["click"]) + kinds["key"]

    def at_most(self, promised: int) -> None:
        """Check that there were no more than promised, and some: a counter that hears nothing proves nothing."""
        assert 0 < self.number <= promised, self.heard


@pytest.fixture(scope="module")
def town_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that knows people by their log-in."""
    with with_login(tmp_path_factory.mktemp("walks")) as address:
        yield address


@pytest.fixture(autouse=True)
def provider_pages(complaints: Complaints) -> None:
    """The pages of the provider are not ours: they have another port, and a style sheet from elsewhere."""
    complaints.allow(r"cdn\.jsdelivr\.net|foreign request: http://localhost:\d+/|net::ERR_")
    complaints.allow(r"favicon\.ico|status of 404")


def front(page: Page) -> Clicks:
    """Open the front page, where every walk starts, and count from there."""
    clicks = Clicks(page)
    visit(page, "/")
    is_on(page, "overview")
    return clicks


def logged_in(visitor: Visitor, address: str, who: str, **screen: Any) -> Page:
    """Return the page of somebody who logged in earlier."""
    page = visitor(base_url=address, **screen)
    visit(page, "/")
    log_in(page, who)
    return page


def how_noord_does(page: Page, snapshot: Snapshot, code: LanguageCode = "nl") -> None:
    """Check that the page says in its first sentence how Noord does."""
    first = findings.on_page("overview")[0]
    sentence = findings.answer(first.id, snapshot, Selection(district=NOORD), code).headline
    assert "Noord" in sentence
    lead = page.locator(".st-key-lead")
    expect(lead).to_have_text(re.compile(re.escape(sentence)))
    expect(lead).to_be_in_viewport()


def test_the_pages_count_what_a_person_clicks_and_nothing_else(page: Page) -> None:
    clicks = front(page)
    click_area(page, NOORD)
    expect(district_control(page)).to_have_value("Noord")
    assert clicks.number == 1, "inside the shadow root of the map"
    search = page.locator(".st-key-search").get_by_test_id("stPopoverButton")
    search.evaluate("(button) => button.click()")
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
    assert clicks.number == 1, "a click of a script is none of a person"
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    search.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
    assert clicks.number == 2, "Enter on a button is a click"
    page.goto("/f/advice_gap")
    page.get_by_role("link", name="Privacy").click()
    expect(page).to_have_url(re.compile("/privacy"))
    assert clicks.number == 3, "also in another document"


@SCREENS
def test_an_alderman_sees_how_his_district_does_in_2(
    visitor: Visitor, snapshot: Snapshot, screen: dict[str, Any]
) -> None:
    page = visitor(**screen)
    clicks = front(page)
    choose_district(page, "Noord")
    how_noord_does(page, snapshot)
    clicks.at_most(2)


def test_an_alderman_who_goes_to_the_page_of_districts_needs_2_as_well(page: Page, snapshot: Snapshot) -> None:
    clicks = front(page)
    navigation(page).get_by_text(WORDS.text("page.districts"), exact=True).click()
    is_on(page, "districts")
    settled(page)
    click_area(page, NOORD)
    expect(district_control(page)).to_have_value("Noord")
    expect(page.locator(".st-key-lead")).to_contain_text("Noord")
    clicks.at_most(2)


def test_an_alderman_who_reads_english_needs_2_as_well(page: Page, snapshot: Snapshot) -> None:
    """From the Dutch front page: one for the language, one on the map."""
    clicks = front(page)
    page.locator(".st-key-lang").get_by_role("radio", name="en", exact=True).click()
    is_on(page, "overview", "en")
    settled(page)
    click_area(page, NOORD)
    how_noord_does_after_scrolling_up(page, snapshot)
    clicks.at_most(2)


def how_noord_does_after_scrolling_up(page: Page, snapshot: Snapshot) -> None:
    """As :func:`how_noord_does` in English, for who is at the map."""
    expect(district_control(page)).to_have_value("Noord")
    page.locator(".st-key-lead").scroll_into_view_if_needed()
    how_noord_does(page, snapshot, "en")


def test_an_alderman_gets_there_with_the_keyboard_alone(page: Page, snapshot: Snapshot) -> None:
    """Tab to the choice of district, type its name, Enter. Nothing is clicked."""
    clicks = front(page)
    pressed = 0
    while not district_control(page).evaluate("(control) => control === document.activeElement"):
        page.keyboard.press("Tab")
        pressed += 1
        assert pressed < KEYS, "the choice of district is out of reach"
    page.keyboard.type("Noord")
    expect(page.get_by_role("option", name="Noord", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    how_noord_does(page, snapshot)
    assert clicks.number == 0, clicks.heard


def to_conversations(page: Page) -> None:
    """Go from the front page to the conversations: by the menu, or where that is folded by the link on the page."""
    narrow = page.locator(".st-key-way_narrow").get_by_role("link")
    if narrow.is_visible():
        narrow.click()
    else:
        navigation(page).get_by_text(WORDS.text("page.conversations"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS.text("page.conversations.title"))
    settled(page)


def in_conversation(page: Page, number: int, label: str) -> None:
    """Follow a link of one conversation among all."""
    page.locator(f".st-key-conversation_{number}").get_by_role("link", name=WORDS.text(label)).click()


def slides(page: Page) -> FrameLocator:
    """Return the slides over a page."""
    return page.frame_locator("iframe")


def test_a_speaker_is_in_full_screen_in_2(page: Page) -> None:
    clicks = front(page)
    to_conversations(page)
    in_conversation(page, 1, "conversation.present")
    expect(slides(page).locator(".slide:visible")).to_have_count(1)
    page.wait_for_function("document.fullscreenElement !== null")
    clicks.at_most(2)
    shown = page.locator("iframe").evaluate(
        "(frame) => [document.fullscreenElement === frame.parentElement, frame.offsetWidth === innerWidth,"
        " frame.offsetHeight === innerHeight]"
    )
    assert shown == [True, True, True]
    # The keys of a speaker work at once, and the address is that of the slides.
    page.keyboard.press("PageDown")
    expect(slides(page).locator(".slide:visible")).to_have_attribute("id", "2")
    assert "/gesprek/1/presentatie" in page.url
    # So it is after a reload, and with the slide that was shown.
    page.reload()
    expect(page.locator(".slide:visible")).to_have_attribute("id", "2")
    # The page that opened them is behind them still.
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS.text("page.conversations.title"))


def test_a_speaker_leaves_full_screen_and_comes_back_to_the_page(page: Page) -> None:
    visit(page, "/stadsgesprekken")
    in_conversation(page, 1, "conversation.present")
    expect(slides(page).locator(".slide:visible")).to_have_count(1)
    page.wait_for_function("document.fullscreenElement !== null")
    for there in (False, True, False):
        page.keyboard.press("f")
        page.wait_for_function("(there) => (document.fullscreenElement !== null) === there", arg=there)
    expect(slides(page).locator(".slide:visible")).to_be_visible()
    page.go_back()
    expect(page.locator("iframe")).to_have_count(0)
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS.text("page.conversations.title"))
    assert page.url.split("?")[0].endswith("/stadsgesprekken")
    to_first = page.locator(".st-key-conversation_1").get_by_role("link", name=re.compile("Stadsgesprek 1"))
    to_first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Stadsgesprek 1")


def test_a_speaker_stops_with_a_button(page: Page) -> None:
    visit(page, "/stadsgesprekken")
    in_conversation(page, 1, "conversation.present")
    expect(slides(page).locator(".slide:visible")).to_have_count(1)
    page.keyboard.press("PageDown")
    stop = slides(page).get_by_role("link", name=WORDS.text("deck.stop"))
    # An Escape too many ends nothing: it shows the way out.
    page.keyboard.press("Escape")
    expect(stop).to_be_focused()
    page.keyboard.press("PageDown")
    expect(slides(page).locator(".slide:visible")).to_have_attribute("id", "3")
    page.mouse.move(300, 300)
    page.mouse.move(310, 310)
    stop.click()
    expect(page.locator("iframe")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS.text("page.conversations.title"))
    assert page.evaluate("document.fullscreenElement") is None
    # And forward to them again, for which this page has nothing to show.
    page.go_forward()
    expect(page.locator(".slide:visible")).to_have_attribute("id", "3")


def test_a_room_without_a_connection_reads_a_sentence_and_tries_again(page: Page, complaints: Complaints) -> None:
    complaints.allow("ERR_FAILED")
    visit(page, "/stadsgesprekken")
    page.route("**/presentatie?*", lambda route: route.abort())
    in_conversation(page, 1, "conversation.present")
    expect(page.get_by_text(WORDS.text("deck.lost_connection"))).to_be_visible()
    page.unroute("**/presentatie?*")
    page.get_by_role("button", name=WORDS.text("deck.retry")).click()
    expect(slides(page).locator(".slide:visible")).to_have_count(1)
    expect(page.get_by_text(WORDS.text("deck.making"))).to_have_count(0)
    page.go_back()
    expect(page.locator("iframe")).to_have_count(0)


def test_nothing_on_the_page_takes_the_keys_from_the_slides(page: Page) -> None:
    """As the dialog in which Streamlit says that the connection is lost."""
    visit(page, "/stadsgesprekken")
    in_conversation(page, 1, "conversation.present")
    expect(slides(page).locator(".slide:visible")).to_have_count(1)
    page.evaluate("document.body.append(Object.assign(document.createElement('button'), {id: 'late'}))")
    expect(page.locator("#late[inert]")).to_have_count(1)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("PageDown")
    expect(slides(page).locator(".slide:visible")).to_have_attribute("id", "2")


def test_what_can_not_be_presented_is_said_on_a_page_of_its_own(page: Page, complaints: Complaints) -> None:
    complaints.allow("404")
    visit(page, "/stadsgesprekken")
    link = page.locator(".st-key-conversation_1").get_by_role("link", name=WORDS.text("conversation.present"))
    link.evaluate("(link) => { link.href = '/gesprek/9/presentatie' }")
    link.click()
    expect(page.locator("iframe")).to_have_count(0)
    expect(page).to_have_url(re.compile("/gesprek/9/presentatie"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_analyst_reads_the_report_of_a_file_in_3(visitor: Visitor, town_hall: str) -> None:
    file = Path(paths.ROOT / "docs" / "example" / "year3_from_excel.csv")
    page = logged_in(visitor, town_hall, "analyst")
    clicks = front(page)
    navigation(page).get_by_text(WORDS.text("page.datasets"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS.text("page.datasets.title"))
    with page.expect_file_chooser() as asked:
        page.get_by_test_id("stFileUploader").locator("button").first.click()
    asked.value.set_files(file)
    expect(page.get_by_text("1 fout: nog niet te publiceren")).to_be_visible()
    expect(page.get_by_text("512,15").first).to_be_visible()
    clicks.at_most(3)


@SCREENS
def test_a_secretary_records_a_recommendation_in_4(visitor: Visitor, town_hall: str, screen: dict[str, Any]) -> None:
    page = logged_in(visitor, town_hall, "editor", **screen)
    clicks = front(page)
    to_conversations(page)
    in_conversation(page, 2, "ledger.new")
    field = page.get_by_label(WORDS.text("ledger.field.text"), exact=True)
    expect(field).to_be_focused()
    said = f"{SAID} ({'telefoon' if screen else 'bureau'})"
    page.keyboard.type(said)
    page.get_by_role("radio", name=WORDS.text("ledger.said_by.parent"), exact=True).click()
    page.get_by_role("button", name=WORDS.text("ledger.save")).click()
    expect(page.get_by_text(WORDS.text("ledger.saved"))).to_be_in_viewport()
    item = page.locator('[class*="st-key-item_"]').filter(has_text=said)
    expect(item).to_contain_text(WORDS.text("ledger.kind.recommendation"))
    clicks.at_most(4)
