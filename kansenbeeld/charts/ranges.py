"""Ranges without a point: what an estimate leaves open, drawn hatched, inside what is certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.dots import broken
from kansenbeeld.charts.svg.ladder import Named, Names, head
from kansenbeeld.charts.theme import Figure

_ROW: Final = 70
"""Height of a row, in pixels."""
_WIDE: Final = 0.46
"""Height of the bar of an estimate, in rows."""
_KNOWN: Final = theme.GROUP_COLOURS["geen_hbo_wo"]


@dataclass(frozen=True, slots=True)
class Range:
    """A row: a published percentage to compare with, the range of the estimate, and the certain bounds (0-100)."""

    name: str
    known: float
    low: float
    high: float
    bound_low: float
    bound_high: float
    hover: str


def ranges_chart(rows: Sequence[Range], *, separators: str, names: tuple[str, str, str], unit_title: str) -> Figure:
    """Draw rows of ranges; what each sign is called stands above the first row, or in a legend without room for it.

    Args:
        rows: the first at the top.
        separators: decimal and thousands mark, as Plotly writes them.
        names: of the certain bounds, the estimate and the published mark.
        unit_title: what the axis measures.

    Returns:
        A Plotly figure as a dictionary.
    """
    signs = _signs(rows[0], names)
    groups = [broken(row.name) for row in rows]
    above = signs.on_page(groups)
    traces = [_bounds(rows, names[0]), _estimate(rows, names[1]), _known(rows, names[2])]
    return {
        "data": [trace | {"showlegend": False} for trace in traces] if above else traces,
        "layout": theme.layout(
            height=_ROW * len(rows) + 130,
            meta={"form": "ranges", **({"names": signs.written()} if above else {})},
            separators=separators,
            barmode="overlay",
            **head(above, _ROW / 2),
            yaxis=theme.category_axis(tickvals=list(range(len(rows))), ticktext=groups, range=[len(rows) - 0.5, -0.5]),
            xaxis=theme.percent_axis(
                automargin=True, title={"text": unit_title, "font": {"size": 13, "color": theme.MUTED}}
            ),
        ),
    }


def _signs(row: Range, names: tuple[str, str, str]) -> Names:
    """Return where the signs of a row are named: bounds at the end that is farther from the rest, a range amid it."""
    ends = (row.bound_low + 1, row.bound_high - 1)
    outer = max(ends, key=lambda end: min(abs(end - value) for value in (row.low, row.high, row.known)))
    places = ((outer, theme.MUTED), ((row.low + row.high) / 2, theme.ACCENT), (row.known, _KNOWN))
    return Names(
        tuple(
            Named(value, value / 100, name, "", colour, 0.0, (value / 100, value / 100))
            for name, (value, colour) in zip(names, places, strict=True)
        ),
        base=_ROW * _WIDE / 2 + 6,
    )


def _bounds(rows: Sequence[Range], name: str) -> Figure:
    return _bars(rows, name, [(row.bound_low, row.bound_high) for row in rows], 0.22, {"color": theme.FAINT})


def _estimate(rows: Sequence[Range], name: str) -> Figure:
    hatch = {"shape": "/", "fgcolor": theme.ACCENT, "bgcolor": theme.PAPER, "size": 7, "solidity": 0.4}
    marker = {"color": theme.PAPER, "pattern": hatch, "line": {"color": theme.ACCENT, "width": 1.5}}
    return _bars(rows, name, [(row.low, row.high) for row in rows], _WIDE, marker)


def _bars(
    rows: Sequence[Range], name: str, reaches: Sequence[tuple[float, float]], width: float, marker: Figure
) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": list(range(len(rows))),
        "base": [low for low, _ in reaches],
        "x": [high - low for low, high in reaches],
        "width": width,
        "marker": marker,
        "customdata": [row.hover for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _known(rows: Sequence[Range], name: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [row.known for row in rows],
        "y": list(range(len(rows))),
        "marker": {"color": _KNOWN, "symbol": "diamond", "size": 13},
        "customdata": [row.hover for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
