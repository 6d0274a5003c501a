"""Colours, type, marks and the frame that all charts, maps, pages and papers share.

In the manner of the city: blues, greys and one orange from the colours that Amsterdam publishes for its digital
services, made darker where a projector or a wall in daylight would swallow them (see docs/decisions.md for the
source). Colours that stand in one chart differ in lightness as well as hue and come with a mark each, so that a chart
can be read in grey and by people who see colours otherwise. No red against green. ``tests/charts/test_theme.py``
looks at all of them through the eyes of others, and holds ``.streamlit/config.toml`` to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

Figure = dict[str, Any]

INK: Final = "#202020"
MUTED: Final = "#5C5C5C"
"""Text that comes second, and axes: lighter would be lost on a projector."""
FAINT: Final = "#D1D1D1"
"""Lines that part things."""
CONTEXT: Final = "#949494"
"""Marks that only give measure to the others."""
GRID: Final = "#E8E8E8"
PANEL: Final = "#F3F3F3"
"""Ground of controls, chips and boxes."""
HIGHLIGHT: Final = "#FFF3D6"
"""Ground of what the reader chose; the only colour that says "look here"."""
PAPER: Final = "#FFFFFF"
ACCENT: Final = "#004699"
"""The blue of what can be clicked, and of a chart with one group."""
ACCENT_SOFT: Final = "#E6EEF7"

_LOW: Final = "#D97700"
_LOW_WRITTEN: Final = "#A35900"
"""The same orange for letters, which need more contrast than marks do."""
_MIDDLE: Final = "#006CA6"
_HIGH: Final = "#003677"
_REST: Final = "#767676"

FAMILY: Final = "Nunito Sans"
"""The typeface that ships, see ``kansenbeeld/charts/typeface.py``."""
OFFICE_FONT: Final = "Arial, Helvetica, sans-serif"
"""For programs that can't load a typeface, and about as wide; office programs fall back on a wide one for a name they
don't know, so drawings name these and style sheets :data:`FONT`."""
FONT: Final = f"'{FAMILY}', {OFFICE_FONT}"

MARGIN: Final[Mapping[str, int]] = MappingProxyType({"l": 8, "r": 26, "t": 8, "b": 8})
"""Around a chart, in pixels."""

LADDER_COLOURS: Final[tuple[str, ...]] = (_LOW, "#8F7148", "#5F5F6A", "#15498A", "#001F4D")
"""Classes of advice or income from low to high: lightness falls in even steps, from orange by grey to blue."""

GROUP_COLOURS: Final[dict[str, str]] = {
    "geen_hbo_wo": _LOW,
    "hbo": _MIDDLE,
    "wo": _HIGH,
    "mbo_or_none": _LOW,
    "max_mbo1": _LOW,
    "mbo2_havo_vwo": _MIDDLE,
    "hbo_wo": _HIGH,
    **{str(number): colour for number, colour in enumerate(LADDER_COLOURS, start=1)},
    "total": INK,
    "raw": _REST,
    "standard": ACCENT,
    "rest": _REST,
    "havo": _HIGH,
    "vmbo-gt/havo": _LOW,
    # Of districts side by side, in the order chosen: no order of colours that could be read as a rank.
    "compared_1": LADDER_COLOURS[4],
    "compared_2": LADDER_COLOURS[0],
    "compared_3": LADDER_COLOURS[3],
    "compared_4": LADDER_COLOURS[1],
}

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
    "compared_1": "square",
    "compared_2": "circle",
    "compared_3": "diamond",
    "compared_4": "triangle-up",
}

RAMP: Final[tuple[str, ...]] = ("#dce9f6", "#accdea", "#78acda", "#4785c1", "#1f5c9c")
"""Of maps: one blue from light (low) to dark (high). Lightness falls in even steps, so that it also reads in grey;
the darkest is not so dark that hatching and labels drown in it."""

