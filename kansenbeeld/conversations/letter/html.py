"""The letter as one HTML file that stands by itself, laid out for A4, and as the PDF that Chromium prints of it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

import jinja2

from kansenbeeld.conversations.letter.blocks import FindingBlock, Letter
from kansenbeeld.exports import browser, drawings
from kansenbeeld.exports.templating import environment
from kansenbeeld.language import Language, language

_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
_WIDTH: Final = 720
"""Width of a chart in pixels: type of 14 px then stands on paper at some 9 points."""


def html(letter: Letter) -> str:
    """Write a letter as HTML; nothing in it is fetched from elsewhere."""
    words = language(letter.code)
    drawn = [block for block in letter.findings if block.finding.chart is not None]
    return _template().render(
        letter=letter,
        blocks=[(type(block).__name__, block) for block in letter.blocks],
        pictures={block.number: drawings.as_image(drawing(block, words)) for block in drawn},
        words=words,
    )


def pdf(letter: Letter) -> bytes:
    """Print a letter as a tagged PDF with its headings as bookmarks.

    Raises:
        NoBrowserError: there is no Chromium on this machine.
    """
    return browser.print_pdf(html(letter), day=letter.day)


def drawing(block: FindingBlock, words: Language, width: int = _WIDTH) -> str:
    """Draw the chart of a figure as SVG, ``width`` pixels wide, in the words of the letter."""
    return drawings.drawing(block.finding, words, block.outlines, width=width, scale=1.0)


@functools.cache
def _template() -> jinja2.Template:
    return environment(_TEMPLATES).get_template("letter.html.j2")
