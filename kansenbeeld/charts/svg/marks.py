"""Traces as SVG: lines, filled areas, bars, error bars, markers and their texts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.svg.axes import Axis
from kansenbeeld.charts.svg.elements import attributes, mark, number, paint, stroke
from kansenbeeld.charts.svg.text import Anchor, Text
from kansenbeeld.charts.theme import Figure

_ANCHORS: Final[dict[str, Anchor]] = {"left": "end", "center": "middle", "right": "start"}
_ROUNDS: Final = 40


@dataclass(frozen=True, slots=True)
class Label:
    """A text: its place (middle of its lines), whether it may be moved up or down, the paper around its letters."""

    text: Text
    x: float
    y: float
    size: float
    fill: str
    anchor: Anchor
    free: bool = False
    halo: str = ""

    @property
    def left(self) -> float:
        """Its left side."""
        return self.x - self.text.width(self.size) * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]

    @property
    def right(self) -> float:
        """Its right side."""
        return self.left + self.text.width(self.size)

    def drawn(self) -> str:
        """Write it as SVG."""
        return self.text.drawn(self.x, self.y, self.size, self.fill, self.anchor, self.halo)


@dataclass(slots=True)
class Canvas:
    """What traces are drawn on.

    Attributes:
        scale: how many times larger than on a page everything is.
        name: prefix of ids.
        axes: by id.
        font: the layout's font.
        definitions: patterns and clips: the end of each, as SVG, to its id.
    """

    scale: float
    name: str
    axes: Mapping[str, Axis]
    font: Figure
    definitions: dict[str, str] = field(default_factory=dict)

    def define(self, shape: str, extra: Mapping[str, str | None], content: str) -> str:
        """Add a definition, once, and return the value that refers to it."""
        written = f"{attributes(extra)}>{content}</{shape}>"
        return f"url(#{self.definitions.setdefault(written, f'{self.name}-{shape}-{len(self.definitions) + 1}')})"

    def defined(self) -> str:
        """Return all definitions as SVG."""
        shapes = (f'<{name.split("-")[-2]} id="{name}"{written}' for written, name in self.definitions.items())
        return f"<defs>{''.join(shapes)}</defs>" if self.definitions else ""


def trace(one: Figure, canvas: Canvas) -> tuple[str, list[Label]]:
    """Draw one trace; its texts come apart, since they lie over all marks.

    Raises:
        ValueError: the trace is of a type that is not drawn here.
    """
    x, y = canvas.axes[one.get("xaxis", "x")], canvas.axes[one.get("yaxis", "y")]
    if one["type"] == "bar":
        return _bars(one, x, y, canvas), []
    if one["type"] != "scatter":
        raise ValueError(f"a trace of type {one['type']} can't be drawn; charts here are scatter or bar")
    modes = one.get("mode", "lines+markers").split("+")
    points = [
        None if a is None or b is None else (x.mark(float(a)), y.mark(float(b)))
        for a, b in zip(one["x"], one["y"], strict=True)
    ]
    parts = []
    if one.get("fill") == "toself":
        parts.append(_area(one, points))
    elif "lines" in modes:
        parts.append(_clipped(_line(one, points, canvas.scale), one, points, x, y, canvas))
    if "markers" in modes:
        parts += _markers(one, points, x, y, canvas.scale)
    return "".join(parts), _labels(one, points, canvas) if "text" in modes else []


def hovers(one: Mapping[str, Any], count: int) -> list[str]:
    """Return what the pointer shows for each mark of a trace, lines under each other."""
    if one.get("hoverinfo") == "skip":
        return [""] * count
    return [Text.read(str(text)).plain() for text in one.get("customdata") or [""] * count]


_Points = Sequence[tuple[float, float] | None]


def _runs(points: _Points) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []


def _path(points: _Points, *, closed: bool = False) -> str:
    end = "Z" if closed else ""
    return "".join(
        "M" + "L".join(f"{number(x)} {number(y)}" for x, y in run) + end for run in _runs(points) if len(run) > 1
    )


def _area(one: Figure, points: _Points) -> str:
    shape = f"<path{attributes({'d': _path(points, closed=True), **paint('fill', one['fillcolor'])})}/>"
    named = one.get("hoverinfo") == "name"
    return mark(shape, Text.read(one["name"]).plain() if named else "")


def _line(one: Figure, points: _Points, scale: float) -> str:
    path = _path(points)
    look = {"d": path, "fill": "none", **stroke(one.get("line", {}), scale), "stroke-linejoin": "round"}
    return f"<path{attributes(look)}/>" if path else ""


def _clipped(shape: str, one: Figure, points: _Points, x: Axis, y: Axis, canvas: Canvas) -> str:
    """Keep a line within its axes, where it would leave them and may not."""
    outside = any(
        point is not None and not (x.low <= point[0] <= x.high and y.low <= point[1] - y.shift <= y.high)
        for point in points
    )
    if not outside or one.get("cliponaxis") is False:
        return shape
    box = {
        "x": number(x.low),
        "y": number(y.low),
        "width": number(x.high - x.low),
        "height": number(y.high - y.low),
    }
    clip = canvas.define("clipPath", {}, f"<rect{attributes(box)}/>")
    return f"<g{attributes({'clip-path': clip})}>{shape}</g>"


def _bars(one: Figure, x: Axis, y: Axis, canvas: Canvas) -> str:
    marker = one["marker"]
    pattern = marker.get("pattern")
    look: dict[str, str | None] = {"fill": hatch(pattern, canvas)} if pattern else paint("fill", marker["color"])
    if marker.get("line", {}).get("width"):
        look |= stroke(marker["line"], canvas.scale)
    parts = []
    rows = zip(one["base"], one["x"], one["y"], hovers(one, len(one["y"])), strict=True)
    for base, length, row, hover in rows:
        left, right = sorted((x.mark(base), x.mark(base + length)))
        top, bottom = sorted((y.mark(row - one["width"] / 2), y.mark(row + one["width"] / 2)))
        box = {
            "x": number(left),
            "y": number(top),
            "width": number(right - left),
            "height": number(bottom - top),
        }
        parts.append(mark(f"<rect{attributes(box | look)}/>", hover))
    return "".join(parts)


def hatch(pattern: Mapping[str, Any], canvas: Canvas) -> str:
    """Define a hatched fill from Plotly's ``pattern`` and return the value that refers to it."""
    step = float(pattern["size"]) * canvas.scale
    paper = {"width": number(step), "height": number(step), **paint("fill", pattern["bgcolor"])}
    line = {
        "d": f"M0 0V{number(step)}",
        **paint("stroke", pattern["fgcolor"]),
        "stroke-width": number(step * float(pattern["solidity"])),
    }
    size = {
        "width": number(step),
        "height": number(step),
        "patternUnits": "userSpaceOnUse",
        "patternTransform": "rotate(45)",
    }
    return canvas.define("pattern", size, f"<rect{attributes(paper)}/><path{attributes(line)}/>")


