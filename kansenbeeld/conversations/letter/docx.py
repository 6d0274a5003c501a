"""The letter as a DOCX to edit: real styles, headings, tables with repeated headers, pictures with alt texts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from kansenbeeld.conversations.letter import docx_parts as parts
from kansenbeeld.conversations.letter.blocks import (
    Block,
    Bullets,
    Facts,
    FindingBlock,
    Heading,
    ItemBlock,
    Letter,
    Paragraph,
    Signature,
    SourceList,
    TableBlock,
)
from kansenbeeld.conversations.letter.html import drawing
from kansenbeeld.exports import images
from kansenbeeld.exports.stable import stable_zip
from kansenbeeld.language import Language, language

_TEXT_WIDTH: Final = 16.0
"""Width between the margins, in centimetres."""
_WIDE_TABLE: Final = (1.1, 6.0, 3.0, 2.9, 3.0)
_TALLEST: Final = 11.0
"""Height that a chart may take on a page, in centimetres."""


def docx(letter: Letter) -> bytes:
    """Write a letter as DOCX; the same letter gives the same bytes.

    Without Chromium the charts are left out, and a sentence stands in their place.
    """
    words = language(letter.code)
    document = parts.new_document(letter, words)
    document.add_paragraph(letter.title, style="Title")
    parts.facts(document, letter.head, _TEXT_WIDTH)
    for block in letter.blocks:
        _write(document, block, words)
    buffer = io.BytesIO()
    document.save(buffer)
    return stable_zip(buffer.getvalue())


def _write(document: Any, block: Block, words: Language) -> None:
    match block:
        case Heading(level=level, text=text):
            document.add_heading(text, level)
        case Paragraph(text=text):
            document.add_paragraph(text)
        case Bullets(points=points):
            parts.bullets(document, points)
        case Facts(rows=rows):
            parts.facts(document, rows, _TEXT_WIDTH)
        case TableBlock():
            document.add_paragraph(block.caption, style="Caption")
            parts.table(document, block.columns, block.rows, _widths(block.columns))
        case FindingBlock():
            _figure(document, block, words)
        case ItemBlock():
            _item(document, block)
        case SourceList(entries=entries):
            parts.bullets(document, [f"{entry.text} {entry.url}".strip() for entry in entries])
        case Signature():
            document.add_paragraph(block.closing, style="Closing")
            for line in block.lines:
                parts.line_to_write_on(document, line)


def _figure(document: Any, block: FindingBlock, words: Language) -> None:
    document.add_heading(f"{block.label}. {block.finding.headline}", 3)
    if block.finding.chart is not None and images.can_draw():
        drawn = drawing(block, words)
        parts.picture(document, images.raster(drawn), block.alt, block.label, (_TEXT_WIDTH, _TALLEST))
    elif block.finding.chart is not None:
        document.add_paragraph(words.text("letter.figure.no_picture"))
    if block.newer:
        document.add_paragraph(block.newer, style="Caption")
    if block.reading:
        document.add_paragraph(block.reading)
    limits = document.add_paragraph(style="Small")
    limits.add_run(f"{block.limits_label} ").bold = True
    limits.add_run(" ".join(block.limits))
    document.add_paragraph(f"{block.source_line} {block.version_line}", style="Small")


def _item(document: Any, block: ItemBlock) -> None:
    paragraph = document.add_paragraph(style="Item")
    paragraph.add_run(f"{block.label}. ").bold = True
    paragraph.add_run(block.text)
    if block.details:
        paragraph.paragraph_format.keep_with_next = True
        details = document.add_paragraph(style="Item details")
        if block.status_line:
            details.add_run(f"{block.status_line} ").bold = True
        details.add_run(" ".join(line for line in block.details if line != block.status_line))


def _widths(columns: Sequence[str]) -> tuple[float, ...]:
    if len(columns) == len(_WIDE_TABLE):
        return _WIDE_TABLE
    return (_TEXT_WIDTH / len(columns),) * len(columns)
