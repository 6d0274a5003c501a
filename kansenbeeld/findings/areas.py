"""The areas of a data version by their names."""

from __future__ import annotations

import functools

from kansenbeeld.domain import COUNTRY
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot


@functools.lru_cache(maxsize=16)
def districts(snapshot: Snapshot, vintage: int = 2022) -> dict[str, str]:
    """Return every district of a division, code to name, in order of name; also Westpoort, which has no figures."""
    rows = snapshot.rows("areas", area_vintage=vintage, area_level="stadsdeel")
    return {row["area_code"]: row["area_name"] for row in rows}


def area_names(snapshot: Snapshot, language: Language) -> dict[str, str]:
    """Return every area of every division, code to name; the country as the reader's language calls it."""
    names = {row["area_code"]: row["area_name"] for row in snapshot.rows("area_names")}
    return names | {COUNTRY: language.text("published.country")}
