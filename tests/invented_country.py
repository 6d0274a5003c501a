"""The shipped data with protected counts of four invented municipalities, of which one shows nothing."""

from __future__ import annotations

import shutil
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
_WIDE: Final = np.array([[300, 100], [200, 200], [80, 320]])
_NARROW: Final = np.array([[210, 190], [200, 200], [190, 210]])


def _rows(code: str, counts: Ints, wijken: tuple[str, ...] = ()) -> pd.DataFrame:
    inside = wijken or (f"WK{code}00",)
    parts = np.stack([counts] * len(inside))
    found = places.protect(places.Place(("year3", COHORTS, code), inside, parts, 50))
    return found.rows.assign(municipality=code)


def write(folder: Path, shipped: Path) -> Path:
    """Write a store folder whose current version holds them, beside all that a version of ``shipped`` holds."""
    folder.mkdir(parents=True, exist_ok=True)
    path = files.version_file(folder, VERSION)
    shutil.copy(shipped, path)
    parts = [
        _rows("0363", _NARROW),
        _rows("7001", _WIDE, WIJKEN),
        _rows("7002", _NARROW),
        _rows("7003", np.full((3, 2), 4)),
    ]
    rows = pd.concat(parts).assign(dataset="kco_outcomes", resource="group8", moment="year3", cohorts=COHORTS, years=3)
    with duckdb.connect(path) as connection:
        connection.register("incoming", rows[[*PLACE_COLUMNS]])
        connection.execute("delete from place_counts")
        connection.execute("insert into place_counts select * from incoming")
    files.make_current(folder, VERSION)
    return folder
