"""Lines over school years, broken where two years are not the same process, and slopes between two moments."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.direct import Room, names
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.charts.theme import Figure

_LETTERS: Final = 26
"""Letters in a line of the text of a mark."""
_ROW: Final = 0.1
"""Height of the text of a mark, in heights of the chart: each stands lower than the one before it."""

_CLEAR: Final = "\N{NO-BREAK SPACE}" * 3
"""Space between a mark and a name beside it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A year of which a reader must know something, and that in a few words."""

    year: str
    text: str


def lines(
    years: Sequence[str],
    series: Sequence[Series],
    *,
    separators: str,
    unit_title: str,
    limits: tuple[int, int] = (0, 100),
    background: Sequence[Series] = (),
    gap: Series | None = None,
    gap_title: str = "",
    marks: Sequence[Mark] = (),
    broken_after: Sequence[str] = (),
    label_every: int = 1,
) -> Figure:
    """Draw series over years.

    Args:
        years: the years, in order.
        series: the lines, each with as many points as there are years.
        separators: decimal and thousands mark, as Plotly writes them.
        unit_title: what the axis measures.
        limits: the axis, in percent.
        background: lines drawn faint behind the others, named beside their right end.
        gap: a series of differences, drawn in a panel of its own underneath, in points.
        gap_title: what that panel measures.
        marks: years to mark by a thin line. Where no line is drawn across, it stands in that gap, else at the year.
        broken_after: years after which a line is not continued.
        label_every: how many years from one written year to the next; the last is always written.

    Returns:
        A Plotly figure as a dictionary.
    """
    cuts = {years.index(year) for year in broken_after}
    start = 0.42 if gap else 0.0
    limits = _with_room(limits, [*background, *series], (1 - _ROW * len(marks) - start) / (1 - start))
    placed = [_placed(mark, years.index(mark.year), cuts) for mark in marks]
    named = [] if background else _direct(years, series, limits, tall=gap is None, notes=len(placed))
    traces = [_line(one, cuts, context=True) for one in background]
    traces += [_line(one, cuts) for one in series]
    at_lines = [position for position, _ in placed]
    traces += [] if gap is None else [_line(gap, cuts, beside=at_lines) | {"yaxis": "y2", "showlegend": False}]
    if background:
        traces.append(_names(background, series, len(years) - 1, apart=(limits[1] - limits[0]) / 20))
    legend = not named and not background
    return {
        "data": traces,
        "layout": theme.layout(
            height=480 if gap else 400,
            meta={"form": "lines", "years": list(years), "marks": [(mark.year, mark.text) for mark in marks]},
            showlegend=legend,
            separators=separators,
            margin=_margin(names_right=bool(background), legend=legend),
            shapes=[_mark(position, row) for row, (position, _) in enumerate(placed)],
            annotations=[
                *named,
                *(_note(position, text, len(years), row) for row, (position, text) in enumerate(placed)),
            ],
            xaxis=_years(years, label_every, anchor="y2" if gap else "y", names_right=bool(background)),
            yaxis=theme.percent_axis(limits, domain=[start, 1.0], automargin=True, title=_title(unit_title)),
            **({} if gap is None else {"yaxis2": _gap_axis(gap, gap_title)}),
        ),
    }


def _years(years: Sequence[str], label_every: int, *, anchor: str, names_right: bool) -> Figure:
    # Names at the right have the margin: on a phone the lines need all that is left of it.
    after = 0.06 if names_right else 0.4
    written = [position for position in range(len(years)) if (len(years) - 1 - position) % label_every == 0]
    return theme.category_axis(
        tickvals=written,
        ticktext=[years[position] for position in written],
        range=[-0.4, len(years) - 1 + after],
        anchor=anchor,
        tickfont={"color": theme.MUTED, "size": 13},
    )


def _gap_axis(gap: Series, title: str) -> Figure:
    """Return the axis of the panel underneath, with room for the number above its highest mark.

    It begins below 0, so that this number stands clear of the first year.
    """
    top = max(value for value in gap.values if value is not None)
    return theme.category_axis(
        domain=[0.0, 0.24],
        range=[-0.2 * top, top * 1.9],
        nticks=3,
        showgrid=True,
        gridcolor=theme.GRID,
        tickfont={"color": theme.MUTED, "size": 13},
        title=_title(title),
    )


def slope(moments: tuple[str, str], series: Sequence[Series], *, separators: str) -> Figure:
    """Draw how groups stand at two moments of the same pupils.

    Args:
        moments: what stands under the left and right end.
        series: the groups, with two points each.
        separators: decimal and thousands mark, as Plotly writes them.

    Returns:
        A Plotly figure as a dictionary.
    """
    traces = []
    for one in series:
        texts = ["" if value is None else f"{value:.0f}%" for value in one.values]
        traces.append(
            {
                **_line(one, set()),
                "mode": "lines+markers+text",
                "text": [texts[0], f"<b>{texts[1]}</b>"],
                "textposition": ["middle left", "middle right"],
                "textfont": {"size": 15, "color": theme.INK},
                "cliponaxis": False,
            }
        )
    named = names(series, Room((-0.35, 1.35), (0, 100), 420 - 70))
    return {
        "data": traces,
        "layout": theme.layout(
            height=420,
            showlegend=not named,
            margin=_margin(legend=not named),
            annotations=named,
            meta={"form": "slope"},
            separators=separators,
            xaxis=theme.category_axis(
                tickvals=[0, 1],
                ticktext=list(moments),
                range=[-0.35, 1.35],
                # Turned on a narrow screen, one of the two would fall off it.
                tickangle=0,
                tickfont={"size": 14, "color": theme.INK},
            ),
            yaxis=theme.percent_axis(automargin=True),
        ),
    }


def _line(series: Series, cuts: set[int], *, context: bool = False, beside: Sequence[float] | None = None) -> Figure:
    """Draw one line. A cut is a gap of its own between two years, so that nothing is drawn across it.

    With ``beside`` its numbers are written, and where the line of a mark stands, next to that line.
    """
    x: list[float] = []
    points: list[Point | None] = []
    for position, point in enumerate(series.points):
        x.append(position)
        points.append(point)
        if position in cuts:
            x.append(position + 0.5)
            points.append(None)
    drawn = Series(series.key, series.name, tuple(points))
    colour = theme.CONTEXT if context else series.colour
    text = [] if beside is None else ["" if point is None else f"{point.value:.0f}" for point in points]
    return {
        "type": "scatter",
        "mode": "lines+markers+text" if text else "lines+markers",
        "name": series.name,
        "x": x,
        "y": drawn.values,
        "text": text or None,
        "textposition": ["top right" if at in (beside or ()) else "top center" for at in x],
        "textfont": {"size": 13, "color": theme.INK},
        "cliponaxis": False,
        "connectgaps": False,
        "line": {"color": colour, "width": 1.5 if context else 3},
        "marker": {"color": colour, "symbol": series.symbol, "size": 6 if context else 11},
        "error_y": drawn.error() | {"color": colour, "visible": not context},
        "customdata": drawn.hovers,
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": not context,
    }


def _names(faint: Sequence[Series], series: Sequence[Series], position: int, apart: float) -> Figure:
    """Write the names of lines beside their right end, moved apart where they would overlap."""
    ends = [(one.values[-1], one.name, theme.MUTED) for one in faint]
    ends += [(one.values[-1], f"<b>{one.name}</b>", theme.text_colour(one.colour)) for one in series]
    known = sorted((value, name, colour) for value, name, colour in ends if value is not None)
    return {
        "type": "scatter",
        "mode": "text",
        "x": [position] * len(known),
        "y": _spread([value for value, _, _ in known], apart),
        # Clear of the mark on a phone too, where a part of a year is nothing.
        "text": [f"{_CLEAR}{name}" for _, name, _ in known],
        "textposition": "middle right",
        "textfont": {"size": 13, "color": [colour for _, _, colour in known]},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _spread(heights: Sequence[float], apart: float) -> list[float]:
    """Move heights, lowest first, as little as can be until they are ``apart``: as many go down as go up."""
    blocks: list[list[float]] = []
    for index, height in enumerate(heights):
        blocks.append([height - index * apart])
        while len(blocks) > 1 and fmean(blocks[-2]) > fmean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    middles = [fmean(block) for block in blocks for _ in block]
    return [middle + index * apart for index, middle in enumerate(middles)]


def _direct(
    years: Sequence[str], series: Sequence[Series], limits: tuple[int, int], *, tall: bool, notes: int
) -> list[Figure]:
    """Write names at the lines, below the notes at the top of the chart."""
    top = limits[1] - (limits[1] - limits[0]) * _ROW * notes
    height = 400 - 60 if tall else (480 - 60) * 0.58
    return names(
        series, Room((-0.4, len(years) - 0.6), (limits[0], top), height * (top - limits[0]) / (limits[1] - limits[0]))
    )


def _margin(*, names_right: bool = False, legend: bool) -> Figure:
    """Return the margin; without a legend above it, the highest number of an axis needs room of its own."""
    return {"l": 8, "r": 96 if names_right else 26, "t": 8 if legend else 24, "b": 8}


def _title(text: str) -> Figure:
    return {"text": text, "font": {"size": 13, "color": theme.MUTED}, "standoff": 4}


def _with_room(limits: tuple[int, int], series: Sequence[Series], share: float) -> tuple[int, int]:
    """Return an axis on which no line lies above ``share`` (0-1) of it, where the texts of marks stand; 100 at most."""
    highest = max(value for one in series for value in one.values if value is not None)
    wanted = limits[0] + (highest - limits[0]) / max(share, 0.3)
    return limits[0], max(limits[1], min(100, 10 * math.ceil(wanted / 10)))


def _placed(mark: Mark, position: int, cuts: set[int]) -> tuple[float, str]:
    """Where a mark stands and its words: in the gap before its year or after it, so that a break is not drawn twice."""
    text = mark.text if "<br>" in mark.text else "<br>".join(textwrap.wrap(mark.text, _LETTERS))
    if position - 1 in cuts:
        return position - 0.5, text
    if position in cuts:
        return position + 0.5, text if text.startswith(mark.year) else f"{mark.year}:<br>{text}"
    return float(position), text


def _mark(position: float, row: int) -> Figure:
    """Mark a year by a line up to its own text, so that it does not cross those above."""
    return {
        "type": "line",
        "yref": "paper",
        "x0": position,
        "x1": position,
        "y0": 0,
        "y1": 1 - _ROW * row,
        # Behind the marks: it runs through those of its year.
        "layer": "below",
        "line": {"color": theme.MUTED, "width": 1.5, "dash": "dot"},
    }


def _note(position: float, text: str, years: int, row: int) -> Figure:
    return {
        "x": position,
        "xanchor": "left" if position < years / 2 else "right",
        "y": 1 - _ROW * row,
        "yref": "paper",
        "yanchor": "top",
        "text": text,
        "showarrow": False,
        "align": "left" if position < years / 2 else "right",
        "font": {"size": 13, "color": theme.MUTED},
        "bgcolor": theme.PAPER,
    }