def _markers(one: Figure, points: _Points, x: Axis, y: Axis, scale: float) -> Iterator[str]:
    texts = hovers(one, len(points))
    for index, (point, hover) in enumerate(zip(points, texts, strict=True)):
        if point is None:
            continue
        bars = _error(one.get("error_x"), index, one["x"], x, point, scale, upright=False)
        bars += _error(one.get("error_y"), index, one["y"], y, point, scale, upright=True)
        yield mark(bars + symbol(one["marker"], index, *point, scale), hover)


def _error(
    bar: Mapping[str, Any] | None,
    index: int,
    values: Sequence[float],
    axis: Axis,
    point: tuple[float, float],
    scale: float,
    *,
    upright: bool,
) -> str:
    if bar is None or not bar.get("visible", True):
        return ""
    above, below = bar["array"][index], bar["arrayminus"][index]
    if not (above or below):
        return ""
    ends = [number(axis.mark(values[index] + change)) for change in (-below, above)]
    middle, cap = point[0] if upright else point[1], bar.get("width", 0) * scale
    across, first, last = number(middle), number(middle - cap), number(middle + cap)
    path = f"M{across} {ends[0]}V{ends[1]}" if upright else f"M{ends[0]} {across}H{ends[1]}"
    if cap:
        path += "".join(f"M{first} {end}H{last}" if upright else f"M{end} {first}V{last}" for end in ends)
    return f"<path{attributes({'d': path, **stroke({'color': bar['color'], 'width': bar['thickness']}, scale)})}/>"


