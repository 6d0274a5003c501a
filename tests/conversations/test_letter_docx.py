"""The letter as DOCX, opened again: styles, order, tables, alternative texts, and the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from kansenbeeld.conversations.ledger.entries import About, Entry, Item
from kansenbeeld.conversations.letter import docx
from kansenbeeld.conversations.letter.blocks import Heading, ItemBlock, Letter
from kansenbeeld.conversations.letter.model import letter
from kansenbeeld.datasets.programme import Conversation, Evidence, Programme, Theme
from kansenbeeld.exports import images
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.store import Store

TEXT = {"nl": "Tekst", "en": "Text"}
THEME = Theme("t", TEXT, TEXT, (Evidence("advice_gap", "lead", {}, TEXT),), (TEXT,), (TEXT,))
PROGRAMME = Programme((Conversation("1", "t", "T"), Conversation("2")), {"t": THEME})
needs_chromium = pytest.mark.skipif(
    not images.can_draw() and "CI" not in os.environ,
    reason="No Chromium found to draw charts into files; install it with: apt-get install chromium",
)


def _made(store_folder: Path, code: LanguageCode = "nl") -> Letter:
    store = Store(store_folder)
    map_of_now = About("gap_map", {"district": "T"}, store.current_version())
    entries = (
        Entry("1", "result", "<script>alert(1)</script> & lang. " + "Woord " * 300, "pupil", about=map_of_now),
        Entry("1", "recommendation", "Eén.", "parent", addressee="scholen"),
        Entry("1", "recommendation", "Twee.", "other", status="done", status_date=dt.date(2018, 1, 3)),
    )
    items = [Item(number, 1, entry, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "") for number, entry in enumerate(entries)]
    return letter(PROGRAMME, items, store, code, conversation=None, day=dt.date(2026, 11, 24))


def _open(data: bytes) -> Any:
    return python_docx.Document(io.BytesIO(data))


@pytest.mark.parametrize("code", LANGUAGES)
def test_reopened_it_holds_the_letter(store_folder: Path, code: LanguageCode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "browser", lambda: None)
    made = _made(store_folder, code)
    document = _open(docx.docx(made))
    titles = [p.text for p in document.paragraphs if p.style.name == "Title"]
    assert titles == [made.title]
    chapters = [(p.style.name, p.text) for p in document.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert chapters == [(f"Heading {block.level}", block.text) for block in made.blocks if isinstance(block, Heading)]
    figures = [p.text for p in document.paragraphs if p.style.name == "Heading 3"]
    assert figures == [f"{block.label}. {block.finding.headline}" for block in made.findings]
    text = "\n".join(p.text for p in document.paragraphs)
    for block in made.blocks:
        if isinstance(block, ItemBlock):
            assert block.text in text and block.said_by in text and block.status_line in text
    assert text.count(language(code).text("letter.figure.no_picture")) == len(made.findings)
    assert not any(not p.text.strip() for p in document.paragraphs), "no empty paragraphs for the space between"


def test_properties_language_and_page_numbers(store_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "browser", lambda: None)
    for code, locale in (("nl", "nl-NL"), ("en", "en-GB")):
        made = _made(store_folder, code)  # type: ignore[arg-type]
        document = _open(docx.docx(made))
        properties = document.core_properties
        assert (properties.title, properties.subject) == (f"{made.title}: {made.subject}", made.subject)
        assert properties.language == locale and properties.created.date() == made.day
        languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
        assert languages == {locale}
        footer = document.sections[0].footer.paragraphs[0]
        assert made.version in footer.text
        fields = [field.get(qn("w:instr")) for field in footer._p.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]


def test_tables_repeat_their_header(store_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "browser", lambda: None)
    document = _open(docx.docx(_made(store_folder)))
    headed = [table for table in document.tables if len(table.rows[0]._tr.findall(".//" + qn("w:tblHeader"))) == 1]
    assert [[cell.text for cell in table.rows[0].cells] for table in headed] == [
        ["Nr.", "Aanbeveling", "Voor", "Status", "Sinds"],
        ["Dataversie", "Opgehaald op", "Figuren"],
    ]
    assert [[cell.text for cell in row.cells] for row in headed[0].rows[1:]] == [
        ["1.1", "Eén.", "scholen", "opgeschreven", "1 januari 2026"],
        ["1.2", "Twee.", "–", "uitgevoerd", "3 januari 2018"],
    ]


@needs_chromium
@pytest.mark.browser
def test_pictures_have_alternative_texts_and_bytes_are_the_same(store_folder: Path) -> None:
    made = _made(store_folder)
    data = docx.docx(made)
    assert docx.docx(made) == data
    document = _open(data)
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == [
        block.alt for block in made.findings
    ]
    room = document.sections[0].page_width - document.sections[0].left_margin - document.sections[0].right_margin
    assert all(0 < shape.width <= room for shape in document.inline_shapes)
