"""The areas that the dashboard knows, and which division of areas a code belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

import pandas as pd

from kansenbeeld import domain, paths

AMSTERDAM_OPEN: Final = (
    "other-at",
    "Gemeente Amsterdam, open data: vrij te gebruiken met bronvermelding",
    "https://maps.amsterdam.nl/open_geodata/terms.php",
)
"""The licence of the municipality's open data, as ``describing.describe`` takes it."""

_AREA_2015: Final = re.compile(r"DX\d{2}")
_AREA_2022: Final = re.compile(r"G[A-Z]\d{2}")
_ONLY_2022: Final = "S"
"""Weesp: a district since 24 March 2022."""


@cache
def shipped_areas() -> pd.DataFrame:
    """Return the areas that come with the dashboard, the contract ``areas``; do not change it."""
    text = {"area_code": str, "area_name": str, "area_level": str, "parent_code": str}
    # NL is the Netherlands here, and "NA" would be a code like any other.
    return pd.read_csv(
        paths.DATA / "geo" / "areas.csv", dtype=text, keep_default_na=False, na_values={"area_km2": [""]}
    )


def known_codes(vintage: int, levels: Iterable[str] = ("gebied", "stadsdeel", "gemeente")) -> frozenset[str]:
    """Return the codes of one division at some levels."""
    areas = shipped_areas()
    wanted = areas["area_level"].isin(list(levels)) & (areas["area_vintage"] == vintage)
    return frozenset(areas.loc[wanted, "area_code"])


def vintage_of(codes: Iterable[str]) -> int | None:
    """Return the division that codes belong to, or ``None`` where they fit both (the districts alone, without Weesp).

    Raises:
        ValueError: codes of both divisions stand beside each other.
    """
    found = set(codes)
    old = any(_AREA_2015.fullmatch(code) for code in found)
    new = _ONLY_2022 in found or any(_AREA_2022.fullmatch(code) for code in found)
    if old and new:
        raise ValueError("codes of two divisions")
    if old:
        return domain.AREA_VINTAGES[0]
    return domain.AREA_VINTAGES[1] if new else None
