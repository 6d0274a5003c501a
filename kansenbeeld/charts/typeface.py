"""The typeface that ships, as style sheets want it: by address for pages, within the file for what travels alone.

Amsterdam's own typeface is not free to use; Nunito Sans is (SIL Open Font License 1.1, beside the files) and has the
same round, open letters. Its figures are of one width, so that numbers stand below each other.
"""

from __future__ import annotations

import base64
import functools
from typing import Final

from kansenbeeld import paths
from kansenbeeld.charts import theme

WEIGHTS: Final = (400, 600, 700)
_WITHIN: Final = (400, 700)
"""Weights of a file that travels alone; what is half bold elsewhere is bold there."""
RANGES: Final[dict[str, str]] = {
    "latin": (
        "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,"
        "U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
    ),
    "latin-ext": (
        "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,"
        "U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
    ),
}
"""Letters of each file, so that a browser loads the second only for names that need it."""


_HEIGHTS: Final = "ascent-override:95%;descent-override:25%;"
"""Height of its lines as that of other typefaces: its own leaves room for letters with two accents above each other,
by which the last line of a box would stick out of it."""


def file_name(letters: str, weight: int) -> str:
    """Return the name of a file of the typeface, such as ``nunito-sans-latin-400.woff2``."""
    return f"nunito-sans-{letters}-{weight}.woff2"


def linked(root: str = "/app/static/fonts/") -> str:
    """Return the style sheet of a page that is served beside the files; text stands in another face until they come.

    Args:
        root: address of the folder of the files.
    """
    return "".join(
        _face(f"{root}{file_name(letters, weight)}", weight, RANGES[letters])
        for weight in WEIGHTS
        for letters in RANGES
    )


@functools.cache
def within() -> str:
    """Return the style sheet of a file that needs nothing beside it, some 40 kB: the letters are in it."""
    return "".join(_face(_data(file_name("latin", weight)), weight, RANGES["latin"]) for weight in _WITHIN)


def worn(svg: str) -> str:
    """Return a drawing that stands alone (SVG) with the typeface within it.

    Office programs know no typeface of a file; they go on with the family that the drawing names itself.
    """
    style = f"<style>{within()}svg{{font-family:{theme.FONT}}}</style>"
    start = svg.index(">") + 1
    return svg[:start] + style + svg[start:]


def _face(address: str, weight: int, letters: str) -> str:
    return (
        f'@font-face{{font-family:"{theme.FAMILY}";font-weight:{weight};font-display:swap;{_HEIGHTS}'
        f'src:url({address}) format("woff2");unicode-range:{letters}}}'
    )


def _data(name: str) -> str:
    return f"data:font/woff2;base64,{base64.b64encode((paths.FONTS / name).read_bytes()).decode('ascii')}"
