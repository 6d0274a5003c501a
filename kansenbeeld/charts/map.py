"""The district map as a drawing of our own: what it says (``MapSpec``), its outlines, and a standalone SVG.

Plotly's map can't hatch, needs a topology from the network and can't be walked by keyboard; this one can, and
slide, paper and download get the same drawing as the page. The page's copy is drawn in the browser from the
same specification (``kansenbeeld.web.map_component``).
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kansenbeeld.charts import theme
from kansenbeeld.charts.theme import MAP_INK as INK
from kansenbeeld.charts.theme import RAMP

MAX_CLASSES: Final = 7
"""More steps of one hue can't be told apart on a projector."""

MAX_NAMED: Final = 12
"""With more areas than this a label is the value alone: names would cover the map."""

_LETTER = 0.6
"""Width of a letter in font sizes: a generous mean of common sans-serif fonts, to reserve room with."""

_SMALL = 0.81
"""Size of a name against its value, where it has no room in full."""

_ASIDE = 0.15
"""How far a label may be moved in its area, in widths of the area."""

_PARTS = re.compile(r"(?<=-)|\s")
"""Where a name may be broken."""

_TOKEN = re.compile(r"[A-Za-z]|-?\d+|[^\s,]")
_NUMBER_AND_UNIT = re.compile(r"(\S*\d\S*)\s\D+")


@dataclass(frozen=True, slots=True)
class MapArea:
    """One area as the map shows it.

    Attributes:
        code: key of its outline.
        name: as a reader sees it.
        value: the number that is coloured (percentage points); ``None`` if there is no figure.
        value_text: the number as a reader sees it, such as ``"45 punten"``, or why there is none.
        description: what a screen reader says for this area, one sentence.
        hatched: the difference with the rest of the city is within chance.
        missing: no figure; drawn pale with a dotted outline.
        short_text: the value where room is tight; by default the number of ``value_text`` without its unit.
        note: number of its note, or numbers with commas between; empty without one.
    """

    code: str
    name: str
    value: float | None
    value_text: str
    description: str
    hatched: bool
    missing: bool
    short_text: str = ""
    note: str = ""

    @property
    def has_figure(self) -> bool:
        """Whether there is a number to colour (a NaN is none)."""
        return not self.missing and self.value is not None and self.value == self.value

    @property
    def label(self) -> str:
        """The shortest text that gives the value: ``"45"`` for ``"45 punten"``, a dash for no figure."""
        if self.short_text:
            return self.short_text
        if not self.has_figure:
            return "–"
        # Only a bare number followed by one unit loses its tail: "90 of meer" is not the same as "90".
        match = _NUMBER_AND_UNIT.fullmatch(self.value_text)
        return match.group(1) if match and self.value_text.count(" ") == 1 else self.value_text


