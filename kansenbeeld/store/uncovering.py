"""Whether two data versions together give away what each of them hides.

Each version is protected by itself. Who has two versions of nearly the same pupils sees in one what the other hides, so
that every version that can be opened is held against a new one (METHOD 3.4): by a build, and before something is
published. Only the pattern of what is hidden is compared, never a count.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb
import pandas as pd

from kansenbeeld.domain import school_year_start
from kansenbeeld.store import files
from kansenbeeld.store.errors import StoreError
from kansenbeeld.store.snapshot import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

# Dataset, window of cohorts, moment, place, area within it and group tell a cell; not the table of the dataset, which
# may be given another name. Where two tables of a dataset have the same cell, one that shows it is enough.
# Codes may have a slash in them, so a group is told by a sign that none has.
_CELLS: Final[Mapping[str, str]] = {
    "flow_counts": """
        select
            dataset, cohorts, moment, area_code as place, '' as area,
            concat_ws('|', tab, parental_education, advice, placement, split) as cell,
            bool_and(pupils is null or code = 'c') as hidden
        from flow_counts group by all
    """,
    "place_counts": """
        select
            dataset, cohorts, moment, municipality as place, area_code as area,
            concat_ws('|', parental_education, placement) as cell,
            bool_and(pupils is null or code = 'c') as hidden
        from place_counts group by all
    """,
    # What a publisher prints by school stands in the same table; only what was counted from pupil rows was hidden here.
    "school_advice": """
        select
            dataset, school_year as cohorts, '' as moment, school_code as place, '' as area, advice as cell,
            bool_and(s.pupils is null) as hidden
        from school_advice as s semi join (from resources where contract = 'cohort_flow') as r using (dataset, resource)
        group by all
    """,
}

# Areas of a place are taken together where they are small, so that an area that stands apart in one version only is the
# difference of what the other shows.
_UNLIKE: Final = """
with theirs as materialized ({cells}),
apart as (
    select distinct dataset, cohorts, moment, place, area, 'mine' as side from mine where area <> ''
    union all
    select distinct dataset, cohorts, moment, place, area, 'theirs' as side from theirs where area <> ''
),
unlike as (
    select dataset, cohorts, place, area
    from mine join theirs using (dataset, cohorts, moment, place, area, cell)
    where mine.hidden <> theirs.hidden
    union all
    select dataset, cohorts, place, area
    from apart
    semi join mine using (dataset, cohorts, moment, place)
    semi join theirs using (dataset, cohorts, moment, place)
    group by dataset, cohorts, moment, place, area
    having count(*) = 1
)
select dataset, cohorts, place, area, count(*) over (partition by dataset) from unlike order by all limit 1
"""

_WINDOWS: Final = "select distinct dataset, cohorts from ({cells}) order by all"

Cells = Mapping[str, "pa.Table"]
"""Table to its protected cells, each with whether it is hidden; a table without cells is left out."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What two versions give away together.

    Attributes:
        dataset: whose pupils.
        table: ``flow_counts``, ``place_counts`` or ``school_advice``.
        window: cohorts, such as ``2020/21-2022/23``.
        place: code of the first place with such a cell: an area of the city, a municipality with its area behind a
            slash, or a school; empty for the whole city, and where windows overlap.
        cells: how many cells one hides and the other shows; 0 where windows overlap.
        overlapped: the window of the other version that shares some cohorts with ``window`` and not all, so that their
            difference is single cohorts (METHOD 3.5); empty where cells are at fault.
    """

    dataset: str
    table: str
    window: str
    place: str = ""
    cells: int = 0
    overlapped: str = ""


def of_tables(tables: Mapping[str, pd.DataFrame]) -> Cells:
    """Return the protected cells of a version that is being built, from the tables that its file will hold."""
    with duckdb.connect(":memory:") as connection:
        for name in ("resources", *_CELLS):
            connection.register(name, tables[name])
        return _filled({name: connection.sql(cells).to_arrow_table() for name, cells in _CELLS.items()})


def of_snapshot(snapshot: Snapshot, datasets: Collection[str]) -> Cells:
    """Return the protected cells of some datasets of a version; a table that an older version lacks has none."""
    found = {}
    for name, cells in _CELLS.items():
        with contextlib.suppress(StoreError), snapshot.cursor(name) as cursor:
            chosen = f"from ({cells}) where list_contains($datasets, dataset)"
            found[name] = cursor.sql(chosen, params={"datasets": [*datasets]}).to_arrow_table()
    return _filled(found)


def against_folder(mine: Cells, folder: Path, version: str) -> tuple[str, Fault] | None:
    """Hold a version against every other version of a store folder that can be opened.

    Args:
        mine: the cells of the version.
        folder: the store folder.
        version: its name; a file of it that is there already is not looked at.

    Returns:
        The first version, in order of name, that gives something away together with this one, and what; else ``None``.
    """
    # Without protected counts no file is opened, which is how most stores are.
    for other in files.versions(folder) if mine else ():
        if other == version:
            continue
        with contextlib.suppress(StoreError):
            # Who can't open it has nothing to subtract.
            with contextlib.closing(Snapshot(files.version_file(folder, other), other)) as snapshot:
                found = fault(mine, snapshot)
            if found:
                return other, found
    return None


def fault(mine: Cells, other: Snapshot) -> Fault | None:
    """Return the first thing that two versions give away together, ``None`` without.

    Args:
        mine: the cells of one version.
        other: the other one; a table or column that it lacks, as older ones do, is not compared.
    """
    return _unlike(mine, other) or _overlap(mine, other)


def overlapping(ones: Iterable[str], others: Iterable[str]) -> tuple[str, str] | None:
    """Return two windows, such as ``2020/21-2022/23``, that share some cohorts and not all; ``None`` without.

    Two that stand side by side in one of the versions already are no fault of both together.
    """
    mine, theirs = dict.fromkeys(ones), dict.fromkeys(others)
    for one in mine:
        for other in theirs:
            together = {one, other}
            if one != other and _years(one) & _years(other) and not (together <= {*mine} or together <= {*theirs}):
                return one, other
    return None


def _unlike(mine: Cells, other: Snapshot) -> Fault | None:
    for name, cells in mine.items():
        with contextlib.suppress(StoreError), other.cursor(name) as cursor:
            cursor.register("mine", cells)
            row = cursor.execute(_UNLIKE.format(cells=_CELLS[name])).fetchone()
            if row:
                dataset, window, place, area, number = row
                return Fault(dataset, name, window, "/".join(part for part in (place, area) if part), number)
    return None


def _overlap(mine: Cells, other: Snapshot) -> Fault | None:
    for name, cells in mine.items():
        with contextlib.suppress(StoreError), other.cursor(name) as cursor:
            cursor.register("mine", cells)
            ours = cursor.execute(_WINDOWS.format(cells="from mine")).fetchall()
            theirs = cursor.execute(_WINDOWS.format(cells=_CELLS[name])).fetchall()
            for dataset in dict.fromkeys(dataset for dataset, _ in ours):
                windows = ([window for owner, window in side if owner == dataset] for side in (ours, theirs))
                if pair := overlapping(*windows):
                    return Fault(dataset, name, pair[0], overlapped=pair[1])
    return None


def _filled(cells: Cells) -> Cells:
    return {name: table for name, table in cells.items() if len(table)}


def _years(window: str) -> set[int]:
    first, _, last = window.partition("-")
    return set(range(school_year_start(first), school_year_start(last or first) + 1))
