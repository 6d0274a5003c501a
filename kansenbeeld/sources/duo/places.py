"""Which rows of DUO are about Amsterdam, and the addresses of DUO's files."""

from __future__ import annotations

from typing import Final

from kansenbeeld.datasets.labels import fold
from kansenbeeld.domain import MUNICIPALITY

PUBLISHER: Final = "DUO"
IMAGES: Final = "https://duo.nl/open_onderwijsdata/images"
PAGE: Final = "https://duo.nl/open_onderwijsdata/"

_WEESP: Final = "0457"
_UNITED: Final = 2022
"""Weesp is part of Amsterdam since 24 March 2022."""

_TOWNS: Final = frozenset({"amsterdam", "amsterdam_zuidoost", "amsterdam_zo", "driemond", "weesp"})


def municipalities(year: int | None = None) -> frozenset[str]:
    """Return the codes of the municipalities whose ground is Amsterdam now, for a school year that began in a year."""
    return frozenset({MUNICIPALITY} if year is not None and year >= _UNITED else {MUNICIPALITY, _WEESP})


def is_town(name: str) -> bool:
    """Whether a place is in Amsterdam as it is now; for files that print no municipality."""
    return fold(name) in _TOWNS
