"""The deck on paper: slides, hand-out and the speaker's sheet."""

from __future__ import annotations

import dataclasses
import html as markup
import io
import re
from collections.abc import Callable
from typing import Any

import pypdf
import pytest

from kansenbeeld.conversations.deck import html, printed
from kansenbeeld.conversations.deck.slides import Deck, deck
from kansenbeeld.conversations.programme import programme
from kansenbeeld.conversations.story import Story, story
from kansenbeeld.exports import browser, images
from kansenbeeld.findings.outlines import Outlines, outlines_of
from kansenbeeld.language import LanguageCode
from kansenbeeld.store import Snapshot

needs_chromium = pytest.mark.skipif(not images.can_draw(), reason="no Chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def told(every_question: Callable[[LanguageCode], Story]) -> Story:
    return every_question("nl")


@pytest.fixture(scope="module")
def slides(told: Story) -> Deck:
    return deck(told, "https://kansenbeeld.example")


@pytest.fixture(scope="module")
def areas(slides: Deck, snapshot: Snapshot) -> Outlines:
    return outlines_of(snapshot, [slide.finding for slide in slides.slides if slide.finding])


@pytest.fixture(scope="module")
def handout(told: Story, slides: Deck, areas: Outlines) -> str:
    return printed.handout(told, slides, areas)


@pytest.fixture(scope="module")
def pdfs(slides: Deck, areas: Outlines, handout: str) -> dict[str, Any]:
    made = {
        "slides": browser.print_pdf(html.html(slides, areas), day=slides.data_date),
        "handout": browser.print_pdf(handout, day=slides.data_date),
        "speaker": browser.print_pdf(printed.speaker(slides), day=slides.data_date),
    }
    return {name: pypdf.PdfReader(io.BytesIO(content)) for name, content in made.items()}


def flat(text: str) -> str:
    """Text without spaces, hyphens and the like: where lines break is no matter of content."""
    return re.sub(r"[\s\u00a0\u2011-]+", "", text)


def test_the_hand_out_fetches_nothing(handout: str) -> None:
    assert not re.search(r'(?:src|href)="(?!data:)', handout)
    assert not re.search(r"url\((?!data:font/woff2;base64,)", handout) and "<script" not in handout


def test_the_hand_out_says_what_is_not_known(told: Story, slides: Deck, areas: Outlines) -> None:
    import dataclasses

    unknown = dataclasses.replace(told, conversation=dataclasses.replace(told.conversation, place=None))
    assert "nog niet ingevuld" in printed.handout(unknown, slides, areas)


def test_the_hand_out_draws_each_chart_with_its_alternative_text(slides: Deck, handout: str) -> None:
    charts = [slide.finding for slide in slides.slides if slide.finding is not None and slide.finding.chart is not None]
    assert handout.count("<img") == len(charts) + 1, "each chart, and the code"
    assert all(markup.escape(finding.alt, quote=False) in markup.unescape(handout) for finding in charts)


def test_a_hand_out_without_an_address_has_no_code(told: Story, areas: Outlines) -> None:
    # Without the letters of the typeface, in which any two may stand.
    assert "QR" not in re.sub(r"base64,[A-Za-z0-9+/=]+", "", printed.handout(told, deck(told, ""), areas))


def test_the_sheet_of_the_speaker_has_every_slide_with_its_notes_and_time(slides: Deck) -> None:
    sheet = markup.unescape(printed.speaker(slides))
    assert sheet.count("<li>") == len(slides.slides)
    assert all(slide.title in sheet and slide.notes in sheet for slide in slides.slides)
    begins = [int(clock[0]) * 60 + int(clock[1]) for clock in re.findall(r"vanaf (\d+):(\d\d)", sheet)]
    assert begins[0] == 0 and begins == sorted(set(begins))


@needs_chromium
def test_there_is_a_page_for_each_slide(slides: Deck, pdfs: dict[str, Any]) -> None:
    assert len(pdfs["slides"].pages) == len(slides.slides)
    for page, slide in zip(pdfs["slides"].pages, slides.slides, strict=True):
        assert flat(slide.title) in flat(page.extract_text())
        assert page.mediabox.width > page.mediabox.height


@needs_chromium
@pytest.mark.parametrize("name", ["handout", "speaker"])
def test_paper_is_a4_and_holds_every_headline(name: str, slides: Deck, pdfs: dict[str, Any]) -> None:
    text = flat("".join(page.extract_text() for page in pdfs[name].pages))
    assert all(flat(slide.finding.headline) in text for slide in slides.slides if slide.finding is not None)
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pdfs[name].pages} == {(595, 842)}


@needs_chromium
def test_a_finding_of_the_hand_out_stands_on_one_page(slides: Deck, pdfs: dict[str, Any]) -> None:
    pages = [flat(page.extract_text()) for page in pdfs["handout"].pages]
    for slide in slides.slides:
        if slide.finding is not None and slide.finding.chart is not None:
            start = flat(f"dia {slide.number}") + flat(slide.title)
            page = next(page for page in pages if start in page)
            assert flat(slide.finding.reading) in page


@needs_chromium
@pytest.mark.parametrize("name", ["slides", "handout", "speaker"])
def test_a_pdf_is_tagged_and_names_its_language_and_title(name: str, slides: Deck, pdfs: dict[str, Any]) -> None:
    root = pdfs[name].trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("nl")
    assert slides.title.split(":")[0] in pdfs[name].metadata.title
    assert pdfs[name].metadata["/CreationDate"].startswith(f"D:{slides.data_date:%Y%m%d}000000")


@needs_chromium
def test_printing_again_gives_the_same_bytes(slides: Deck) -> None:
    sheet = printed.speaker(slides)
    assert browser.print_pdf(sheet, day=slides.data_date) == browser.print_pdf(sheet, day=slides.data_date)


def test_without_chromium_there_is_a_sentence(slides: Deck, no_browser: None) -> None:
    with pytest.raises(images.NoBrowserError, match="apt-get install chromium"):
        browser.print_pdf("<p>x</p>", day=slides.data_date)


def test_a_code_without_an_address_to_type_stands_alone(told: Story, areas: Outlines) -> None:
    slides = deck(told, "https://kansenbeeld.example")
    chosen = tuple(
        dataclasses.replace(slide, address=f"{slide.address}&district=N") if slide.address else slide
        for slide in slides.slides
    )
    page = printed.handout(told, dataclasses.replace(slides, slides=chosen), areas)
    assert 'class="phone"' in page and "kansenbeeld.example" not in re.sub(r"base64,[^\"]*", "", page)


@needs_chromium
def test_the_sheet_of_the_first_conversation_is_one_leaf(snapshot: Snapshot) -> None:
    """Two pages, front and back: a speaker turns no second leaf for a last slide."""
    known = programme(snapshot)
    conversation = known.conversation("1")
    theme = known.theme_of(conversation)
    assert theme is not None
    slides = deck(story(snapshot, conversation, theme, "nl"), "https://kansenbeeld.example")
    content = browser.print_pdf(printed.speaker(slides), day=slides.data_date)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 2
