"""Nothing keeps a person with a disability out, as far as a machine can tell: axe, the keyboard, narrow and still."""

from __future__ import annotations

import re
from typing import Any, Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from kansenbeeld import paths
from kansenbeeld.charts import theme
from kansenbeeld.language import LANGUAGES, LanguageCode, language

from .conftest import Visitor
from .steps import ADDRESSES, Complaints, box, choice, district_control, fits, go, is_on, settled, visit

pytestmark = pytest.mark.browser

Room = Literal["light", "dark"]

LIGHT: Final = {
    "a finding": "/f/advice_gap",
    "a map": "/f/gap_map?district=Noord&areas=true",
    "a conversation": "/m/1",
    "a slide": "/m/1/3",
    "nothing": "/f/nothing",
    "privacy": "/privacy",
    "accessibility": "/toegankelijkheid",
    "presentation": "/gesprek/1/presentatie",
}
"""The pages that Streamlit has no part in."""

RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CONTRAST: Final = ("color-contrast",)
SCREENS: Final = {"desktop": (1280, 900), "phone": (375, 812)}
ENLARGED: Final = {"320 pixels": (320, 640), "200%": (640, 450)}
"""The narrowest screen of WCAG 1.4.10, and a desktop whose reader doubled the size of everything (1.4.4)."""

MOVES: Final = """() => [...document.querySelectorAll('*')].filter((part) => {
  const style = getComputedStyle(part);
  const longest = (list) => Math.max(...list.split(',').map(parseFloat));
  return longest(style.transitionDuration) > 0.01
    || (style.animationName !== 'none' && longest(style.animationDuration) > 0.01);
}).map((part) => part.outerHTML.slice(0, 80))"""

ACTIVE: Final = """const active = () => {
  let part = document.activeElement;
  while (part?.shadowRoot?.activeElement) part = part.shadowRoot.activeElement;
  return part;
};"""


def faults(page: Page, *rules: str) -> list[str]:
    """Return what axe finds by these rules or tags, or by all of :data:`RULES`, of any impact, a line per element."""
    options: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": list(rules or RULES)}
    if not rules:
        # Of WCAG 2.2, and off in axe unless it is asked for.
        options["rules"] = {"target-size": {"enabled": True}}
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:160]}"
        for violation in Axe().run(page, options=options).response["violations"]
        for node in violation["nodes"]
    ]


def faults_at_rest(page: Page, *rules: str) -> list[str]:
    """Return :func:`faults`, of a page of the dashboard once more if there are any: half drawn it is half faded."""
    found = faults(page, *rules)
    if found and page.get_by_test_id("stApp").count():
        settled(page)
        found = faults(page, *rules)
    return found