SEQUENTIAL: Final[tuple[str, ...]] = (
    *("#DCE9F6", "#C7DDF1", "#B1D0EB", "#9BC2E5", "#84B3DE"),
    *("#6DA3D4", "#5792C9", "#4380BD", "#316EAC", "#1F5C9C"),
)
"""The same blue in the ten steps that Streamlit asks for."""

DIVERGING: Final[tuple[str, ...]] = (
    *("#8A4B00", "#B56300", "#D97700", "#E9A95C", "#F6DCBD"),
    *("#D5E3F2", "#9CC0E4", "#5B97CF", "#1F67B0", "#003677"),
)
"""Below and above a middle, in ten steps: orange against blue, light in the middle."""

MAP_INK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": INK.lower(),
        "paper": PAPER.lower(),
        "missing": PANEL.lower(),
        "missing-line": MUTED.lower(),
        "hatch": INK.lower(),
        "context": GRID.lower(),
        "seam": "#51637a",
    }
)
"""The other colours of a map, by what they are for. ``paper`` is also the halo of labels and hatching."""

DARK: Final[dict[str, str]] = {
    INK.lower(): "#f5f5f5",
    PAPER.lower(): "#12161c",
    MUTED.lower(): "#b4bac4",
    FAINT.lower(): "#454d59",
    CONTEXT.lower(): "#7d8694",
    GRID.lower(): "#242a33",
    PANEL.lower(): "#1e242d",
    HIGHLIGHT.lower(): "#3b3419",
    ACCENT.lower(): "#8fbcf2",
    ACCENT_SOFT.lower(): "#1a2b42",
    _LOW.lower(): "#cc6e12",
    _LOW_WRITTEN.lower(): "#cc6e12",
    _MIDDLE.lower(): "#6cb4f0",
    _HIGH.lower(): "#dcebff",
    _REST.lower(): "#868d99",
    "#8f7148": "#c29c69",
    "#5f5f6a": "#b7bac2",
    "#15498a": "#b8dcff",
    "#001f4d": "#f2f7ff",
    "#51637a": "#8296b0",
    **{step: step for step in RAMP},
}
"""Every colour of charts, maps and pages, and what it is in a dark room. Paper and ink change places, so do light and
dark groups, and the steps of the map stay as they are."""


def text_colour(mark: str) -> str:
    """Return the colour of a name that belongs to a mark of a colour (``#RRGGBB``): the same, or one to be read."""
    return _LOW_WRITTEN if mark == _LOW else mark


def in_dark(colour: str) -> str:
    """Return what a colour (``#rrggbb``, in any case) is in a dark room.

    Raises:
        KeyError: it is not one of ours.
    """
    return DARK[colour.lower()]


def darkened(figure: Any) -> Any:
    """Return a figure, or a part of one, with each of our colours as it is in a dark room; all else stays."""
    if isinstance(figure, dict):
        return {key: darkened(value) for key, value in figure.items()}
    if isinstance(figure, list | tuple):
        return [darkened(value) for value in figure]
    if isinstance(figure, str) and figure.startswith("#") and figure[:7].lower() in DARK:
        # What follows the six digits is how much shows through.
        return in_dark(figure[:7]) + figure[7:]
    return figure


def colours(*, dark: bool = False) -> dict[str, str]:
    """Return the colours of text, ground and lines of pages and papers, by what they are for."""
    given = {
        "ink": INK,
        "soft": MUTED,
        "paper": PAPER,
        "line": FAINT,
        "panel": PANEL,
        "accent": ACCENT,
        "accent-soft": ACCENT_SOFT,
        "on-accent": PAPER,
        "highlight": HIGHLIGHT,
        "mark": _LOW,
    }
    return {use: in_dark(colour) if dark else colour.lower() for use, colour in given.items()}


def css(*, dark: bool = False) -> str:
    """Return :func:`colours` as declarations of CSS variables, such as ``--ink:#202020;``."""
    return "".join(f"--{use}:{colour};" for use, colour in colours(dark=dark).items())


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
        "margin": dict(MARGIN),
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
