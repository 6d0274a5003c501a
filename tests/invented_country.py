"""The shipped data with protected counts of four invented municipalities, of which one shows nothing."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pandas as pd

from kansenbeeld.measures.disclosure.tables import Ints
from kansenbeeld.store import files
from kansenbeeld.store.national import PLACE_COLUMNS, places

VERSION: Final = "0123456789ab"
COHORTS: Final = "2020/21-2022/23"
WIJKEN: Final = tuple(f"WK7001{number:02d}" for number in range(6))
DISTRICTS: Final = ("A", "E")
WIDE: Final = np.array([[300, 100], [200, 200], [80, 320]])
NARROW: Final = np.array([[210, 190], [200, 200], [190, 210]])


def rows(code: str, counts: Ints, areas: Sequence[str] = (), unknown: int = 50) -> pd.DataFrame:
    """Return the protected rows of an invented municipality.

    Args:
        code: of the municipality.
        counts: pupils by parental class and placement, the same in each of its areas, or by area first.
        areas: codes of its wijken or districts; without any, of one wijk.
        unknown: pupils whose parents' education is unknown.
    """
    inside = tuple(areas) or (f"WK{code}00",)
    parts = np.broadcast_to(counts, (len(inside), *counts.shape[-2:]))
    found = places.protect(places.Place(("year3", COHORTS, code), inside, parts, unknown))
    return found.rows.assign(municipality=code)


def write(folder: Path, shipped: Path, parts: Sequence[pd.DataFrame] | None = None) -> Path:
    """Write a store folder whose current version holds them, beside all that a version of ``shipped`` holds.

    Args:
        folder: the store folder; made when it does not exist.
        shipped: the file of that version.
        parts: other municipalities in their place, as :func:`rows` makes them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = files.version_file(folder, VERSION)
    shutil.copy(shipped, path)
    if parts is None:
        parts = [
            rows("0363", NARROW // 2, DISTRICTS),
            rows("7001", WIDE, WIJKEN),
            rows("7002", NARROW),
            rows("7003", np.full((3, 2), 4)),
        ]
    given = pd.concat([*parts]).assign(
        dataset="kco_outcomes", resource="group8", moment="year3", cohorts=COHORTS, years=3
    )
    with duckdb.connect(path) as connection:
        connection.register("incoming", given[[*PLACE_COLUMNS]])
        connection.execute("delete from place_counts")
        connection.execute("insert into place_counts select * from incoming")
    files.make_current(folder, VERSION)
    return folder
