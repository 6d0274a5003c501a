"""QR codes of addresses, for a phone to open what a screen shows."""

from __future__ import annotations

import io
from typing import Final

import segno

_QUIET: Final = 4
"""Light modules around a code; readers need four (ISO/IEC 18004)."""

_DARK: Final = "#000000"
_LIGHT: Final = "#ffffff"
"""Dark on white in a dark room too: many phones do not read an inverted code."""


def qr_svg(address: str, *, title: str = "", size: int | None = None) -> str:
    """Draw an address as a QR code to stand inside a page.

    Args:
        address: the whole address, with scheme and host.
        title: what a screen reader says for it; without one the code is hidden from screen readers, and what stands
            around it has to give the address.
        size: width and height in pixels; by default it fills its box.

    Returns:
        One SVG with its quiet zone, of error correction level M (15% may be damaged), without XML declaration.

    Raises:
        ValueError: the address is too long for a QR code.
    """
    drawn = _code(address).svg_inline(
        border=_QUIET, dark=_DARK, light=_LIGHT, title=title or None, omitsize=True, svgclass=None, lineclass=None
    )
    said = 'role="img"' if title else 'aria-hidden="true"'
    measures = "" if size is None else f' width="{size}" height="{size}"'
    return drawn.replace("<svg ", f'<svg {said} focusable="false" shape-rendering="crispEdges"{measures} ', 1)


def qr_png(address: str, *, scale: int = 10) -> bytes:
    """Draw an address as a QR code in a PNG file.

    Args:
        address: the whole address, with scheme and host.
        scale: pixels of one module.

    Raises:
        ValueError: the address is too long for a QR code.
    """
    buffer = io.BytesIO()
    _code(address).save(buffer, kind="png", border=_QUIET, dark=_DARK, light=_LIGHT, scale=scale)
    return buffer.getvalue()


def _code(address: str) -> segno.QRCode:
    # The level stays M where a higher one would fit: fewer and larger modules read better from the back row.
    return segno.make_qr(address, error="m", boost_error=False)