def in_room(page: Page, room: Room) -> None:
    """Make the room light or dark, and wait until the page has followed."""
    page.emulate_media(color_scheme=room)
    paper = theme.colours(dark=room == "dark")["paper"]
    page.wait_for_function(
        """(paper) => {
          const app = document.querySelector('[data-testid="stApp"]');
          if (!app) return true;
          const [red, green, blue] = getComputedStyle(app).backgroundColor.match(/\\d+/g).map(Number);
          return parseInt(paper.slice(1), 16) === (red << 16) + (green << 8) + blue;
        }""",
        arg=paper,
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_axe_finds_nothing_on_any_page_in_any_light_on_any_screen(
    visitor: Visitor, complaints: Any, code: LanguageCode, subtests: pytest.Subtests
) -> None:
    """One visit to each page, which then changes its light and its width in place; at the end it is made small.

    In the dark a page differs in colours only: of axe that rule is asked again.
    """
    complaints.allow("404")
    page = visitor(reduced_motion="reduce")
    for name, address in {**ADDRESSES, **LIGHT}.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={code}")
        if name in ADDRESSES:
            settled(page)
        for screen, (width, height) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            for room, rules in (("light", ()), ("dark", CONTRAST)):
                with subtests.test(page=name, screen=screen, room=room):
                    in_room(page, room)  # type: ignore[arg-type]
                    assert faults_at_rest(page, *rules) == []
        for screen, (width, height) in ENLARGED.items():
            with subtests.test(page=name, screen=screen):
                page.set_viewport_size({"width": width, "height": height})
                if name in ADDRESSES:
                    settled(page)
                    fits(page, name, width)
                else:
                    # Slides take their new size a moment after the window does.
                    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth", timeout=5000)


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_once_everything_is_open(visitor: Visitor, screen: str) -> None:
    """A chosen district, an open table, open limits and an open list of downloads."""
    width, height = SCREENS[screen]
    page = visitor(viewport={"width": width, "height": height}, reduced_motion="reduce")
    visit(page, "/stadsdelen?district=Noord&areas=true&lang=en")
    for summary in page.locator("summary").all():
        summary.click()
    expect(page.get_by_test_id("stTable").first).to_be_visible()
    settled(page)
    assert not faults(page)
    page.locator('[class*="st-key-downloads_"]').get_by_test_id("stPopoverButton").first.click()
    page.get_by_test_id("stPopoverBody").wait_for()
    assert not faults(page)


def test_axe_would_see_a_fault_on_our_pages(page: Page) -> None:
    """The check is not blind, not even inside the map: pale letters, a small button, a nameless area are found."""
    visit(page, "/stadsdelen")
    page.locator("h1").evaluate("(title) => { title.style.color = '#ddd' }")
    page.locator(".st-key-map [role=listbox]").evaluate("(map) => map.removeAttribute('aria-label')")
    small = "<button aria-label='x' style='width: 9px; height: 9px; padding: 0; border: 0'></button>"
    page.get_by_test_id("stMainBlockContainer").evaluate(
        "(block, small) => block.insertAdjacentHTML('afterbegin', `<div>${small}${small}</div>`)", small
    )
    found = faults(page)
    assert [one for one in found if one.startswith("color-contrast")], found
    assert [one for one in found if one.startswith("target-size")], found
    assert [one for one in found if ".map" in one or "listbox" in one], found


def tab_to(page: Page, where: str, key: str = "Tab") -> None:
    """Press a key until the keyboard is on a part that fits a selector, in 60 steps at most.

    Raises:
        AssertionError: it is never reached, or the keyboard is on something that nobody can see.
    """
    for _ in range(60):
        page.keyboard.press(key)
        there, seen = page.evaluate(
            f"""(where) => {{ {ACTIVE}
              const part = active();
              const place = part.getBoundingClientRect();
              const inside = place.right > 0 && place.left < innerWidth && place.width > 0;
              return [part.matches(where), inside && getComputedStyle(part).visibility === 'visible'];
            }}""",
            where,
        )
        assert seen, page.evaluate(f"() => {{ {ACTIVE} return active().outerHTML.slice(0, 200) }}")
        if there:
            return
    raise AssertionError(f"the keyboard does not reach {where}")


def shows_focus(page: Page) -> bool:
    """Whether the part that has the keyboard looks otherwise than without it."""
    place = page.evaluate(
        f"""async () => {{ {ACTIVE}
          const part = active();
          // What is drawn above it may still push it down.
          for (let still = 0, last = NaN; still < 10; ) {{
            part.scrollIntoView({{ block: 'center', behavior: 'instant' }});
            await new Promise(requestAnimationFrame);
            const top = part.getBoundingClientRect().y;
            still = top === last ? still + 1 : 0;
            last = top;
          }}
          const {{ x, y, width, height }} = part.getBoundingClientRect();
          return {{ x: Math.max(0, x - 8), y: Math.max(0, y - 8), width: width + 16, height: height + 16 }};
        }}"""
    )
    with_keyboard = page.screenshot(clip=place)
    page.evaluate(f"() => {{ {ACTIVE} window.left = active(); window.left.blur() }}")
    without = page.screenshot(clip=place)
    page.evaluate("() => window.left.focus({ preventScroll: true })")
    return with_keyboard != without


@pytest.mark.parametrize("screen", SCREENS)
def test_a_whole_journey_without_a_mouse(visitor: Visitor, screen: str) -> None:
    """From the link past the menu to a district, its table, its downloads and the other language."""
    width, height = SCREENS[screen]
    page = visitor(viewport={"width": width, "height": height}, reduced_motion="reduce")
    visit(page, "/stadsdelen")
    tab_to(page, '[data-testid="stSkipToContent"]')
    assert shows_focus(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    tab_to(page, ".st-key-district input")
    assert shows_focus(page)
    page.keyboard.type("Noord")
    page.keyboard.press("Enter")
    expect(district_control(page)).to_have_value("Noord")
    settled(page)

    found = box(page, "gap_map")
    tab_to(page, ".st-key-table_gap_map summary")
    assert shows_focus(page)
    page.keyboard.press("Enter")
    expect(found.get_by_test_id("stTable")).to_be_visible()
    settled(page)

    tab_to(page, '.st-key-finding_gap_map [data-testid="stPopoverButton"]')
    assert shows_focus(page)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stPopoverBody").get_by_role("button", name="CSV")).to_be_visible()
    tab_to(page, '[data-testid="stPopoverBody"] button')
    # An open list does not let the keyboard go, so it can't be looked at without.
    assert page.evaluate(f"() => {{ {ACTIVE} return getComputedStyle(active()).boxShadow }}") != "none"
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)

    tab_to(page, ".st-key-lang [role=radio]", "Shift+Tab")
    assert shows_focus(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    is_on(page, "districts", "en")
    expect(page.locator("h1")).to_contain_text("rest of the city")


def test_another_page_begins_at_its_title(page: Page) -> None:
    """By the menu and by the back button; not at the first page, and not where only a choice was made."""
    title = page.get_by_role("heading", level=1)
    visit(page, "/")
    expect(title).not_to_be_focused()
    go(page, "districts")
    expect(title).to_be_focused()
    choice(page, "lang", "en").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    settled(page)
    expect(title).not_to_be_focused()
    page.go_back()
    is_on(page, "overview", "en")
    expect(title).to_be_focused()


def test_parts_of_streamlit_have_names_in_the_language_of_the_page(page: Page) -> None:
    visit(page, "/stadsdelen")
    for code in LANGUAGES:
        words = language(code)
        choice(page, "lang", code).click()
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.get_by_test_id("stSkipToContent")).to_have_text(words.text("accessibility.part.skip"))
        helped = words.text("accessibility.named.help", name=words.text("control.version"))
        expect(page.get_by_role("button", name=helped, exact=True)).to_have_count(1)
    # The menu folds its last pages away, and the icon leads home.
    page.set_viewport_size({"width": 900, "height": 800})
    for code in LANGUAGES:
        words = language(code)
        choice(page, "lang", code).click()
        expect(page.locator("html")).to_have_attribute("lang", code)
        folded = re.escape(words.text("accessibility.named.more", number="#")).replace(re.escape("#"), r"\d")
        expect(page.get_by_test_id("stTopNavSection")).to_have_text(re.compile(f"^{folded}"))
    page.get_by_role("button", name=words.text("accessibility.part.home"), exact=True).click()
    is_on(page, "overview", "en")


def test_what_streamlit_says_of_a_file_and_of_an_address_is_in_the_language_of_the_page(
    page: Page, complaints: Complaints
) -> None:
    """The choice of a file, the file that was chosen, and an address at which there is nothing."""
    complaints.allow("does not seem to exist")
    words = language("nl")
    visit(page, "/dataset-toevoegen")
    given = page.get_by_test_id("stFileUploader")
    expect(given.locator("button")).to_have_text(re.compile(words.text("accessibility.part.choose")))
    expect(given.get_by_test_id("stFileUploaderDropzoneInstructions")).to_have_text(
        words.text("accessibility.named.drop")
    )
    given.locator("input[type=file]").set_input_files(paths.ROOT / "docs" / "example" / "year3_repaired.csv")
    for name in (
        words.text("accessibility.named.remove", name="year3_repaired.csv"),
        words.text("accessibility.part.choose_other"),
    ):
        expect(given.get_by_role("button", name=name)).to_be_visible()
    page.goto("/nergens")
    expect(page.get_by_role("dialog", name=words.text("accessibility.part.not_found"))).to_contain_text(
        words.text("accessibility.part.no_page")
    )


def test_a_table_that_is_too_wide_is_reached_by_keyboard(visitor: Visitor) -> None:
    page = visitor(viewport={"width": 320, "height": 800}, reduced_motion="reduce")
    visit(page, "/stadsdelen?lang=en")
    page.locator(".st-key-table_district_profile summary").click()
    wide = page.get_by_role("group", name=language("en").text("accessibility.wide_table"))
    expect(wide.first).to_be_visible()
    wide.first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    # Where two findings stand side by side, its seven columns need a wide screen.
    page.set_viewport_size({"width": 1600, "height": 800})
    expect(wide).to_have_count(0)


def test_nothing_moves_for_who_asks_for_that(visitor: Visitor) -> None:
    still = visitor(reduced_motion="reduce")
    visit(still, "/stadsdelen")
    assert still.evaluate(MOVES) == []
    moving = visitor(reduced_motion="no-preference")
    visit(moving, "/stadsdelen")
    assert moving.evaluate(MOVES) != [], "the check is blind"
