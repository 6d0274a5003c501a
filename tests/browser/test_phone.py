"""A phone in the room: the light pages as a person with a small screen, a screen reader or no script gets them."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from kansenbeeld import findings
from kansenbeeld.conversations.programme import programme
from kansenbeeld.exports import light_page
from kansenbeeld.findings import Selection
from kansenbeeld.findings.outlines import outlines_for
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.store import Snapshot

from .conftest import Visitor
from .steps import box, visit

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 375, "height": 812}, "is_mobile": True, "has_touch": True}

SMALL = """() => [...document.querySelectorAll('main *, nav *')]
  .filter((part) => !part.closest('svg'))
  .filter((part) => [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((part) => parseFloat(getComputedStyle(part).fontSize) < 18)
  .map((part) => part.outerHTML.slice(0, 80))"""
"""Parts with text of their own that is smaller than 18 pixels; charts have their own sizes."""

SMALL_IN_CHART = """() => {
  const svg = document.querySelector('.chart svg');
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  return Math.min(...[...document.querySelectorAll('.chart text')]
    .map((text) => parseFloat(getComputedStyle(text).fontSize) * scale));
}"""

CONTRAST = ("color-contrast",)

WIDE = "() => document.documentElement.scrollWidth - innerWidth"


def violations(page: Page, *rules: str) -> list[str]:
    """Return everything that axe finds by these rules, or by all of them, of any impact, a line per element."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    return [
        f"{violation['id']}: {node['target']} {node['html'][:120]}"
        for violation in Axe().run(page, options=options).response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_finding_fits_a_phone_and_axe_finds_nothing(
    visitor: Visitor, code: str, subtests: pytest.Subtests
) -> None:
    """In a light room and in a dark one, where the page differs in colours only: of axe that rule is asked again."""
    page = visitor(**PHONE, color_scheme="light")
    for question in findings.questions():
        page.emulate_media(color_scheme="light")
        page.goto(f"/f/{question}?district=Noord&areas=true&lang={code}")
        for room, rules in (("light", ()), ("dark", CONTRAST)):
            with subtests.test(question=question, room=room):
                page.emulate_media(color_scheme=room)  # type: ignore[arg-type]
                assert page.evaluate(WIDE) <= 0
                assert page.evaluate(SMALL) == []
                if page.locator(".chart").count():
                    assert page.evaluate(SMALL_IN_CHART) >= 13
                assert violations(page, *rules) == []


def test_axe_would_see_a_fault(visitor: Visitor) -> None:
    page = visitor(**PHONE)
    page.goto("/f/advice_gap")
    page.locator("h1").evaluate("(title) => { title.style.color = '#ddd' }")
    page.locator(".numbers").evaluate("(box) => box.removeAttribute('tabindex')")
    assert {one.split(":")[0] for one in violations(page)} >= {"color-contrast"}
    page.locator("h1").evaluate("(title) => { title.style.color = '' }")
    assert violations(page, *CONTRAST) == []
    page.emulate_media(color_scheme="dark")
    page.locator("h1").evaluate("(title) => { title.style.color = '#333' }")
    assert violations(page, *CONTRAST), "what is only seen in a dark room is not seen"


def test_the_pages_around_fit_a_phone(visitor: Visitor, complaints: object, subtests: pytest.Subtests) -> None:
    complaints.allow("404")  # type: ignore[attr-defined]
    page = visitor(**PHONE, color_scheme="dark")
    for address in ("/m/1", "/m/1/3", "/m/1/99", "/f/nothing", "/f/gap_map?embed=true"):
        with subtests.test(address=address):
            page.goto(address)
            assert page.evaluate(WIDE) <= 0
            assert violations(page) == []


def test_a_room_walks_through_a_conversation(visitor: Visitor, snapshot: Snapshot) -> None:
    """From the code on the first slide with a finding, with "next" to the last, and to all of them."""
    known = programme(snapshot)
    theme = known.theme_of(known.conversation("1"))
    assert theme is not None
    page = visitor(**PHONE)
    page.goto(f"/m/1/2?version={snapshot.version}&lang=en")
    for number in range(1, len(theme.evidence) + 1):
        expect(page.get_by_role("navigation")).to_contain_text(f"Slide {number + 1}")
        following = page.get_by_role("link", name="Next")
        if number < len(theme.evidence):
            following.click()
            page.wait_for_url(f"**/m/1/{number + 2}?**")
        else:
            expect(following).to_have_count(0)
    page.get_by_role("link", name=re.compile("All figures")).click()
    expect(page.get_by_role("listitem")).to_have_count(len(theme.evidence))
    page.get_by_role("link", name="Lees dit in het Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_a_tap_near_a_mark_tells_what_it_stands_for(visitor: Visitor) -> None:
    page = visitor(**PHONE)
    page.goto("/f/advice_gap?lang=nl")
    mark = page.locator(".mark[data-hover]").first
    mark.scroll_into_view_if_needed()
    place = mark.bounding_box()
    assert place is not None
    told = page.locator("#tip")
    expect(told).to_be_hidden()
    page.touchscreen.tap(place["x"] - 4, place["y"] + place["height"] / 2)
    expect(told).to_have_text(mark.get_attribute("data-hover") or "")
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()


def test_on_a_wide_screen_a_wide_table_is_whole(visitor: Visitor) -> None:
    page = visitor(viewport={"width": 1280, "height": 800})
    page.goto("/f/gap_map?areas=true")
    assert page.evaluate("() => {const b = document.querySelector('.numbers'); return b.scrollWidth <= b.clientWidth}")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_without_script_everything_is_there(visitor: Visitor) -> None:
    page = visitor(**PHONE, java_script_enabled=False)
    page.goto("/f/gap_map?lang=nl&district=Noord")
    for part in ("h1", ".chart svg", ".numbers table", ".chips"):
        expect(page.locator(part).first).to_be_visible()
    expect(page.locator("#tip")).to_be_hidden()


def test_a_finding_stands_in_a_frame_of_another_site(visitor: Visitor, server: str) -> None:
    """Another origin (another name of this machine), whose frame shows the finding and nothing more."""
    other = server.replace("localhost", "127.0.0.1")
    page = visitor(base_url=other)
    page.route(
        "**/other",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<iframe src="{other}/f/gap_map?embed=true&lang=en" width="600" height="900">',
        ),
    )
    page.goto("/other")
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator("table")).to_have_count(0)
    with page.context.expect_page() as opened:
        frame.get_by_role("link").click()
    expect(opened.value.locator("table")).to_be_visible()


def test_a_finding_is_shared_from_its_box(visitor: Visitor, snapshot: Snapshot) -> None:
    """The link in the popover opens the same finding with the same choices, in the same data version."""
    words = language("nl")
    page = visitor()
    visit(page, "/groepen?district=Noord&cut=vwo")
    box(page, "position_by_income").get_by_role("button", name=words.text("share.button")).click()
    codes = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    expect(codes).to_have_count(2)
    link = codes.first.inner_text().strip()
    assert link.endswith(f"/f/position_by_income?district=N&threshold=vwo&version={snapshot.version}&lang=nl")
    assert "embed=true" in codes.nth(1).inner_text()
    shown = box(page, "position_by_income").get_by_role("heading").first.inner_text()
    page.goto("/f/" + link.split("/f/")[1])
    expect(page.locator("h1")).to_have_text(shown)


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_embedded_finding_is_whole_in_its_frame(
    visitor: Visitor, snapshot: Snapshot, code: LanguageCode, subtests: pytest.Subtests
) -> None:
    page = visitor()
    chosen = Selection(district="N", areas=True)
    for question in findings.questions():
        with subtests.test(question=question):
            finding = findings.answer(question, snapshot, chosen, code)
            outlines = outlines_for(snapshot, finding)
            height = light_page.embed_height(finding, language(code), outlines)
            page.goto(light_page.address(question, chosen, snapshot.version, code, embed=True))
            for width in (360, 600, 660, 900):
                page.set_viewport_size({"width": width, "height": 100})
                assert page.evaluate("() => document.documentElement.scrollHeight") <= height
                assert page.evaluate(WIDE) <= 0


OVERLAPPING = """() => {
  const boxes = [...document.querySelectorAll('nav a')].map((link) => link.getBoundingClientRect());
  return boxes.some((a, index) => boxes.slice(index + 1).some((b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1));
}"""


@pytest.mark.parametrize("size", ["200%", "225%"])
def test_a_page_with_letters_twice_as_large_fits_and_is_not_covered(visitor: Visitor, size: str) -> None:
    page = visitor(viewport={"width": 320, "height": 640})
    for slide in (2, 3, 9):
        page.goto(f"/m/1/{slide}?lang=nl")
        page.add_style_tag(content=f":root {{ font-size: {size} !important; }}")
        assert page.evaluate(WIDE) <= 0
        assert not page.evaluate(OVERLAPPING)
        # Below the page, and not over it.
        assert page.locator("nav").evaluate("(bar) => bar.getBoundingClientRect().top") > 640
