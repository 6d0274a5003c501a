"""The legend of a map: a swatch for each class, and the signs that are no class."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from kansenbeeld.charts.map.labels import LETTER
from kansenbeeld.charts.map.spec import MapSpec, colours
from kansenbeeld.charts.svg.elements import number
from kansenbeeld.charts.theme import MAP_INK as INK

UNCERTAIN: Final = (
    f'fill="{INK["paper"]}" stroke="{INK["missing-line"]}" stroke-width="{{line}}" stroke-dasharray="{{dash}}"'
)
EMPTY: Final = f'fill="{INK["paper"]}" stroke="{INK["missing-line"]}" stroke-width="{{line}}"'


def dotted(unit: float) -> str:
    """Return the attributes of the outline of an area without a figure."""
    dash = f"{number(1.2 * unit)} {number(2.6 * unit)}"
    return f'stroke="{INK["missing-line"]}" stroke-width="{number(1.4 * unit)}" stroke-dasharray="{dash}"'


def written(x: float, y: float, text: str, size: float, extra: str = "") -> str:
    """Write a text as SVG; ``extra`` are attributes, with a space before each."""
    return f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"{extra}>{escape(text)}</text>'


def legend(spec: MapSpec, left: float, top: float, width: float, unit: float, prefix: str) -> tuple[list[str], float]:
    """Set swatches with their labels in rows.

    Args:
        spec: what the map says.
        left, top: where the legend begins, in pixels.
        width: what it may take, in pixels.
        unit: size of type and lines against those of a map 720 wide.
        prefix: of the ids in the drawing.

    Returns:
        The signs as SVG, and the height that they take, in pixels.
    """
    size, line, apart = 13 * unit, 22 * unit, 8 * unit
    wide, high = (15 if spec.marks else 26) * unit, 15 * unit
    corners = f' rx="{number(high / 2)}"' if spec.marks else ""
    signs: list[str] = []
    y = top + line * 0.75
    for row in _wrapped(spec.legend_title, width, size):
        signs.append(written(left, y, row, size, ' font-weight="bold"'))
        y += line * 0.85
    x = left
    y -= line * 0.2
    for place, (style, over, label) in enumerate(_entries(spec, unit, prefix)):
        rows = _wrapped(label, width - wide - apart, size)
        needed = wide + apart + max((len(row) for row in rows), default=0) * size * LETTER
        # The two signs that are no class begin a row of their own.
        if x > left and (x + needed > left + width or place == len(spec.legend)):
            x, y = left, y + line
        box = f'x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(high)}"{corners}'
        signs += [f"<rect {box} {look}/>" for look in (style, over) if look]
        for number_of_row, row in enumerate(rows):
            signs.append(written(x + wide + apart, y + high * 0.8 + number_of_row * size * 1.2, row, size))
        if len(rows) > 1:
            x, y = left, y + line + (len(rows) - 1) * size * 1.2
        else:
            x += needed + 18 * unit
    return signs, y + (line if x > left else 0) - top


def _entries(spec: MapSpec, unit: float, prefix: str) -> list[tuple[str, str, str]]:
    """Return a swatch for each sign: its look, what lies over it, and its label; the classes first."""
    edge = f' stroke="{INK["text"]}" stroke-width="{number(0.7 * unit)}"'
    entries = [
        (f'fill="{fill}"{edge}', "", label) for fill, label in zip(colours(len(spec.legend)), spec.legend, strict=True)
    ]
    if spec.hatched_label and spec.marks:
        entries.append((UNCERTAIN.format(line=number(1.6 * unit), dash=number(3 * unit)), "", spec.hatched_label))
    elif spec.hatched_label:
        # Hatching is shown on a middle fill: it lies over a class, it is not one.
        middle = f'fill="{colours(3)[1]}"{edge}'
        entries.append((middle, f'fill="url(#{prefix}hatch-legend)"', spec.hatched_label))
    missing = EMPTY.format(line=number(unit)) if spec.marks else f'fill="{INK["missing"]}" {dotted(unit)}'
    return [*entries, (missing, "", spec.missing_label)]


def _wrapped(text: str, width: float, size: float) -> list[str]:
    """Break text into lines that fit a width; a longer word stands alone on its line."""
    room = max(1, int(width / (size * LETTER * 0.92)))
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
