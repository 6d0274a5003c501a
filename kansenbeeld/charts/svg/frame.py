"""The frame of a drawing: how much room legend, names, numbers and titles take, and where that leaves the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kansenbeeld.charts.svg import legend as legends
from kansenbeeld.charts.svg.axes import Axis, axis_settings, shown, ticks
from kansenbeeld.charts.svg.ladder import Names, reach
from kansenbeeld.charts.svg.legend import Legend
from kansenbeeld.charts.svg.text import Text
from kansenbeeld.charts.theme import Figure

_NARROW: Final = 560
"""Below this width, in pixels of a page, names of rows stand above their marks rather than beside them."""
_AROUND: Final = 110
"""What charts add to their height for legend, numbers and titles."""
_APART: Final = 6
_LEAST: Final = 80
"""Height of the smallest chart that can be read."""
_COLUMN: Final = 0.28
"""Part of the width that names beside the rows may take."""
_UNDER_NAME: Final = {"dots": 26, "ranges": 40}
"""Height of the marks of a row under its name."""
_LAST: Final = 15
"""From the last mark of a row to its end."""
_FIRST: Final = 12
"""From the name of a row to the middle of the first of several marks under it."""
_HALF: Final = 12
"""Half of the lowest row."""
_LABEL: Final = 14
"""Height of a text above a mark, where it would stand in the name of the row."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where everything stands, in pixels.

    Attributes:
        width, height: of the drawing.
        left, right, top, bottom: sides of the chart itself.
        stacked: whether the names of rows stand above their marks.
        row: height of a row, if stacked.
        raised: how far the name of the first row stands above its place, where names of groups stand under it.
        names: of groups above the first row, as annotations.
        legend: set in rows; it begins at ``legend_left`` and the top margin.
        axes: by id.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    stacked: bool
    row: float
    raised: float
    names: Sequence[Figure]
    legend: Legend
    legend_left: float
    axes: Mapping[str, Axis]


def title_of(settings: Figure) -> Text:
    """Return the title of an axis; it may be empty."""
    return Text.read((settings.get("title") or {}).get("text", ""))


def title_size(settings: Figure) -> float:
    """Return its font size, unscaled."""
    return float((settings.get("title") or {}).get("font", {}).get("size", 13))


def tick_size(settings: Figure) -> float:
    """Return the font size of an axis' numbers or names, unscaled."""
    return float(settings.get("tickfont", {}).get("size", 13))


def y_text(source: str, width: float, size: float) -> Text:
    """Return the name beside a row, broken where this drawing wants it rather than where a page does."""
    return Text.read(source).joined().wrapped(width * _COLUMN, size)


def frame(figure: Figure, width: float, scale: float, height: float | None) -> Frame:
    """Divide a drawing.

    Args:
        figure: what is drawn.
        width: of the drawing, in pixels.
        scale: how many times larger than on a page everything is.
        height: of the drawing; ``None`` is the height of the figure, more where legend and titles need it.
    """
    layout = figure["layout"]
    margin = layout["margin"]
    stacked = layout.get("meta", {}).get("form") in _UNDER_NAME and width / scale < _NARROW
    left = float(margin["l"]) * scale + (0 if stacked else _beside(layout, width, scale))
    right = width - _right(layout, scale, stacked=stacked)
    set_in, legend_left = _legend(figure, left, right, width, scale)
    titles = _titles_above(layout, width - 2 * margin["l"] * scale, scale)
    below = margin["b"] * scale + _below(layout, right - left, scale)
    row = _row_height(figure, (left, right), width, scale) if stacked else 0.0
    names = _names(layout, left, right, width, scale)
    reached = reach(names) * scale
    raised = _raised(figure, reached, row, width, scale) if stacked and names else 0.0
    top = _top(layout, reached, scale, stacked=stacked) if names else margin["t"] * scale
    above = top + raised + set_in.height + titles
    wanted = _wanted(layout, scale, above + below, row)
    total = max(wanted if height is None else height, above + below + _LEAST * scale)
    bottom = total - below
    if stacked and height is not None:
        row = (bottom - above) / len(layout["yaxis"]["tickvals"])
    return Frame(
        width=width,
        height=total,
        left=left,
        right=right,
        top=above,
        bottom=bottom,
        stacked=stacked,
        row=row,
        raised=raised,
        names=names,
        legend=set_in,
        legend_left=legend_left,
        axes=_placed(layout, (left, right), (above, bottom), _shift(layout, row, scale) if stacked else 0.0),
    )


