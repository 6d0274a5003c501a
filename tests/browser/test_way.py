"""Finding one's way: search, the chosen district over pages and back, comparing, and the guided first visit."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor
from .steps import choose_district, district_control, go, is_on, query, settled, visit
from .test_accessibility import faults

pytestmark = pytest.mark.browser


def test_the_search_finds_by_keyboard_alone_and_opens_what_was_found(page: Page) -> None:
    """Open, type with a slip, and choose an area: its district is chosen on the page of districts."""
    visit(page, "/groepen")
    page.get_by_role("button", name="Zoeken").focus()
    page.keyboard.press("Enter")
    box = page.locator(".st-key-search_text input")
    expect(box).to_be_focused()
    page.keyboard.type("osdrop")
    answer = page.get_by_role("button", name=re.compile("^.*Osdorp"))
    expect(answer).to_be_visible()
    assert not faults(page)
    for _ in range(4):
        if answer.evaluate("(answer) => answer === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    is_on(page, "districts")
    settled(page)
    expect(box).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert query(page) == {"district": "Nieuw-West", "areas": "true"}


def test_a_question_that_was_found_opens_at_its_heading(page: Page) -> None:
    """The page scrolls to it, and the keyboard is there."""
    visit(page, "/?lang=en")
    page.get_by_role("button", name="Search").click()
    page.locator(".st-key-search_text input").fill("position age 16 two cohorts")
    page.locator(".st-key-search_question_0").get_by_role("button").click()
    is_on(page, "districts", "en")
    settled(page)
    heading = page.locator("h2:focus")
    expect(heading).to_be_in_viewport()


def test_a_district_that_was_found_stands_in_the_address_also_from_a_page_without_that_choice(page: Page) -> None:
    """So that a copied address reopens it."""
    visit(page, "/data-en-methode")
    page.get_by_role("button", name="Zoeken").click()
    page.locator(".st-key-search_text input").fill("zuidoost")
    page.locator(".st-key-search_district_0").get_by_role("button").click()
    is_on(page, "districts")
    settled(page)
    assert query(page) == {"district": "Zuidoost"}


def test_a_district_is_compared_with_those_like_it_and_the_address_reopens_that(page: Page, visitor: Visitor) -> None:
    """Choose one, follow the link to those like it, leave one out: somebody else sees the same from the address."""
    visit(page, "/stadsdelen?district=Noord")
    page.get_by_role("link", name=re.compile("^.*Vergelijk Noord met")).click()
    is_on(page, "compare")
    settled(page)
    chosen = page.locator(".st-key-compare")
    expect(chosen).to_contain_text("Zuidoost")
    assert query(page)["compare"].startswith("Noord,")
    page.locator(".st-key-compare").get_by_role("combobox").press("Backspace")
    expect(chosen).not_to_contain_text("Zuidoost")
    settled(page)
    assert not faults(page)

    other = visitor()
    visit(other, page.url)
    headline = page.locator("h1").inner_text()
    expect(other.locator("h1")).to_have_text(headline)
    assert query(other) == query(page)


def test_the_back_button_stops_at_each_page_once_with_the_district_that_was_chosen_there(page: Page) -> None:
    """Choose a district, walk to three pages, and go back and forward: choice, address and tab follow."""

    def stands(address: str, title: str, district: str | None) -> None:
        expect(page).to_have_url(re.compile(re.escape(address) + "$"))
        expect(page).to_have_title(title)
        if district is not None:
            expect(district_control(page)).to_have_value(district)
            expect(page.locator("h1")).to_contain_text(f"In {district}")
        settled(page)

    visit(page, "/data-en-methode")
    go(page, "districts")
    choose_district(page, "Noord")
    stands("/stadsdelen?district=Noord", "Noord · Stadsdelen · Kansenbeeld", "Noord")
    go(page, "groups")
    stands("/groepen?district=Noord", "Noord · Groepen · Kansenbeeld", "Noord")
    go(page, "data")
    stands("/data-en-methode", "Data en methode · Kansenbeeld", None)

    page.go_back()
    stands("/groepen?district=Noord", "Noord · Groepen · Kansenbeeld", "Noord")
    page.go_back()
    stands("/stadsdelen?district=Noord", "Noord · Stadsdelen · Kansenbeeld", "Noord")
    page.go_back()
    stands("/data-en-methode", "Data en methode · Kansenbeeld", None)
    page.go_forward()
    stands("/stadsdelen?district=Noord", "Noord · Stadsdelen · Kansenbeeld", "Noord")
