"""A whole conversation, from evidence to letter, as its people live it."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import pypdf
import pytest
from playwright.sync_api import Page, expect

from kansenbeeld.conversations.programme import programme
from kansenbeeld.conversations.story import story
from kansenbeeld.language import language
from kansenbeeld.store import Snapshot

from .conftest import Visitor
from .steps import settled, visit

pytestmark = pytest.mark.browser

WORDS = language("nl")
SLIDE = 3
SAID = "Laat elke school in het stadsdeel met ouders praten voordat het advies vaststaat."


def test_a_conversation_from_evidence_to_letter(visitor: Visitor, server: str, snapshot: Snapshot) -> None:
    """Open, present with the keyboard, follow on a phone, record a recommendation on slide 3, print the letter."""
    known = programme(snapshot)
    conversation = known.conversation("1")
    theme = known.theme_of(conversation)
    assert theme is not None
    headline = story(snapshot, conversation, theme, "nl").step(SLIDE - 1).finding.headline

    speaker = visitor()
    visit(speaker, "/stadsgesprek-1")
    address = present(speaker, headline)
    phone = visitor(viewport={"width": 375, "height": 812}, base_url=server)
    follow(phone, address, headline)
    secretary = visitor()
    record(secretary, headline)
    text = letter(secretary)
    assert " ".join(SAID.split()) in text
    assert headline in text
    assert snapshot.version in text


def present(page: Page, headline: str) -> str:
    """Open the slides, walk to slide 3 with the keyboard, and return the address behind its code."""
    page.get_by_role("link", name=WORDS.text("conversation.present")).click()
    deck = page.frame_locator("iframe")
    expect(deck.get_by_role("heading", level=1)).to_be_visible()
    for _ in range(SLIDE - 1):
        page.keyboard.press("PageDown")
    expect(deck.get_by_role("heading", name=headline)).to_be_visible()
    assert deck.locator("html").evaluate("() => location.hash") == f"#{SLIDE}"
    address = deck.locator(f'[id="{SLIDE}"] a.code').get_attribute("href")
    assert address is not None
    return address


def follow(page: Page, address: str, headline: str) -> None:
    """Open the address of the code on a phone: the same sentence, a chart and a table, no wider than the screen."""
    parts = urlsplit(address)
    page.goto(f"{parts.path}?{parts.query}")
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    expect(page.locator("svg .mark").first).to_be_visible()
    expect(page.locator("table")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def record(page: Page, headline: str) -> None:
    """Write a recommendation down about the slide; it stands in the list at once."""
    visit_plain(page, f"/resultaten?gesprek=1&dia={SLIDE}")
    form = page.get_by_test_id("stForm")
    form.get_by_text(WORDS.text("ledger.kind.recommendation"), exact=True).click()
    form.get_by_role("textbox", name=WORDS.text("ledger.field.text")).fill(SAID)
    form.get_by_text(WORDS.text("ledger.said_by.parent"), exact=True).click()
    # A nervous click is still one recommendation.
    form.get_by_role("button", name=WORDS.text("ledger.save"), exact=True).dblclick()
    expect(page.get_by_text(SAID)).to_have_count(1)
    item = page.locator('[class*="st-key-item_"]').first
    expect(item).to_contain_text(SAID)
    expect(item).to_contain_text(headline)


def letter(page: Page) -> str:
    """Open the letter, read it on the page, and return the text of its PDF."""
    visit_plain(page, "/raadsbrief?gesprek=1")
    expect(page.locator(".st-key-letter")).to_contain_text(SAID)
    with page.expect_download() as waiting:
        page.locator(".st-key-letter_downloads").get_by_role("button", name="PDF").click()
    reader = pypdf.PdfReader(io.BytesIO(waiting.value.path().read_bytes()))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def visit_plain(page: Page, address: str) -> None:
    """Open a page that need not hold a chart."""
    page.goto(address)
    settled(page)
