"""Names above the marks of a first row, with a line down to each, as ``ladder`` places them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.svg.axes import Axis
from kansenbeeld.charts.svg.elements import attributes, number, stroke
from kansenbeeld.charts.svg.marks import Label
from kansenbeeld.charts.svg.text import Anchor, Text

_ANCHORS: Final[dict[str, Anchor]] = {"left": "start", "right": "end"}


def drawn(notes: Sequence[Mapping[str, Any]], axes: Mapping[str, Axis], width: float, scale: float) -> str:
    """Write lines and names as SVG.

    Args:
        notes: Plotly annotations, names above marks and their lines.
        axes: by id.
        width: of the drawing, in pixels.
        scale: how many times larger than on a page everything is.
    """
    first = min((axes["y"].mark(note["y"]) for note in notes), default=0.0)
    lines = (_line(note, axes["x"], axes["y"], first, scale) for note in notes if note["showarrow"])
    names = (_name(note, axes["x"], axes["y"], width, scale) for note in notes if not note["showarrow"])
    return "".join((*lines, *names))


def _line(note: Mapping[str, Any], x: Axis, y: Axis, first: float, scale: float) -> str:
    foot = y.mark(note["y"])
    # One whose other end is a place on the axis only joins its mark to the height of the first one.
    top = first if "ayref" in note else foot + note["ay"] * scale
    path = f"M{number(x.mark(note['x']))} {number(foot - note['standoff'] * scale)}V{number(top)}"
    look = stroke({"color": note["arrowcolor"], "width": note["arrowwidth"]}, scale)
    return f"<path{attributes({'d': path, **look})}/>"


def _name(note: Mapping[str, Any], x: Axis, y: Axis, width: float, scale: float) -> str:
    size = float(note["font"]["size"]) * scale
    text, at = Text.read(note["text"]), x.mark(note["x"]) + note["xshift"] * scale
    middle = y.mark(note["y"]) - note["yshift"] * scale - text.height(size) / 2
    label = Label(text, at, middle, size, note["font"]["color"], _ANCHORS[note["xanchor"]], halo=theme.PAPER)
    shift = max(2 - label.left, 0.0) or min(width - 2 - label.right, 0.0)
    return replace(label, x=label.x + shift).drawn()
