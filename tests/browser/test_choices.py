"""What a visitor chooses: on the map, in the controls, in the address, and in which language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from kansenbeeld.findings import Selection
from kansenbeeld.language import LanguageCode, language
from kansenbeeld.store import Snapshot

from .conftest import Visitor
from .steps import (
    BROWSE,
    MENU,
    NOORD,
    ZUIDOOST,
    area,
    areas,
    box,
    choice,
    choose_district,
    click_area,
    district_control,
    focused_area,
    go,
    has_headlines,
    navigation,
    query,
    visit,
)

pytestmark = pytest.mark.browser

DISTRICTS_ON_THE_MAP = 8
"""Seven districts with figures, and Westpoort."""


def test_a_click_on_the_map_chooses_and_a_second_takes_it_back(page: Page, snapshot: Snapshot) -> None:
    """The profile follows the map, and so do the control and the address."""
    visit(page, "/stadsdelen")
    expect(areas(page)).to_have_count(DISTRICTS_ON_THE_MAP)
    click_area(page, NOORD)
    has_headlines(page, "districts", snapshot, "nl", Selection(district=NOORD))
    expect(box(page, "district_profile").get_by_role("heading", level=2)).to_contain_text("Noord")
    expect(area(page, NOORD)).to_have_attribute("aria-selected", "true")
    expect(district_control(page)).to_have_value("Noord")
    assert query(page) == {"district": "Noord"}

    click_area(page, NOORD)
    has_headlines(page, "districts", snapshot)
    expect(area(page, NOORD)).to_have_attribute("aria-selected", "false")
    assert query(page) == {}


def test_the_map_works_by_keyboard_alone(page: Page, snapshot: Snapshot) -> None:
    """Tab reaches the map in one stop, arrows walk over it, Enter chooses and Escape takes back."""
    visit(page, "/stadsdelen")
    for _ in range(40):
        page.keyboard.press("Tab")
        if focused_area(page):
            break
    first = focused_area(page)
    assert first, "Tab never reached the map"
    page.keyboard.press("Tab")
    assert focused_area(page) is None, "the map is more than one tab stop"
    page.keyboard.press("Shift+Tab")
    assert focused_area(page) == first

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    reached = focused_area(page)
    assert reached not in (None, first)
    name = {row["area_code"]: row["area_name"] for row in snapshot.rows("area_names")}[reached]

    page.keyboard.press("Enter")
    has_headlines(page, "districts", snapshot, "nl", Selection(district=str(reached)))
    expect(box(page, "district_profile").get_by_role("heading", level=2)).to_contain_text(name)
    assert query(page) == {"district": name}
    assert focused_area(page) == reached, "the new run took the keyboard from the map"

    page.keyboard.press("Escape")
    has_headlines(page, "districts", snapshot)
    assert query(page) == {}


def test_an_area_on_the_map_chooses_the_district_that_holds_it(page: Page, snapshot: Snapshot) -> None:
    """The map of the 22 areas leads to the profiles of the districts."""
    visit(page, "/stadsdelen?areas=true")
    expect(areas(page)).to_have_count(22)
    inside = next(
        row["area_code"]
        for row in snapshot.rows("areas", area_vintage=2015, area_level="gebied")
        if row["parent_code"] == NOORD
    )
    click_area(page, inside)
    has_headlines(page, "districts", snapshot, "nl", Selection(district=NOORD, areas=True))
    assert query(page) == {"district": "Noord", "areas": "true"}


def test_english_is_complete_and_keeps_the_choice(page: Page, snapshot: Snapshot) -> None:
    """After a change of language nothing Dutch is left on any page, and the chosen district stays chosen."""
    noord = Selection(district=NOORD)
    visit(page, "/stadsdelen?district=Noord")
    has_headlines(page, "districts", snapshot, "nl", noord)
    assert left_over(page, "nl", "en"), "the search for Dutch does not find Dutch on a Dutch page"
    choice(page, "lang", "en").click()
    has_headlines(page, "districts", snapshot, "en", noord)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(district_control(page)).to_have_value("Noord")
    assert query(page) == {"district": "Noord", "lang": "en"}

    for name in BROWSE:
        go(page, name, "en")
        has_headlines(page, name, snapshot, "en", noord)
        expect(navigation(page)).to_have_text(
            [re.compile(re.escape(language("en").text(f"page.{other}")) + "$") for other in MENU]
        )
        assert not left_over(page, "nl", "en"), name


def left_over(page: Page, code: LanguageCode, other: LanguageCode) -> list[str]:
    """Return texts on the page, seen or read aloud, that are messages of one language and not the other."""
    messages, translated = language(code).messages, language(other).messages.values()
    own = [
        re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(message)))
        for message in messages.values()
        if message not in translated and re.sub(r"\{\w+\}|\W", "", message)
    ]
    texts = page.evaluate(
        """() => {
          const found = new Set();
          // A term that is explained cuts its sentence in pieces, which say nothing alone.
          const TERM = 'a[href*="#begrip-"]';
          const inSentence = (text) => text.parentElement?.matches(TERM)
            || text.parentElement?.querySelector(`:scope > ${TERM}`);
          const walk = (node) => {
            if (node.nodeType === Node.TEXT_NODE && !inSentence(node)) found.add(node.data.trim());
            if (node.nodeType !== Node.ELEMENT_NODE && node.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) return;
            for (const name of ['aria-label', 'alt', 'title', 'placeholder']) {
              if (node.getAttribute?.(name)) found.add(node.getAttribute(name).trim());
            }
            if (node.querySelector?.(`:scope > ${TERM}`)) found.add(node.textContent.trim());
            if (node.shadowRoot) walk(node.shadowRoot);
            if (!['SCRIPT', 'STYLE'].includes(node.tagName)) node.childNodes.forEach(walk);
          };
          walk(document.body);
          return [...found].filter(Boolean);
        }"""
    )
    return [text for text in texts if any(message.fullmatch(text) for message in own)]


def test_a_copied_address_reopens_exactly_that_view(visitor: Visitor, snapshot: Snapshot) -> None:
    """What one visitor chose with the controls stands in his address, and another one sees the same."""
    chosen = Selection(district=ZUIDOOST, high="hbo", threshold="vwo")
    sender = visitor()
    visit(sender, "/stadsdelen")
    choose_district(sender, "Zuidoost")
    has_headlines(sender, "districts", snapshot, "nl", Selection(district=ZUIDOOST))
    choice(sender, "high", "hbo").click()
    has_headlines(sender, "districts", snapshot, "nl", Selection(district=ZUIDOOST, high="hbo"))
    choice(sender, "cut", "vwo").click()
    has_headlines(sender, "districts", snapshot, "nl", chosen)
    choice(sender, "lang", "en").click()
    has_headlines(sender, "districts", snapshot, "en", chosen)
    assert query(sender) == {"district": "Zuidoost", "high": "hbo", "cut": "vwo", "lang": "en"}

    receiver = visitor()
    visit(receiver, sender.url)
    has_headlines(receiver, "districts", snapshot, "en", chosen)
    assert receiver.url == sender.url
    expect(receiver.locator("html")).to_have_attribute("lang", "en")
    expect(district_control(receiver)).to_have_value("Zuidoost")
    expect(area(receiver, ZUIDOOST)).to_have_attribute("aria-selected", "true")
    for key, label in {"high": "hbo", "cut": "vwo", "lang": "en"}.items():
        expect(choice(receiver, key, label)).to_have_attribute("aria-checked", "true")


def test_an_address_can_pin_the_data_version(page: Page, snapshot: Snapshot) -> None:
    """The version that the page names can be put into its address, and stays there on other pages."""
    visit(page, f"/stadsdelen?version={snapshot.version}")
    has_headlines(page, "districts", snapshot)
    assert query(page) == {"version": snapshot.version}
    go(page, "time")
    has_headlines(page, "time", snapshot)
    assert query(page) == {"version": snapshot.version}


def test_nonsense_in_the_address_is_left_out(page: Page, snapshot: Snapshot) -> None:
    """What is not known is as if it had not been asked; what is known beside it stays."""
    visit(page, "/stadsdelen?district=XX&cut=%3Cscript%3E&high=&areas=banana&lang=fr")
    has_headlines(page, "districts", snapshot)
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    visit(page, "/stadsdelen?district=Noord&cut=%3Cscript%3E")
    has_headlines(page, "districts", snapshot, "nl", Selection(district=NOORD))


def test_an_unknown_data_version_says_so_in_one_sentence(page: Page) -> None:
    """No figures of another version in its place, and no traceback."""
    visit(page, "/stadsdelen?district=XX&cut=%3Cscript%3E&version=zzz")
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text("zzz")
    expect(page.locator('[class*="st-key-finding_"]')).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("Traceback")


def test_choices_hold_on_the_next_page_and_in_its_address(page: Page, snapshot: Snapshot) -> None:
    """A district and a language chosen on one page are still chosen on the next, whose address can be shared."""
    visit(page, "/stadsdelen")
    choose_district(page, "Noord")
    has_headlines(page, "districts", snapshot, selection=Selection(district=NOORD))
    choice(page, "lang", "en").click()
    has_headlines(page, "districts", snapshot, "en", Selection(district=NOORD))
    go(page, "groups", "en")
    has_headlines(page, "groups", snapshot, "en", Selection(district=NOORD))
    page.wait_for_function("() => location.search.includes('district=Noord') && location.search.includes('lang=en')")
