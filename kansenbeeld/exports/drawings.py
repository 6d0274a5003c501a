"""The chart of any finding as SVG to stand inside a page: no headline, no source, no browser."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Final

from kansenbeeld.charts import typeface
from kansenbeeld.charts.map import MapSpec, Outline, to_svg
from kansenbeeld.charts.svg import draw
from kansenbeeld.findings import Finding
from kansenbeeld.findings.finding import Figure
from kansenbeeld.language import Language

PHONE_WIDTH: Final = 400
PHONE_SCALE: Final = 1.15
"""Names are 16 pixels on a phone, numbers 15."""

_AREA: Final = re.compile(r"<path data-code=([^>]*)><title>([^<]*)</title>")
_OVER: Final = re.compile(r"<path (data-hatched|data-selected)=")


def drawing(
    finding: Finding,
    language: Language,
    outlines: Mapping[str, Outline],
    *,
    width: int = 960,
    scale: float = 1.0,
    height: float | None = None,
    name: str = "",
) -> str:
    """Draw the chart of a finding.

    Args:
        finding: a finding with a chart.
        language: the reader's language.
        outlines: areas of a map by code; not used for other charts.
        width: of the drawing, in pixels.
        scale: type and marks are so many times larger than on a page.
        height: of the drawing, to fill a slide; a map then has its legend beside it.
        name: prefix of the ids inside; by default the question, so give one where a question stands twice in a page.

    Returns:
        One SVG, the headline its name and the alternative text its description.

    Raises:
        ValueError: the finding has no chart, or an area of its map no outline.
    """
    if isinstance(finding.chart, MapSpec):
        return _map(finding, finding.chart, outlines, width, scale, height, name or finding.question)
    return _figure(finding, _chart(finding, language), width, scale, height, name or finding.question)


def parts(
    finding: Finding,
    language: Language,
    outlines: Mapping[str, Outline],
    *,
    width: int = PHONE_WIDTH,
    scale: float = PHONE_SCALE,
    name: str = "",
) -> tuple[str, ...]:
    """Draw the chart of a finding for a phone: in its parts, to stand below each other, or else as one.

    Arguments and errors as :func:`drawing`.
    """
    if not finding.beside:
        return (drawing(finding, language, outlines, width=width, scale=scale, name=name),)
    return tuple(
        _figure(finding, figure, width, scale, None, f"{name or finding.question}-{number}")
        for number, figure in enumerate(finding.beside, start=1)
    )


def _chart(finding: Finding, language: Language) -> Figure:
    if finding.chart is None or isinstance(finding.chart, MapSpec):
        raise ValueError(f"finding {finding.question} has no chart to draw; its text says why ({language.code})")
    return finding.chart


def _figure(finding: Finding, figure: Figure, width: int, scale: float, height: float | None, name: str) -> str:
    return draw(
        figure,
        width=width,
        scale=scale,
        title=finding.headline,
        description=finding.alt,
        height=height,
        name=name,
    )


def _map(
    finding: Finding,
    spec: MapSpec,
    outlines: Mapping[str, Outline],
    width: int,
    scale: float,
    height: float | None,
    name: str,
) -> str:
    selected = finding.selection.district
    drawn = to_svg(spec, outlines, selected=selected, width=width, prefix=f"{name}-", unit=scale, height=height)
    # The areas are marks as those of other charts; what lies over them lets the pointer through.
    drawn = _AREA.sub(r'<path class="mark" data-hover="\2" data-code=\1><title>\2</title>', drawn)
    return _OVER.sub(r'<path pointer-events="none" \1=', drawn)


def as_image(svg: str) -> str:
    """Return a drawing as the address of an image: one figure with one alternative text in a tagged PDF.

    An image is drawn apart from its page, so its letters are in it.
    """
    if "xmlns=" not in svg.split(">", 1)[0]:
        svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    svg = typeface.worn(svg) if "<text" in svg else svg
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode('utf-8')).decode('ascii')}"
