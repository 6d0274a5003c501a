"""How a page reads: the finding, the chart, how to read it, its limits, its table; and terms where they stand."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Locator, Page, expect

from kansenbeeld import findings
from kansenbeeld.findings import terms
from kansenbeeld.language import LanguageCode, language

from .conftest import Visitor
from .steps import BROWSE, SHOW, box, is_on, settled, visit
from .test_accessibility import faults

pytestmark = pytest.mark.browser

WORDS = language("nl")
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "color_scheme": "dark"}

PARTS = """(box) => {
  const marks = {
    h1: 'h1', h2: 'h2', h3: 'h3', chart: '[data-testid="stPlotlyChart"], .st-key-map', term: 'a[href*="#begrip-"]',
    fold: 'summary', button: '[data-testid="stPopoverButton"]',
  };
  return [...box.querySelectorAll(Object.values(marks).join(','))].map((part) => {
    const kind = Object.keys(marks).find((name) => part.matches(marks[name]));
    return [kind, part.innerText.replace(/\\s+/g, ' ').trim()];
  });
}"""

LEVELS = "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((part) => Number(part.tagName[1]))"


def meaning(page: Page) -> Locator:
    """Return the box that says what a term means."""
    return page.locator("#term-meaning")


def term(page: Page, question: str, name: str) -> Locator:
    """Return the place of a term in a finding."""
    return box(page, question).locator(f'[href$="#begrip-{name}"]').first


def test_every_page_with_findings_has_a_finding_as_its_title(page: Page, subtests: pytest.Subtests) -> None:
    """One title, below the question of the page, with no level of headings left out; also before a choice was made."""
    for name, address in {**BROWSE, **SHOW}.items():
        if not findings.on_page(name):
            continue
        with subtests.test(page=name):
            visit(page, address)
            is_on(page, name)
            expect(page.locator(".st-key-lead h1")).to_have_count(1)
            levels = page.evaluate(LEVELS)
            assert levels[0] == 1 and levels.count(1) == 1
            assert all(deeper - level <= 1 for level, deeper in itertools.pairwise(levels))


def test_on_a_wide_screen_the_sentence_takes_two_lines_and_the_menu_stands_where_it_does_elsewhere(page: Page) -> None:
    """It has the width of the page, under language and search; the way for a folded menu is not there."""
    places = []
    for address in ("/", "/stadsdelen"):
        visit(page, address)
        title, top = page.locator(".st-key-lead h1"), page.locator(".st-key-top")
        size = title.evaluate(
            "(one) => [one.firstElementChild.offsetHeight, parseFloat(getComputedStyle(one).lineHeight)]"
        )
        assert size[0] < 2.5 * size[1]
        (of_title, of_top) = (title.bounding_box(), top.bounding_box())
        assert of_title and of_top and of_title["width"] > 1000 and of_top["y"] + of_top["height"] < of_title["y"] + 12
        expect(page.locator(".st-key-way_narrow")).to_be_hidden()
        first = page.get_by_role("link", name=WORDS.text("page.overview"), exact=True).bounding_box()
        assert first
        places.append(first["x"])
    assert places[0] == places[1]


def test_where_nothing_was_chosen_to_compare_there_is_no_empty_box(page: Page) -> None:
    visit(page, "/vergelijken")
    expect(page.locator(".st-key-lead h1")).to_have_text(WORDS.text("compare_districts.headline.choose"))
    expect(page.locator('[class*="st-key-finding_"]')).to_have_count(0)


def test_findings_beside_each_other_are_equally_high(page: Page) -> None:
    visit(page, "/")
    heights = [box(page, name).evaluate("(one) => one.offsetHeight") for name in ("advice_gap", "gap_map")]
    assert abs(heights[0] - heights[1]) <= 1


def test_a_finding_reads_from_sentence_to_source(page: Page) -> None:
    visit(page, "/")
    parts = [part for part in box(page, "test_to_advice").evaluate(PARTS) if part[0] not in ("term",)]
    assert [kind for kind, _ in parts] == ["h2", "chart", "h3", "fold", "fold", "button", "button"]
    said = [text for kind, text in parts if kind in ("h3", "fold")]
    assert said[0] == WORDS.text("share.reading")
    assert said[1].endswith(WORDS.text("finding.limits")) and said[2].endswith(WORDS.text("finding.table"))
    expect(box(page, "test_to_advice")).to_contain_text(WORDS.text("share.definitions"))
    expect(box(page, "test_to_advice")).to_contain_text(WORDS.text("chip.cohort_basis"))


def test_a_term_is_explained_by_keyboard(page: Page) -> None:
    """On focus; Escape puts it away, Enter shows it again, and the reader never leaves the page."""
    visit(page, "/")
    word = term(page, "advice_gap", "margin")
    word.focus()
    expect(meaning(page)).to_have_text(terms.meaning("margin", WORDS))
    expect(word).to_have_role("button")
    expect(word).to_have_accessible_description(terms.meaning("margin", WORDS))
    expect(word).to_have_attribute("aria-expanded", "true")
    assert not faults(page)
    page.keyboard.press("Escape")
    expect(meaning(page)).to_be_hidden()
    expect(word).to_be_focused()
    expect(word).to_have_attribute("aria-expanded", "false")
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        expect(meaning(page)).to_be_visible()
        page.keyboard.press(key)
        expect(meaning(page)).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    expect(meaning(page)).to_have_text(terms.meaning("gap", WORDS))
    page.keyboard.press("Shift+Tab")
    expect(meaning(page)).to_be_hidden()
    assert len(page.context.pages) == 1


def test_a_term_is_explained_to_a_mouse_that_may_move_onto_it(page: Page) -> None:
    visit(page, "/")
    term(page, "advice_gap", "margin").hover()
    expect(meaning(page)).to_be_visible()
    meaning(page).hover()
    page.wait_for_timeout(400)
    expect(meaning(page)).to_be_visible()
    page.locator("h1").hover()
    expect(meaning(page)).to_be_hidden()


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_term_is_explained_by_a_tap(visitor: Visitor, code: LanguageCode) -> None:
    """On the narrowest phone, in the dark, in both languages: within the screen, and away by a tap beside it."""
    page = visitor(**PHONE)
    visit(page, f"/?lang={code}")
    word = term(page, "advice_gap", "margin")
    word.tap()
    expect(meaning(page)).to_have_text(terms.meaning("margin", language(code)))
    place = meaning(page).bounding_box()
    assert place is not None and place["x"] >= 0 and place["x"] + place["width"] <= 320
    assert not faults(page)
    page.locator("h1").tap()
    expect(meaning(page)).to_be_hidden()
    word.tap()
    expect(meaning(page)).to_be_visible()
    word.tap()
    expect(meaning(page)).to_be_hidden()


def test_a_term_in_another_language_has_its_meaning_in_that(page: Page) -> None:
    """The page is the same document; only its words change."""
    visit(page, "/")
    term(page, "advice_gap", "margin").focus()
    page.locator(".st-key-lang").get_by_role("radio", name="en").click()
    is_on(page, "overview", "en")
    settled(page)
    term(page, "advice_gap", "margin").focus()
    expect(meaning(page)).to_have_text(terms.meaning("margin", language("en")))
    expect(term(page, "advice_gap", "margin")).to_have_accessible_description(terms.meaning("margin", language("en")))


def test_a_term_opens_the_glossary_in_a_tab_of_its_own_for_who_asks(page: Page) -> None:
    visit(page, "/")
    with page.context.expect_page() as opened:
        term(page, "advice_gap", "margin").click(modifiers=["Control"])
    other = opened.value
    settled(other)
    is_on(other, "data")
    expect(other.locator("#begrip-margin")).to_be_in_viewport()


def test_the_page_of_data_says_what_it_holds_and_leads_there(page: Page) -> None:
    words = language("nl")
    visit(page, "/data-en-methode")
    page.get_by_role("link", name=words.text("data.area_changes"), exact=True).click()
    expect(page.get_by_role("heading", name=words.text("data.area_changes"))).to_be_in_viewport()
    is_on(page, "data")
    table = page.locator(".st-key-data_area_changes")
    expect(table.get_by_test_id("stTable")).to_have_count(0)
    table.locator("summary").click()
    expect(table.get_by_test_id("stTable")).to_contain_text("Driemond")


def test_a_term_of_a_light_page_is_explained_without_script(visitor: Visitor) -> None:
    page = visitor(**PHONE, java_script_enabled=False)
    page.goto("/f/advice_gap?lang=nl")
    said = page.locator("#term-margin")
    expect(said).to_be_hidden()
    page.get_by_role("button", name="toevalsmarge").tap()
    expect(said).to_be_visible()
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()
    word = page.get_by_role("button", name="toevalsmarge")
    word.focus()
    page.keyboard.press("Enter")
    expect(said).to_be_visible()
