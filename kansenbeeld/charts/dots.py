"""Dots with intervals: a row per area, a mark per group, in one or more panels side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.series import Series
from kansenbeeld.charts.svg.ladder import Named, Names, head
from kansenbeeld.charts.theme import Figure

ROW_HEIGHT = 44
_DODGE = 20
"""Height of one of several marks below each other in a row, in pixels."""
_LONGEST: Final = 20
"""Letters in a line of a row's name: more would leave no room for the chart on a phone."""
_LONGEST_OF_TALL: Final = 14
"""The same of a row with several marks below each other, which is high enough for three lines."""
_SIZE: Final = 10
"""Of a mark, in pixels: as small as its shape can be told."""
_CAP: Final = 4
"""Half the height of the ends of an interval, in pixels: told from a line that joins marks, and less high than a mark,
since four ends around a mark that is wider than its interval are no interval to a reader."""
_SPREAD = 0.74
"""Part of a row's height that several marks below each other take."""
_ROOM = "\N{NO-BREAK SPACE}" * 3
_LABEL = 16.0
"""Width of a label such as "60%" in percent of a chart, on a phone that has the names of rows beside it."""
WRITTEN = "written"
"""Key in a trace's ``meta``: its texts are the values of one row, and not those of each."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel of a dots chart.

    Attributes:
        title: what its axis measures.
        series: the groups; each has as many points as the chart has rows.
        weight: its width against the other panels.
        limits: the axis, in percent or points; ``None`` is 0 to 100 percent.
        labels: a text beside the last series' mark in each row, or ``None``.
        joined: whether a thin line joins the marks of a row, to show their distance.
        in_legend: whether its series are named in the legend.
    """

    title: str
    series: tuple[Series, ...]
    weight: float = 1.0
    limits: tuple[float, float] | None = None
    labels: tuple[str, ...] | None = None
    joined: bool = False
    in_legend: bool = True


def dots(
    rows: Sequence[str],
    panels: Sequence[Panel],
    *,
    separators: str,
    highlighted: int | None = None,
    reference: float | None = None,
    first_bold: bool = True,
    dodged: bool = False,
) -> Figure:
    """Draw rows of dots with their intervals.

    The groups are named above the marks of the first row, or in a legend where there is no room for that. The row that
    a reader chose, or else the first, has its values written; where marks are dodged, each has its value beside it.

    Args:
        rows: names of the rows, the first at the top.
        panels: side by side, left to right, over the same rows.
        separators: decimal and thousands mark, as Plotly writes them.
        highlighted: index of the row that a reader chose.
        reference: a value marked by a line through the first panel, such as that of the city.
        first_bold: whether the first row stands out, as the city's does.
        dodged: whether the marks of a row stand below each other, so that no interval hides another.

    Returns:
        A Plotly figure as a dictionary.
    """
    domains = _domains(panels)
    most = max(len(panel.series) for panel in panels) if dodged else 1
    short = [broken(row, _LONGEST_OF_TALL) for row in rows]
    # Beside a second panel there is less room as well.
    narrow = dodged or (len(panels) > 1 and all(name.count("<br>") < 2 for name in short))
    names = short if narrow else [broken(row) for row in rows]
    chosen = highlighted or 0
    groups = _groups(panels, domains, most, with_values=chosen == 0)
    above = groups.on_page(names) if groups else []
    traces: list[Figure] = []
    for panel, axis in zip(panels, _axis_ids(panels), strict=True):
        drawn = replace(panel, in_legend=False) if above else panel
        if dodged:
            traces += _dodged_panel(drawn, len(rows), most, axis, valued=1 if above and chosen == 0 else 0)
        else:
            share = panel.weight / sum(one.weight for one in panels)
            traces += _level_panel(drawn, chosen, axis, share, written=not (above and chosen == 0))
    shapes = [] if highlighted is None else [_band(highlighted)]
    shapes += [] if reference is None else [_reference(reference)]
    bold = {highlighted, 0 if first_bold else None}
    return {
        "data": traces,
        "layout": theme.layout(
            height=max(ROW_HEIGHT, _DODGE * most + 16) * len(rows) + 110,
            meta=_meta(most, groups if above else None),
            separators=separators,
            shapes=shapes,
            **head(above, _DODGE / 2 + 8 if dodged else ROW_HEIGHT / 2),
            yaxis=theme.category_axis(
                tickvals=list(range(len(rows))),
                ticktext=[f"<b>{name}</b>" if index in bold else name for index, name in enumerate(names)],
                range=[len(rows) - 0.5, -0.5],
            ),
            **{
                f"xaxis{axis[1:]}": _axis(panel, domain, alone=len(panels) == 1)
                for axis, panel, domain in zip(_axis_ids(panels), panels, domains, strict=True)
            },
        ),
    }


