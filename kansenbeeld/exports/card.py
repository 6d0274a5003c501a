"""The preview of a finding where its address is shared: its sentence in large type, with its chart where that fits."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.map import MapSpec, Outline
from kansenbeeld.charts.svg.text import Text
from kansenbeeld.exports import images
from kansenbeeld.exports.drawings import drawing
from kansenbeeld.exports.light_page import CARD_SIZE
from kansenbeeld.findings import Finding
from kansenbeeld.language import Language

_WIDTH, _HEIGHT = (side // 2 for side in CARD_SIZE)
"""A picture has twice as many pixels as its drawing."""

_MARGIN: Final = 24
_BAR: Final = 8
_FOOT: Final = 52
"""From the line above the name of the site to the end of the picture."""
_GAP: Final = 16
_SIZES: Final = (30, 27, 24, 22, 20, 18, 16)
"""Sizes of a headline, the largest in which it fits; in a chat a preview is some 250 to 500 pixels wide."""
_SMALL, _NAME = 13, 18
_CHART: Final = 252
"""Width that is left for a chart."""
_TOP: Final = _BAR + _GAP
_DRAWN, _TYPE = 390, 1.12
"""Width in which a chart is drawn, and size of its type, before it is made to fit."""
_READABLE: Final = 0.48
"""Smallest part of that at which names in a chart can still be read: 14 pixels of the picture."""
_OF_MAP: Final = 0.75
"""The part of a drawing that lies in which its map stands, with the room around it."""
_BOX: Final = re.compile(r'<svg([^>]*?) width="([\d.]+)" height="([\d.]+)" viewBox="[^"]*"')
_JOINED: Final = "\N{WORD JOINER}"
_YEARS: Final = re.compile(r"(?<=\d)/(?=\d)")


def png(finding: Finding, language: Language, outlines: Mapping[str, Outline]) -> bytes:
    """Draw the preview of a finding as PNG of :data:`~kansenbeeld.exports.light_page.CARD_SIZE`.

    Args:
        finding: any, also one without a chart.
        language: the reader's language.
        outlines: areas of a map by code; not used for other charts.

    Raises:
        NoBrowserError: there is no browser to draw it.
        ValueError: an area of its map has no outline.
    """
    return images.raster(svg(finding, language, outlines))


def svg(finding: Finding, language: Language, outlines: Mapping[str, Outline]) -> str:
    """Write the preview of a finding as SVG; arguments and errors as :func:`png`."""
    room = _HEIGHT - _BAR - _FOOT - 2 * _GAP
    chart = _fitted(finding, language, outlines, room)
    width = _WIDTH - 2 * _MARGIN - (_CHART + _GAP if chart else 0)
    size, headline = _headline(finding.headline, width, room)
    middle = _TOP + room / 2
    foot = _HEIGHT - _FOOT / 2
    name = Text.read(f"<b>{language.text('app.short')}</b>")
    source = _source(finding, language, _WIDTH - 2 * _MARGIN - name.width(_NAME) - _GAP)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="{theme.OFFICE_FONT}">'
        f'<rect width="100%" height="100%" fill="{theme.PAPER}"/>'
        f'<rect width="100%" height="{_BAR}" fill="{theme.ACCENT}"/>'
        f"{headline.drawn(_MARGIN, middle, size, theme.INK)}{chart}"
        f'<rect x="{_MARGIN}" y="{_HEIGHT - _FOOT}" width="{_WIDTH - 2 * _MARGIN}" height="1" fill="{theme.FAINT}"/>'
        f"{name.drawn(_MARGIN, foot, _NAME, theme.ACCENT)}"
        f"{source.drawn(_WIDTH - _MARGIN, foot, _SMALL, theme.MUTED, 'end')}</svg>"
    )


def _headline(text: str, width: float, room: float) -> tuple[int, Text]:
    """Break a headline into lines of a width, in the largest type in which they fit; of the smallest, what fits."""
    # A school year is one word.
    whole = Text.read(f"<b>{_YEARS.sub(f'/{_JOINED}', html.escape(text))}</b>")
    for size in _SIZES:
        broken = whole.wrapped(width, size)
        if broken.height(size) <= room and broken.width(size) <= width:
            break
    return size, broken


def _source(finding: Finding, language: Language, room: float) -> Text:
    """Say who published the figures, when they were retrieved, and whether they are published, worked out or estimated:
    on two lines, of many publishers the first and that there are others.
    """
    names = list(dict.fromkeys(source.publisher for source in finding.sources))
    date, status = language.date(finding.data_date), language.text(f"chip.status.{finding.status}")
    for shown in range(len(names), 0, -1):
        said_of = {"publisher": ", ".join(names[:shown]), "date": date, "status": status}
        all_shown = shown == len(names)
        whole = language.text("card.source", **said_of) if all_shown else language.text("card.sources", **said_of)
        said = Text.read(html.escape(whole)).wrapped(room, _SMALL)
        if len(said.lines) <= 2:
            return said
    return Text(())


def _fitted(finding: Finding, language: Language, outlines: Mapping[str, Outline], room: float) -> str:
    """Return the chart of a finding made to fit beside the headline; empty where nobody could read it so small."""
    if finding.chart is None:
        return ""
    if isinstance(finding.chart, MapSpec):
        return _map(finding, finding.chart, language, outlines, room)
    drawn = drawing(finding, language, outlines, width=_DRAWN, scale=_TYPE, name="card")
    tall = float(_BOX.findall(drawn)[0][2])
    if room / tall < _READABLE:
        return ""
    return _placed(drawn, f"0 0 {_DRAWN} {tall}", room)


def _map(finding: Finding, spec: MapSpec, language: Language, outlines: Mapping[str, Outline], room: float) -> str:
    """Return a map with its numbers and without its legend, but for what the hatching means."""
    hatched = any(area.hatched and area.has_figure for area in spec.areas)
    said = Text.read(spec.hatched_label if hatched else "").wrapped(_CHART, _SMALL)
    below = said.height(_SMALL)
    wide, tall = _DRAWN / _OF_MAP, _DRAWN * (room - below) / _CHART
    # The legend stands beside the map, in the part that is left out.
    drawn = drawing(finding, language, outlines, width=round(wide), scale=_TYPE, height=tall, name="card")
    placed = _placed(drawn, f"0 0 {_DRAWN} {tall:.1f}", room - below)
    return placed + said.drawn(_WIDTH - _MARGIN - _CHART / 2, _TOP + room - below / 2, _SMALL, theme.MUTED, "middle")


def _placed(drawn: str, shown: str, room: float) -> str:
    """Put a drawing beside the headline, of which ``shown`` (a view box) is seen."""
    place = f' x="{_WIDTH - _MARGIN - _CHART}" y="{_TOP}" width="{_CHART}" height="{room:.1f}" viewBox="{shown}"'
    return _BOX.sub(rf"<svg\1{place}", drawn, count=1)
