"""Text in a drawing: how wide it is about, where it breaks, and how its lines are written."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal
from xml.sax.saxutils import escape

from kansenbeeld.charts.svg.elements import attributes, number

LINE: Final = 1.22
"""Height of a line in font sizes."""
_BOLD: Final = 1.07
_WIDTHS: Final[dict[str, float]] = (
    dict.fromkeys("ijl'|I \N{NO-BREAK SPACE}", 0.28)
    | dict.fromkeys("!.,:;/\\[]·", 0.29)
    | dict.fromkeys("ftr()", 0.36)
    | dict.fromkeys("cksvyzJ", 0.52)
    | dict.fromkeys("-", 0.43)
    | dict.fromkeys("bdgpq", 0.59)
    | dict.fromkeys("FTZL", 0.611)
    | dict.fromkeys("EKPSXY", 0.667)
    | dict.fromkeys("BCRV&", 0.722)
    | dict.fromkeys("ADHNU", 0.762)
    | dict.fromkeys("GOQ", 0.778)
    | dict.fromkeys("mMw", 0.857)
    | dict.fromkeys("aehnoux?", 0.569)
    | {"W": 1.1, "%": 0.93, "\N{EM DASH}": 1.0}
)
"""Widths in font sizes, of each letter the wider of our typeface and of Helvetica, in which office programs draw; what
is not here is as wide as a digit."""
_DIGIT: Final = 0.6
_PARTS: Final = re.compile(r"(<br\s*/?>|</?b>)")
_BREAKS: Final = re.compile(r"(?<=[/\N{EN DASH}-])(?=\w)| ")

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Span:
    """Letters in one weight."""

    text: str
    bold: bool = False

    def width(self, size: float) -> float:
        """Width in the unit of ``size``."""
        letters = (unicodedata.normalize("NFD", letter)[0] for letter in self.text)
        total = sum(_WIDTHS.get(letter, _DIGIT) for letter in letters)
        return total * size * (_BOLD if self.bold else 1)


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of text, as Plotly writes them with ``<br>`` and ``<b>``."""

    lines: tuple[Line, ...]

    @classmethod
    def read(cls, source: str) -> Text:
        """Read Plotly's notation; an empty text has no lines."""
        lines: list[list[Span]] = [[]]
        bold = False
        for part in _PARTS.split(source):
            if part in ("<b>", "</b>"):
                bold = part == "<b>"
            elif part.startswith("<br"):
                lines.append([])
            elif part:
                lines[-1].append(Span(html.unescape(part), bold))
        return cls(tuple(tuple(line) for line in lines) if source else ())

    def width(self, size: float) -> float:
        """Width of the longest line."""
        return max((sum(span.width(size) for span in line) for line in self.lines), default=0.0)

    def height(self, size: float) -> float:
        """Height of all lines."""
        return len(self.lines) * size * LINE

    def joined(self) -> Text:
        """Return the same text on one line."""
        spans: list[Span] = []
        for line in self.lines:
            if spans and line:
                spans.append(Span(" ", line[0].bold and spans[-1].bold))
            spans += line
        return Text((tuple(spans),)) if spans else self

    def wrapped(self, room: float, size: float) -> Text:
        """Return the same text with its lines broken where they are wider than ``room``; a long word stays whole."""
        return Text(tuple(piece for line in self.lines for piece in _wrap(line, room, size)))

    def plain(self) -> str:
        """The letters, lines under each other."""
        return "\n".join("".join(span.text for span in line) for line in self.lines)

    def drawn(self, x: float, y: float, size: float, fill: str, anchor: Anchor = "start", halo: str = "") -> str:
        """Write the text as SVG, with ``y`` in the middle of its lines; ``halo`` is the colour of paper around it.

        The halo is a copy of its own: office programs ignore ``paint-order`` and would paint it over the letters.
        """
        if halo:
            around: dict[str, str | None] = {
                "stroke": halo,
                "stroke-width": number(size * 0.26),
                "stroke-linejoin": "round",
                "aria-hidden": "true",
            }
            return self._written(x, y, size, halo, anchor, around) + self._written(x, y, size, fill, anchor, {})
        return self._written(x, y, size, fill, anchor, {})

    def _written(self, x: float, y: float, size: float, fill: str, anchor: Anchor, extra: dict[str, str | None]) -> str:
        first = y - self.height(size) / 2 + size * (LINE / 2 + 0.35)
        marks = []
        for row, line in enumerate(self.lines):
            if not line:
                continue
            whole = line[0].bold if len({span.bold for span in line}) == 1 else None
            letters = "".join(
                escape(span.text)
                if whole is not None or not span.bold
                else f'<tspan font-weight="bold">{escape(span.text)}</tspan>'
                for span in line
            )
            look = attributes(
                {
                    "x": number(x),
                    "y": number(first + row * size * LINE),
                    "font-size": number(size),
                    "text-anchor": None if anchor == "start" else anchor,
                    "font-weight": "bold" if whole else None,
                    "fill": fill,
                    **extra,
                }
            )
            marks.append(f"<text{look}>{letters}</text>")
        return "".join(marks)


def _wrap(line: Line, room: float, size: float) -> list[Line]:
    if sum(span.width(size) for span in line) <= room:
        return [line]
    done: list[list[Span]] = [[]]
    used = 0.0
    for span in line:
        start = 0
        for place in [*_BREAKS.finditer(span.text), None]:
            end = place.end() if place else len(span.text)
            piece = Span(span.text[start:end], span.bold)
            start = end
            if done[-1] and used + Span(piece.text.rstrip(), span.bold).width(size) > room:
                done.append([])
                used = 0.0
            if piece.text:
                done[-1].append(piece)
                used += piece.width(size)
    return [_merged(pieces) for pieces in done]


def _merged(pieces: list[Span]) -> Line:
    """Put pieces of one weight together again, without a space at the end of the line."""
    spans: list[Span] = []
    for piece in pieces:
        if spans and spans[-1].bold == piece.bold:
            spans[-1] = Span(spans[-1].text + piece.text, piece.bold)
        else:
            spans.append(piece)
    if spans:
        spans[-1] = Span(spans[-1].text.rstrip(), spans[-1].bold)
    return tuple(spans)