def broken(row: str, letters: int = _LONGEST) -> str:
    """Return the name of a row in lines of at most so many letters, to leave room for the chart on a phone."""
    return "<br>".join(textwrap.wrap(row, letters, break_long_words=False))


def _meta(most: int, groups: Names | None) -> Figure:
    """What our own drawings need to know of the rows."""
    meta: Figure = {"form": "dots"}
    if most > 1:
        # How far the first and last mark of a row are apart, in rows.
        meta["spread"] = _SPREAD * (most - 1) / most
    if groups:
        meta["names"] = groups.written()
    return meta


def _axis_ids(panels: Sequence[Panel]) -> list[str]:
    return ["x", *(f"x{number}" for number in range(2, len(panels) + 1))]


def _domains(panels: Sequence[Panel]) -> list[list[float]]:
    """Return where each panel begins and ends, as shares (0-1) of the width."""
    total = sum(panel.weight for panel in panels)
    space = 0.06 if len(panels) > 1 else 0.0
    found, left = [], 0.0
    for panel in panels:
        width = (1 - space * (len(panels) - 1)) * panel.weight / total
        found.append([left, min(left + width, 1.0)])
        left += width + space
    return found


def _groups(panels: Sequence[Panel], domains: Sequence[list[float]], most: int, *, with_values: bool) -> Names | None:
    """Return the groups to be named above the first row, with their values there; ``None`` where one has no mark."""
    panel, (left, right) = panels[0], domains[0]
    if not panel.in_legend or len(panel.series) < 2 or any(one.in_legend for one in panels[1:]):
        return None
    low, high = panel.limits or (0.0, 100.0)
    marks = []
    for index, one in enumerate(panel.series):
        if (point := one.points[0]) is None:
            return None
        places = [left + (value - low) / (high - low) * (right - left) for value in (point.value, *point.reach)]
        marks.append(
            Named(
                value=point.value,
                place=places[0],
                name=one.name,
                figure=f"{point.value:.0f}%" if with_values else "",
                colour=one.colour,
                row=_below_each_other([0], index, most)[0] if most > 1 else 0.0,
                covers=(places[1], places[2]),
            )
        )
    # Beside another panel, above the number that it writes over its mark.
    return Names(tuple(marks), base=26 if len(panels) > 1 else 16)


def _level_panel(panel: Panel, row: int, axis: str, share: float, *, written: bool) -> list[Figure]:
    """Draw a panel with the marks of a row on one line, and the values of one row above them."""
    places = _written(panel, row, share) if written else [""] * len(panel.series)
    positions = list(range(max(len(one.points) for one in panel.series)))
    return [
        *([_joins(panel, axis)] if panel.joined else []),
        *(
            _marks(panel, series, positions, axis, row, place)
            for series, place in zip(panel.series, places, strict=True)
        ),
    ]


def _dodged_panel(panel: Panel, rows: int, most: int, axis: str, *, valued: int) -> list[Figure]:
    """Draw a panel with the marks of a row below each other; the first ``valued`` rows have their values elsewhere."""
    return [
        trace
        for index, series in enumerate(panel.series)
        for trace in _dodged(panel, series, _below_each_other(list(range(rows)), index, most), axis, valued)
    ]


def _axis(panel: Panel, domain: list[float], *, alone: bool) -> Figure:
    # Beside another panel there is room for a word or two on a phone.
    written = panel.title if alone else broken(panel.title.replace("<br>", " "), _LONGEST_OF_TALL)
    title = {"text": written, "font": {"size": 13, "color": theme.MUTED}, "standoff": 8}
    if panel.limits is None:
        # Beside another panel there is room for two numbers on a phone.
        few: Figure = {} if alone else {"tickvals": [0, 50, 100], "ticktext": ["0%", "50%", ""], "tickangle": 0}
        return theme.percent_axis(domain=domain, title=title, automargin=True, **few)
    return theme.category_axis(
        domain=domain,
        title=title,
        range=list(panel.limits),
        # The numbers stand at the marks; on a phone, numbers of an axis would run into those of its neighbour.
        showticklabels=panel.labels is None,
        nticks=4,
        tickfont={"color": theme.MUTED, "size": 13},
        zeroline=True,
        zerolinecolor=theme.MUTED,
    )


