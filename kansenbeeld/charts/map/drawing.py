"""The map as one SVG that stands by itself, for download, slides and paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from kansenbeeld.charts import theme
from kansenbeeld.charts.map.labels import LETTER, MAX_NAMED, Label, labels
from kansenbeeld.charts.map.legend import EMPTY, UNCERTAIN, dotted, legend, written
from kansenbeeld.charts.map.outlines import Frame, Outline, framed
from kansenbeeld.charts.map.spec import MapSpec, colours
from kansenbeeld.charts.svg.elements import number
from kansenbeeld.charts.theme import MAP_INK as INK

_MARGIN = 16
"""Around a map, in pixels of one 720 wide."""


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
    frame = _frame(outlines, width, height, _MARGIN * unit)
    size = (14 if len(spec.areas) <= MAX_NAMED else 13) * unit
    placed = labels(spec, outlines, frame, size)
    signs, total = _legend(spec, frame, width, height, unit, prefix)
    content = (
        _ground(spec, outlines, frame, unit, selected, prefix),
        *_written(placed, size, bold=not spec.marks),
        *_noted(spec, outlines, frame, size, placed),
        *_marks(spec, frame, unit),
        *signs,
    )
    patterns = _hatch(f"{prefix}hatch", unit / frame.scale) + _hatch(f"{prefix}hatch-legend", unit)
    return _document(spec, "".join(content), patterns, width, total, prefix)


def _document(spec: MapSpec, content: str, patterns: str, width: int, height: float, prefix: str) -> str:
    description = " ".join(area.description for area in spec.areas if area.description)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{number(height)}"'
        f' viewBox="0 0 {width} {number(height)}" role="img" aria-labelledby="{prefix}map-title {prefix}map-desc"'
        f' font-family="{theme.OFFICE_FONT}" fill="{INK["text"]}">'
        f'<title id="{prefix}map-title">{escape(spec.title)}</title>'
        f'<desc id="{prefix}map-desc">{escape(description)}</desc>'
        f"<defs>{patterns}</defs>"
        f'<rect width="100%" height="100%" fill="{INK["paper"]}"/>'
        f"{content}</svg>"
    )


def _frame(outlines: Mapping[str, Outline], width: int, height: float | None, margin: float) -> Frame:
    """Fit the outlines into the width; on a drawing that lies, into its height and the left part of it."""
    box = framed(outlines.values())
    scale = (width - 2 * margin) / box[2]
    if height is not None:
        scale = min(0.72 * scale, (height - 2 * margin) / box[3])
    return Frame(margin, margin, scale, box)


def _legend(
    spec: MapSpec, frame: Frame, width: int, height: float | None, unit: float, prefix: str
) -> tuple[list[str], float]:
    """Return the legend below the map, or beside it on a drawing that lies, and the height of the whole drawing."""
    margin = _MARGIN * unit
    if height is None:
        top = margin + frame.box[3] * frame.scale + 10 * unit
        signs, taken = legend(spec, margin, top, width - 2 * margin, unit, prefix)
        return signs, top + taken + margin
    left = margin + frame.box[2] * frame.scale + 2 * margin
    room = width - margin - left
    taken = legend(spec, left, 0, room, unit, prefix)[1]
    return legend(spec, left, (height - taken) / 2, room, unit, prefix)[0], height


def _ground(
    spec: MapSpec, outlines: Mapping[str, Outline], frame: Frame, unit: float, selected: str | None, prefix: str
) -> str:
    """Draw the areas, from the context around them to the outline of the selected one."""
    thin, known = unit / frame.scale, {area.code for area in spec.areas}
    shapes = [
        f'<path d={quoteattr(outline.path)} fill="{INK["context"]}" stroke="{INK["paper"]}"'
        f' stroke-width="{number(thin)}"/>'
        for outline in outlines.values()
        if outline.code not in known
    ]
    # A dark seam under the light edges closes the palest areas off from the paper, around the city only.
    filled = " ".join(outlines[area.code].path for area in spec.areas if area.has_figure)
    if filled:
        seam = f'stroke="{INK["seam"]}" stroke-width="{number(2.8 * thin)}"'
        shapes.append(f'<path d={quoteattr(filled)} fill="none" {seam}/>')
    shapes += _areas(spec, outlines, thin, prefix)
    if selected is not None and selected in known:
        path = quoteattr(outlines[selected].path)
        for colour, line_width in ((INK["paper"], 7.5), (INK["text"], 4)):
            shapes.append(
                f'<path data-selected={quoteattr(selected)} d={path} fill="none" stroke="{colour}"'
                f' stroke-width="{number(line_width * thin)}" stroke-linejoin="round"/>'
            )
    left, top = -frame.box[0], -frame.box[1]
    place = f"translate({number(frame.left)} {number(frame.top)}) scale({frame.scale:.6f}) translate({left} {top})"
    return f'<g stroke-linejoin="round" transform="{place}">{"".join(shapes)}</g>'


def _areas(spec: MapSpec, outlines: Mapping[str, Outline], thin: float, prefix: str) -> Iterator[str]:
    """Draw each area in the colour of its class; ``thin`` is the width of a line of a pixel, in units of the paths."""
    fills, edge = colours(len(spec.legend)), f'stroke="{INK["paper"]}" stroke-width="{number(1.5 * thin)}"'
    # Dotted outlines come last: a neighbour's white edge would cover half of each dot.
    for area in sorted(spec.areas, key=lambda area: not area.has_figure):
        path, group = quoteattr(outlines[area.code].path), spec.class_of(area)
        said = area.name if spec.marks else f"{area.name}: {area.value_text}"
        if spec.marks:
            look = f'fill="{INK["context"]}" {edge}'
        elif group is None:
            look = f'fill="{INK["missing"]}" {dotted(thin)}'
        else:
            look = f'fill="{fills[group]}" {edge}'
        yield f"<path data-code={quoteattr(area.code)} d={path} {look}><title>{escape(said)}</title></path>"
        if area.hatched and group is not None:
            yield f'<path data-hatched={quoteattr(area.code)} d={path} fill="url(#{prefix}hatch)"/>'


def _written(placed: Sequence[Label], size: float, *, bold: bool) -> Iterator[str]:
    """Write labels on a halo of paper; ``bold`` is whether the last line of each, its value, stands out."""
    halo = f' stroke="{INK["paper"]}" stroke-width="{number(size * 0.28)}" stroke-linejoin="round"'
    for label in placed:
        top = label.y - label.height / 2
        for row, (line, own) in enumerate(zip(label.lines, label.sizes, strict=True)):
            base = top + own * 0.9
            top += own * 1.15
            weight = ' font-weight="bold"' if row == len(label.lines) - 1 and bold else ""
            middle = f' text-anchor="middle"{weight}'
            # Twice, not with paint-order: office programs ignore that and paint the halo over the text.
            for layer in (halo + ' aria-hidden="true"', ""):
                yield written(label.x, base, line, own, middle + layer)


def _noted(
    spec: MapSpec, outlines: Mapping[str, Outline], frame: Frame, size: float, placed: Sequence[Label]
) -> list[str]:
    """Draw the numbers of notes, each on a dark round above the label of its area."""
    drawn = []
    for area in spec.areas:
        if not area.note:
            continue
        x, y = frame.x(outlines[area.code].label_x), frame.y(outlines[area.code].label_y)
        label = min(placed, key=lambda one: (one.x - x) ** 2 + (one.y - y) ** 2, default=None)
        # A label may have been moved in its area, or left out.
        if label is not None and abs(label.x - x) + abs(label.y - y) < 5 * size:
            x, y = label.x, label.y - label.height / 2 - 0.85 * size
        wide = max(1.5, 0.7 + LETTER * len(area.note)) * size
        left, top, high = number(x - wide / 2), number(y - 0.75 * size), number(1.5 * size)
        box = f'x="{left}" y="{top}" width="{number(wide)}" height="{high}" rx="{number(0.75 * size)}"'
        look = f'fill="{INK["text"]}" stroke="{INK["paper"]}" stroke-width="{number(0.12 * size)}"'
        drawn.append(f"<rect data-note={quoteattr(area.code)} {box} {look}/>")
        style = f' text-anchor="middle" font-weight="bold" fill="{INK["paper"]}"'
        drawn.append(written(x, y + 0.34 * size, area.note, 0.95 * size, style))
    return drawn


def _marks(spec: MapSpec, frame: Frame, unit: float) -> list[str]:
    """Draw the marks: those without a figure first and smaller, so that they hide nobody."""
    fills, drawn = colours(len(spec.legend)), []
    for mark in sorted(spec.marks, key=lambda mark: (mark.value is not None, mark.uncertain)):
        group, radius = spec.class_of(mark), 6.0 * unit
        if group is not None:
            look = f'fill="{fills[group]}" stroke="{INK["text"]}" stroke-width="{number(0.9 * unit)}"'
        elif mark.uncertain:
            look, radius = UNCERTAIN.format(line=number(1.4 * unit), dash=number(2.4 * unit)), 5 * unit
        else:
            look, radius = EMPTY.format(line=number(0.9 * unit)), 3 * unit
        name = escape(f"{mark.name}: {mark.value_text}")
        place = f'cx="{number(frame.x(mark.x))}" cy="{number(frame.y(mark.y))}" r="{number(radius)}"'
        drawn.append(f'<circle class="mark" data-hover={quoteattr(f"{mark.name}: {mark.value_text}")} {place} {look}>')
        drawn.append(f"<title>{name}</title></circle>")
    return drawn


def _hatch(name: str, unit: float) -> str:
    """Diagonal lines as a pattern: dark with a light edge, to stand out from the darkest fill too."""
    step, dark = 9 * unit, 1.8 * unit
    line = f'<path d="M0 0V{number(step)}" stroke='
    return (
        f'<pattern id="{name}" width="{number(step)}" height="{number(step)}" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)">'
        f'{line}"{INK["paper"]}" stroke-opacity="0.75" stroke-width="{number(dark * 3)}"/>'
        f'{line}"{INK["hatch"]}" stroke-width="{number(dark)}"/></pattern>'
    )
