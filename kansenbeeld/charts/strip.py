"""Strips of dots: rows below those of a dots chart, each with a dot for every small place of one group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.dots import WRITTEN, Panel, dots
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.charts.theme import Figure

_SIZE: Final = 9

FAINT: Final = 0.6
"""Opacity of the dots of a strip, which lie over each other where places are alike; 1 hides what is behind it."""


def dots_and_strips(
    rows: Sequence[str], panel: Panel, strips: Sequence[tuple[str, str, Sequence[Point]]], *, separators: str
) -> Figure:
    """Draw a dots chart with strips under it, all on one axis.

    Places stand in the order of their value and not of a list: a strip shows how far they lie apart, and ranks none.

    Args:
        rows: names of the rows with intervals, the first at the top.
        panel: the groups in those rows.
        strips: name, key of the group in the theme, and a dot for each place.
        separators: decimal and thousands mark, as Plotly writes them.

    Returns:
        A Plotly figure as a dictionary.
    """
    empty = (None,) * len(strips)
    longer = Panel(panel.title, tuple(Series(one.key, one.name, (*one.points, *empty)) for one in panel.series))
    figure = dots([*rows, *(name for name, _, _ in strips)], (longer,), separators=separators)
    for number, (name, key, points) in enumerate(strips, start=len(rows)):
        group = Series(key, name, tuple(points))
        figure["data"].append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": group.values,
                "y": [number] * len(points),
                "xaxis": "x",
                "meta": {WRITTEN: False},
                "cliponaxis": False,
                "opacity": FAINT,
                "marker": {
                    "color": group.colour,
                    "symbol": group.symbol,
                    "size": _SIZE,
                    "line": {"color": theme.PAPER, "width": 1},
                },
                "customdata": group.hovers,
                "hovertemplate": "%{customdata}<extra></extra>",
                "showlegend": False,
            }
        )
    return figure
