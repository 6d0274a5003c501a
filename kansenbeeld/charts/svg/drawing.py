"""A figure as one SVG that stands by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

from kansenbeeld.charts import theme
from kansenbeeld.charts.svg import callouts
from kansenbeeld.charts.svg import frame as frames
from kansenbeeld.charts.svg import legend as legends
from kansenbeeld.charts.svg.axes import Axis, shown, ticks
from kansenbeeld.charts.svg.elements import attributes, number, paint, stroke
from kansenbeeld.charts.svg.frame import Frame
from kansenbeeld.charts.svg.marks import Canvas, Label, placed, trace
from kansenbeeld.charts.svg.text import Anchor, Text
from kansenbeeld.charts.theme import Figure

_ANCHORS: Final[dict[str, Anchor]] = {"left": "start", "center": "middle", "right": "end"}
_CROWDED: Final = 440
"""In a chart of less height, names of bands stand on one line with their share."""


def draw(
    figure: Figure,
    *,
    width: int = 960,
    scale: float = 1.0,
    title: str = "",
    description: str = "",
    height: float | None = None,
    name: str = "chart",
) -> str:
    """Draw a figure of ``kansenbeeld.charts`` as SVG.

    Args:
        figure: ``data`` and ``layout`` as Plotly takes them.
        width: of the drawing, in pixels.
        scale: type, marks and lines are so many times larger than on a page; 1.1 on a phone, 2 on a slide.
        title: what a screen reader calls it.
        description: what it says.
        height: of the drawing, to fill a slide; by default that of the figure, and more where its legend needs it.
        name: prefix of the ids inside; give each drawing of one page its own.

    Returns:
        The text of the file; the same for the same figure.

    Raises:
        ValueError: the figure holds a type of trace or mark that is not drawn here.
    """
    layout = figure["layout"]
    frame = frames.frame(figure, width, scale, height)
    canvas = Canvas(scale, name, frame.axes, layout["font"])
    traces, labels = [], []
    for one in figure["data"]:
        marks, texts = trace(one, canvas)
        traces.append(marks)
        labels += texts
    shapes = layout.get("shapes", ())
    paper, notes = _notes(layout, frame, scale)
    content = (
        *(_shape(shape, frame, scale) for shape in shapes if shape.get("layer") == "below"),
        *_axes(layout, frame, scale),
        # Paper behind a note hides lines of the chart, and never a mark.
        paper,
        *traces,
        *(_shape(shape, frame, scale) for shape in shapes if shape.get("layer") != "below"),
        *(label.drawn() for label in placed(labels, width)),
        notes,
        callouts.drawn(frame.names, frame.axes, width, scale),
        _legend(layout, frame, canvas),
    )
    return _document(layout, frame, canvas, "".join(content), title, description)


def _legend(layout: Figure, frame: Frame, canvas: Canvas) -> str:
    size = float(layout["legend"]["font"]["size"]) * canvas.scale
    top = layout["margin"]["t"] * canvas.scale
    return legends.drawn(frame.legend, frame.legend_left, top, size, layout["font"]["color"], canvas)


def _document(layout: Figure, frame: Frame, canvas: Canvas, content: str, title: str, description: str) -> str:
    names = {"title": title, "desc": description}
    told = "".join(f'<{tag} id="{canvas.name}-{tag}">{escape(text)}</{tag}>' for tag, text in names.items() if text)
    head = {
        "xmlns": "http://www.w3.org/2000/svg",
        "width": number(frame.width),
        "height": number(frame.height),
        "viewBox": f"0 0 {number(frame.width)} {number(frame.height)}",
        "role": "img",
        "aria-labelledby": " ".join(f"{canvas.name}-{tag}" for tag, text in names.items() if text) or None,
        "font-family": theme.OFFICE_FONT,
        **paint("fill", layout["font"]["color"]),
    }
    paper = {"width": "100%", "height": "100%", **paint("fill", layout["paper_bgcolor"])}
    return f"<svg{attributes(head)}>{told}{canvas.defined()}<rect{attributes(paper)}/>{content}</svg>"


def _axes(layout: Figure, frame: Frame, scale: float) -> list[str]:
    """Draw lines behind the marks, numbers, names and titles."""
    parts = []
    for name, axis in frame.axes.items():
        if not shown(axis.settings):
            continue
        across = name.startswith("x")
        parts += _grid(axis, frame, layout, scale, across=across)
        parts += _below(axis, frame, layout, scale) if across else _beside(axis, frame, layout, scale)
    return parts


def _grid(axis: Axis, frame: Frame, layout: Figure, scale: float, *, across: bool) -> list[str]:
    settings = axis.settings
    # Every grid line of an axis runs along the whole of the one that it stands on.
    lines = []
    if settings.get("showgrid", True):
        look = {"color": settings.get("gridcolor", theme.GRID), "width": 1}
        lines += [(value, look) for value, _ in ticks(settings, layout["separators"])]
    low, high = sorted(settings["range"])
    if settings.get("zeroline") and low <= 0 <= high:
        lines.append((0.0, {"color": settings.get("zerolinecolor", theme.MUTED), "width": 1}))
    parts = []
    for value, look in lines:
        at = number(axis.at(value))
        path = (
            f"M{at} {number(frame.top)}V{number(frame.bottom)}"
            if across
            else f"M{number(frame.left)} {at}H{number(frame.right)}"
        )
        parts.append(f"<path{attributes({'d': path, **stroke(look, scale)})}/>")
    return parts


def _below(axis: Axis, frame: Frame, layout: Figure, scale: float) -> list[str]:
    settings, room = axis.settings, axis.high - axis.low
    size, fill = frames.tick_size(settings) * scale, settings.get("tickfont", {}).get("color", theme.MUTED)
    top = frame.bottom + 6 * scale
    parts = []
    for value, text in frames.x_texts(layout, settings, room, scale):
        half = text.width(size) / 2
        x = min(max(axis.at(value), half + 2), frame.width - half - 2)
        parts.append(text.drawn(x, top + text.height(size) / 2, size, fill, "middle"))
    title = frames.x_title(settings, room, scale)
    title_size = frames.title_size(settings) * scale
    y = (
        frame.bottom
        + frames.ticks_height(layout, frame.right - frame.left, scale)
        + title.height(title_size) / 2
        + 4 * scale
    )
    parts.append(title.drawn((axis.low + axis.high) / 2, y, title_size, _title_colour(settings), "middle"))
    return parts


def _beside(axis: Axis, frame: Frame, layout: Figure, scale: float) -> list[str]:
    settings = axis.settings
    size, fill = frames.tick_size(settings) * scale, settings.get("tickfont", {}).get("color", theme.INK)
    edge = layout["margin"]["l"] * scale
    parts = []
    for value, source in ticks(settings, layout["separators"]):
        if frame.stacked:
            text = frames.row_name(source, frame.width, size, layout, scale)
            top = axis.at(value) - frame.row / 2 + 3 * scale - (frame.raised if value == 0 else 0)
            parts.append(text.drawn(edge, top + text.height(size) / 2, size, fill, halo=layout["paper_bgcolor"]))
        else:
            text = frames.y_text(source, frame.width, size)
            parts.append(text.drawn(frame.left - 6 * scale, axis.at(value), size, fill, "end"))
    title = frames.title_of(settings).joined()
    if title.lines:
        # Level, above the axis: turned on its side it would be hard to read, and too long for a phone.
        title_size = frames.title_size(settings) * scale
        title = title.wrapped(frame.width - 2 * edge, title_size)
        y = axis.low - 10 * scale - title.height(title_size) / 2
        parts.append(title.drawn(edge, y, title_size, _title_colour(settings)))
    return parts


def _title_colour(settings: Figure) -> str:
    return str((settings.get("title") or {}).get("font", {}).get("color", theme.MUTED))


def _at(reference: str, value: float, frame: Frame) -> float:
    """Return the pixel of a place on an axis, or on the whole chart for ``paper``."""
    if reference.startswith("paper-x"):
        return frame.left + value * (frame.right - frame.left)
    if reference.startswith("paper-y"):
        return frame.bottom - value * (frame.bottom - frame.top)
    return frame.axes[reference].at(value)


def _places(one: Mapping[str, Any]) -> tuple[str, str]:
    x, y = one.get("xref", "x"), one.get("yref", "y")
    return ("paper-x" if x == "paper" else x), ("paper-y" if y == "paper" else y)


def _shape(shape: Mapping[str, Any], frame: Frame, scale: float) -> str:
    across, upright = _places(shape)
    x0, x1 = (_at(across, shape[key], frame) for key in ("x0", "x1"))
    y0, y1 = (_at(upright, shape[key], frame) for key in ("y0", "y1"))
    if shape["type"] == "line":
        path = f"M{number(x0)} {number(y0)}L{number(x1)} {number(y1)}"
        return f"<path{attributes({'d': path, **stroke(shape['line'], scale)})}/>"
    if across == "paper-x":
        # A band behind a row runs along the whole drawing, so that the name of the row is in it.
        x0, x1 = 0.0, frame.width
        if frame.raised and shape["y0"] < 0:
            y0 -= frame.raised
    box = {
        "x": number(min(x0, x1)),
        "y": number(min(y0, y1)),
        "width": number(abs(x1 - x0)),
        "height": number(abs(y1 - y0)),
    }
    return f"<rect{attributes(box | paint('fill', shape['fillcolor']))}/>"


def _notes(layout: Figure, frame: Frame, scale: float) -> tuple[str, str]:
    """Draw annotations: the paper behind those that have it, and the letters of all, moved apart if there are many."""
    behind, labels = [], []
    # Names above a first row are placed anew for each width.
    for note in () if frame.names else layout.get("annotations", ()):
        label = _note(note, layout, frame, scale)
        if "bgcolor" in note:
            half = label.text.height(label.size) / 2
            box = {
                "x": number(label.left),
                "y": number(label.y - half),
                "width": number(label.right - label.left),
                "height": number(2 * half),
            }
            behind.append(f"<rect{attributes(box | paint('fill', note['bgcolor']))}/>")
        labels.append(label)
    return "".join(behind), "".join(label.drawn() for label in placed(labels, frame.width))


def _note(note: Mapping[str, Any], layout: Figure, frame: Frame, scale: float) -> Label:
    font = {**layout["font"], **note.get("font", {})}
    size = float(font["size"]) * scale
    across, upright = _places(note)
    x, y = _at(across, note["x"], frame), _at(upright, note["y"], frame)
    anchor = _ANCHORS[note.get("xanchor", "center")]
    beside = 0.0 if "xshift" in note else 5 * scale if "bgcolor" in note else 2 * scale
    # Up to its own axis and half of the space beside it, so that a name never stands in the next group.
    space = 0.02 * frame.width
    low, high = 0.0, frame.width
    if across != "paper-x":
        axis = frame.axes[across]
        low = axis.low - space if axis.low > frame.left + 1 else low
        high = axis.high + space if axis.high < frame.right - 1 else high
    room = {"start": high - x, "middle": 2 * min(x - low, high - x), "end": x - low}[anchor] - beside - 2
    text = Text.read(note["text"])
    # A name with its share below it; headings have one line and stay where they are.
    is_name = len(text.lines) > 1 and "bgcolor" not in note
    if is_name and frame.bottom - frame.top < _CROWDED * scale:
        text = text.joined()
    text = text.wrapped(room, size)
    half = text.height(size) / 2
    y += {"top": half, "middle": 0.0, "bottom": -half}[note.get("yanchor", "middle")]
    x += {"start": beside, "middle": 0.0, "end": -beside}[anchor] + note.get("xshift", 0) * scale
    y -= note.get("yshift", 0) * scale
    return Label(text, x, y, size, font["color"], anchor, free=is_name)
