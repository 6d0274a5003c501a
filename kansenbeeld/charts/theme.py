"""Colours, marks and the frame that all charts share.

Colours differ in lightness as well as hue and come with a mark each, so that a chart can be read in grey and by
people who see colours otherwise. No red against green.
"""

from __future__ import annotations

from typing import Any, Final

Figure = dict[str, Any]

INK: Final = "#1B2433"
MUTED: Final = "#667085"
FAINT: Final = "#D5DAE3"
CONTEXT: Final = "#AEB7C6"
GRID: Final = "#E7EAF0"
HIGHLIGHT: Final = "#FFF3D6"
PAPER: Final = "#FFFFFF"
ACCENT: Final = "#00387A"
FONT: Final = '"Source Sans", "Source Sans 3", Arial, sans-serif'

GROUP_COLOURS: Final[dict[str, str]] = {
    "geen_hbo_wo": "#D9730D",
    "hbo": "#3E93A6",
    "wo": "#00387A",
    "mbo_or_none": "#D9730D",
    "max_mbo1": "#D9730D",
    "mbo2_havo_vwo": "#3E93A6",
    "hbo_wo": "#00387A",
    "1": "#E08A2C",
    "2": "#C3A66B",
    "3": "#8FA3AD",
    "4": "#4C7FA8",
    "5": "#00387A",
    "total": "#1B2433",
    "raw": "#8A94A6",
    "standard": "#00387A",
    "rest": "#8A94A6",
    "havo": "#00387A",
    "vmbo-gt/havo": "#D9730D",
    "district_A": "#00387A",
    "district_E": "#D9730D",
    "district_F": "#3E93A6",
    "district_K": "#7A5195",
    "district_M": "#B8418C",
    "district_N": "#1B2433",
    "district_S": "#8A6D00",
    "district_T": "#4C7FA8",
}
LADDER_COLOURS: Final[tuple[str, ...]] = ("#E08A2C", "#C9A15E", "#8FA3AD", "#4C7FA8", "#00387A")
"""Classes of advice from low to high, apart in lightness at both ends."""

GROUP_SYMBOLS: Final[dict[str, str]] = {
    "geen_hbo_wo": "circle",
    "hbo": "diamond",
    "wo": "square",
    "mbo_or_none": "circle",
    "max_mbo1": "circle",
    "mbo2_havo_vwo": "diamond",
    "hbo_wo": "square",
    "1": "circle",
    "2": "triangle-up",
    "3": "diamond",
    "4": "triangle-down",
    "5": "square",
    "total": "circle",
    "raw": "circle-open",
    "standard": "square",
    "rest": "diamond-open",
    "havo": "square",
    "vmbo-gt/havo": "circle",
    "district_A": "square",
    "district_E": "circle",
    "district_F": "diamond",
    "district_K": "triangle-up",
    "district_M": "triangle-down",
    "district_N": "circle-open",
    "district_S": "square-open",
    "district_T": "diamond-open",
}

DARK: Final[dict[str, str]] = {
    "#1b2433": "#f2f5fa",
    "#16202b": "#f2f5fa",
    "#ffffff": "#0f1722",
    "#667085": "#a9b4c6",
    "#d5dae3": "#4a5870",
    "#aeb7c6": "#77849a",
    "#e7eaf0": "#273449",
    "#fff3d6": "#3b3419",
    "#d9730d": "#f59a42",
    "#3e93a6": "#5fbccf",
    "#00387a": "#9cc9ff",
    "#e08a2c": "#f0a04b",
    "#c3a66b": "#d6bc85",
    "#c9a15e": "#d9b676",
    "#8fa3ad": "#9fb3bd",
    "#4c7fa8": "#5f97c8",
    "#8a94a6": "#a3afc2",
    "#7a5195": "#c39be0",
    "#b8418c": "#f08bc8",
    "#8a6d00": "#d8b93f",
    "#f3f2ef": "#232b37",
    "#5f6670": "#a9b4c6",
    "#e4e4e2": "#1c2632",
    "#51637a": "#8296b0",
    "#dce9f6": "#dce9f6",
    "#accdea": "#accdea",
    "#78acda": "#78acda",
    "#4785c1": "#4785c1",
    "#1f5c9c": "#1f5c9c",
}
"""Every colour of charts and maps, and what it is in a dark room. Paper and ink change places, groups become
lighter, the steps of the map stay as they are."""


def district_key(code: str) -> str:
    """Return the key of a district's colour and mark, the same in every chart that tells districts apart by them."""
    return key if (key := f"district_{code}") in GROUP_COLOURS else "total"


def layout(*, height: int, separators: str, **extra: Any) -> Figure:
    """Return the layout that every chart starts from.

    Args:
        height: in pixels.
        separators: decimal and thousands mark, as Plotly writes them.
        extra: entries that are added to or replace those of the frame.
    """
    return {
        "height": height,
        "separators": separators,
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "margin": {"l": 8, "r": 26, "t": 8, "b": 8},
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "font": {"size": 14},
        },
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": MUTED, "font": {"size": 14, "color": INK}},
        "dragmode": False,
        **extra,
    }


def percent_axis(limits: tuple[int, int] = (0, 100), **extra: Any) -> Figure:
    """Return an axis of percentages, written at each 25 percent of a whole axis and at each 10 of a part."""
    ticks = list(range(limits[0], limits[1] + 1, 25 if limits == (0, 100) else 10))
    return {
        "range": list(limits),
        "tickvals": ticks,
        "ticktext": [f"{tick}%" for tick in ticks],
        "gridcolor": GRID,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": MUTED, "size": 13},
        **extra,
    }


def category_axis(**extra: Any) -> Figure:
    """Return an axis of names, first one at the top when it stands upright."""
    return {
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
        "tickfont": {"size": 14, "color": INK},
        **extra,
    }