def symbol(marker: Mapping[str, Any], index: int, x: float, y: float, scale: float) -> str:
    """Draw one marker in the middle of a point; colours and symbols may be lists, one for each mark."""
    colour, shape = _one_of(marker["color"], index), _one_of(marker.get("symbol", "circle"), index)
    radius = float(marker.get("size", 6)) * scale / 2
    if shape.endswith("-open"):
        # On paper, not hollow: the interval behind the mark would fill it.
        look = {**paint("fill", theme.PAPER), **stroke({"color": colour, "width": 2.5}, scale)}
    else:
        look = {**paint("fill", colour), **_edge(marker, scale)}
    shape = shape.removesuffix("-open")
    if shape == "circle":
        return f"<circle{attributes({'cx': number(x), 'cy': number(y), 'r': number(radius), **look})}/>"
    corners = _corners(shape, radius)
    path = "M" + "L".join(f"{number(x + dx)} {number(y + dy)}" for dx, dy in corners) + "Z"
    return f"<path{attributes({'d': path, **look})}/>"


def _edge(marker: Mapping[str, Any], scale: float) -> dict[str, str | None]:
    return stroke(marker["line"], scale) if marker.get("line", {}).get("width") else {}


def _one_of(value: str | Sequence[str], index: int) -> str:
    return value if isinstance(value, str) else value[index]


def _corners(shape: str, radius: float) -> list[tuple[float, float]]:
    if shape == "square":
        return [(-radius, -radius), (radius, -radius), (radius, radius), (-radius, radius)]
    if shape == "diamond":
        wide = radius * 1.3
        return [(0, -wide), (wide, 0), (0, wide), (-wide, 0)]
    if shape in ("triangle-up", "triangle-down"):
        half, down = radius * 2 / math.sqrt(3), 1 if shape == "triangle-up" else -1
        return [(-half, down * radius / 2), (half, down * radius / 2), (0, -down * radius)]
    raise ValueError(f"a mark of the shape {shape} can't be drawn; add it to the shapes of charts/svg")


def _labels(one: Figure, points: _Points, canvas: Canvas) -> list[Label]:
    places = one.get("textposition", "middle center")
    font = {**canvas.font, **one.get("textfont", {})}
    size = float(font["size"]) * canvas.scale
    radius = float(one.get("marker", {}).get("size", 0)) * canvas.scale / 2 if "markers" in one["mode"] else 0.0
    found = []
    for index, (point, source) in enumerate(zip(points, one["text"], strict=True)):
        if point is None or not source:
            continue
        upright, across = _one_of(places, index).split()
        text = Text.read(source)
        away = 0.0 if upright == "middle" else radius + text.height(size) / 2
        aside = radius + 4 * canvas.scale
        x = point[0] + {"left": -aside, "center": 0.0, "right": aside}[across]
        y = point[1] + {"top": -away, "middle": 0.0, "bottom": away}[upright]
        free, halo = upright == "middle" and across != "center", theme.PAPER
        if one.get("fill") == "toself":
            # Inside its band, where it stays.
            free, halo = False, ""
        found.append(Label(text, x, y, size, _one_of(font["color"], index), _ANCHORS[across], free, halo))
    return found


def placed(labels: Sequence[Label], width: float) -> list[Label]:
    """Move labels into the drawing, and the free ones up or down until none lies over another."""
    done = [_inside(label, width) for label in labels]
    for _ in range(_ROUNDS):
        moved = False
        for first in range(len(done)):
            for second in range(first + 1, len(done)):
                one, other = done[first], done[second]
                over = _overlap(one, other)
                if over > 0.01 and (one.free or other.free):
                    # The upper one goes up and the lower one down; one that is fixed leaves all of it to the other.
                    up, shares = (-1 if one.y <= other.y else 1), one.free + other.free
                    done[first] = replace(one, y=one.y + one.free * up * over / shares)
                    done[second] = replace(other, y=other.y - other.free * up * over / shares)
                    moved = True
        if not moved:
            break
    return done


def _inside(label: Label, width: float) -> Label:
    change = max(2 - label.left, 0.0) or min(width - 2 - label.right, 0.0)
    return replace(label, x=label.x + change)


def _overlap(one: Label, other: Label) -> float:
    """How far two labels lie over each other in height; zero or less where they do not."""
    if one.left >= other.right or other.left >= one.right:
        return 0.0
    return (one.text.height(one.size) + other.text.height(other.size)) / 2 - abs(one.y - other.y)
