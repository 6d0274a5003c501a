"""The series of a native chart: marks, lines, bars, intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kansenbeeld.charts import theme
from kansenbeeld.conversations.deck.pptx import workbook
from kansenbeeld.conversations.deck.pptx.plots import Line, Plot
from kansenbeeld.conversations.deck.pptx.xml import NAMESPACES, rgb, tag, xml

_MARKERS: Final = {
    "circle": "CIRCLE",
    "circle-open": "CIRCLE",
    "diamond": "DIAMOND",
    "diamond-open": "DIAMOND",
    "square": "SQUARE",
    "triangle-up": "TRIANGLE",
    "triangle-down": "DASH",
}


def mark(series: Any, line: Line) -> None:
    """Give a series of marks its line, symbol and colour."""
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt

    colour, stroke = rgb(line.colour), series.format.line
    series.smooth = False
    if line.joined:
        stroke.color.rgb = colour
        stroke.width = Pt(1.5 if line.faint or line.dashed else 3)
        if line.dashed:
            from pptx.enum.dml import MSO_LINE

            stroke.dash_style = MSO_LINE.DASH
    else:
        stroke.fill.background()
    marker = series.marker
    if not line.symbol:
        marker.style = XL_MARKER_STYLE.NONE
        return
    marker.style = getattr(XL_MARKER_STYLE, _MARKERS.get(line.symbol, "CIRCLE"))
    marker.size = 6 if line.faint else 12
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = rgb(theme.FAINT) if line.symbol.endswith("open") else colour
    marker.format.line.color.rgb = colour
    if line.symbol.endswith("open"):
        marker.format.line.width = Pt(2)


def bar(series: Any, line: Line) -> None:
    """Give a series of bars its fill; one that only holds up the next has none."""
    fill = series.format.fill
    series.invert_if_negative = False
    if line.hidden:
        fill.background()
        series.format.line.fill.background()
    elif line.hatched:
        from pptx.enum.dml import MSO_PATTERN

        fill.patterned()
        fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        fill.fore_color.rgb, fill.back_color.rgb = rgb(line.colour), rgb(theme.PAPER)
        series.format.line.color.rgb = rgb(line.colour)
    else:
        fill.solid()
        fill.fore_color.rgb = rgb(line.colour)


def intervals(series: Any, plot: Plot, index: int) -> None:
    """Write the intervals as error bars of their own values, fed by columns of the sheet."""
    line = plot.lines[index]
    if not line.minus:
        return
    reaches = "".join(
        f"<c:{which}>{_reference(values, workbook.reach_column(plot.lines, index, which))}</c:{which}>"
        for which, values in (("plus", line.plus), ("minus", line.minus))
    )
    # A bar knows its direction; a line has to be told.
    direction = "" if plot.kind == "bars" else '<c:errDir val="y"/>'
    colour = theme.INK if plot.kind == "bars" else line.colour
    bars = xml(
        f"<c:errBars {NAMESPACES}>{direction}"
        f'<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="{int(plot.kind != "marks")}"/>'
        f'{reaches}<c:spPr><a:ln w="25400"><a:solidFill><a:srgbClr val="{colour[1:].upper()}"/></a:solidFill></a:ln>'
        "</c:spPr></c:errBars>"
    )
    series._element.find(tag("c:cat")).addprevious(bars)


def _reference(values: Sequence[float], column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    letter = xl_col_to_name(column)
    points = "".join(f'<c:pt idx="{index}"><c:v>{value!r}</c:v></c:pt>' for index, value in enumerate(values))
    return (
        f"<c:numRef><c:f>{workbook.SHEET}!${letter}$2:${letter}${len(values) + 1}</c:f><c:numCache>"
        f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def join(drawn: Any) -> None:
    """Join the lowest and highest mark of each category by a thin line."""
    lines = xml(
        f'<c:hiLowLines {NAMESPACES}><c:spPr><a:ln w="50800"><a:solidFill>'
        f'<a:srgbClr val="{theme.FAINT[1:]}"/></a:solidFill></a:ln></c:spPr></c:hiLowLines>'
    )
    drawn._element.find(tag("c:marker")).addprevious(lines)


def over_columns(drawn: Any) -> None:
    """Move the series that has marks out of stacked columns into a line chart on the same axes."""
    bars = drawn._element
    marks = bars.findall(tag("c:ser"))[-1]
    line = xml(
        f'<c:lineChart {NAMESPACES}><c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/>'
        + "".join(f'<c:axId val="{axis.get("val")}"/>' for axis in bars.findall(tag("c:axId")))
        + "</c:lineChart>"
    )
    for alien in marks.findall(tag("c:invertIfNegative")):
        marks.remove(alien)
    line.find(tag("c:varyColors")).addnext(marks)
    bars.addnext(line)
