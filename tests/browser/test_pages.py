"""Every page opens, for everybody, on every screen, with and without network."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kansenbeeld.findings import Selection, answer, on_page
from kansenbeeld.language import language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import first_visit

from .conftest import Starter, Visitor
from .steps import (
    ADDRESSES,
    BROWSE,
    MENU,
    NOORD,
    SCREENS,
    Complaints,
    block_foreign,
    box,
    choice,
    choose_district,
    district_control,
    fits,
    forbidden,
    go,
    has_headlines,
    headlines,
    is_on,
    navigation,
    query,
    settled,
    visit,
    watch_policy,
)

pytestmark = pytest.mark.browser

SESSION = {"_streamlit_xsrf"}
"""The cookies that the privacy note tells of, without a log-in."""

REMEMBERED = (first_visit.KEY, "stActiveTheme-", "room", "stSidebarSectionsState-")
"""How the names begin of what the note says that a browser remembers by itself: the tour, light or dark (of pages, and
of presentations), the menu."""


def opens(page: Page, name: str, snapshot: Snapshot, *, wide: bool = True) -> None:
    """Check that a page is whole: shell, title, its findings, and nothing that looks like a fault.

    On a narrow screen the menu is behind a button.
    """
    words = language("nl")
    shown = words.text(f"page.{name.removeprefix('open ')}")
    expect(page).to_have_title(re.compile(rf"^{re.escape(shown)}.* · {words.text('app.short')}$"))
    if wide:
        expect(navigation(page)).to_have_count(len(MENU))
        for link, other in zip(navigation(page).all(), MENU, strict=True):
            expect(link).to_contain_text(words.text(f"page.{other}"))
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    if f"page.{name}.title" in words.messages:
        is_on(page, name)
    else:
        expect(page.get_by_role("heading", level=1)).to_contain_text("Stadsgesprek")
    if name not in BROWSE:
        # A phone's menu is folded away, with texts of its own.
        # Labels of controls can be there for screen readers alone.
        expect(page.get_by_test_id("stMain").locator("h2, h3, p").filter(visible=True).first).to_be_visible()
    elif name == "data":
        expect(page.locator('[class*="st-key-dataset_"]').first).to_be_visible()
    else:
        has_headlines(page, name, snapshot)
        assert headlines(page).count() >= 1
    expect(page.get_by_test_id("stException")).to_have_count(0)
    if name in BROWSE:
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("Traceback")


def test_a_deep_link_opens_as_the_very_first_request_after_a_start(
    fresh_server: Starter, visitor: Visitor, snapshot: Snapshot
) -> None:
    """The first visitor gets the shell too, and the store is there."""
    page = visitor(base_url=fresh_server())
    visit(page, "/stadsdelen")
    opens(page, "districts", snapshot)


def draws(page: Page, name: str, snapshot: Snapshot) -> None:
    """Check that every chart and map of a page is there."""
    for question in on_page(name):
        if answer(question.id, snapshot, Selection(), "nl").chart is None:
            continue
        drawing = box(page, question.id).locator(".main-svg .trace, .st-key-map path.area")
        expect(drawing.first).to_be_visible()


def leaves_only_the_session(page: Page) -> None:
    """Check that a visit left what the privacy note says: the cookie of the session, and what a browser remembers."""
    cookies = page.context.cookies()
    assert {cookie["name"] for cookie in cookies} <= SESSION
    for cookie in cookies:
        assert (cookie["expires"], cookie["sameSite"]) == (-1, "Lax"), cookie
    kept = page.evaluate("() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [name for name in kept if not name.startswith(REMEMBERED)] == []
    assert first_visit.KEY in kept


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_opens_draws_fits_and_leaves_nothing_behind_without_network(
    screen: str, visitor: Visitor, server: str, complaints: Complaints, snapshot: Snapshot, subtests: pytest.Subtests
) -> None:
    """Each address leads to its page, on either screen, with every request to elsewhere blocked.

    The page is whole, its charts and maps are there, it is no wider than the screen, does nothing that its policy
    forbids, and nothing was asked of anybody else or written in the console (see ``visitor``). One visit for all of
    it: opening a page is what takes time. What axe says of each is in test_accessibility. Pictures of all pages go to
    the folder KANSENBEELD_SCREENSHOTS, if set.
    """
    width = SCREENS[screen]["viewport"]["width"]
    page = visitor(**SCREENS[screen])
    watch_policy(page)
    block_foreign(page, server)
    for name, address in ADDRESSES.items():
        with subtests.test("opens", page=name):
            visit(page, address)
            opens(page, name, snapshot, wide=screen == "desktop")
        with subtests.test("draws", page=name):
            draws(page, name, snapshot)
            assert not complaints.foreign
            assert forbidden(page) == []
        with subtests.test("fits", page=name):
            fits(page, name, width)
            photograph(page, f"{name}-{screen}")
    leaves_only_the_session(page)


def test_the_menu_leads_to_every_page_of_it(page: Page, server: str, snapshot: Snapshot) -> None:
    """Walked to without opening an address, without network: charts and maps are drawn in a page that is there."""
    block_foreign(page, server)
    visit(page, ADDRESSES[MENU[0]])
    for name in MENU[1:]:
        go(page, name)
        draws(page, name, snapshot)


def test_a_request_to_another_host_would_be_noticed(page: Page, server: str, complaints: Complaints) -> None:
    """The check above is not blind: an address that is not ours is seen, blocked, and reported."""
    elsewhere = "http://elsewhere.invalid/tile.png"
    complaints.allow("elsewhere.invalid|ERR_INTERNET_DISCONNECTED")
    block_foreign(page, server)
    # A plain file of the app: it has no policy in the way that would stop the request before it is made.
    page.goto("/_stcore/health")
    with page.expect_event("requestfailed"):
        page.evaluate("(address) => { new Image().src = address }", elsewhere)
    assert complaints.foreign == [elsewhere]


def photograph(page: Page, name: str) -> None:
    """Write a picture of the whole page, if a folder for it is given."""
    if not (folder := os.environ.get("KANSENBEELD_SCREENSHOTS")):
        return
    # Streamlit scrolls inside the page, so the screen has to become as tall as the text.
    size = page.viewport_size or {"width": 0, "height": 0}
    tall = page.get_by_test_id("stMain").evaluate("(main) => main.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": tall})
    settled(page)
    page.screenshot(path=Path(folder) / f"{name}.png")
    page.set_viewport_size(size)


def test_two_visitors_keep_their_own_language_and_choice(visitor: Visitor, snapshot: Snapshot) -> None:
    """What one visitor chooses is never seen by another, nor by the one who comes after."""
    dutch, english = visitor(), visitor()
    visit(dutch, "/stadsdelen")
    visit(english, "/stadsdelen")
    choice(english, "lang", "en").click()
    choose_district(english, "Noord")
    has_headlines(english, "districts", snapshot, "en", Selection(district=NOORD))

    choice(dutch, "high", "hbo").click()
    has_headlines(dutch, "districts", snapshot, "nl", Selection(high="hbo"))
    assert query(dutch) == {"high": "hbo"}

    choice(english, "cut", "vwo").click()
    has_headlines(english, "districts", snapshot, "en", Selection(district=NOORD, threshold="vwo"))
    expect(district_control(english)).to_have_value("Noord")
