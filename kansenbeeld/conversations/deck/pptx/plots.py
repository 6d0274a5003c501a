"""What native charts hold, read from the figures of findings: categories, series, intervals, axes."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from kansenbeeld.charts import theme
from kansenbeeld.charts.dots import WRITTEN
from kansenbeeld.findings.finding import Figure

Kind = Literal["marks", "bars", "lines", "scatter", "ranges"]
Values = tuple[float | None, ...]

_WIDTH: Final = 11.5
"""Inches along which categories stand below a chart."""
LETTER: Final = 0.135
"""Width of a letter of 18 points, in inches."""
_BREAK: Final = re.compile(r"<br\s*/?>")
_TAG: Final = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a native chart.

    Attributes:
        name: as the legend and the sheet have it.
        values: one for each category, in percent or points; ``None`` is a gap.
        minus, plus: how far the interval reaches below and above each value; empty without intervals.
        colour: as ``#rrggbb``.
        symbol: the mark, in the words of the theme; empty for a line alone.
        labels: texts beside the marks; empty where the values themselves do.
        joined: whether a line runs from mark to mark.
        faint: whether it stands behind the others.
        dashed: whether its line is dashed.
        along: where its marks stand on a numeric axis, in a scatter.
        hatched: whether a bar is hatched, as an estimate is.
        hidden: whether a bar is there only to hold up the next.
    """

    name: str
    values: Values
    minus: tuple[float, ...] = ()
    plus: tuple[float, ...] = ()
    colour: str = theme.INK
    symbol: str = ""
    labels: tuple[str, ...] = ()
    joined: bool = False
    faint: bool = False
    dashed: bool = False
    along: tuple[float, ...] = ()
    hatched: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """One native chart.

    Attributes:
        kind: which kind of chart shows it.
        title: what its values measure.
        categories: names along its axis.
        lines: the series.
        low, high: ends of the axis of values.
        step: from one written value to the next; 0 writes none.
        number_format: of values, as a spreadsheet has it.
        weight: its share of the slide beside other plots.
        distances: whether a thin line joins the marks of a category.
        chosen: index of the category that the conversation is about.
        along: title of a numeric axis of a scatter, and its end.
        legend: whether the series are named above it.
        notes: what stands between two categories, each with the category before it.
    """

    kind: Kind
    title: str
    categories: tuple[str, ...]
    lines: tuple[Line, ...]
    low: float
    high: float
    step: float
    number_format: str
    weight: float = 1.0
    distances: bool = False
    chosen: int | None = None
    along: tuple[str, float] = ("", 0.0)
    legend: bool = False
    notes: tuple[tuple[str, str], ...] = ()


def plots(figure: Figure, reference: str) -> tuple[Plot, ...]:
    """Return the native charts that show a figure; none for a form that no native chart has.

    Args:
        figure: the figure of a finding.
        reference: how a line of reference is called.
    """
    readers: dict[str, Callable[[Figure, str], tuple[Plot, ...]]] = {
        "dots": _dots,
        "lines": _lines,
        "slope": _slope,
        "funnel": _funnel,
        "ranges": _ranges,
    }
    reader = readers.get(figure["layout"].get("meta", {}).get("form", ""))
    return () if reader is None else reader(figure, reference)


def plain(text: str) -> str:
    """Write a text of a figure without its markup, on one line."""
    return _TAG.sub("", _BREAK.sub(" ", text)).replace("  ", " ").strip()


def _dots(figure: Figure, reference: str) -> tuple[Plot, ...]:
    layout = figure["layout"]
    rows = tuple(plain(text) for text in layout["yaxis"]["ticktext"])
    panels = list(dict.fromkeys(trace["xaxis"] for trace in figure["data"]))
    # Up to two panels fit below each other; more stand beside each other, as rows do.
    kind: Kind = "marks" if _fits(rows) and len(panels) <= 2 else "bars"
    shapes = layout.get("shapes", ())
    chosen = next((round(shape["y0"] + 0.5) for shape in shapes if shape["type"] == "rect"), None)
    marked = next((float(shape["x0"]) for shape in shapes if shape["type"] == "line"), None)
    made = []
    for axis in panels:
        traces = [trace for trace in figure["data"] if trace["xaxis"] == axis]
        lines = [_line(trace, trace["x"], "error_x") for trace in traces if "markers" in trace["mode"]]
        legend = len(lines) > 1
        if marked is not None and axis == "x" and kind == "marks":
            lines.append(_marked(marked, rows, lines, reference))
        low, high, step, written = _axis(layout[f"xaxis{axis[1:]}"], lines)
        made.append(
            Plot(
                kind,
                plain(layout[f"xaxis{axis[1:]}"]["title"]["text"]),
                rows,
                tuple(lines),
                low,
                high,
                step,
                written,
                weight=_span(layout[f"xaxis{axis[1:]}"]),
                # High-low lines would run to the line of reference as well.
                distances=any(trace["mode"] == "lines" for trace in traces) and marked is None,
                chosen=chosen,
                legend=legend,
            )
        )
    return tuple(made)


