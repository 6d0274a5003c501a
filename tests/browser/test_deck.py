"""The deck as a speaker uses it: a file without network, keys, the second window, a dark room, on paper."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from kansenbeeld.conversations.deck import html as deck_html
from kansenbeeld.conversations.deck.slides import Deck, deck
from kansenbeeld.conversations.programme import programme
from kansenbeeld.conversations.story import Story, story
from kansenbeeld.datasets.programme import Conversation
from kansenbeeld.findings.outlines import outlines_of
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.store import Snapshot

pytestmark = pytest.mark.browser

BASE = "https://kansenbeeld.example"
WORDS = language("nl")
Stories = Callable[[LanguageCode], Story]

OVERFLOWS = """() => [...document.querySelectorAll('.slide:not([hidden])')].flatMap((slide) => {
  const outer = slide.getBoundingClientRect();
  const selector = 'h1, h2, .body, .chart, .points, .numbers, .side, dl, .code, .address, .foot, .when, .about';
  const parts = [...slide.querySelectorAll(selector)];
  return parts.filter((part) => part.offsetParent).flatMap((part) => {
    const box = part.getBoundingClientRect();
    const out = box.bottom > outer.bottom + 1 || box.right > outer.right + 1 || box.top < outer.top - 1;
    const over = !part.matches('h1, h2') && part.scrollHeight > part.clientHeight + 2
      || part.scrollWidth > part.clientWidth + 2;
    const next = slide.querySelector('.foot').getBoundingClientRect();
    const onFoot = !part.matches('.foot') && box.bottom > next.top + 1;
    return out || over || onFoot ? [`${slide.id} ${part.tagName}.${part.className} ${out} ${over} ${onFoot}`] : [];
  });
})"""
"""Parts of the shown slide that stick out of it, hold more than they show, or lie over the foot."""

SMALL = """() => [...document.querySelectorAll('.slide:not([hidden]) :is(h1,h2,p,li,dd,th,td,text)')]
  .filter((part) => part.checkVisibility() && part.textContent.trim() && !part.matches('.source'))
  .map((part) => {
    const own = parseFloat(getComputedStyle(part).fontSize);
    const svg = part.ownerSVGElement;
    const drawn = svg ? svg.getScreenCTM().a / svg.ownerDocument.documentElement.style.getPropertyValue('--k') : 1;
    return [Math.round(own * drawn * 10) / 10, part.tagName, part.textContent.slice(0, 40)];
  })
  .filter(([size, tag]) => size < (tag === 'H2' ? 60 : 24))"""
"""Texts of the shown slide that the back row can't read."""


@pytest.fixture(scope="module")
def slides(every_question: Stories) -> Deck:
    return deck(every_question("nl"), BASE)