@dataclass(frozen=True, slots=True)
class MapMark:
    """A place on the map, such as a school.

    Attributes:
        name: as a reader sees it.
        x: where it lies, in the units of the outlines.
        y: the same.
        value: the number that is coloured (percent); ``None`` if it can't be told which class it is in.
        value_text: the number as a reader sees it, or why there is none.
        uncertain: what is known spans more than one class.
    """

    name: str
    x: int
    y: int
    value: float | None
    value_text: str
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class MapSpec:
    """All that a map says, without its outlines.

    Attributes:
        title: accessible name of the whole map.
        areas: the areas, in reading order. Under marks they are only the ground, with their names.
        breaks: limits between the classes, ascending; a value equal to a limit belongs to the class above it.
        legend: a label for each class, from low to high.
        legend_title: what is coloured, with its unit.
        hatched_label: what hatching means, or the dashed ring of an uncertain mark; empty where there is none.
        missing_label: what pale with a dotted outline means, or a small empty mark.
        geometry: key of the outlines, such as ``"2015-stadsdeel"``.
        marks: places that are coloured instead of the areas.

    Raises:
        ValueError: limits do not ascend, labels and classes differ in number, or a code occurs twice.
    """

    title: str
    areas: tuple[MapArea, ...]
    breaks: tuple[float, ...]
    legend: tuple[str, ...]
    legend_title: str
    hatched_label: str
    missing_label: str
    geometry: str
    marks: tuple[MapMark, ...] = ()

    def __post_init__(self) -> None:
        if any(low >= high for low, high in pairwise(self.breaks)):
            raise ValueError(f"class limits must ascend: {self.breaks}")
        if len(self.legend) != len(self.breaks) + 1:
            raise ValueError(f"{len(self.breaks) + 1} classes need as many labels: {self.legend}")
        if len({area.code for area in self.areas}) != len(self.areas):
            raise ValueError("an area occurs twice in the map")
        colours(len(self.legend))

    def class_of(self, area: MapArea | MapMark) -> int | None:
        """Class of an area or mark, 0 for the lowest; ``None`` if it has no figure."""
        if area.value is None or (isinstance(area, MapArea) and not area.has_figure):
            return None
        return bisect_right(self.breaks, area.value)


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of one area.

    Attributes:
        code: key of the area.
        name: its name.
        path: SVG path data of M, L and Z (or m, l, z), in whole units of 5 m, y downwards.
        label_x: where its label is centred, in the same units.
        label_y: the same.
    """

    code: str
    name: str
    path: str
    label_x: int
    label_y: int


def colours(n: int) -> tuple[str, ...]:
    """Return ``n`` fills from light (low) to dark (high): one blue, for colour-blind readers and in grey too.

    Raises:
        ValueError: ``n`` is not from 1 to ``MAX_CLASSES``.
    """
    if not 1 <= n <= MAX_CLASSES:
        raise ValueError(f"a map has 1 to {MAX_CLASSES} classes, not {n}")
    if n == 1:
        return (RAMP[len(RAMP) // 2],)
    return tuple(_shade(step / (n - 1)) for step in range(n))


def _shade(share: float) -> str:
    """Colour at a share (0 to 1) of the ramp."""
    place = share * (len(RAMP) - 1)
    index = min(int(place), len(RAMP) - 2)
    low, high = (bytes.fromhex(colour[1:]) for colour in RAMP[index : index + 2])
    mixed = (round(a + (b - a) * (place - index)) for a, b in zip(low, high, strict=True))
    return "#" + bytes(mixed).hex()


def _points(path: str) -> Iterator[tuple[int, int]]:
    """Corner points of path data, absolute.

    Raises:
        ValueError: the path holds anything but M, L, Z and pairs of whole numbers.
    """
    x = y = 0
    start = (0, 0)
    command = ""
    tokens = iter(_TOKEN.findall(path))
    for token in tokens:
        if token.isalpha():
            if token not in "MmLlZz":
                raise ValueError(f"path command '{token}' is not drawn here; use M, L and Z")
            command = token
            if command in "Zz":
                x, y = start
            continue
        if command in ("", "Z", "z"):
            raise ValueError("a number in a path needs a command M or L before it")
        dx, dy = int(token), int(next(tokens, ""))
        x, y = (x + dx, y + dy) if command.islower() else (dx, dy)
        if command in "Mm":
            # Further pairs after an M are lines, as SVG has it.
            start, command = (x, y), "l" if command == "m" else "L"
        yield x, y


def view_box(outlines: Iterable[Outline]) -> tuple[int, int, int, int]:
    """Return the box around all outlines as SVG wants it: left, top, width, height, in units of the paths.

    Raises:
        ValueError: there are no points, or a path holds curves.
    """
    points = [point for outline in outlines for point in _points(outline.path)]
    if not points:
        raise ValueError("a map needs at least one outline")
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def _framed(outlines: Iterable[Outline]) -> tuple[int, int, int, int]:
    """The view box with room for the thick outline of a selected area at the edge."""
    left, top, width, height = view_box(outlines)
    room = max(width, height) // 60 + 1
    return left - room, top - room, width + 2 * room, height + 2 * room


def geometry_json(outlines: Sequence[Outline]) -> str:
    """Write outlines as the browser loads them, once.

    Returns:
        JSON text ``{"viewBox": [left, top, width, height], "areas": {code: {"d": path, "x": label_x,
        "y": label_y, "w": width}}}``, all in units of the paths, ``w`` being the width of the area itself.
    """
    areas = {}
    for outline in outlines:
        width = view_box([outline])[2]
        areas[outline.code] = {"d": outline.path, "x": outline.label_x, "y": outline.label_y, "w": width}
    return json.dumps({"viewBox": _framed(outlines), "areas": areas}, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class _Label:
    """Lines of text centred on a point, in pixels; those above the last may be in smaller type."""

    x: float
    y: float
    lines: tuple[str, ...]
    size: float
    small: float = 1.0

    @property
    def sizes(self) -> tuple[float, ...]:
        return (*[self.size * self.small] * (len(self.lines) - 1), self.size)

    @property
    def width(self) -> float:
        return max(len(line) * size * _LETTER for line, size in zip(self.lines, self.sizes, strict=True))

    @property
    def height(self) -> float:
        return sum(self.sizes) * 1.15

    def hits(self, other: _Label) -> bool:
        """Whether the two overlap."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the map lies on the drawing: from units of the paths to pixels."""

    left: float
    top: float
    scale: float
    box: tuple[int, int, int, int]

    def x(self, value: int) -> float:
        return self.left + (value - self.box[0]) * self.scale

    def y(self, value: int) -> float:
        return self.top + (value - self.box[1]) * self.scale


