"""Pieces of SVG: numbers, attributes, colours, dashes and data marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

_NAMED: Final = {"white": "#FFFFFF", "black": "#000000", "transparent": "none"}
_WITH_ALPHA: Final = re.compile(r"#[0-9a-fA-F]{8}")


def number(value: float) -> str:
    """Write a number with at most two decimals, and never as minus zero."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def attributes(values: Mapping[str, str | None]) -> str:
    """Write attributes with a space before each; ``None`` leaves one out."""
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items() if value is not None)


def paint(name: str, colour: str) -> dict[str, str | None]:
    """Return ``fill`` or ``stroke`` for a colour, its transparency apart: office programs know no ``#rrggbbaa``."""
    colour = _NAMED.get(colour, colour)
    if _WITH_ALPHA.fullmatch(colour):
        return {name: colour[:7], f"{name}-opacity": number(int(colour[7:], 16) / 255)}
    return {name: colour}


def stroke(line: Mapping[str, Any], scale: float, *, width: float = 2) -> dict[str, str | None]:
    """Return the attributes of a line from Plotly's ``line`` (colour, width, dash)."""
    thick = float(line.get("width", width)) * scale
    # As Plotly: a dot is as long as the line is wide, and never shorter than 3.
    step = max(thick, 3 * scale)
    dashes = {"dot": (1, 1), "dash": (3, 3), "longdash": (5, 5), "dashdot": (3, 1, 1, 1)}.get(line.get("dash", "solid"))
    return {
        **paint("stroke", line.get("color", "#000000")),
        "stroke-width": number(thick),
        "stroke-dasharray": " ".join(number(part * step) for part in dashes) if dashes else None,
    }


def mark(shapes: str, hover: str) -> str:
    """Wrap a data mark with what the pointer shows; without a text it stays as it is."""
    if not hover:
        return shapes
    shown = quoteattr(hover, {"\n": "&#10;"})
    return f'<g class="mark" data-hover={shown}><title>{escape(hover)}</title>{shapes}</g>'
