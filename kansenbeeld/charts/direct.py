"""Names written at their lines, where there is room for all of them; else the chart keeps its legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kansenbeeld.charts import theme
from kansenbeeld.charts.series import Series
from kansenbeeld.charts.svg.ladder import halved
from kansenbeeld.charts.svg.text import Text
from kansenbeeld.charts.theme import Figure

_SIZE: Final = 13
_LINE: Final = 17
"""Height of a line of a name, in pixels."""
_PHONE: Final = 240
"""Width of the lines themselves on a phone, in pixels: who has room there has room everywhere."""
_NEAR: Final = 8
"""How far a name above or below a mark begins from the middle of the mark, in pixels."""
_AHEAD: Final = 10
"""How far a name begins beside the middle of a mark, in pixels."""
_SAMPLES: Final = 24
_SIDES: Final[tuple[Literal["left", "center", "right"], ...]] = ("center", "right", "left")


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


@dataclass(frozen=True, slots=True)
class _Place:
    """A way to write a name: its lines, the mark that it stands at, on which sides of it, and what it covers."""

    text: str
    position: int
    value: float
    across: Literal["left", "center", "right"]
    upright: Literal["top", "bottom"]
    box: _Box

    def written(self, colour: str) -> Figure:
        """Return it as a Plotly annotation on paper of its own, which no dotted line of a year runs through."""
        away = _NEAR if self.upright == "top" else -_NEAR
        return {
            "x": self.position,
            "y": self.value,
            "text": self.text,
            "showarrow": False,
            "xanchor": {"left": "right", "center": "center", "right": "left"}[self.across],
            "xshift": {"left": -_AHEAD, "center": 0, "right": _AHEAD}[self.across],
            "yanchor": "bottom" if self.upright == "top" else "top",
            "yshift": away,
            "align": {"left": "right", "center": "center", "right": "left"}[self.across],
            "borderpad": 0,
            "bgcolor": theme.PAPER,
            "font": {"size": _SIZE, "color": theme.text_colour(colour)},
        }


def names(series: Sequence[Series], room: Room) -> list[Figure]:
    """Write each series' name at its line, above or below one of its marks; at its beginning or end if it may be.

    Args:
        series: the lines, a value for each position from 0.
        room: where they are drawn.

    Returns:
        Plotly annotations; none where a name would lie over a line, an interval or another name.
    """
    taken: list[_Box] = []
    found: list[Figure] = []
    for one in series:
        for place in _places(one, room):
            box = place.box
            inside = room.across[0] <= box.left and box.right <= room.across[1]
            inside = inside and room.upright[0] <= box.low and box.high <= room.upright[1]
            if inside and not any(box.hits(other) for other in taken) and _is_free(box, place.value, one, series):
                taken.append(box)
                found.append(place.written(one.colour))
                break
        else:
            return []
    return found


def _places(one: Series, room: Room) -> Iterator[_Place]:
    """Give the ways to write a name, the best first."""
    known = [(position, value) for position, value in enumerate(one.values) if value is not None]
    for lines in dict.fromkeys([(one.name,), halved(one.name)]):
        yield from _at(lines, *known[0], "right", room)
        yield from _at(lines, *known[-1], "left", room)
        for position, value in known:
            for across in _SIDES:
                yield from _at(lines, position, value, across, room)


def _at(
    lines: Sequence[str], position: int, value: float, across: Literal["left", "center", "right"], room: Room
) -> Iterator[_Place]:
    step = (room.across[1] - room.across[0]) / _PHONE
    point = (room.upright[1] - room.upright[0]) / room.height
    wide = max(Text.read(line).width(_SIZE) for line in lines)
    begin = {"left": -_AHEAD - wide, "center": -wide / 2, "right": _AHEAD}[across]
    left, right = position + begin * step, position + (begin + wide) * step
    # Away from where the line goes first: below one that rises, above one that falls.
    below = value - (_NEAR + _LINE * len(lines)) * point, value - _NEAR * point
    above = value + _NEAR * point, value + (_NEAR + _LINE * len(lines)) * point
    yield _Place("<br>".join(lines), position, value, across, "bottom", _Box(left, right, *below))
    yield _Place("<br>".join(lines), position, value, across, "top", _Box(left, right, *above))


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
