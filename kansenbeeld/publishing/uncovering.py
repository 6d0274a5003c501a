"""Whether protected counts, held against those of another data version, give away what one of the two hides.

Each version is protected by itself. Who has two versions of nearly the same pupils sees in one what the other hides, so
that all versions that can be opened are audited together (METHOD 3.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kansenbeeld.datasets.contracts import COHORT_FLOW
from kansenbeeld.domain import school_year_start
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.store import Snapshot, Store, StoreError

KEY: Final = ("cohorts", "moment", "tab", "area_code", "parental_education", "advice", "placement", "split")
"""What tells a cell: the window of cohorts, the place, the group. Not the table, which may be given another name."""

_HIDDEN: Final = "c"

Cells = Mapping[tuple[Any, ...], bool]
"""Cell to whether its number is shown."""


def refuse_uncovered(datasets: Iterable[str], candidate: Snapshot, store: Store) -> None:
    """Refuse a version of raw counts that another version uncovers, or that uncovers another.

    Args:
        datasets: those whose edition would be another one.
        candidate: the version that would be shown.
        store: the versions that readers can open.

    Raises:
        PublishError: ``uncovers``: a number of cells that one of the two hides and the other shows; ``overlaps``: a
            window of cohorts shares some of its cohorts with another, so that their difference is single cohorts
            (METHOD 3.5).
    """
    for dataset in datasets:
        mine = _cells(dataset, candidate)
        if not mine:
            continue
        for info in store.versions():
            theirs = _cells(dataset, store.snapshot(info.version))
            if number := uncovered(mine, theirs):
                raise PublishError("uncovers", dataset=dataset, cells=number, version=info.version)
            if pair := overlapping(_windows(mine), _windows(theirs)):
                raise PublishError("overlaps", dataset=dataset, window=pair[0], other=pair[1], version=info.version)


def uncovered(one: Cells, other: Cells) -> int:
    """Return the number of cells that are hidden on one side and shown on the other."""
    return sum(one[cell] != other[cell] for cell in one.keys() & other.keys())


def overlapping(ones: Iterable[str], others: Iterable[str]) -> tuple[str, str] | None:
    """Return two windows, such as ``2020/21-2022/23``, that share some cohorts and not all; ``None`` without."""
    theirs = list(others)
    for one in ones:
        for other in theirs:
            if one != other and _years(one) & _years(other):
                return one, other
    return None


def _windows(cells: Cells) -> list[str]:
    return sorted({str(cell[KEY.index("cohorts")]) for cell in cells})


def _years(window: str) -> set[int]:
    first, _, last = window.partition("-")
    return set(range(school_year_start(first), school_year_start(last or first) + 1))


def _cells(dataset: str, snapshot: Snapshot) -> Cells:
    try:
        tables = [
            str(row["resource"])
            for row in snapshot.rows("resources")
            if row["dataset"] == dataset and row["contract"] == COHORT_FLOW
        ]
        rows = [row for name in tables for row in snapshot.rows("rows_cohort_flow", dataset=dataset, resource=name)]
    except StoreError:
        # Built before there were protected counts: it has none to hold against others.
        return {}
    return {tuple(row[name] for name in KEY): row["code"] != _HIDDEN for row in rows}
