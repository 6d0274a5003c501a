"""Labels of a map: the value of each area, with its unit and name where there is room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kansenbeeld.charts.map.outlines import Frame, Outline, view_box
from kansenbeeld.charts.map.spec import MapSpec

MAX_NAMED: Final = 12
"""With more areas than this a label is the value alone: names would cover the map."""
LETTER: Final = 0.6
"""Width of a letter in font sizes: a generous mean of common sans-serif fonts, to reserve room with."""
_SMALL: Final = 0.81
"""Size of a name against its value, where it has no room in full."""
_ASIDE: Final = 0.15
"""How far a label may be moved in its area, in widths of the area."""
_PARTS: Final = re.compile(r"(?<=-)|\s")
"""Where a name may be broken."""


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of text centred on a point, in pixels; those above the last may be in smaller type."""

    x: float
    y: float
    lines: tuple[str, ...]
    size: float
    small: float = 1.0

    @property
    def sizes(self) -> tuple[float, ...]:
        """Font sizes of the lines, in pixels."""
        return (*[self.size * self.small] * (len(self.lines) - 1), self.size)

    @property
    def width(self) -> float:
        """Width of the widest line, in pixels."""
        return max(len(line) * size * LETTER for line, size in zip(self.lines, self.sizes, strict=True))

    @property
    def height(self) -> float:
        """Height of all lines, in pixels."""
        return sum(self.sizes) * 1.15

    def hits(self, other: Label) -> bool:
        """Whether the two overlap."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )


def labels(spec: MapSpec, outlines: Mapping[str, Outline], frame: Frame, size: float) -> list[Label]:
    """Return the labels of all areas: each starts as its value alone and grows by unit and name where there is room.

    Every value is shown with its unit, or none is: a mixture would look like two kinds of numbers. Under marks an area
    has its name alone, if it lies over no other.

    Args:
        spec: what the map says.
        outlines: shapes by code.
        frame: where they lie.
        size: of the letters, in pixels.
    """
    bare = []
    for area in spec.areas:
        outline = outlines[area.code]
        bare.append(Label(frame.x(outline.label_x), frame.y(outline.label_y), (area.label,), size))
    if spec.marks:
        named = [replace(label, lines=(area.name,)) for label, area in zip(bare, spec.areas, strict=True)]
        return [label for index, label in enumerate(named) if not any(label.hits(other) for other in named[:index])]
    if len(spec.areas) > MAX_NAMED:
        return bare
    full, complete = _grown(spec, outlines, frame, bare, with_units=True)
    return full if complete else _grown(spec, outlines, frame, bare, with_units=False)[0]


def _grown(
    spec: MapSpec, outlines: Mapping[str, Outline], frame: Frame, bare: Sequence[Label], *, with_units: bool
) -> tuple[list[Label], bool]:
    """Return labels with names where they fit, and whether every value has its unit."""
    right = frame.x(frame.box[0] + frame.box[2])
    widths = [view_box([outlines[area.code]])[2] * frame.scale for area in spec.areas]
    grown, complete = list(bare), True
    # Narrow areas first: a wide one has more places for its name.
    for own, index in sorted((own, index) for index, own in enumerate(widths)):
        area = spec.areas[index]
        others = grown[:index] + grown[index + 1 :]
        # "No figure" has no unit, so it is written out wherever it fits.
        spelt = with_units or not area.has_figure
        values = dict.fromkeys([area.value_text] * spelt + [area.label] * (not with_units))
        for label in _named(bare[index], area.name, values, own):
            inside = frame.left <= label.x - label.width / 2 and label.x + label.width / 2 <= right
            if inside and not any(label.hits(other) for other in others):
                grown[index] = label
                break
        else:
            complete = complete and not area.has_figure
    return grown, complete


def _named(bare: Label, name: str, values: Iterable[str], own: float) -> Iterator[Label]:
    """Give the ways to write a name above a value: in full size, in smaller type, moved aside, and on more lines.

    Args:
        bare: the label with its value alone.
        name: of the area.
        values: ways to write the value, the fullest first.
        own: width of the area in pixels.
    """
    written = dict.fromkeys([(name,), tuple(_PARTS.split(name))])
    for small, names in ((small, names) for names in written for small in (1.0, _SMALL)):
        for value in values:
            label = replace(bare, lines=(*names, value), small=small)
            if label.width > own * (1.25 if small == 1 else 1.35):
                continue
            yield label
            if small < 1:
                aside, line = own * _ASIDE, bare.size / 2
                for across, down in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)):
                    yield replace(label, x=label.x + across * aside, y=label.y + down * line)
