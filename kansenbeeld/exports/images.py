"""Findings as pictures that stand by themselves: headline above, source, version and definitions below."""

from __future__ import annotations

import functools
import html
import os
import shutil
import textwrap
import threading
from collections.abc import Iterable, Mapping
from typing import Any, Final

from kansenbeeld import measured
from kansenbeeld.charts import theme, typeface
from kansenbeeld.charts.map import Outline
from kansenbeeld.exports.drawings import as_image, drawing
from kansenbeeld.findings import Finding
from kansenbeeld.language import Language

WIDTH: Final = 960
_SCALE: Final = 2
_MARGIN: Final = 24
_TITLE: Final = 20
_SMALL: Final = 12
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_LOCK: Final = threading.Lock()


class NoBrowserError(Exception):
    """There is no Chromium on this machine, so a drawing can't be turned into PNG."""


def can_draw() -> bool:
    """Whether this machine has the browser that turns drawings into PNG."""
    return browser() is not None


def footer(finding: Finding, language: Language) -> tuple[str, ...]:
    """Return the lines that go below a picture: sources, version with date and status, definitions."""
    sources = tuple(source_line(finding, number, language) for number in range(len(finding.sources)))
    chips = " · ".join(f"{chip.label}: {chip.text}" for chip in finding.chips)
    return (*sources, version_line(finding, language), chips)


def note_lines(finding: Finding, language: Language) -> tuple[str, ...]:
    """Return the lines of the notes of a finding, with their sources, below a heading; none without notes."""
    if not finding.notes:
        return ()
    return (f"{language.text('note.heading')}:", *(note.whole for note in finding.notes))


def source_line(finding: Finding, number: int, language: Language) -> str:
    """Return the sentence that names one source of a finding."""
    source = finding.sources[number]
    return language.text("finding.source", publisher=source.publisher, title=source.title, period=source.period)


def version_line(finding: Finding, language: Language) -> str:
    """Return the sentence that names the data version of a finding, its date and its status."""
    status = language.text(f"chip.status.{finding.status}")
    return language.text(
        "finding.version", version=finding.version, date=language.date(finding.data_date), status=status
    )


def svg(finding: Finding, language: Language, outlines: Mapping[str, Outline]) -> bytes:
    """Draw a finding as SVG.

    Args:
        finding: a finding with a chart.
        language: the reader's language.
        outlines: areas of a map by code; not used for other charts.

    Raises:
        ValueError: the finding has no chart.
    """
    return typeface.worn(_stands_alone(finding, language, outlines)).encode("utf-8")


def png(finding: Finding, language: Language, outlines: Mapping[str, Outline]) -> bytes:
    """Draw a finding as PNG at double resolution; arguments as :func:`svg`.

    Raises:
        ValueError: the finding has no chart.
        NoBrowserError: there is no browser to draw it.
    """
    return raster(_stands_alone(finding, language, outlines))


@measured.watched("made", "picture")
def raster(drawing: str) -> bytes:
    """Turn a drawing of our own (SVG with a width and height in pixels) into PNG at double resolution.

    Raises:
        NoBrowserError: there is no browser to draw it.
    """
    return _draw(_picture(drawing), "png")


def _stands_alone(finding: Finding, language: Language, outlines: Mapping[str, Outline]) -> str:
    """Put the headline above a drawing, and notes, source, version and definitions below it."""
    drawn = drawing(finding, language, outlines, width=WIDTH - 2 * _MARGIN)
    above = _lines([finding.headline], _TITLE, _MARGIN + _TITLE, theme.INK, bold=True)
    top = _MARGIN + 1.3 * _TITLE * len(above) + _MARGIN
    bottom = top + float(drawn.split('height="')[1].split('"')[0])
    told = (*note_lines(finding, language), *footer(finding, language))
    below = _lines(told, _SMALL, bottom + 2 * _SMALL, theme.MUTED)
    height = bottom + 1.3 * _SMALL * len(below) + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" font-family="{theme.OFFICE_FONT}">'
        f'<rect width="100%" height="100%" fill="{theme.PAPER}"/>{"".join(above)}'
        f'<svg x="{_MARGIN}" y="{top:.0f}"{drawn.removeprefix("<svg")}{"".join(below)}</svg>'
    )


def _lines(texts: Iterable[str], size: int, top: float, colour: str, *, bold: bool = False) -> list[str]:
    """Write texts below each other, wrapped to the width of a picture."""
    letters = int((WIDTH - 2 * _MARGIN) / (size * (0.56 if bold else 0.52)))
    weight = ' font-weight="bold"' if bold else ""
    return [
        f'<text x="{_MARGIN}" y="{top + 1.3 * size * number:.1f}" font-size="{size}" fill="{colour}"{weight}>'
        f"{html.escape(line)}</text>"
        for number, line in enumerate(line for text in texts for line in textwrap.wrap(text, letters))
    ]


def _picture(drawing: str) -> Mapping[str, Any]:
    """Wrap an SVG in a figure, so that the one renderer draws maps as well."""
    head = drawing[: drawing.index(">")]
    width, height = (float(head.split(f'{name}="')[1].split('"')[0]) for name in ("width", "height"))
    image = {
        "source": as_image(drawing),
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "sizex": 1,
        "sizey": 1,
        "sizing": "stretch",
    }
    hidden = {"visible": False, "range": [0, 1], "fixedrange": True}
    return {
        "data": [],
        "layout": {
            "width": width,
            "height": height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "images": [image],
            "xaxis": hidden,
            "yaxis": hidden,
            "paper_bgcolor": theme.PAPER,
            "plot_bgcolor": theme.PAPER,
        },
    }


def _draw(figure: Mapping[str, Any], form: str) -> bytes:
    if not can_draw():
        raise NoBrowserError("a PNG of this chart needs Chromium on the server")
    layout = figure["layout"]
    options = {"format": form, "width": layout["width"], "height": layout["height"], "scale": _SCALE}
    with _LOCK:
        drawn = _renderer().calc_fig_sync(dict(figure), opts=options)
    return bytes(drawn) if isinstance(drawn, bytes | bytearray) else str(drawn).encode("utf-8")


@functools.cache
def _renderer() -> Any:
    """Start the browser once per process; it takes a second or two, each drawing after that a fifth of one."""
    import kaleido

    kaleido.start_sync_server(path=browser(), silence_warnings=True)
    return kaleido


@functools.cache
def browser() -> str | None:
    """Return the path of the Chromium that draws and prints on this machine, ``None`` where there is none."""
    named = [name for name in (os.environ.get("BROWSER_PATH"), *_BROWSERS) if name]
    return next((found for name in named if (found := shutil.which(name))), None)