def _labels(spec: MapSpec, outlines: Mapping[str, Outline], frame: _Frame, size: float) -> list[_Label]:
    """Labels of all areas: each starts as its value alone and grows by unit and name where there is room.

    Every value is shown with its unit, or none is: a mixture would look like two kinds of numbers.
    """
    placed = []
    for area in spec.areas:
        outline = outlines[area.code]
        placed.append(_Label(frame.x(outline.label_x), frame.y(outline.label_y), (area.label,), size))
    if spec.marks:
        named = [replace(label, lines=(area.name,)) for label, area in zip(placed, spec.areas, strict=True)]
        return [label for index, label in enumerate(named) if not any(label.hits(other) for other in named[:index])]
    if len(spec.areas) > MAX_NAMED:
        return placed
    right = frame.x(frame.box[0] + frame.box[2])
    widths = [view_box([outlines[area.code]])[2] * frame.scale for area in spec.areas]

    def grow(with_units: bool) -> tuple[list[_Label], bool]:
        grown, complete = list(placed), True
        # Narrow areas first: a wide one has more places for its name.
        for own, index in sorted((own, index) for index, own in enumerate(widths)):
            area = spec.areas[index]
            others = grown[:index] + grown[index + 1 :]
            # "No figure" has no unit, so it is written out wherever it fits.
            spelt = with_units or not area.has_figure
            values = dict.fromkeys([area.value_text] * spelt + [area.label] * (not with_units))
            for label in _named(placed[index], area.name, values, own):
                if (
                    frame.left <= label.x - label.width / 2
                    and label.x + label.width / 2 <= right
                    and not any(label.hits(other) for other in others)
                ):
                    grown[index] = label
                    break
            else:
                complete = complete and not area.has_figure
        return grown, complete

    full, complete = grow(True)
    return full if complete else grow(False)[0]


def _named(bare: _Label, name: str, values: Iterable[str], own: float) -> Iterator[_Label]:
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


