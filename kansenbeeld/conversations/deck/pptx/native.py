"""Native charts on a slide: drawn by python-pptx, and what it can't say written into their XML."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kansenbeeld.charts import theme
from kansenbeeld.conversations.deck.pptx import axes, marks, workbook
from kansenbeeld.conversations.deck.pptx.axes import Box
from kansenbeeld.conversations.deck.pptx.labels import label, labels
from kansenbeeld.conversations.deck.pptx.plots import Plot
from kansenbeeld.conversations.deck.pptx.xml import NAMESPACES, rgb, tag, xml
from kansenbeeld.exports.tables import inert
from kansenbeeld.language import Language


def add_chart(
    slide: Any,
    plot: Plot,
    box: Box,
    words: Language,
    day: dt.date,
    *,
    names: bool = True,
    head: float | None = None,
) -> Any:
    """Add a native chart to a slide.

    Args:
        slide: a slide of python-pptx.
        plot: what the chart shows.
        box: where.
        words: language of the headings of its sheet.
        day: the date of the document.
        names: whether the names of its categories are written; not where a neighbour has them.
        head: height above the drawing itself, in inches, where a neighbour has a legend and this one has none.

    Returns:
        The graphic frame, still without alternative text.
    """
    inner = axes.inner(plot, box, names=names, head=head)
    if plot.chosen is not None:
        _band(slide, plot, box, inner)
    frame = _scatter(slide, plot, box) if plot.kind == "scatter" else _categories(slide, plot, box)
    chart = frame.chart
    _settle_workbook(chart, plot, words, day)
    axes.type_of(chart)
    axes.heading(chart, plot, box)
    axes.axes(chart, plot, names=names)
    axes.place(chart, inner, box)
    return frame


def _categories(slide: Any, plot: Plot, box: Box) -> Any:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    kinds = {
        "marks": XL_CHART_TYPE.LINE_MARKERS,
        "lines": XL_CHART_TYPE.LINE_MARKERS,
        "bars": XL_CHART_TYPE.BAR_CLUSTERED,
        "ranges": XL_CHART_TYPE.COLUMN_STACKED,
    }
    make: Any = CategoryChartData
    data = make(number_format=plot.number_format)
    data.categories = plot.categories
    for name, line in zip(_names(plot), plot.lines, strict=True):
        data.add_series(name, line.values)
    place = (Inches(side) for side in (box.left, box.top, box.width, box.height))
    frame = slide.shapes.add_chart(kinds[plot.kind], *place, data)
    drawn = frame.chart.plots[0]
    if plot.kind == "ranges":
        marks.over_columns(drawn)
    every = [series for one in frame.chart.plots for series in one.series]
    for index, (line, series) in enumerate(zip(plot.lines, every, strict=True)):
        if plot.kind == "bars" or (plot.kind == "ranges" and not line.symbol):
            marks.bar(series, line)
        else:
            marks.mark(series, line)
        marks.intervals(series, plot, index)
        labels(series, plot, line)
    if plot.kind in ("bars", "ranges"):
        drawn.gap_width, drawn.overlap = {"bars": (45, 0), "ranges": (110, 100)}[plot.kind]
    if plot.distances and plot.kind == "marks":
        marks.join(drawn)
    return frame


def _names(plot: Plot) -> list[str]:
    """Return a name for each series, those without one named after the chart or by their place."""
    return [
        line.name or (plot.title if len(plot.lines) == 1 else f"({number})") for number, line in enumerate(plot.lines)
    ]


def _scatter(slide: Any, plot: Plot, box: Box) -> Any:
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    make: Any = XyChartData
    data = make(number_format=plot.number_format)
    for name, line in zip(_names(plot), plot.lines, strict=True):
        series = data.add_series(str(inert(name)))  # python-pptx writes this sheet itself, formulas and all.
        for along, value in zip(line.along, line.values, strict=True):
            series.add_data_point(along, value)
    place = (Inches(side) for side in (box.left, box.top, box.width, box.height))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES, *place, data)
    for line, series in zip(plot.lines, frame.chart.plots[0].series, strict=True):
        marks.mark(series, line)
        for index, name in enumerate(line.labels):
            if name:
                label(series, index, "ABOVE", text=name)
    return frame


def _settle_workbook(chart: Any, plot: Plot, words: Language, day: dt.date) -> None:
    part = chart.part.chart_workbook
    if plot.kind == "scatter":
        part.update_from_xlsx_blob(workbook.settled(part.xlsx_part.blob, day))
    else:
        part.update_from_xlsx_blob(workbook.workbook(plot, _names(plot), words, day))


def _band(slide: Any, plot: Plot, box: Box, inner: Box) -> None:
    """Mark the category that the conversation is about, behind the chart."""
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Inches

    assert plot.chosen is not None  # noqa: S101 (checked by the caller)  # nosec B101
    part = plot.chosen / len(plot.categories)
    if plot.kind == "bars":
        height = inner.height / len(plot.categories)
        place = (box.left, box.top + inner.top + part * inner.height, box.width, height)
    else:
        width = inner.width / len(plot.categories)
        place = (box.left + inner.left + part * inner.width, box.top + inner.top, width, box.height - inner.top)
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(side) for side in place))
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(theme.HIGHLIGHT)
    shape.line.fill.background()
    bare(shape)
    shape.name = plot.categories[plot.chosen]
    decorative(shape)


def bare(shape: Any) -> None:
    """Take the effects of the theme from a shape: shadow, outline."""
    for style in shape._element.findall(tag("p:style")):
        shape._element.remove(style)


def decorative(shape: Any) -> None:
    """Say of a shape that a screen reader may pass it by."""
    shape._element.nvSpPr.cNvPr.append(
        xml(
            f'<a:extLst {NAMESPACES}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
            '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
            "</a:ext></a:extLst>"
        )
    )
