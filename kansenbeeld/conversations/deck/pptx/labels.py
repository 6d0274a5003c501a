"""The numbers and names beside the marks of a native chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kansenbeeld.charts import theme
from kansenbeeld.conversations.deck.pptx.axes import POINTS
from kansenbeeld.conversations.deck.pptx.plots import Line, Plot
from kansenbeeld.conversations.deck.pptx.xml import NAMESPACES, rgb, tag, xml


def labels(series: Any, plot: Plot, line: Line) -> None:
    """Write values beside marks: all of a series that has labels, else those of the chosen category and the ends."""
    # Behind a bar with an interval there is no room: its error bar stands there.
    crowded = plot.kind == "bars" and (len(plot.lines) > 1 or bool(line.minus))
    if crowded or line.hidden or (plot.kind == "ranges" and not line.symbol):
        return
    if line.labels:
        place = {"marks": "RIGHT", "bars": "OUTSIDE_END"}.get(plot.kind, "ABOVE")
        two = len(plot.categories) == 2 and plot.kind == "lines"
        for index, written in enumerate(line.labels):
            if written and line.values[index] is not None:
                side = _side(plot, line, index) if two else place
                colour = line.colour if two else theme.INK
                text = "" if _native(written, line.values[index]) else written
                label(series, index, side, text=text, colour=colour, bold=two)
        return
    if line.faint:
        last = max(index for index, value in enumerate(line.values) if value is not None)
        if _apart(plot, line, last):
            label(series, last, "RIGHT", text=line.name, colour=theme.MUTED)
        return
    ends: dict[str, Sequence[int]] = {"lines": (0, len(line.values) - 1), "ranges": range(len(line.values))}
    alone = () if line.dashed or plot.kind == "bars" else (plot.chosen or 0,)
    places = ends.get(plot.kind, alone)
    for index in places:
        if line.values[index] is not None and _apart(plot, line, index):
            label(series, index, _side(plot, line, index), colour=line.colour, bold=True, boxed=plot.kind == "ranges")


def _side(plot: Plot, line: Line, index: int) -> str:
    """Return where the label of a mark stands: beside it, or where a line leaves room for it."""
    if plot.kind != "lines":
        return "RIGHT"
    if len(plot.categories) == 2:
        return "RIGHT" if index else "LEFT"
    others = [one.values[index] for one in plot.lines if not one.faint]
    return "ABOVE" if line.values[index] == max(value for value in others if value is not None) else "BELOW"


def _native(written: str, value: float | None) -> bool:
    """Whether a label is nothing but its value, so that it may follow the sheet."""
    digits = written.strip("%+").replace("\N{MINUS SIGN}", "-")
    return value is not None and digits == f"{value:.0f}"


def _apart(plot: Plot, line: Line, index: int) -> bool:
    """Whether the label of a mark keeps clear of those that go before it, those in front first."""
    reach = (plot.high - plot.low) * 0.085
    value = line.values[index]
    kept: list[float] = []
    others = [one for one in plot.lines if not one.labels and not one.dashed and not one.hidden]
    # The last group and the first are those that headlines compare.
    front = [one for one in others if not one.faint]
    for one in (*front[-1:], *front[:-1], *(one for one in others if one.faint)):
        here = one.values[index]
        if here is None:
            continue
        clear = all(abs(here - other) >= reach for other in kept)
        if one is line:
            return clear
        if clear:
            kept.append(here)
    return value is not None


def label(
    series: Any,
    index: int,
    place: str,
    *,
    text: str = "",
    colour: str = theme.INK,
    bold: bool = False,
    boxed: bool = False,
) -> None:
    """Write beside one mark its value, or a text in place of it; ``boxed`` with paper behind it."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    drawn = series.points[index].data_label
    if text:
        drawn.has_text_frame = True
        drawn.text_frame.text = text
        font = drawn.text_frame.paragraphs[0].runs[0].font
    else:
        font = drawn.font
    font.size, font.bold, font.color.rgb = Pt(POINTS), bold, rgb(colour)
    drawn.position = getattr(XL_LABEL_POSITION, place)
    if boxed:
        # Paper behind a number that stands on a bar.
        box = f'<c:spPr {NAMESPACES}><a:solidFill><a:srgbClr val="{theme.PAPER[1:]}"/></a:solidFill></c:spPr>'
        drawn._get_or_add_dLbl().find(tag("c:txPr")).addprevious(xml(box))
