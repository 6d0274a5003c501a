"""Around the series of a native chart: title, legend, axes, and where the drawing itself stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from kansenbeeld.charts import theme
from kansenbeeld.conversations.deck.pptx.plots import LETTER, Plot
from kansenbeeld.conversations.deck.pptx.xml import NAMESPACES, place_part, rgb, tag, xml

POINTS: Final = 18
"""Size of all type in a chart, in points: the least that the back row can read."""

_ROW: Final = 0.36
"""Height of a line of type in a chart, in inches."""
_LEFT: Final = 0.8
_RIGHT: Final = 0.35
_NAMES: Final = 3.3
"""Room for names of rows beside bars, in inches."""
_END_NAMES: Final = 1.5
"""Room for names at the end of faint lines."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


def type_of(chart: Any) -> None:
    """Give a chart its type, and leave its empty values open."""
    from pptx.util import Pt

    chart.font.size = Pt(POINTS)
    chart.font.color.rgb = rgb(theme.INK)
    # An empty value is a gap: nothing is drawn across it.
    for blank in chart._chartSpace.xpath("c:chart/c:dispBlanksAs"):
        blank.set("val", "gap")


def heading(chart: Any, plot: Plot, box: Box) -> None:
    """Write what the values measure at the top left, and the legend below it."""
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    chart.has_title = bool(plot.title)
    if plot.title:
        frame = chart.chart_title.text_frame
        frame.text = plot.title
        run = frame.paragraphs[0].runs[0].font
        run.size, run.bold, run.color.rgb = Pt(POINTS), True, rgb(theme.MUTED)
        title = chart.chart_title._element
        place_part(title, {"x": 0.0, "y": 0.0})
        for overlay in title.xpath("c:overlay"):
            overlay.set("val", "1")
    chart.has_legend = plot.legend
    if not plot.legend:
        return
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = True
    chart.legend.font.size = Pt(POINTS)
    hidden = [index for index, line in enumerate(plot.lines) if line.hidden or line.faint or not line.name]
    for index in reversed(hidden):
        entry = xml(f'<c:legendEntry {NAMESPACES}><c:idx val="{index}"/><c:delete val="1"/></c:legendEntry>')
        chart.legend._element.find(tag("c:legendPos")).addnext(entry)
    top = _ROW if plot.title else 0.0
    place_part(chart.legend._element, {"x": 0.0, "y": top / box.height, "w": 1.0, "h": _ROW / box.height})


def axes(chart: Any, plot: Plot, *, names: bool) -> None:
    """Set both axes of a chart: their ends, how their values are written, and on which side."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK

    values, other = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale = plot.low, plot.high
    values.major_unit = plot.step or None
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = rgb(theme.GRID)
    values.format.line.fill.background()
    values.major_tick_mark = other.major_tick_mark = XL_TICK_MARK.NONE
    # Numbers of an axis are whole where its steps are: "3", beside marks of "2,73".
    written = "0" if plot.number_format == "0.0" and plot.step >= 1 else plot.number_format
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = written, False
    values.tick_labels.font.color.rgb = rgb(theme.MUTED)
    other.format.line.color.rgb = rgb(theme.MUTED)
    other.has_major_gridlines = False
    other.tick_label_position = XL_TICK_LABEL_POSITION.LOW if names else XL_TICK_LABEL_POSITION.NONE
    if plot.kind == "bars":
        # The first row at the top; the axis of values then has to be told to stay below.
        other.reverse_order = True
        values._element.find(tag("c:crosses")).set("val", "autoZero")
        other._element.find(tag("c:crosses")).set("val", "autoZero")
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    if plot.kind == "scatter":
        title, end = plot.along
        other.minimum_scale, other.maximum_scale = 0, end
        other.tick_labels.number_format, other.tick_labels.number_format_is_linked = "#,##0", False
        other.has_title = True
        frame = other.axis_title.text_frame
        frame.text = title
        frame.paragraphs[0].runs[0].font.bold = False


def above(plot: Plot) -> float:
    """Return the height that the title and legend of a chart take, in inches."""
    return _ROW * (bool(plot.title) + plot.legend)


def name_height(plot: Plot, width: float) -> float:
    """Return the height that the names of categories take below a chart of a width, in inches."""
    letters = (width - _LEFT - _RIGHT) / len(plot.categories) / LETTER
    return _ROW * (2 if any(len(name) > letters for name in plot.categories) else 1)


def inner(plot: Plot, box: Box, *, names: bool, head: float | None = None) -> Box:
    """Return where the drawing itself stands inside a chart, in inches from its corner."""
    top = (above(plot) if head is None else head) + 0.12
    bottom = 0.12
    if plot.kind == "bars":
        left = _NAMES if names else 0.25
        return Box(left, top, box.width - left - _RIGHT, box.height - top - _ROW - 0.1)
    if plot.kind == "scatter":
        bottom = 2 * _ROW + 0.2
    elif names:
        bottom = name_height(plot, box.width) + 0.1
    right = _END_NAMES if any(line.faint for line in plot.lines) else _RIGHT
    return Box(_LEFT, top, box.width - _LEFT - right, box.height - top - bottom)


def place(chart: Any, inside: Box, box: Box) -> None:
    """Put the drawing of a chart where :func:`inner` says."""
    area = chart._chartSpace.find(f"{tag('c:chart')}/{tag('c:plotArea')}")
    shares = {
        "x": inside.left / box.width,
        "y": inside.top / box.height,
        "w": inside.width / box.width,
        "h": inside.height / box.height,
    }
    place_part(area, shares, target='<c:layoutTarget val="inner"/>')
