"""Invented pupil rows, the same on every run, and the dataset that they are."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kansenbeeld import paths
from kansenbeeld.datasets.contracts import PUPIL_ROWS
from kansenbeeld.datasets.pupil_files import PupilRows

COHORTS = ("2015/16", "2016/17", "2017/18")
DISTRICTS = ("A", "E", "F", "K", "M", "N", "S")
WEIGHTS = {"max_mbo1": 3, "mbo2_havo_vwo": 5, "hbo_wo": 6, "onbekend": 1}
PLACES = ("vmbo-bb", "vmbo-kb", "vmbo-gt", "vmbo-gt/havo", "havo", "havo/vwo", "vwo", "unknown")
FOLDER = "pupils [all] of the year's {end}"
"""A folder may have signs that mean something to a database or to Hadoop."""

Row = dict[str, str | None]


def pupils(size: int) -> list[Row]:
    """Return the rows of ``size`` invented pupils, some of them outside Amsterdam."""
    random.seed(6)
    rows: list[Row] = []
    for number in range(size):
        here = number % 4 != 3
        municipality = "0363" if here else random.choice(("7001", "7002"))
        place = min(max(round(random.gauss(3, 2)), 0), 7)
        rows.append(
            {
                "cohort": COHORTS[number % 3],
                "municipality": municipality,
                "district": random.choice(DISTRICTS) if here else random.choice(("", None)),
                "wijk": f"WK{municipality}{random.choice(('01', '02', '03', '99'))}",
                "school": random.choice(("18BR00", "18BR01", "99ZZ09")),
                "parental_education": random.choices([*WEIGHTS], [*WEIGHTS.values()])[0],
                "advice": PLACES[min(max(place + random.choice((-1, 0, 0, 0)), 0), 6)],
                "test_advice": random.choice(("havo", "vmbo-gt/havo", "vwo", "", None)),
                "moment": "year3",
                "position": PLACES[place],
                "sex": random.choice(("m", "v")),
                "origin": random.choice(("a_1", "b_2")),
            }
        )
    return rows


def write(rows: list[Row], folder: Path) -> PupilRows:
    """Write rows as Parquet, one folder per cohort, in two files each."""
    columns = [name for name in PUPIL_ROWS.columns if name != "cohort"]
    for cohort in sorted({str(row["cohort"]) for row in rows}):
        part = f"{cohort[:4]}-{int(cohort[:4]) + 1}" if cohort in COHORTS else cohort
        target = folder / f"cohort={part}"
        target.mkdir(parents=True)
        mine = [row for row in rows if row["cohort"] == cohort]
        for number in range(2):
            half = mine[number::2]
            table = pa.table({name: pa.array([row[name] for row in half], pa.string()) for name in columns})
            pq.write_table(table, target / f"part-{number}.parquet")
    (folder / "_SUCCESS").touch()
    return PupilRows(str(folder))


def descriptor(path: str) -> dict[str, Any]:
    """Return the description of a dataset of pupil rows that lie at ``path``."""
    practice = paths.ROOT / "tests" / "fixtures" / "practice" / "practice_cohort" / "datapackage.json"
    found: dict[str, Any] = json.loads(practice.read_text(encoding="utf-8"))
    found["name"] = "practice_pupils"
    resource = found["resources"][0]
    resource |= {"name": "rows", "path": path, "format": "parquet", "mediatype": "application/vnd.apache.parquet"}
    resource["kansenbeeld"] |= {"contract": "pupils"}
    del resource["schema"], resource["encoding"]
    return found
