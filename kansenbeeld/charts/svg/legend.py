"""The legend: samples with names, in rows above the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kansenbeeld.charts.svg.elements import attributes, number, paint, stroke
from kansenbeeld.charts.svg.marks import Canvas, hatch, symbol
from kansenbeeld.charts.svg.text import LINE, Text
from kansenbeeld.charts.theme import Figure

_ROW: Final = 1.55
"""Height of a row in font sizes."""
_GAP: Final = 18
_SAMPLE_LINE: Final = 30
_SAMPLE_MARK: Final = 14


@dataclass(frozen=True, slots=True)
class Entry:
    """A trace in the legend: where its sample begins and where its row has its middle, from the legend's top left."""

    trace: Figure
    text: Text
    x: float
    y: float
    sample: float


@dataclass(frozen=True, slots=True)
class Legend:
    """A legend set in rows, with the height that it takes."""

    entries: tuple[Entry, ...]
    height: float
    rows: int


def entries(figure: Figure) -> list[Figure]:
    """Return the traces that are named: those that do not say otherwise; a single one only if it asks for it."""
    if figure["layout"].get("showlegend") is False:
        return []
    named = [one for one in figure["data"] if one.get("showlegend", True) and one.get("name")]
    asked = any(one.get("showlegend") for one in named)
    return named if len(named) > 1 or asked else []


def legend(named: Sequence[Figure], room: float, size: float, scale: float) -> Legend:
    """Set a legend in rows of at most ``room`` wide."""
    done: list[Entry] = []
    x, top, rows, height = 0.0, 0.0, 1, size * _ROW
    for one in named:
        sample = (_SAMPLE_LINE if "lines" in one.get("mode", "") else _SAMPLE_MARK) * scale
        before = sample + 6 * scale
        text = Text.read(one["name"]).joined().wrapped(room - before, size)
        needed = before + text.width(size)
        if x > 0 and x + needed > room:
            x, top, rows, height = 0.0, top + height, rows + 1, size * _ROW
        height = max(height, text.height(size) + size * (_ROW - LINE))
        done.append(Entry(one, text, x, top + height / 2, sample))
        x += needed + _GAP * scale
    return Legend(tuple(done), top + height if done else 0.0, rows if done else 0)


def drawn(legend: Legend, left: float, top: float, size: float, ink: str, canvas: Canvas) -> str:
    """Write a legend as SVG."""
    parts = []
    for entry in legend.entries:
        x, y = left + entry.x, top + entry.y
        parts.append(_sample(entry, x, y, canvas))
        parts.append(entry.text.drawn(x + entry.sample + 6 * canvas.scale, y, size, ink))
    return f'<g class="legend">{"".join(parts)}</g>' if parts else ""


def _sample(entry: Entry, x: float, y: float, canvas: Canvas) -> str:
    one, scale = entry.trace, canvas.scale
    if one["type"] == "bar":
        marker = one["marker"]
        pattern = marker.get("pattern")
        look: dict[str, str | None] = {"fill": hatch(pattern, canvas)} if pattern else paint("fill", marker["color"])
        if marker.get("line", {}).get("width"):
            look |= stroke(marker["line"], scale)
        box = {
            "x": number(x),
            "y": number(y - 6 * scale),
            "width": number(entry.sample),
            "height": number(12 * scale),
        }
        return f"<rect{attributes(box | look)}/>"
    parts = ""
    if "lines" in one.get("mode", ""):
        path = f"M{number(x)} {number(y)}H{number(x + entry.sample)}"
        parts += f"<path{attributes({'d': path, **stroke(one.get('line', {}), scale)})}/>"
    if "markers" in one.get("mode", ""):
        parts += symbol(one["marker"], 0, x + entry.sample / 2, y, scale)
    return parts
