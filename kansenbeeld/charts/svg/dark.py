"""A dark room: the colours of a drawing as CSS variables, and what they are when the lights are off."""

from __future__ import annotations

import re
from typing import Final

from kansenbeeld.charts import theme

_PAINT: Final = re.compile(r'(fill|stroke|stop-color)="(#[0-9a-fA-F]{6})"')


def themed(svg: str) -> str:
    """Replace each colour of charts and maps in a drawing by a variable that falls back on the colour itself.

    Returns:
        The same drawing, with attributes such as ``fill="var(--c-202020,#202020)"``.
    """

    def variable(found: re.Match[str]) -> str:
        colour = found[2].lower()
        return f'{found[1]}="var(--c-{colour[1:]},{colour})"' if colour in theme.DARK else found[0]

    return _PAINT.sub(variable, svg)


def darkened(svg: str) -> str:
    """Return a drawing as it is in a dark room, for a place that knows no CSS variables, such as an image."""
    return _PAINT.sub(lambda found: f'{found[1]}="{theme.DARK.get(found[2].lower(), found[2])}"', svg)


def dark_css() -> str:
    """Return the declarations that give the variables of :func:`themed` their values in a dark room."""
    return "".join(f"--c-{light[1:]}:{dark};" for light, dark in sorted(theme.DARK.items()))