def _written(panel: Panel, row: int, share: float) -> list[str]:
    """Return for each series where the value of its mark in a row stands; empty where there is no room for it."""
    apart = _LABEL / share
    marks = sorted((value, index) for index, one in enumerate(panel.series) if (value := one.values[row]) is not None)
    places = [""] * len(panel.series)
    if not marks or panel.labels is not None:
        return places
    (low, lowest), (high, highest) = marks[0], marks[-1]
    if lowest == highest:
        places[lowest] = "top center"
        return places
    places[lowest] = places[highest] = "top center"
    if high - low < apart:
        # Near each other, one ends where its mark is and the other begins there; not over the name of the row.
        names = low < apart * 1.3
        left = ("top center" if high - low >= apart / 6 else "") if names else "top left"
        places[lowest], places[highest] = left, "top right"
    last = low
    for value, index in marks[1:-1]:
        if value - last >= apart and high - value >= apart:
            places[index], last = "top center", value
    return places


def _marks(panel: Panel, series: Series, positions: Sequence[float], axis: str, row: int, place: str) -> Figure:
    labels: list[str] | None = None
    if panel.labels is not None and series is panel.series[-1]:
        labels = list(panel.labels)
    if place:
        labels = [f"{value:.0f}%" if at == row else "" for at, value in enumerate(series.values)]
    return {
        "type": "scatter",
        "mode": "markers+text" if labels else "markers",
        "name": series.name,
        "x": series.values,
        "y": positions,
        "xaxis": axis,
        "text": labels,
        "textposition": place or _beside_zero(panel, series),
        "meta": {WRITTEN: bool(place)},
        "textfont": {"size": 13, "color": theme.INK},
        "cliponaxis": False,
        "marker": {
            "color": series.colour,
            "symbol": series.symbol,
            "size": _SIZE,
            # An open mark is drawn by its edge alone.
            "line": {"color": theme.PAPER, "width": 2.5 if series.symbol.endswith("open") else 1},
        },
        "error_x": series.error() | {"width": _CAP},
        "customdata": series.hovers,
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": panel.in_legend,
    }


def _beside_zero(panel: Panel, series: Series) -> str | list[str]:
    """Return where labels stand above their marks: away from the line of zero, which would run through them."""
    if panel.limits is None or not panel.limits[0] < 0 < panel.limits[1]:
        return "top center"
    return ["top left" if (value or 0.0) < 0 else "top right" for value in series.values]


def _below_each_other(positions: list[int], index: int, count: int) -> list[float]:
    """Return where the marks of one of ``count`` series stand, in each row at the same place of its own."""
    return [position + _SPREAD * ((index + 0.5) / count - 0.5) for position in positions]


def _dodged(panel: Panel, series: Series, positions: list[float], axis: str, valued: int) -> list[Figure]:
    """Return the marks of a series, and their values beyond the intervals, where no line runs through them."""
    top = panel.limits[1] if panel.limits else 100.0
    places: list[tuple[float | None, str, str]] = []
    for row, point in enumerate(series.points):
        if point is None or row < valued:
            places.append((None, "", "middle right"))
            continue
        text, (low, high) = f"{point.value:.0f}%", point.reach
        # Room for the mark itself, where the interval is shorter than it; at the end of the axis before it.
        if high > top * (1 - _LABEL / 100):
            places.append((low, f"{text}{_ROOM}", "middle left"))
        else:
            places.append((high, f"{_ROOM}{text}", "middle right"))
    return [
        _marks(panel, series, positions, axis, 0, ""),
        {
            "type": "scatter",
            "mode": "text",
            "x": [x for x, _, _ in places],
            "y": positions,
            "xaxis": axis,
            "text": [text for _, text, _ in places],
            "textposition": [place for _, _, place in places],
            "textfont": {"size": 13, "color": theme.INK},
            "cliponaxis": False,
            "hoverinfo": "skip",
            "showlegend": False,
        },
    ]


def _joins(panel: Panel, axis: str) -> Figure:
    x: list[float | None] = []
    y: list[int | None] = []
    for row, points in enumerate(zip(*(series.values for series in panel.series), strict=True)):
        known = [value for value in points if value is not None]
        if len(known) > 1:
            x += [min(known), max(known), None]
            y += [row, row, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "xaxis": axis,
        "line": {"color": theme.FAINT, "width": 4},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _reference(value: float) -> Figure:
    return {
        "type": "line",
        "x0": value,
        "x1": value,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": theme.MUTED, "width": 1.5, "dash": "dot"},
        "layer": "below",
    }


def _band(row: int) -> Figure:
    return {
        "type": "rect",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": row - 0.5,
        "y1": row + 0.5,
        "fillcolor": theme.HIGHLIGHT,
        "line": {"width": 0},
        "layer": "below",
    }
