"""The districts of a data version by their names."""

from __future__ import annotations

import functools

from kansenbeeld.store import Snapshot


@functools.lru_cache(maxsize=16)
def districts(snapshot: Snapshot, vintage: int = 2022) -> dict[str, str]:
    """Return every district of a division, code to name, in order of name; also Westpoort, which has no figures."""
    rows = snapshot.rows("areas", area_vintage=vintage, area_level="stadsdeel")
    return {row["area_code"]: row["area_name"] for row in rows}