def _marked(value: float, rows: Sequence[str], lines: Sequence[Line], reference: str) -> Line:
    """Return the line of reference, named after the row that it is the value of where there is one."""
    named = (row for line in lines for row, own in zip(rows, line.values, strict=True) if own == value)
    return Line(next(named, reference), (value,) * len(rows), colour=theme.MUTED, joined=True, dashed=True)


def _fits(rows: Sequence[str]) -> bool:
    """Whether names of rows can stand below a chart, on two lines at most."""
    letters = int(_WIDTH / max(1, len(rows)) / LETTER)
    return all(
        len(textwrap.wrap(row, letters)) <= 2 and max(len(word) for word in re.split(r"[\s-]", row)) <= letters
        for row in rows
    )


def _lines(figure: Figure, _reference: str) -> tuple[Plot, ...]:
    layout = figure["layout"]
    years: list[str] = layout["meta"]["years"]
    drawn = [trace for trace in figure["data"] if "lines" in trace["mode"]]
    # A line that is not continued gets a category of its own, which stays empty.
    cuts = sorted({position for trace in drawn for position in trace["x"] if position != int(position)})
    places = sorted([*range(len(years)), *cuts])
    categories = tuple(years[int(place)] if place == int(place) else " " for place in places)
    notes = tuple((year, plain(text)) for year, text in layout["meta"]["marks"])
    made = []
    for axis in ("y", "y2"):
        traces = [trace for trace in drawn if trace.get("yaxis", "y") == axis]
        if not traces:
            continue
        lines = tuple(_over(trace, places) for trace in traces)
        low, high, step, written = _axis(layout[f"yaxis{axis[1:]}"], lines)
        title = plain(layout[f"yaxis{axis[1:]}"]["title"]["text"])
        only = lines[0].name if axis == "y2" else ""
        made.append(
            Plot(
                "lines",
                only or title,
                categories,
                lines,
                low,
                high,
                step,
                written,
                weight=1.0 if axis == "y" else 0.55,
                legend=sum(not line.faint for line in lines) > 1,
                notes=notes if axis == "y" else (),
            )
        )
    return tuple(made)


def _over(trace: Figure, places: Sequence[float]) -> Line:
    """Return a line over years, with a gap at each place that it does not have."""
    at = dict(zip(trace["x"], range(len(trace["x"])), strict=True))
    picked = [at.get(place) for place in places]
    line = _line(trace, trace["y"], "error_y")

    def over(values: tuple[Any, ...], empty: Any = None) -> tuple[Any, ...]:
        return tuple(empty if index is None else values[index] for index in picked) if values else ()

    return Line(
        line.name,
        over(line.values),
        over(line.minus, 0.0),
        over(line.plus, 0.0),
        line.colour,
        line.symbol,
        over(line.labels, ""),
        joined=True,
        faint=not trace["showlegend"] and trace["line"]["color"] == theme.CONTEXT,
    )


def _slope(figure: Figure, _reference: str) -> tuple[Plot, ...]:
    layout = figure["layout"]
    categories = tuple(": ".join(map(plain, _BREAK.split(text, 1))) for text in layout["xaxis"]["ticktext"])
    lines = tuple(_over(trace, range(2)) for trace in figure["data"] if "lines" in trace["mode"])
    low, high, step, written = _axis(layout["yaxis"], lines)
    return (Plot("lines", "", categories, lines, low, high, step, written, legend=True),)


