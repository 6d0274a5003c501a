"""Findings as pictures that stand by themselves: headline above, source, version and definitions below."""

from __future__ import annotations

import base64
import functools
import html
import os
import shutil
import textwrap
import threading
from collections.abc import Mapping
from typing import Any, Final

from kansenbeeld.charts import theme
from kansenbeeld.charts.map import MapSpec, Outline, to_svg
from kansenbeeld.findings import Finding
from kansenbeeld.language import Language

WIDTH: Final = 960
_SCALE: Final = 2
_LINE: Final = 20
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_LOCK: Final = threading.Lock()


class NoBrowserError(Exception):
    """There is no Chromium on this machine, so Plotly charts can't be drawn into a file."""


def can_draw() -> bool:
    """Whether this machine has the browser that draws charts into files."""
    return _browser() is not None


def footer(finding: Finding, language: Language) -> tuple[str, ...]:
    """Return the lines that go below a picture: sources, version with date and status, definitions."""
    sources = tuple(source_line(finding, number, language) for number in range(len(finding.sources)))
    version = language.text(
        "finding.version",
        version=finding.version,
        date=language.date(finding.data_date),
        status=language.text(f"chip.status.{finding.status}"),
    )
    chips = " · ".join(f"{chip.label}: {chip.text}" for chip in finding.chips)
    return (*sources, version, chips)


def source_line(finding: Finding, number: int, language: Language) -> str:
    """Return the sentence that names one source of a finding."""
    source = finding.sources[number]
    return language.text("finding.source", publisher=source.publisher, title=source.title, period=source.period)


def svg(finding: Finding, language: Language, outlines: Mapping[str, Outline]) -> bytes:
    """Draw a finding as SVG.

    Args:
        finding: a finding with a chart.
        language: the reader's language.
        outlines: areas of a map by code; not used for other charts.

    Raises:
        ValueError: the finding has no chart.
        NoBrowserError: a Plotly chart, and no browser to draw it.
    """
    if isinstance(finding.chart, MapSpec):
        return _map_svg(finding, finding.chart, language, outlines).encode("utf-8")
    return _draw(_framed(finding, language), "svg")


def png(finding: Finding, language: Language, outlines: Mapping[str, Outline]) -> bytes:
    """Draw a finding as PNG at double resolution; arguments and errors as :func:`svg`."""
    if isinstance(finding.chart, MapSpec):
        return _draw(_picture(_map_svg(finding, finding.chart, language, outlines)), "png")
    return _draw(_framed(finding, language), "png")


def _map_svg(finding: Finding, spec: MapSpec, language: Language, outlines: Mapping[str, Outline]) -> str:
    return to_svg(
        spec,
        outlines,
        selected=finding.selection.district,
        width=WIDTH,
        header=finding.headline,
        footer=footer(finding, language),
    )


def _framed(finding: Finding, language: Language) -> Mapping[str, Any]:
    """Put the headline above a figure and the source below it."""
    if finding.chart is None or isinstance(finding.chart, MapSpec):
        raise ValueError(f"finding {finding.question} has no chart")
    layout = finding.chart["layout"]
    above = textwrap.wrap(finding.headline, 88)
    below = [line for text in footer(finding, language) for line in textwrap.wrap(text, 130)]
    top, bottom = 30 + 28 * len(above), 20 + _LINE * len(below)
    height = layout["height"] + top + bottom + 40
    inner = height - top - bottom - 80
    notes = [
        _note("<br>".join(html.escape(line) for line in above), 1 + (top + 34) / inner, 20, theme.INK, bold=True),
        _note("<br>".join(html.escape(line) for line in below), -(60 / inner), 12, theme.MUTED),
    ]
    return {
        "data": finding.chart["data"],
        "layout": {
            **layout,
            "width": WIDTH,
            "height": height,
            "margin": {"l": 24, "r": 30, "t": top + 40, "b": bottom + 50},
            "annotations": [*layout.get("annotations", []), *notes],
        },
    }


def _note(text: str, y: float, size: int, colour: str, *, bold: bool = False) -> Mapping[str, Any]:
    return {
        "text": f"<b>{text}</b>" if bold else text,
        "xref": "container",
        "x": 0.025,
        "xanchor": "left",
        "yref": "paper",
        "y": y,
        "yanchor": "top",
        "align": "left",
        "showarrow": False,
        "font": {"size": size, "color": colour},
    }


def _picture(drawing: str) -> Mapping[str, Any]:
    """Wrap an SVG in a figure, so that the one renderer draws maps as well."""
    head = drawing[: drawing.index(">")]
    width, height = (float(head.split(f'{name}="')[1].split('"')[0]) for name in ("width", "height"))
    encoded = base64.b64encode(drawing.encode("utf-8")).decode("ascii")
    image = {
        "source": f"data:image/svg+xml;base64,{encoded}",
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
        raise NoBrowserError("PNG and SVG of this chart need Chromium on the server")
    layout = figure["layout"]
    options = {"format": form, "width": layout["width"], "height": layout["height"], "scale": _SCALE}
    with _LOCK:
        drawn = _renderer().calc_fig_sync(dict(figure), opts=options)
    return bytes(drawn) if isinstance(drawn, bytes | bytearray) else str(drawn).encode("utf-8")


@functools.cache
def _renderer() -> Any:
    """Start the browser once per process; it takes a second or two, each drawing after that a fifth of one."""
    import kaleido

    kaleido.start_sync_server(path=_browser(), silence_warnings=True)
    return kaleido


@functools.cache
def _browser() -> str | None:
    named = os.environ.get("BROWSER_PATH")
    return named or next((found for name in _BROWSERS if (found := shutil.which(name))), None)
