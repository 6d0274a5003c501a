"""Names of groups above the marks of a first row, each with a thin line down to its mark, instead of a legend.

The lines go straight down, so a name may not lie where the line of another comes by. Names therefore stand on a
ladder: those left of the ladder's foot end at their line, the first of them lowest; those right of it begin at their
line, the last of them lowest. Pages and drawings follow this one rule: a page as it is on a phone, since Plotly does
not know how wide it will be, and a drawing as wide as it is.
"""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.svg.text import Text
from kansenbeeld.charts.theme import Figure

_SIZE: Final = 13
_LINE: Final = 17
"""Height of a line of a name, in pixels."""
_BESIDE: Final = 5
"""From the line to its name, in pixels."""
_MARK: Final = 9
"""From the middle of a mark to where its line begins, in pixels."""
_CLEAR: Final = 2.5
"""Least distance between two lines, and between a line and another's name, in pixels."""
_PAGE: Final = (256.0, 8.0, 26.0)
"""Width of a chart on the narrowest phone (320), and its margins left and right, in pixels; row names are within."""
_DRAWING: Final = (340.0, 8.0, 18.0)
"""The same of a drawing for a phone, in which names of rows stand above their marks."""
_COLON: Final = ":\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Named:
    """A mark to be named.

    Attributes:
        value: where it stands, on the axis.
        place: the same as a share (0-1) of the width of the whole chart, of all panels together.
        name: what is written.
        figure: its value in words, to be written after the name; empty where it is written elsewhere.
        colour: of the mark.
        row: height of the mark on the axis of rows, from 0 (the first row) downwards.
        covers: where the mark and its interval begin and end, as ``place``.
    """

    value: float
    place: float
    name: str
    figure: str
    colour: str
    row: float
    covers: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Label:
    """A name in its place: lines under each other, which side of its line it is on, how far it reaches beyond that."""

    mark: Named
    lines: tuple[str, ...]
    left: bool
    beyond: float
    bottom: float

    @property
    def top(self) -> float:
        return self.bottom + _LINE * len(self.lines)


@dataclass(frozen=True, slots=True)
class Names:
    """Marks of a first row, to be named above it; ``base`` is how high the lowest name stands, in pixels."""

    marks: tuple[Named, ...]
    base: float

    def on_page(self, rows: Sequence[str]) -> list[Figure]:
        """Return the names as Plotly annotations, for pages of any width.

        Args:
            rows: names of all rows, as they are written beside the chart.

        Returns:
            Lines and texts; none where a phone has no room for them, on a page or in a drawing.
        """
        column = max(Text.read(row).width(14) for row in rows) + 6
        labels = self._labels(*_lefts(self.marks, _PAGE, column))
        return labels if labels and self._labels(*_lefts(self.marks, _DRAWING, 0.0)) else []

    def drawn(self, left: float, right: float, whole: float) -> list[Figure]:
        """Return the same for one width: where the chart begins and ends, and where the drawing does, in pixels."""
        return self._labels([left + mark.place * (right - left) for mark in self.marks], whole)

    def _labels(self, at: Sequence[float], whole: float) -> list[Figure]:
        ordered = sorted(range(len(at)), key=at.__getitem__)
        marks, places = [self.marks[index] for index in ordered], [at[index] for index in ordered]
        if any(_is_hidden(mark, marks, whole) for mark in marks):
            return []
        found = [placed for way in _ways(marks) if (placed := _placed(marks, *way, places, whole, self.base))]
        if not found:
            return []
        # The lowest ladder; of those the one with the fewest broken names, and then the one that shifts least.
        best = min(
            found,
            key=lambda labels: (
                max(label.top for label in labels),
                sum(len(label.lines) for label in labels),
                sum(label.beyond for label in labels),
            ),
        )
        first = min(mark.row for mark in marks)
        return [part for label in best for part in (*_lines(label, first), _text(label, first))]

    def written(self) -> Figure:
        """Return the same as a dictionary, to travel in a figure."""
        return asdict(self)

    @classmethod
    def read(cls, written: Figure) -> Names:
        """Read what :meth:`written` wrote."""
        marks = (Named(**{**mark, "covers": tuple(mark["covers"])}) for mark in written["marks"])
        return cls(tuple(marks), written["base"])


def reach(annotations: Sequence[Figure]) -> float:
    """Return how far names reach above the middle of the marks of the first row, in pixels; 0 without any."""
    tops = (one["yshift"] + _LINE * (one["text"].count("<br>") + 1) for one in annotations if "yshift" in one)
    return max(tops, default=0.0)


def head(names: Sequence[Figure], half: float) -> Figure:
    """Return the entries of a layout for names above its first row, of which ``half`` (pixels) is above its marks."""
    if not names:
        return {}
    top = max(8, round(reach(names) - half + 6))
    return {"annotations": names, "showlegend": False, "margin": {**theme.MARGIN, "t": top}}