def _legend(figure: Figure, left: float, right: float, width: float, scale: float) -> tuple[Legend, float]:
    """Set the legend above the chart; from the edge of the drawing, if that saves a row or the drawing is narrow."""
    layout, named = figure["layout"], legends.entries(figure)
    size = float(layout["legend"]["font"]["size"]) * scale
    edge = float(layout["margin"]["l"]) * scale
    above_chart = legends.legend(named, right - left, size, scale)
    above_all = legends.legend(named, width - 2 * edge, size, scale)
    if above_all.rows < above_chart.rows or width / scale < _NARROW:
        return above_all, edge
    return above_chart, left


def row_name(source: str, width: float, size: float, layout: Figure, scale: float) -> Text:
    """Return the name above a row, on one line if it fits."""
    return Text.read(source).joined().wrapped(width - 2 * layout["margin"]["l"] * scale, size)


def _wanted(layout: Figure, scale: float, around: float, row: float) -> float:
    if row:
        return around + row * len(layout["yaxis"]["tickvals"])
    height = float(layout["height"])
    return max(height * scale, around + (height - _AROUND) * scale)


def _row_height(figure: Figure, across: tuple[float, float], width: float, scale: float) -> float:
    """Height of a row with its name above its marks; more where a mark's text would stand in a name."""
    layout = figure["layout"]
    size = tick_size(layout["yaxis"]) * scale
    names = [row_name(text, width, size, layout, scale) for _, text in ticks(layout["yaxis"], layout["separators"])]
    tallest = max(text.height(size) for text in names)
    if spread := _spread(layout):
        # Under the name room for the first of its marks, and at the bottom as much as a single one has.
        return (tallest + (_LAST + _FIRST) * scale) / (1 - spread)
    marks = _UNDER_NAME[layout["meta"]["form"]]
    if _meets_names(figure, across, [text.width(size) for text in names], scale):
        marks += _LABEL
    return tallest + marks * scale


def _names(layout: Figure, left: float, right: float, width: float, scale: float) -> list[Figure]:
    """Place the names of groups for this drawing; as on a page, where it is narrower than a phone."""
    written = layout.get("meta", {}).get("names")
    if written is None:
        return []
    found = Names.read(written).drawn(left / scale, right / scale, width / scale)
    return found or list(layout["annotations"])


def _top(layout: Figure, reached: float, scale: float, *, stacked: bool) -> float:
    """Room above the chart for the names of groups; where rows have their names above them, that is reckoned there."""
    edge = float(layout["margin"]["b"]) * scale
    # Half of a row is below the names; on a slide rows may be as low as this.
    return edge if stacked else max(edge, reached - _HALF * scale)


def _raised(figure: Figure, reached: float, row: float, width: float, scale: float) -> float:
    """How far the name of the first row is to be raised, so that names of groups fit between it and the marks."""
    layout = figure["layout"]
    name = ticks(layout["yaxis"], layout["separators"])[0][1]
    size = tick_size(layout["yaxis"]) * scale
    needed = reached + row_name(name, width, size, layout, scale).height(size) + 6 * scale
    first = row * (1 - _spread(layout)) - _LAST * scale
    return max(0.0, needed - first)


def _spread(layout: Figure) -> float:
    """How far the first and last of several marks below each other are apart, in rows; 0 where they share a line."""
    return float(layout["meta"].get("spread", 0.0))


def _meets_names(figure: Figure, across: tuple[float, float], names: Sequence[float], scale: float) -> bool:
    axes = _placed(figure["layout"], across, (0.0, 1.0), 0.0)
    for one in figure["data"]:
        if "text" not in one.get("mode", ""):
            continue
        axis, size = axes[one.get("xaxis", "x")], one["textfont"]["size"] * scale
        given = one.get("textposition", "")
        places = [given] * len(one["text"]) if isinstance(given, str) else given
        for value, row, text, place in zip(one["x"], one["y"], one["text"], places, strict=True):
            if value is None or not text:
                continue
            wide = Text.read(text).width(size)
            # A text to the left of its mark begins a mark and a half before it.
            before = wide + 10 * scale if place.endswith("left") else wide / 2
            if axis.at(value) - before < names[row] + 14 * scale:
                return True
    return False