@pytest.fixture(scope="module")
def stick(slides: Deck, snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the deck on a USB stick."""
    path = tmp_path_factory.mktemp("stick") / "presentatie.html"
    found = outlines_of(snapshot, [slide.finding for slide in slides.slides if slide.finding])
    path.write_text(deck_html.html(slides, found), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def screen(browser: Browser, stick: str) -> Iterator[Page]:
    """The deck on a full HD screen, network off; it may not say a word in the console."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, offline=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(stick)
    yield page
    context.close()
    assert said == []


def shown(page: Page) -> int:
    """Return the number of the slide on screen, the only one."""
    visible = page.locator(".slide:visible")
    expect(visible).to_have_count(1)
    return int(visible.get_attribute("id") or 0)


def press(page: Page, *keys: str) -> int:
    for key in keys:
        page.keyboard.press(key)
    return shown(page)


def each_slide(page: Page) -> Iterator[int]:
    page.keyboard.press("Home")
    for number in range(1, page.locator(".slide").count() + 1):
        yield number
        page.keyboard.press("ArrowRight")


def test_every_chart_is_drawn_without_network(screen: Page, slides: Deck) -> None:
    for number in each_slide(screen):
        finding = slides.slides[number - 1].finding
        if finding is None or finding.chart is None:
            continue
        boxes = screen.evaluate(
            """() => [...document.querySelectorAll('.slide:not([hidden]) .mark')].map((mark) => {
              const box = mark.getBoundingClientRect();
              return Math.min(box.width, box.height) + Math.max(box.width, box.height);
            })"""
        )
        assert len(boxes) > 1 and min(boxes) > 0, (number, boxes)


def test_no_slide_holds_more_than_it_shows_and_the_back_row_can_read_it(screen: Page) -> None:
    for number in each_slide(screen):
        assert screen.evaluate(OVERFLOWS) == [], number
        assert screen.evaluate(SMALL) == [], number
        if screen.locator(".slide:visible .numbers").count():
            screen.keyboard.press("t")
            assert screen.evaluate(OVERFLOWS) == [], number


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_theme_fits_its_slides(browser: Browser, snapshot: Snapshot, code: LanguageCode, tmp_path: Path) -> None:
    """All themes in both languages, for the city and for a district, with the longest line of date and place."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, offline=True)
    page = context.new_page()
    for district, theme in itertools.product((None, "T"), programme(snapshot).themes.values()):
        place = "Openbare Bibliotheek, Oosterdok"
        about = Conversation("6", theme.id, district, dt.date(2017, 11, 29), place)
        slides = deck(story(snapshot, about, theme, code), BASE)
        found = outlines_of(snapshot, [slide.finding for slide in slides.slides if slide.finding])
        path = tmp_path / f"{theme.id}.html"
        path.write_text(deck_html.html(slides, found), encoding="utf-8")
        page.goto(path.as_uri())
        for number in each_slide(page):
            assert page.evaluate(OVERFLOWS) == [], (theme.id, district, number)
            assert page.evaluate(SMALL) == [], (theme.id, district, number)
    context.close()


def test_keys_and_clicker(screen: Page, slides: Deck) -> None:
    last = len(slides.slides)
    assert shown(screen) == 1
    assert press(screen, "ArrowRight", "PageDown", " ") == 4
    assert press(screen, "ArrowLeft", "PageUp") == 2
    assert press(screen, "End") == last
    assert press(screen, "ArrowRight") == last
    assert press(screen, "Home", "ArrowLeft") == 1
    assert press(screen, "1", "1", "Enter") == 11
    expect(screen.locator("#said")).to_contain_text(f"11 van {last}")
    assert screen.url.endswith("#11")
    screen.reload()
    assert shown(screen) == 11
    press(screen, "b")
    expect(screen.locator("#black")).to_be_visible()
    assert press(screen, "PageDown") == 11, "the first press brings the slide back"
    expect(screen.locator("#black")).to_be_hidden()
    press(screen, ".", "Escape")
    expect(screen.locator("#black")).to_be_hidden()
    screen.keyboard.press("?")
    expect(screen.get_by_role("dialog")).to_be_visible()
    screen.keyboard.press("Escape")
    expect(screen.get_by_role("dialog")).to_have_count(0)


def test_two_clicks_to_full_screen(screen: Page) -> None:
    screen.get_by_role("button", name=WORDS.text("deck.full_screen")).click()
    screen.wait_for_function("document.fullscreenElement === document.documentElement")


def test_a_press_on_a_button_is_not_a_press_for_the_next_slide(screen: Page) -> None:
    screen.get_by_role("button", name=WORDS.text("deck.next")).focus()
    assert press(screen, "Enter") == 2
    assert press(screen, " ") == 3


def test_table_over_the_chart_and_back(screen: Page, slides: Deck) -> None:
    press(screen, "ArrowRight")
    finding = slides.slides[1].finding
    assert finding is not None
    expect(screen.get_by_role("table")).to_have_count(0)
    screen.keyboard.press("t")
    expect(screen.get_by_role("row")).to_have_count(len(finding.table.frame) + 1)
    expect(screen.locator(".slide:visible .chart")).to_be_hidden()
    screen.keyboard.press("t")
    expect(screen.locator(".slide:visible .chart")).to_be_visible()


def test_numbers_on_hover_and_on_the_keyboard(screen: Page) -> None:
    press(screen, "ArrowRight")
    marks = screen.locator(".slide:visible .mark")
    marks.nth(2).hover()
    tip = screen.locator("#tip")
    expect(tip).to_have_text(str(marks.nth(2).get_attribute("data-hover")).replace("<br>", " · "))
    screen.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    marks.first.focus()
    expect(tip).to_be_visible()
    assert press(screen, "ArrowDown") == 2
    expect(marks.nth(1)).to_be_focused()
    assert press(screen, "ArrowRight") == 3, "a clicker works while a mark has the keyboard"


def test_speaker_window_and_room_follow_each_other(screen: Page, slides: Deck) -> None:
    with screen.expect_popup() as opening:
        screen.keyboard.press("s")
    desk = opening.value
    expect(desk.locator("#notes")).to_have_text(slides.slides[0].notes)
    expect(desk.locator("#after")).to_have_text(slides.slides[1].title)
    desk.keyboard.press("PageDown")
    assert shown(screen) == 2
    expect(desk.locator("#now")).to_have_text(slides.slides[1].title)
    expect(desk.locator("#notes")).to_have_text(slides.slides[1].notes)
    screen.keyboard.press("End")
    expect(desk.locator("#after")).to_have_text(WORDS.text("deck.end"))
    expect(desk.locator("#count")).to_have_text(f"Dia {len(slides.slides)} van {len(slides.slides)}")
    desk.get_by_role("button", name=WORDS.text("deck.previous")).click()
    assert shown(screen) == len(slides.slides) - 1
    expect(desk.locator("#clock")).to_have_text(desk.evaluate("new Date().toTimeString().slice(0, 5)"))
    desk.get_by_role("button", name=WORDS.text("deck.reset")).click()
    expect(desk.locator("#elapsed")).to_contain_text("00:0")
    assert not Axe().run(desk).response["violations"]
    screen.reload()
    expect(desk.locator("#count")).to_have_text(WORDS.text("deck.lost"))


def test_a_blocked_window_is_said_in_a_sentence(screen: Page) -> None:
    screen.evaluate("window.open = () => null")
    screen.keyboard.press("s")
    expect(screen.locator("#message")).to_have_text(WORDS.text("deck.popup_blocked"))


def test_light_and_dark_room_keep_nobody_out(screen: Page, slides: Deck) -> None:
    paper = screen.locator("body")
    light = paper.evaluate("(body) => getComputedStyle(body).backgroundColor")
    for room in ("light", "dark"):
        for number in (1, 3, len(slides.slides)):
            press(screen, *str(number), "Enter")
            assert not _violations(screen), (room, number)
        press(screen, "2", "Enter", "t")
        assert not _violations(screen), (room, "table")
        screen.keyboard.press("h")
        assert not _violations(screen), (room, "help")
        press(screen, "Escape", "d")
    screen.keyboard.press("d")
    assert paper.evaluate("(body) => getComputedStyle(body).backgroundColor") != light


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def test_a_small_screen_has_the_whole_slide(screen: Page) -> None:
    for width, height in ((1280, 720), (375, 812), (1024, 768)):
        screen.set_viewport_size({"width": width, "height": height})
        box = screen.locator(".slide:visible").bounding_box()
        assert box is not None
        assert box["x"] >= -1 and box["x"] + box["width"] <= width + 1
        assert box["y"] >= -1 and box["y"] + box["height"] <= height + 1
        assert abs(box["width"] / box["height"] - 16 / 9) < 0.01
        assert (
            max(width - box["width"], height - box["height"]) >= 0
            and min(width - box["width"], height - box["height"]) < 1
        )


def test_a_swipe_goes_on(browser: Browser, stick: str) -> None:
    context = browser.new_context(viewport={"width": 812, "height": 375}, has_touch=True, offline=True)
    page = context.new_page()
    page.goto(stick)
    page.evaluate(
        """() => {
          const at = (x) => [new Touch({ identifier: 1, target: document.body, clientX: x, clientY: 100 })];
          const send = (kind, x) => document.body.dispatchEvent(new TouchEvent(kind, {
            bubbles: true, touches: kind === 'touchend' ? [] : at(x), changedTouches: at(x) }));
          send('touchstart', 500); send('touchend', 300);
        }"""
    )
    assert shown(page) == 2
    context.close()


def test_a_phone_shows_the_whole_slide_that_the_address_asks_for(browser: Browser, stick: str) -> None:
    """What sticks out of the stage may not make a phone zoom out, nor the address make it scroll."""
    context = browser.new_context(viewport={"width": 375, "height": 812}, is_mobile=True, has_touch=True, offline=True)
    page = context.new_page()
    page.goto(stick + "#2")
    box = page.locator(".slide:visible").bounding_box()
    bar = page.locator("#bar").bounding_box()
    wide = page.evaluate("innerWidth")
    context.close()
    assert wide == 375
    assert box is not None and (round(box["x"]), round(box["width"])) == (0, 375)
    assert bar is not None and bar["y"] > box["y"] + box["height"]
    assert bar["height"] < 812 / 6


def test_a_file_offers_no_way_to_a_dashboard_that_is_not_there(screen: Page) -> None:
    expect(screen.locator(".served")).to_have_count(2)
    assert not any(part.is_visible() for part in screen.locator(".served").all())
    screen.keyboard.press("Escape")
    assert shown(screen) == 1


def test_without_script_every_slide_can_be_read(browser: Browser, stick: str, slides: Deck) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(stick)
    expect(page.locator(".slide:visible")).to_have_count(len(slides.slides))
    expect(page.locator(".slide:visible table").first).to_be_visible()
    expect(page.locator("#bar")).to_be_hidden()
    context.close()


def test_on_paper_a_page_for_each_slide(screen: Page, slides: Deck) -> None:
    press(screen, "d")
    pages = pypdf.PdfReader(io.BytesIO(screen.pdf(prefer_css_page_size=True, print_background=True))).pages
    assert len(pages) == len(slides.slides)
    for page, slide in zip(pages, slides.slides, strict=True):
        assert abs(float(page.mediabox.width) / float(page.mediabox.height) - 16 / 9) < 0.01
        assert "".join(slide.title.split()[:3]) in "".join(page.extract_text().split())


def test_the_dashboard_serves_it_under_its_own_policy(page: Page) -> None:
    """The browser complains of nothing, and the speaker's window works under the policy too."""
    page.goto("/gesprek/1/presentatie?lang=en")
    assert press(page, "ArrowRight") == 2
    expect(page.locator(".slide:visible .mark").first).to_be_visible()
    with page.expect_popup() as opening:
        page.keyboard.press("s")
    opening.value.keyboard.press("ArrowRight")
    assert shown(page) == 3
    expect(opening.value.locator("#count")).to_contain_text("Slide 3 of")
    assert opening.value.locator("#notes").evaluate("(notes) => parseFloat(getComputedStyle(notes).fontSize)") > 24
    # What it says on access is a window further, so that the slides stay; the help begins at its button all the same.
    page.bring_to_front()
    page.keyboard.press("h")
    expect(page.get_by_role("button", name=language("en").text("deck.close"))).to_be_focused()
    assert not _violations(page)
    with page.expect_popup() as opening:
        page.get_by_role("link", name=language("en").text("accessibility.link")).click()
    expect(opening.value.get_by_role("heading", level=1)).to_be_visible()
    assert shown(page) == 3


def test_the_file_is_one_file(stick: str) -> None:
    folder = Path(stick.removeprefix("file://")).parent
    assert [path.name for path in folder.iterdir()] == ["presentatie.html"]
    assert (folder / "presentatie.html").stat().st_size < 1_500_000
