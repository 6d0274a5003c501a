"""From advice to placement as bands: groups of pupils side by side, each on the same scale of 0 to 100 percent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.theme import Figure

_NODE: Final = 0.045
"""Width of a bar, as a part of the width of a panel."""
_ACROSS: Final = (-0.85, 1.7)
"""Axis of a panel, with the bands from 0 to 1: at either side the longest name has room on a phone of 320 pixels."""
_STEPS: Final = 16
_APART: Final = 2.0
"""Space between bars of one column, in percent."""


@dataclass(frozen=True, slots=True)
class Band:
    """Pupils of one advice class in one placement class.

    Attributes:
        advice, placement: indexes of the classes, low to high.
        share: percent of the group.
        label: what stands on the band; empty on a narrow one.
        hover: what the pointer shows.
    """

    advice: int
    placement: int
    share: float
    label: str
    hover: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The bands of one group of pupils, with the group's name."""

    name: str
    bands: tuple[Band, ...]


def flow_chart(
    flows: Sequence[Flow],
    advices: Sequence[str],
    placements: Sequence[str],
    *,
    separators: str,
    columns: tuple[str, str],
) -> Figure:
    """Draw flows side by side on one scale.

    Args:
        flows: one per group; the shares of each sum to at most 100.
        advices: names of the advice classes, low to high.
        placements: names of the placement classes, low to high; those after the colours of the advice
            classes (elsewhere, hidden) are grey.
        separators: decimal and thousands mark, as Plotly writes them.
        columns: what stands above the left and the right bars.

    Returns:
        A Plotly figure as a dictionary.
    """
    traces: list[Figure] = []
    annotations: list[Figure] = []
    axes: dict[str, Figure] = {}
    reach = 100 + _APART * (max(len(advices), len(placements)) - 1)
    width = (1 - 0.08 * (len(flows) - 1)) / len(flows)
    for number, flow in enumerate(flows, start=1):
        suffix = "" if number == 1 else str(number)
        left = (number - 1) * (width + 0.08)
        axes[f"xaxis{suffix}"] = _hidden(domain=[left, left + width], range=list(_ACROSS))
        axes[f"yaxis{suffix}"] = _hidden(domain=[0, 1], range=[-1, reach + 14], anchor=f"x{suffix}")
        traces += _bands(flow, len(advices), len(placements), f"x{suffix}", f"y{suffix}")
        annotations += _names(flow, advices, placements, columns, f"x{suffix}", f"y{suffix}", reach)
    return {
        "data": traces,
        "layout": theme.layout(
            height=520,
            meta={"form": "flow"},
            separators=separators,
            annotations=annotations,
            showlegend=False,
            hovermode="closest",
            **axes,
        ),
    }


def colour(index: int) -> str:
    """Return the colour of an advice class, light to dark from low to high."""
    return theme.LADDER_COLOURS[min(index, len(theme.LADDER_COLOURS) - 1)]


def _offsets(sizes: Sequence[float]) -> list[float]:
    found, at = [], 0.0
    for size in sizes:
        found.append(at)
        at += size + _APART
    return found


def _sizes(flow: Flow, which: str, classes: int) -> list[float]:
    return [sum(band.share for band in flow.bands if getattr(band, which) == index) for index in range(classes)]


def _bands(flow: Flow, advices: int, placements: int, x: str, y: str) -> list[Figure]:
    left, right = (_offsets(_sizes(flow, "advice", advices)), _offsets(_sizes(flow, "placement", placements)))
    traces = []
    for band in sorted(flow.bands, key=lambda band: (band.advice, band.placement)):
        if band.share <= 0:
            continue
        bottom_left, bottom_right = left[band.advice], right[band.placement]
        left[band.advice] += band.share
        right[band.placement] += band.share
        traces.append(_band(band, bottom_left, bottom_right, x, y))
    for at, classes, which in ((0.0, advices, "advice"), (1.0, placements, "placement")):
        sizes = _sizes(flow, which, classes)
        for index, (size, start) in enumerate(zip(sizes, _offsets(sizes), strict=True)):
            if size > 0:
                traces.append(_bar(at, start, size, colour(index) if index < advices else theme.CONTEXT, x, y))
    return traces


def _band(band: Band, left: float, right: float, x: str, y: str) -> Figure:
    ease = [step / _STEPS for step in range(_STEPS + 1)]
    curve = [3 * part**2 - 2 * part**3 for part in ease]
    across = [_NODE + (1 - 2 * _NODE) * part for part in ease]
    lower = [left + (right - left) * part for part in curve]
    upper = [height + band.share for height in lower]
    return {
        "type": "scatter",
        "mode": "lines+text",
        # Its label begins where the band does: on a phone one in the middle would begin under the bar.
        "x": [*across, *reversed(across), across[0], None, across[1]],
        "y": [*lower, *reversed(upper), lower[0], None, (lower[1] + upper[1]) / 2],
        "text": [""] * (2 * len(across) + 2) + [band.label],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": theme.INK},
        "fill": "toself",
        "fillcolor": colour(band.advice) + "66",
        "line": {"width": 0},
        "hoveron": "fills",
        "name": band.hover,
        "hoverinfo": "name",
        "hoverlabel": {"namelength": -1},
        "xaxis": x,
        "yaxis": y,
    }


def _bar(at: float, start: float, size: float, fill: str, x: str, y: str) -> Figure:
    near, far = (at, at + _NODE) if at == 0 else (at - _NODE, at)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [near, far, far, near, near],
        "y": [start, start, start + size, start + size, start],
        "fill": "toself",
        "fillcolor": fill,
        "line": {"width": 0},
        "hoverinfo": "skip",
        "xaxis": x,
        "yaxis": y,
    }


def _names(
    flow: Flow,
    advices: Sequence[str],
    placements: Sequence[str],
    columns: tuple[str, str],
    x: str,
    y: str,
    reach: float,
) -> list[Figure]:
    notes = [_note(f"<b>{flow.name}</b>", sum(_ACROSS) / 2, reach + 12, x, y, "center", 13)]
    for at, anchor, which, classes, heading in (
        (-0.02, "right", "advice", advices, columns[0]),
        (1.02, "left", "placement", placements, columns[1]),
    ):
        notes.append(_note(heading, at, reach + 4, x, y, anchor, 12, theme.MUTED))
        sizes = _sizes(flow, which, len(classes))
        for name, size, start in zip(classes, sizes, _offsets(sizes), strict=True):
            if size >= 0.5:
                notes.append(_note(f"{name}<br>{size:.0f}%", at, start + size / 2, x, y, anchor, 12))
    return notes


def _note(text: str, at: float, height: float, x: str, y: str, anchor: str, size: int, ink: str = theme.INK) -> Figure:
    return {
        "text": text,
        "x": at,
        "y": height,
        "xref": x,
        "yref": y,
        "xanchor": anchor,
        "yanchor": "middle",
        "align": "center" if anchor == "center" else anchor,
        "showarrow": False,
        "font": {"size": size, "color": ink},
    }


def _hidden(**extra: object) -> Figure:
    return {"visible": False, "fixedrange": True, **extra}