def _shift(layout: Figure, row: float, scale: float) -> float:
    """Marks stand this far below the middle of their row: the name takes the upper part."""
    return row * (1 - _spread(layout)) / 2 - _LAST * scale


def _beside(layout: Figure, width: float, scale: float) -> float:
    """Room for names and numbers at the left of the chart."""
    needed = 0.0
    for _, settings in axis_settings(layout, "y"):
        if shown(settings):
            size = tick_size(settings) * scale
            texts = [y_text(text, width, size) for _, text in ticks(settings, layout["separators"])]
            needed = max(needed, max((text.width(size) for text in texts), default=0.0) + _APART * scale)
    return needed


def _right(layout: Figure, scale: float, *, stacked: bool) -> float:
    margin = float(layout["margin"]["r"]) * scale
    if not stacked:
        return margin
    # On a phone each pixel counts: half of the last number and half a mark is enough.
    halves = [12 * scale]
    for _, settings in axis_settings(layout, "x"):
        if settings.get("domain", [0, 1])[1] > 0.99:
            texts = ticks(settings, layout["separators"])
            halves += [Text.read(text).width(tick_size(settings) * scale) / 2 for _, text in texts[-1:]]
    return min(margin, max(halves) + 3 * scale)


def _titles_above(layout: Figure, room: float, scale: float) -> float:
    """Room for the titles of upright axes, which stand level above them."""
    heights = [
        title_height(settings, room, scale)
        for _, settings in axis_settings(layout, "y")
        if shown(settings) and settings.get("domain", [0, 1])[1] > 0.99
    ]
    return max(heights, default=0.0) + 8 * scale


def title_height(settings: Figure, room: float, scale: float) -> float:
    """Return the height of the title of an upright axis, as it stands above it."""
    size = title_size(settings) * scale
    text = title_of(settings).joined().wrapped(room, size)
    return text.height(size) + 6 * scale if text.lines else 0.0


def _below(layout: Figure, room: float, scale: float) -> float:
    """Room for numbers and titles below the chart."""
    titles = [
        x_title(settings, _length(settings) * room, scale).height(title_size(settings) * scale)
        for _, settings in axis_settings(layout, "x")
        if shown(settings)
    ]
    return ticks_height(layout, room, scale) + max(titles, default=0.0) + 6 * scale


def _length(settings: Figure) -> float:
    start, end = settings.get("domain", [0, 1])
    return float(end - start)


def ticks_height(layout: Figure, room: float, scale: float) -> float:
    """Return the height of the numbers or names below a chart of a width, so that all titles stand level."""
    heights = [
        text.height(tick_size(settings) * scale)
        for _, settings in axis_settings(layout, "x")
        if shown(settings)
        for _, text in x_texts(layout, settings, _length(settings) * room, scale)
    ]
    return max(heights, default=0.0) + _APART * scale


def x_texts(layout: Figure, settings: Figure, room: float, scale: float) -> list[tuple[float, Text]]:
    """Return the numbers or names below an axis of a width, broken into lines where they would meet."""
    size = tick_size(settings) * scale
    found = [(value, Text.read(text)) for value, text in ticks(settings, layout["separators"]) if text]
    low, high = settings["range"]
    places = [(value - low) / (high - low) * room for value, _ in found]
    steps = [abs(after - before) for before, after in pairwise(places)]
    if not steps:
        return found
    between = min(steps) - 6 * scale
    return [(value, text.wrapped(between, size)) for value, text in found]


def x_title(settings: Figure, room: float, scale: float) -> Text:
    """Return the title below an axis, within the width of it."""
    size = title_size(settings) * scale
    text = title_of(settings)
    on_one_line = text.joined()
    return on_one_line if on_one_line.width(size) <= room else text.wrapped(room, size)


def _placed(layout: Figure, across: tuple[float, float], upright: tuple[float, float], shift: float) -> dict[str, Axis]:
    left, right = across
    top, bottom = upright
    axes = {}
    for name, settings in axis_settings(layout, "x"):
        start, end = settings.get("domain", [0, 1])
        axes[name] = Axis(name, settings, left + start * (right - left), left + end * (right - left))
    for name, settings in axis_settings(layout, "y"):
        start, end = settings.get("domain", [0, 1])
        axes[name] = Axis(name, settings, bottom - start * (bottom - top), bottom - end * (bottom - top), shift)
    return axes