def _wrap(text: str, width: float, size: float) -> list[str]:
    """Break text into lines that fit a width; a longer word stands alone on its line."""
    room = max(1, int(width / (size * _LETTER * 0.92)))
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _n(value: float) -> str:
    """A number for an attribute, without digits that nobody sees."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(x: float, y: float, text: str, size: float, extra: str = "") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{extra}>{escape(text)}</text>'


def _hatch(name: str, unit: float) -> str:
    """Diagonal lines as a pattern: dark with a light edge, to stand out from the darkest fill too."""
    step, dark = 9 * unit, 1.8 * unit
    line = f'<path d="M0 0V{_n(step)}" stroke='
    return (
        f'<pattern id="{name}" width="{_n(step)}" height="{_n(step)}" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)">'
        f'{line}"{INK["paper"]}" stroke-opacity="0.75" stroke-width="{_n(dark * 3)}"/>'
        f'{line}"{INK["hatch"]}" stroke-width="{_n(dark)}"/></pattern>'
    )


def _legend(spec: MapSpec, left: float, top: float, width: float, unit: float, prefix: str) -> tuple[list[str], float]:
    """Swatches with their labels, set in rows; returns the marks and the height they take."""
    size, swatch_width, swatch_height, gap = 13 * unit, (15 if spec.marks else 26) * unit, 15 * unit, 18 * unit
    line, corners = 22 * unit, f' rx="{_n(swatch_height / 2)}"' if spec.marks else ""
    marks: list[str] = []
    y = top + line * 0.75
    for text in _wrap(spec.legend_title, width, size):
        marks.append(_text(left, y, text, size, ' font-weight="bold"'))
        y += line * 0.85
    x = left
    edge = f' stroke="{INK["text"]}" stroke-width="{_n(0.7 * unit)}"'
    classes = list(zip(colours(len(spec.legend)), spec.legend, strict=True))
    middle = colours(3)[1]
    entries = [(f'fill="{fill}"{edge}', "", text) for fill, text in classes]
    # Hatching is shown on a middle fill: it lies over a class, it is not one.
    if spec.hatched_label and spec.marks:
        entries.append((_UNCERTAIN.format(line=_n(1.6 * unit), dash=_n(3 * unit)), "", spec.hatched_label))
    elif spec.hatched_label:
        entries.append((f'fill="{middle}"{edge}', f'fill="url(#{prefix}hatch-legend)"', spec.hatched_label))
    missing = _EMPTY.format(line=_n(unit)) if spec.marks else f'fill="{INK["missing"]}" {_dotted(unit)}'
    entries.append((missing, "", spec.missing_label))
    y -= line * 0.2
    for place, (style, over, label) in enumerate(entries):
        lines = _wrap(label, width - swatch_width - 8 * unit, size)
        needed = swatch_width + 8 * unit + max((len(text) for text in lines), default=0) * size * _LETTER
        # The two signs that are no class begin a row of their own.
        if x > left and (x + needed > left + width or place == len(classes)):
            x, y = left, y + line
        box = f'x="{_n(x)}" y="{_n(y)}" width="{_n(swatch_width)}" height="{_n(swatch_height)}"{corners}'
        marks.append(f"<rect {box} {style}/>")
        if over:
            marks.append(f"<rect {box} {over}/>")
        for row, text in enumerate(lines):
            marks.append(_text(x + swatch_width + 8 * unit, y + swatch_height * 0.8 + row * size * 1.2, text, size))
        if len(lines) > 1:
            x, y = left, y + line + (len(lines) - 1) * size * 1.2
        else:
            x += needed + gap
    return marks, y + (line if x > left else 0) - top


_UNCERTAIN: Final = (
    f'fill="{INK["paper"]}" stroke="{INK["missing-line"]}" stroke-width="{{line}}" stroke-dasharray="{{dash}}"'
)
_EMPTY: Final = f'fill="{INK["paper"]}" stroke="{INK["missing-line"]}" stroke-width="{{line}}"'


def _marks(spec: MapSpec, frame: _Frame, unit: float) -> list[str]:
    """Draw the marks: those without a figure first and smaller, so that they hide nobody."""
    fills, drawn = colours(len(spec.legend)), []
    for mark in sorted(spec.marks, key=lambda mark: (mark.value is not None, mark.uncertain)):
        group, radius = spec.class_of(mark), 6.0 * unit
        if group is not None:
            look = f'fill="{fills[group]}" stroke="{INK["text"]}" stroke-width="{_n(0.9 * unit)}"'
        elif mark.uncertain:
            look, radius = _UNCERTAIN.format(line=_n(1.4 * unit), dash=_n(2.4 * unit)), 5 * unit
        else:
            look, radius = _EMPTY.format(line=_n(0.9 * unit)), 3 * unit
        name = escape(f"{mark.name}: {mark.value_text}")
        place = f'cx="{_n(frame.x(mark.x))}" cy="{_n(frame.y(mark.y))}" r="{_n(radius)}"'
        drawn.append(f'<circle class="mark" data-hover={quoteattr(f"{mark.name}: {mark.value_text}")} {place} {look}>')
        drawn.append(f"<title>{name}</title></circle>")
    return drawn


def _noted(
    spec: MapSpec, outlines: Mapping[str, Outline], frame: _Frame, size: float, labels: Sequence[_Label]
) -> list[str]:
    """Draw the numbers of notes, each on a dark round above the label of its area."""
    drawn = []
    for area in spec.areas:
        if not area.note:
            continue
        x, y = frame.x(outlines[area.code].label_x), frame.y(outlines[area.code].label_y)
        label = min(labels, key=lambda one: (one.x - x) ** 2 + (one.y - y) ** 2, default=None)
        # A label may have been moved in its area, or left out.
        if label is not None and abs(label.x - x) + abs(label.y - y) < 5 * size:
            x, y = label.x, label.y - label.height / 2 - 0.85 * size
        wide = max(1.5, 0.7 + _LETTER * len(area.note)) * size
        box = f'x="{_n(x - wide / 2)}" y="{_n(y - 0.75 * size)}" width="{_n(wide)}" height="{_n(1.5 * size)}"'
        look = f'rx="{_n(0.75 * size)}" fill="{INK["text"]}" stroke="{INK["paper"]}" stroke-width="{_n(0.12 * size)}"'
        drawn.append(f"<rect data-note={quoteattr(area.code)} {box} {look}/>")
        style = f' text-anchor="middle" font-weight="bold" fill="{INK["paper"]}"'
        drawn.append(_text(x, y + 0.34 * size, area.note, 0.95 * size, style))
    return drawn


def _dotted(unit: float) -> str:
    dash = f"{_n(1.2 * unit)} {_n(2.6 * unit)}"
    return f'stroke="{INK["missing-line"]}" stroke-width="{_n(1.4 * unit)}" stroke-dasharray="{dash}"'


def to_svg(
    spec: MapSpec,
    outlines: Mapping[str, Outline],
    *,
    selected: str | None = None,
    width: int = 720,
    prefix: str = "",
    unit: float | None = None,
    height: float | None = None,
) -> str:
    """Draw the map as one SVG file that stands by itself: for download, slides and paper.

    Args:
        spec: what the map says.
        outlines: shapes by code; those that ``spec`` does not mention are drawn as a pale background.
        selected: code of the area to outline; a code that is not on the map outlines nothing.
        width: in pixels; type and lines grow with it, so that a slide looks like the page.
        prefix: of the ids inside, where several maps stand in one page.
        unit: size of type and lines against those of a map 720 wide; by default they grow with the width.
        height: of a drawing that lies, such as a slide: the map fills it and the legend stands beside it; by default
            the legend stands below, and the drawing is as high as it needs.

    Returns:
        The text of the file.

    Raises:
        ValueError: an area of ``spec`` has no outline.
    """
    lost = [area.code for area in spec.areas if area.code not in outlines]
    if lost:
        raise ValueError(f"no outline in {spec.geometry} for {', '.join(lost)}")
    unit = unit or width / 720
    margin = 16 * unit
    room = width - 2 * margin
    fills = colours(len(spec.legend))
    marks: list[str] = []

    y = margin

    box = _framed(outlines.values())
    scale = room / box[2]
    if height is not None:
        scale = min(0.72 * scale, (height - margin - y) / box[3])
    frame = _Frame(margin, y, scale, box)
    hair, dots = _n(unit / scale), _dotted(unit / scale)
    shapes = []
    known = {area.code for area in spec.areas}
    for outline in outlines.values():
        if outline.code not in known:
            shapes.append(
                f'<path d={quoteattr(outline.path)} fill="{INK["context"]}" stroke="{INK["paper"]}"'
                f' stroke-width="{hair}"/>'
            )
    # A dark seam under the light edges closes the palest areas off from the paper, around the city only.
    filled = " ".join(outlines[area.code].path for area in spec.areas if area.has_figure)
    if filled:
        seam = f'stroke="{INK["seam"]}" stroke-width="{_n(2.8 * unit / scale)}"'
        shapes.append(f'<path d={quoteattr(filled)} fill="none" {seam}/>')
    # Dotted outlines come last: a neighbour's white edge would cover half of each dot.
    for area in sorted(spec.areas, key=lambda area: not area.has_figure):
        path = quoteattr(outlines[area.code].path)
        said = area.name if spec.marks else f"{area.name}: {area.value_text}"
        name = f"<title>{escape(said)}</title>"
        group = spec.class_of(area)
        if spec.marks:
            look = f'fill="{INK["context"]}" stroke="{INK["paper"]}" stroke-width="{_n(1.5 * unit / scale)}"'
        elif group is None:
            look = f'fill="{INK["missing"]}" {dots}'
        else:
            look = f'fill="{fills[group]}" stroke="{INK["paper"]}" stroke-width="{_n(1.5 * unit / scale)}"'
        shapes.append(f"<path data-code={quoteattr(area.code)} d={path} {look}>{name}</path>")
        if area.hatched and group is not None:
            shapes.append(f'<path data-hatched={quoteattr(area.code)} d={path} fill="url(#{prefix}hatch)"/>')
    if selected in known and selected is not None:
        path = quoteattr(outlines[selected].path)
        for colour, line_width in ((INK["paper"], 7.5), (INK["text"], 4)):
            shapes.append(
                f'<path data-selected={quoteattr(selected)} d={path} fill="none" stroke="{colour}"'
                f' stroke-width="{_n(line_width * unit / scale)}" stroke-linejoin="round"/>'
            )
    place = f"translate({_n(frame.left)} {_n(frame.top)}) scale({scale:.6f}) translate({-box[0]} {-box[1]})"
    marks.append(f'<g stroke-linejoin="round" transform="{place}">{"".join(shapes)}</g>')

    size = (14 if len(spec.areas) <= MAX_NAMED else 13) * unit
    halo = f' stroke="{INK["paper"]}" stroke-width="{_n(size * 0.28)}" stroke-linejoin="round"'
    labels = _labels(spec, outlines, frame, size)
    for label in labels:
        top = label.y - label.height / 2
        for row, (line, own) in enumerate(zip(label.lines, label.sizes, strict=True)):
            base = top + own * 0.9
            top += own * 1.15
            weight = ' font-weight="bold"' if row == len(label.lines) - 1 and not spec.marks else ""
            middle = f' text-anchor="middle"{weight}'
            # Twice, not with paint-order: office programs ignore that and paint the halo over the text.
            for layer in (halo + ' aria-hidden="true"', ""):
                marks.append(_text(label.x, base, line, own, middle + layer))
    marks += _noted(spec, outlines, frame, size, labels)
    marks += _marks(spec, frame, unit)
    if height is not None:
        left = margin + box[2] * scale + 2 * margin
        beside = width - margin - left
        taken = _legend(spec, left, 0, beside, unit, prefix)[1]
        marks += _legend(spec, left, (height - taken) / 2, beside, unit, prefix)[0]
        y = height - margin
    else:
        y += box[3] * scale + 10 * unit
        legend, taken = _legend(spec, margin, y, room, unit, prefix)
        marks += legend
        y += taken
    total = y + margin

    description = " ".join(area.description for area in spec.areas if area.description)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_n(total)}"'
        f' viewBox="0 0 {width} {_n(total)}" role="img" aria-labelledby="{prefix}map-title {prefix}map-desc"'
        f' font-family="{theme.OFFICE_FONT}" fill="{INK["text"]}">'
        f'<title id="{prefix}map-title">{escape(spec.title)}</title>'
        f'<desc id="{prefix}map-desc">{escape(description)}</desc>'
        f"<defs>{_hatch(f'{prefix}hatch', unit / scale)}{_hatch(f'{prefix}hatch-legend', unit)}</defs>"
        f'<rect width="100%" height="100%" fill="{INK["paper"]}"/>'
        f"{''.join(marks)}</svg>"
    )
