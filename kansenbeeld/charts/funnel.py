"""A funnel: shares of areas against their number of pupils, with the band in which chance alone would keep them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kansenbeeld.charts import theme
from kansenbeeld.charts.theme import Figure


@dataclass(frozen=True, slots=True)
class Dot:
    """An area: pupils, percentage, what the pointer shows, a name if it is written beside it, whether it stands out."""

    pupils: float
    value: float
    hover: str
    name: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """One pair of limits along the numbers of pupils, in percent, with the name of the pair."""

    name: str
    pupils: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    dash: str


def funnel_chart(
    dots: Sequence[Dot],
    limits: Sequence[Limits],
    centre: float,
    *,
    separators: str,
    titles: tuple[str, str],
    centre_name: str,
    chosen_name: str = "",
) -> Figure:
    """Draw a funnel.

    Args:
        dots: the areas.
        limits: inner limits first.
        centre: the city's percentage.
        separators: decimal and thousands mark, as Plotly writes them.
        titles: of the axis of pupils and of the axis of percentages.
        centre_name: how the line of the city is called in the legend.
        chosen_name: how the dots that stand out are called there; empty where they have their names beside them.

    Returns:
        A Plotly figure as a dictionary.
    """
    span = limits[0].pupils
    return {
        "data": [*_limits(limits), _centre(span, centre, centre_name), *_areas(dots, centre, chosen_name)],
        "layout": theme.layout(
            height=440,
            meta={"form": "funnel"},
            separators=separators,
            xaxis=theme.category_axis(
                title={"text": titles[0], "font": {"size": 13, "color": theme.MUTED}},
                # Begins before 0, so that this number does not meet that of the other axis.
                range=[-0.03 * span[-1], span[-1]],
                nticks=6,
                tickformat=",",
                tickfont={"color": theme.MUTED, "size": 13},
            ),
            yaxis=theme.percent_axis(
                automargin=True, title={"text": titles[1], "font": {"size": 13, "color": theme.MUTED}, "standoff": 4}
            ),
        ),
    }


def _limits(limits: Sequence[Limits]) -> Iterator[Figure]:
    for pair in limits:
        for values, named in ((pair.low, True), (pair.high, False)):
            yield {
                "type": "scatter",
                "mode": "lines",
                "name": pair.name,
                "x": list(pair.pupils),
                "y": list(values),
                "line": {"color": theme.MUTED, "width": 1.5, "dash": pair.dash},
                "hoverinfo": "skip",
                "showlegend": named,
            }


def _centre(span: Sequence[float], value: float, name: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [span[0], span[-1]],
        "y": [value, value],
        "line": {"color": theme.INK, "width": 2},
        "hoverinfo": "skip",
    }


def _areas(dots: Sequence[Dot], centre: float, chosen_name: str) -> Iterator[Figure]:
    """Draw the areas, those that stand out over the others."""
    for chosen in (False, True):
        group = [dot for dot in dots if dot.chosen == chosen]
        if group:
            yield _marks(group, centre, chosen=chosen) | {
                "name": chosen_name if chosen else "",
                "showlegend": bool(chosen and chosen_name),
            }


def _marks(dots: Sequence[Dot], centre: float, *, chosen: bool) -> Figure:
    """Draw dots, each with its name on the side away from the centre, where no limit runs."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [dot.pupils for dot in dots],
        "y": [dot.value for dot in dots],
        "text": [dot.name for dot in dots],
        "textposition": ["top center" if dot.value >= centre else "bottom center" for dot in dots],
        "textfont": {"size": 13, "color": theme.INK},
        "cliponaxis": False,
        "marker": {
            "color": theme.GROUP_COLOURS["geen_hbo_wo"] if chosen else theme.ACCENT,
            "symbol": "square" if chosen else "circle",
            "size": 11,
            "line": {"color": theme.PAPER, "width": 1},
        },
        "customdata": [dot.hover for dot in dots],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
