"""Ranges without a point: what an estimate leaves open, drawn hatched, inside what is certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kansenbeeld.charts import theme
from kansenbeeld.charts.theme import Figure


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
    """Draw rows of ranges.

    Args:
        rows: the first at the top.
        separators: decimal and thousands mark, as Plotly writes them.
        names: of the certain bounds, the estimate and the published mark.
        unit_title: what the axis measures.

    Returns:
        A Plotly figure as a dictionary.
    """
    positions = list(range(len(rows)))

    def bar(name: str, lows: list[float], highs: list[float], width: float, marker: Figure) -> Figure:
        return {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": positions,
            "base": lows,
            "x": [high - low for low, high in zip(lows, highs, strict=True)],
            "width": width,
            "marker": marker,
            "customdata": [row.hover for row in rows],
            "hovertemplate": "%{customdata}<extra></extra>",
        }

    hatch = {"shape": "/", "fgcolor": theme.ACCENT, "bgcolor": theme.PAPER, "size": 7, "solidity": 0.4}
    return {
        "data": [
            bar(
                names[0],
                [row.bound_low for row in rows],
                [row.bound_high for row in rows],
                0.22,
                {"color": theme.FAINT},
            ),
            bar(
                names[1],
                [row.low for row in rows],
                [row.high for row in rows],
                0.46,
                {"color": theme.PAPER, "pattern": hatch, "line": {"color": theme.ACCENT, "width": 1.5}},
            ),
            {
                "type": "scatter",
                "mode": "markers",
                "name": names[2],
                "x": [row.known for row in rows],
                "y": positions,
                "marker": {"color": theme.GROUP_COLOURS["geen_hbo_wo"], "symbol": "diamond", "size": 13},
                "customdata": [row.hover for row in rows],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        ],
        "layout": theme.layout(
            height=70 * len(rows) + 130,
            meta={"form": "ranges"},
            separators=separators,
            barmode="overlay",
            yaxis=theme.category_axis(
                tickvals=positions, ticktext=[row.name for row in rows], range=[len(rows) - 0.5, -0.5]
            ),
            xaxis=theme.percent_axis(
                automargin=True, title={"text": unit_title, "font": {"size": 13, "color": theme.MUTED}}
            ),
        ),
    }