def _lefts(marks: Sequence[Named], sizes: tuple[float, float, float], column: float) -> tuple[list[float], float]:
    """Return where each mark stands, and how wide the whole is, in pixels."""
    whole, before, after = sizes
    plot = whole - before - after - column
    return [before + column + mark.place * plot for mark in marks], whole


def _is_hidden(mark: Named, marks: Sequence[Named], whole: float) -> bool:
    """Whether the line down to a mark would run over one that stands above it in the row, or over its interval."""
    around = _MARK / whole
    return any(one.row < mark.row and one.covers[0] - around < mark.place < one.covers[1] + around for one in marks)


def _ways(marks: Sequence[Named]) -> Iterator[tuple[int, tuple[tuple[str, ...], ...]]]:
    """Give the ways to write names: how many stand to the left of their lines, and where each is broken."""
    written = [f"{mark.name}{_COLON}{mark.figure}" if mark.figure else mark.name for mark in marks]
    broken = [dict.fromkeys([(text,), halved(text)]) for text in written]
    for breaks in itertools.product(*broken):
        for left in range(len(marks), -1, -1):
            yield left, breaks


def halved(text: str) -> tuple[str, ...]:
    """Return a text as two lines of about one length, or as one where it is a single word."""
    for letters in range(max(len(text) // 2, 1), len(text)):
        # The figure stays with the last word: it is part of it for whoever breaks at spaces that may be broken.
        lines = textwrap.wrap(text.replace("\N{NO-BREAK SPACE}", "\0"), letters, break_long_words=False)
        if len(lines) <= 2:
            return tuple(line.replace("\0", "\N{NO-BREAK SPACE}") for line in lines)
    return (text,)


def _placed(
    marks: Sequence[Named],
    left: int,
    breaks: Sequence[tuple[str, ...]],
    at: Sequence[float],
    whole: float,
    base: float,
) -> list[_Label] | None:
    """Place names on a ladder; ``None`` where one would lie over a line, another name or the edge of a chart."""
    beyond, ends = [], []
    for index, lines in enumerate(breaks):
        width = max(Text.read(line).width(_SIZE) for line in lines) + _BESIDE
        free = at[index] if index < left else whole - at[index]
        beyond.append(max(0.0, width - free + 2))
        ends.append(at[index] + beyond[index] * (1 if index < left else -1))
    if any(not 0 <= end <= whole for end in ends):
        return None
    for index in range(len(marks) - 1):
        # What a name to the left reaches beyond its line, and what the next one does if it is to the right.
        reached = (beyond[index] if index < left else 0.0) + (beyond[index + 1] if index + 1 >= left else 0.0)
        meet = index + 1 == left and not reached
        if not meet and at[index + 1] - at[index] < reached + _CLEAR:
            return None
    bottoms = [0.0] * len(marks)
    for side in (range(left), range(len(marks) - 1, left - 1, -1)):
        height = base
        for index in side:
            bottoms[index] = height
            height += _LINE * len(breaks[index])
    return [
        _Label(mark, lines, index < left, beyond[index], bottoms[index])
        for index, (mark, lines) in enumerate(zip(marks, breaks, strict=True))
    ]


def _lines(label: _Label, first: float) -> Iterator[Figure]:
    mark = label.mark
    line = {
        "x": mark.value,
        "text": " ",
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1.5,
        "arrowcolor": mark.colour,
    }
    below = mark.row > first
    if below:
        # From the height of the first mark on: how far that is in pixels depends on the height of the chart. It begins
        # at the top of the row, since Plotly leaves out what is near its text.
        yield line | {"y": mark.row, "standoff": _MARK, "axref": "x", "ayref": "y", "ax": mark.value, "ay": -0.5}
    # Beside its name up to the middle of the letters, under it up to its foot.
    end = label.bottom + (0 if label.beyond else _LINE / 2)
    yield line | {"y": first, "standoff": 0 if below else _MARK, "ax": 0, "ay": -end}


def _text(label: _Label, first: float) -> Figure:
    name, colon, figure = "<br>".join(label.lines).rpartition(_COLON)
    side = "right" if label.left else "left"
    aside = label.beyond - _BESIDE if label.left else _BESIDE - label.beyond
    return {
        "x": label.mark.value,
        "y": first,
        "text": f"{name}{colon}<b>{figure}</b>" if label.mark.figure else "<br>".join(label.lines),
        "showarrow": False,
        "xanchor": side,
        "xshift": aside,
        "yanchor": "bottom",
        "yshift": label.bottom,
        "align": side,
        "borderpad": 0,
        "font": {"size": _SIZE, "color": theme.text_colour(label.mark.colour)},
    }
