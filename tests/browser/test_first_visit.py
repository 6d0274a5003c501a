"""The tour of a first visit: it shows the parts of a page, holds nobody up, and does not come back."""

from __future__ import annotations

from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, expect

from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.web import first_visit

from .conftest import Visitor
from .steps import choice, district_control, fits, go, settled, visit
from .test_accessibility import SCREENS, faults, in_room, tab_to

pytestmark = pytest.mark.browser

PHONE: Final[dict[str, Any]] = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
SMALL: Final = (320, 568)

_POINTED: Final = """() => {
  const parts = [...document.querySelectorAll('[data-tour]')];
  const tour = document.querySelector('.tour-panel').getBoundingClientRect();
  const header = document.querySelector('[data-testid="stHeader"]').getBoundingClientRect().bottom;
  const first = parts[0]?.getBoundingClientRect();
  return [parts.length, first && first.top >= header - 1 && first.top < tour.bottom
    && (first.right <= tour.left || first.top < tour.top - 24)];
}"""
"""How many parts of the page the tour points at, and whether the first begins below the menu and not under the tour."""


def _tour(page: Page, code: LanguageCode = "nl") -> Locator:
    return page.get_by_role("region", name=language(code).text("visit.name"))


def _press(page: Page, name: str, code: LanguageCode = "nl") -> None:
    _tour(page, code).get_by_role("button", name=language(code).text(f"visit.{name}"), exact=True).click()


def _at(page: Page, number: int, code: LanguageCode = "nl") -> None:
    """Wait until the tour is at a step."""
    words = language(code)
    expect(_tour(page, code)).to_contain_text(words.text("visit.count", number=number, all=4))
    expect(_tour(page, code).get_by_role("heading")).to_have_text(
        words.text(f"visit.{first_visit.STEPS[number - 1]}.title")
    )


def _again(page: Page, code: LanguageCode = "nl") -> Locator:
    return page.locator(".st-key-tour_again").get_by_role("button", name=language(code).text("visit.name"))


def _away(page: Page) -> None:
    """Check that no tour comes where all of a page is there."""
    settled(page)
    # It looks for its parts ten times a second.
    page.wait_for_timeout(600)
    expect(page.locator(".tour-panel")).to_have_count(0)
    expect(page.locator("[data-tour]")).to_have_count(0)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_first_visit_is_shown_four_parts_that_are_there(
    visitor: Visitor, options: dict[str, Any], code: LanguageCode
) -> None:
    page = visitor(first=True, reduced_motion="reduce", **options)
    visit(page, f"/?lang={code}")
    _at(page, 1, code)
    assert page.evaluate("document.activeElement === document.body"), "it takes the keyboard from nobody"
    for number, parts in enumerate((1, 1, 1, 4), start=1):
        _at(page, number, code)
        assert page.evaluate(_POINTED) == [parts, True], number
        assert not page.evaluate("matchMedia('(max-width: 640px)').matches") or fits(page, "tour", 375) is None
        if number < 4:
            _press(page, "next", code)
            expect(_tour(page, code).get_by_role("heading")).to_be_focused()
    _press(page, "back", code)
    _at(page, 3, code)
    _press(page, "next", code)
    _press(page, "done", code)
    _away(page)
    page.reload()
    _away(page)
    assert page.evaluate("(key) => localStorage.getItem(key)", first_visit.KEY) == "1"


def test_who_skips_it_is_left_alone_until_he_asks(visitor: Visitor) -> None:
    page = visitor(first=True, reduced_motion="reduce")
    visit(page, "/groepen")
    _press(page, "skip")
    _away(page)
    page.reload()
    _away(page)
    visit(page, "/stadsdelen")
    _away(page)
    _again(page).click()
    _at(page, 1)
    expect(_tour(page).get_by_role("heading")).to_be_focused()
    # A page without findings leads to the first page for it.
    _press(page, "skip")
    visit(page, "/data-en-methode?lang=en")
    _away(page)
    _again(page, "en").click()
    _at(page, 1, "en")
    expect(page).to_have_title(language("en").text("page.overview") + " · Kansenbeeld")


