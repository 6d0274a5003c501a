"""Names written at their lines, where there is room for all of them; else the chart keeps its legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.series import Series
from kansenbeeld.charts.svg.text import Text
from kansenbeeld.charts.theme import Figure

_SIZE: Final = 13
_PHONE: Final = 285
"""Width of a chart on a phone, in pixels: who has room there has room everywhere."""
_NEAR: Final = 7
_FAR: Final = 26
"""Where a name above or below a mark begins and ends, in pixels from the middle of the mark."""
_AHEAD: Final = 10
"""How far a name begins beside the middle of a mark, in pixels."""
_SAMPLES: Final = 24


@dataclass(frozen=True, slots=True)
class Room:
    """The chart in which names are to stand: its axes (positions, percent), and its height on a page in pixels."""

    across: tuple[float, float]
    upright: tuple[float, float]
    height: float


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    low: float
    high: float

    def hits(self, other: _Box) -> bool:
        return self.left < other.right and other.left < self.right and self.low < other.high and other.low < self.high


def names(series: Sequence[Series], room: Room) -> Figure | None:
    """Write each series' name at the beginning or end of its line, above or below it.

    Args:
        series: the lines, a value for each position from 0.
        room: where they are drawn.

    Returns:
        A trace of texts, or ``None`` where a name would lie over a line, an interval or another name.
    """
    taken: list[_Box] = []
    found: list[tuple[float, float, str]] = []
    for one in series:
        for position, value, place, box in _candidates(one, room):
            inside = room.across[0] <= box.left and box.right <= room.across[1]
            inside = inside and room.upright[0] <= box.low and box.high <= room.upright[1]
            if inside and not any(box.hits(other) for other in taken) and _is_free(box, value, one, series):
                taken.append(box)
                found.append((position, value, place))
                break
        else:
            return None
    return {
        "type": "scatter",
        # Unseen marks keep the texts as far away as the seen ones below them do.
        "mode": "markers+text",
        "marker": {"size": 11, "opacity": 0, "color": theme.PAPER},
        "x": [position for position, _, _ in found],
        "y": [value for _, value, _ in found],
        "text": [one.name for one in series],
        "textposition": [place for _, _, place in found],
        "textfont": {"size": _SIZE, "color": theme.INK},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _candidates(one: Series, room: Room) -> Iterator[tuple[float, float, str, _Box]]:
    step = (room.across[1] - room.across[0]) / _PHONE
    point = (room.upright[1] - room.upright[0]) / room.height
    wide = Text.read(one.name).width(_SIZE)
    known = [(position, value) for position, value in enumerate(one.values) if value is not None]
    for position, value, ahead, across in ((*known[0], 1, "right"), (*known[-1], -1, "left")):
        ends = sorted((position + ahead * _AHEAD * step, position + ahead * (_AHEAD + wide) * step))
        # Away from where the line goes first: below one that rises, above one that falls.
        for upright, sign in (("bottom", -1), ("top", 1)):
            low, high = sorted((value + sign * _NEAR * point, value + sign * _FAR * point))
            yield position, value, f"{upright} {across}", _Box(ends[0], ends[1], low, high)


def _is_free(box: _Box, value: float, own: Series, series: Sequence[Series]) -> bool:
    """Whether no line runs through a name, and no other one between the name and its mark."""
    reach = min(box.low, value), max(box.high, value)
    for sample in range(_SAMPLES + 1):
        at = box.left + (box.right - box.left) * sample / _SAMPLES
        for one in series:
            span = _span(one, at, intervals=one is not own)
            low, high = (box.low, box.high) if one is own else reach
            if span is not None and span[0] < high and low < span[1]:
                return False
    return True


def _span(one: Series, at: float, *, intervals: bool) -> tuple[float, float] | None:
    """Return what a line covers at a place between two positions, ``None`` where it is not."""
    index = int(at)
    if at < 0 or index + 1 >= len(one.points):
        return None
    before, after = one.points[index], one.points[index + 1]
    if before is None or after is None:
        return None
    share = at - index
    start, end = (point.reach if intervals else (point.value, point.value) for point in (before, after))
    low, high = (begin + (finish - begin) * share for begin, finish in zip(start, end, strict=True))
    return low, high