def _funnel(figure: Figure, _reference: str) -> tuple[Plot, ...]:
    layout, lines = figure["layout"], []
    for trace in figure["data"]:
        along, values = tuple(map(float, trace["x"])), tuple(map(float, trace["y"]))
        if trace["mode"] == "lines":
            stroke = trace["line"]
            named = trace["name"] if trace.get("showlegend", True) else ""
            dashed = "dash" in stroke
            lines.append(Line(named, values, colour=stroke["color"], joined=True, dashed=dashed, along=along))
            continue
        marker = trace["marker"]
        lines.append(
            Line(
                trace["name"],
                values,
                colour=marker["color"],
                symbol=marker["symbol"],
                labels=tuple(trace["text"]),
                along=along,
            )
        )
    low, high, step, written = _axis(layout["yaxis"], ())
    axis = (plain(layout["xaxis"]["title"]["text"]), float(layout["xaxis"]["range"][1]))
    title = plain(layout["yaxis"]["title"]["text"])
    return (Plot("scatter", title, (), tuple(lines), low, high, step, written, along=axis, legend=True),)


def _ranges(figure: Figure, _reference: str) -> tuple[Plot, ...]:
    layout = figure["layout"]
    bounds, estimate, known = figure["data"]
    outer, inner = list(_reach(bounds)), list(_reach(estimate))
    pairs = list(zip(outer, inner, strict=True))
    stacked = (
        Line("", tuple(low for low, _ in outer), hidden=True),
        Line(bounds["name"], tuple(low - start for (start, _), (low, _) in pairs), colour=theme.FAINT),
        Line(estimate["name"], tuple(high - low for low, high in inner), colour=theme.ACCENT, hatched=True),
        Line("", tuple(end - high for (_, end), (_, high) in pairs), colour=theme.FAINT),
        Line(known["name"], tuple(known["x"]), colour=known["marker"]["color"], symbol=known["marker"]["symbol"]),
    )
    low, high, step, written = _axis(layout["xaxis"], ())
    rows = tuple(plain(text) for text in layout["yaxis"]["ticktext"])
    title = plain(layout["xaxis"]["title"]["text"])
    return (Plot("ranges", title, rows, stacked, low, high, step, written, legend=True),)


def _reach(bar: Figure) -> Iterator[tuple[float, float]]:
    for start, length in zip(bar["base"], bar["x"], strict=True):
        yield start, start + length


def _line(trace: Figure, values: Sequence[float | None], errors: str) -> Line:
    error = trace.get(errors) or {}
    minus, plus = tuple(error.get("arrayminus") or ()), tuple(error.get("array") or ())
    shown = error.get("visible", True) and any(minus + plus)
    return Line(
        plain(trace["name"] or ""),
        tuple(None if value is None or math.isnan(value) else float(value) for value in values),
        minus if shown else (),
        plus if shown else (),
        trace["marker"]["color"],
        trace["marker"]["symbol"],
        # The values of one row only are written from the sheet itself: see ``labels``.
        tuple(plain(text or "") for text in trace["text"]) if trace.get("text") and not _one_row(trace) else (),
    )


def _one_row(trace: Figure) -> bool:
    return bool(trace.get("meta", {}).get(WRITTEN))


def _axis(axis: Figure, lines: Sequence[Line]) -> tuple[float, float, float, str]:
    """Return the ends of an axis, its step, and how its values are written."""
    low, high = map(float, axis["range"])
    texts: Sequence[str] = axis.get("ticktext") or ()
    values: Sequence[float] = axis.get("tickvals") or ()
    if any("%" in text for text in texts):
        return low, high, float(values[1] - values[0]), '0"%"'
    labels = [label for line in lines for label in line.labels if label]
    percent = any(label.endswith("%") for label in labels)
    step = next(size for size in (0.5, 1, 2, 5, 10, 20, 25, 50) if (high - low) / size <= 4 or size == 50)
    # The axis ends at a written value, so that the highest mark has its label below the top.
    low, high = step * math.floor(low / step), step * math.ceil(high / step)
    decimals = any(re.search(r"\d[.,]\d", label) for label in labels)
    return low, high, float(step), '0"%"' if percent else "0.0" if decimals else "0"


def _span(axis: Figure) -> float:
    start, end = axis["domain"]
    return float(end - start)