def test_it_stays_while_a_reader_chooses_and_leaves_when_he_goes_on(visitor: Visitor) -> None:
    page = visitor(first=True, reduced_motion="reduce")
    visit(page, "/")
    _press(page, "next")
    _press(page, "next")
    # By keyboard: Streamlit puts a list over its control for a moment, where a robot's click is quick enough to end.
    page.locator(".st-key-district input").focus()
    page.keyboard.type("Noord")
    page.keyboard.press("Enter")
    expect(district_control(page)).to_have_value("Noord")
    settled(page)
    _at(page, 3)
    expect(page.locator(".st-key-controls")).to_have_attribute("data-tour", "")
    choice(page, "lang", "en").click()
    _at(page, 3, "en")
    go(page, "time", "en")
    _away(page)


def test_by_keyboard_it_is_the_first_stop_and_escape_leaves_it(visitor: Visitor) -> None:
    page = visitor(first=True, reduced_motion="reduce")
    visit(page, "/")
    _at(page, 1)
    page.keyboard.press("Tab")
    expect(page.locator(".tour-skip")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _at(page, 2)
    # Its own buttons come next, and after them the page.
    for name in ("skip", "back", "next"):
        page.keyboard.press("Tab")
        expect(page.locator(f".tour-{name}")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    _at(page, 1)
    page.keyboard.press("Escape")
    _away(page)
    assert page.evaluate("document.activeElement.matches('.st-key-lead, h1')"), "the keyboard stays where it was led"
    page.reload()
    _away(page)


def test_escape_in_a_list_closes_the_list_alone(visitor: Visitor) -> None:
    page = visitor(first=True, reduced_motion="reduce")
    visit(page, "/")
    _at(page, 1)
    tab_to(page, ".st-key-district input")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    _at(page, 1)


def test_what_gets_the_keyboard_is_never_behind_it(visitor: Visitor) -> None:
    page = visitor(first=True, reduced_motion="reduce", viewport={"width": 375, "height": 700})
    visit(page, "/")
    _at(page, 1)
    for _ in range(30):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
              const [part, tour] = [document.activeElement, document.querySelector('.tour-panel')];
              if (tour.contains(part) || part === document.body) return false;
              return part.getBoundingClientRect().top >= tour.getBoundingClientRect().top;
            }"""
        )
        assert not hidden, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


@pytest.mark.parametrize("address", ["/data-en-methode", "/#advice_gap", "/f/advice_gap", "/gesprek/1/presentatie"])
def test_it_comes_only_with_a_page_of_findings_that_nobody_was_led_into(visitor: Visitor, address: str) -> None:
    page = visitor(first=True)
    page.goto(address)
    if address.startswith(("/f/", "/gesprek/")):
        expect(page.locator(".tour-panel")).to_have_count(0)
        assert "first_visit" not in page.content()
        return
    _away(page)
    assert page.evaluate("(key) => localStorage.getItem(key)", first_visit.KEY) is None


def test_where_a_browser_keeps_nothing_it_comes_once_for_each_loaded_page(visitor: Visitor) -> None:
    page = visitor(first=True, reduced_motion="reduce")
    page.add_init_script(
        f"""for (const name of ['getItem', 'setItem']) {{
          const own = Storage.prototype[name];
          Storage.prototype[name] = function (key, ...rest) {{
            if (key === '{first_visit.KEY}') throw new DOMException('blocked', 'SecurityError');
            return own.call(this, key, ...rest);
          }};
        }}"""
    )
    visit(page, "/")
    _press(page, "skip")
    go(page, "groups")
    _away(page)


def test_axe_finds_nothing_with_the_tour_open(visitor: Visitor, subtests: pytest.Subtests) -> None:
    page = visitor(first=True, reduced_motion="reduce")
    visit(page, "/")
    for screen, (width, height) in {**SCREENS, "small": SMALL}.items():
        page.set_viewport_size({"width": width, "height": height})
        for room in ("light", "dark"):
            with subtests.test(screen=screen, room=room):
                in_room(page, room)
                settled(page)
                assert faults(page) == []
                fits(page, "the tour", width)
                sizes = page.evaluate(
                    """() => [...document.querySelectorAll('.tour-panel button')].map((one) => {
                      const { width, height } = one.getBoundingClientRect();
                      return Math.min(width, height);
                    })"""
                )
                assert min(sizes) >= 44
    _press(page, "next")
    assert faults(page) == []


def test_it_is_not_printed(visitor: Visitor) -> None:
    page = visitor(first=True)
    visit(page, "/")
    _at(page, 1)
    page.emulate_media(media="print")
    expect(page.locator(".tour-panel")).to_be_hidden()
