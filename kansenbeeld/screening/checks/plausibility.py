"""Plausibility: what differs so much from the version before that somebody should look before it is published.

Everything here is a warning. A jump may be real, and a correction should differ; a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pandas as pd

from kansenbeeld.datasets.descriptions import Description
from kansenbeeld.screening.checks.places import Found, first, line, passed, table_of
from kansenbeeld.screening.given import Typed
from kansenbeeld.screening.report import Check
from kansenbeeld.store import Snapshot, StoreError

JUMP_POINTS: Final = 10
"""A percentage that moves by more points than this is a jump."""

JUMP_ERRORS: Final = 4
"""So is one that moves by more than this many standard errors, where the number of pupils is known."""

JUMP_FACTOR: Final = 1.5
"""A count that grows or shrinks by this factor is a jump ..."""

JUMP_PUPILS: Final = 30
"""... if it moves by at least this many."""

ALIKE: Final = 0.9
"""The share of the rows that must follow one pattern before a sentence says that all do."""

ENOUGH: Final = 5
"""Number of rows below which no pattern is seen."""

_STAGE: Final = "plausibility"
_YEAR: Final = r"^(\d{4})(/\d{2})?$"


@dataclass(frozen=True, slots=True)
class _Values:
    """The number of a contract.

    Attributes:
        column: where it stands.
        n: whether the number of pupils stands beside it in ``n``.
        percentages, counts: conditions in SQL on the row ``now``: which numbers are of either kind.
    """

    column: str
    n: bool
    percentages: str
    counts: str


_VALUES: Final[Mapping[str, _Values]] = MappingProxyType(
    {
        "outcome_shares": _Values("percentage", True, "true", "false"),
        "advice_distribution": _Values("percentage", False, "true", "false"),
        "position_counts": _Values("pupils", False, "false", "true"),
        "school_advice": _Values("pupils", False, "false", "true"),
        "school_positions": _Values("pupils", False, "false", "true"),
        "cohort_flow": _Values("pupils", False, "false", "true"),
        "context_indicators": _Values("value", False, "now.unit = 'percent'", "now.unit = 'count'"),
        "single_figures": _Values("value", False, "now.unit = 'percent'", "now.unit <> 'percent'"),
    }
)
_YEARS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "outcome_shares": "cohort",
        "advice_distribution": "school_year",
        "position_counts": "school_year",
        "school_advice": "school_year",
        "school_positions": "school_year",
        "cohort_flow": "cohort",
        "context_indicators": "period",
    }
)


def check(typed: Typed, previous: Snapshot | None = None, description: Description | None = None) -> tuple[Check, ...]:
    """Compare a table with its counterpart in the version before, and look for patterns that are no real figures.

    Args:
        typed: the table.
        previous: the version before; without it only the file itself is looked at.
        description: which dataset and table it is; without it the table of the contract that shares most keys.

    Returns:
        One line per question.
    """
    lines: list[Check] = []
    if typed.contract.name in _VALUES and previous is not None:
        earlier = _earlier(typed, previous, description)
        lines += _compared(typed, earlier) if earlier else [passed(typed, _STAGE, "no_earlier")]
    if typed.contract.name in _VALUES:
        lines.append(_all_equal(typed))
    if typed.contract.name in _YEARS:
        lines.append(_missing_years(typed))
    return tuple(lines)


def _earlier(typed: Typed, previous: Snapshot, description: Description | None) -> str:
    """Make the table ``earlier`` of the counterpart and return its name ``dataset/table``; empty where there is none.

    A dataset that is named is compared with itself and nothing else. Raw cohort flows never stand in a version.
    """
    contract = typed.contract.name
    tables = [table for table in previous.rows("resources") if table["contract"] == contract]
    named = table_of(typed, description)
    if description is not None and named is not None:
        tables = [t for t in tables if (t["dataset"], t["resource"]) == (description.name, named.name)]
    best, shared = "", 0
    for table in tables:
        try:
            rows = previous.query(f"rows_{contract}", dataset=table["dataset"], resource=table["resource"])
        except StoreError:
            continue
        if rows.empty or not set(typed.contract.columns) <= set(rows.columns):
            continue
        typed.scratch.take("candidate", _plain(rows[list(typed.contract.columns)]))
        common = typed.scratch.one(f"select count(*) from typed as now join candidate as old on {_same_key(typed)}")[0]
        if common > shared or (named is not None and not best):
            typed.scratch.run("create or replace table earlier as select * from candidate")
            best, shared = f"{table['dataset']}/{table['resource']}", int(common)
    return best


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.convert_dtypes(dtype_backend="pyarrow")


def _same_key(typed: Typed, leave_out: str = "") -> str:
    keys = [name for name in typed.contract.key if name != leave_out]
    return " and ".join(f"now.{key} is not distinct from old.{key}" for key in keys) or "true"


def _compared(typed: Typed, earlier: str) -> Iterator[Check]:
    values = _VALUES[typed.contract.name]
    if factor := _unit_change(typed, values):
        row = typed.scratch.one(f"select min(row) from typed where {values.column} is not null")[0]
        found = Found(row, {"factor": factor, "earlier": earlier}, _matched(typed, values))
        yield line(typed, _STAGE, "jumps", "unit_changed", found, values.column, "warning")
    elif shift := _shifted(typed, values):
        year = _YEARS[typed.contract.name]
        row = typed.scratch.one("select min(row) from typed")[0]
        found = Found(row, {"years": shift, "earlier": earlier}, 1)
        yield line(typed, _STAGE, "jumps", "year_shifted", found, year, "warning")
    else:
        yield _jumps(typed, values, earlier)
    yield _gone(typed, earlier)
    yield _halved(typed, earlier)


def _matched(typed: Typed, values: _Values) -> int:
    both = f"now.{values.column} is not null and old.{values.column} is not null"
    sql = f"select count(*) from typed as now join earlier as old on {_same_key(typed)} where {both}"
    return int(typed.scratch.one(sql)[0])


def _jumps(typed: Typed, values: _Values, earlier: str) -> Check:
    new, old = f"now.{values.column}", f"old.{values.column}"
    share = f"greatest(({new} + {old}) / 200.0 * (1 - ({new} + {old}) / 200.0), 0.0025)"
    error = f"100 * sqrt({share} * (1.0 / now.n + 1.0 / old.n))" if values.n else "cast(null as double)"
    sql = (
        f"select now.row, cast({old} as double) as old_value, cast({new} as double) as new_value from "
        f"typed as now join earlier as old on {_same_key(typed)} where "
        f"(({values.percentages}) and (abs({new} - {old}) > {JUMP_POINTS} "
        f"or coalesce(abs({new} - {old}) > {JUMP_ERRORS} * {error}, "
        "false))) "
        f"or (({values.counts}) and abs({new} - {old}) >= {JUMP_PUPILS} "
        f"and greatest({new}, {old}) >= {JUMP_FACTOR} * least({new}, {old}))"
    )
    found = first(typed, sql, ("old", "new"))
    if found:
        found = Found(found.row, {**found.details, "earlier": earlier}, found.times)
    return line(typed, _STAGE, "jumps", "jump", found, values.column, "warning")


def _unit_change(typed: Typed, values: _Values) -> str:
    """The factor by which nearly all numbers differ, as a sentence says it; empty where there is none."""
    new, old = f"now.{values.column}", f"old.{values.column}"
    for factor, words in ((100.0, "x 100"), (0.01, "/ 100"), (1000.0, "x 1000"), (0.001, "/ 1000")):
        times, alike = typed.scratch.one(
            f"select count(*), count(*) filter (abs({new} / ({old} * {factor}) - 1) < 0.02) from typed as now "
            f"join earlier as old on {_same_key(typed)} where {new} <> 0 and {old} <> 0"
        )
        if times >= ENOUGH and alike >= ALIKE * times:
            return words
    return ""


def _shifted(typed: Typed, values: _Values) -> int:
    """By how many years the same numbers stand later (1) or earlier (-1) than before; 0 where they do not."""
    year = _YEARS.get(typed.contract.name)
    if year is None:
        return 0
    new, old = f"now.{values.column}", f"old.{values.column}"
    start = rf"try_cast(regexp_extract({year}, '{_YEAR}', 1) as integer)"

    def alike(years: int) -> tuple[int, float]:
        sql = (
            f"select count(*), count(*) filter (abs({new} - {old}) < 1e-9) from "
            f"(select *, {start} as start from typed) as now join (select *, {start} as start from earlier) as old "
            f"on now.start = old.start + {years} and {_same_key(typed, year)} "
            f"where {new} is not null and {old} is not null"
        )
        times, same = typed.scratch.one(sql)
        return int(times), same / times if times else 0.0

    if alike(0)[1] >= 0.5:
        return 0
    for years in (1, -1):
        times, share = alike(years)
        if times >= ENOUGH and share >= ALIKE:
            return years
    return 0


def _gone(typed: Typed, earlier: str) -> Check:
    shown = " || ', ' || ".join(f"coalesce(cast(old.{key} as varchar), '-')" for key in typed.contract.key)
    sql = f"select null as row, {shown} as gone from earlier as old anti join typed as now on {_same_key(typed)}"
    found = first(typed, sql, ("key",))
    if found:
        found = Found(None, {**found.details, "earlier": earlier, "rows": found.times}, found.times)
    return line(typed, _STAGE, "rows", "rows_gone", found, "", "warning")


def _halved(typed: Typed, earlier: str) -> Check:
    now, old = typed.scratch.one("select (select count(*) from typed), (select count(*) from earlier)")
    found = Found(None, {"now": now, "before": old, "earlier": earlier}, 1) if 2 * now <= old else None
    return line(typed, _STAGE, "size", "halved", found, "", "warning")


def _all_equal(typed: Typed) -> Check:
    """A number that is the same in every row is more often a fill-down than a finding."""
    column = _VALUES[typed.contract.name].column
    times, kinds, row = typed.scratch.one(
        f"select count({column}), count(distinct {column}), min(row) filter ({column} is not null) from typed"
    )
    found = Found(row, {}, times) if times >= ENOUGH and kinds == 1 else None
    return line(typed, _STAGE, "varied", "all_equal", found, column, "warning")


def _missing_years(typed: Typed) -> Check:
    column = _YEARS[typed.contract.name]
    years = [
        int(year)
        for (year,) in typed.scratch.rows(
            f"select distinct try_cast(regexp_extract({column}, '{_YEAR}', 1) as integer) as year "
            "from typed where year is not null order by 1"
        )
    ]
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years)) if years else []
    found = Found(None, {"years": ", ".join(map(str, missing[:5]))}, len(missing)) if missing else None
    return line(typed, _STAGE, "years", "years_missing", found, "", "warning")
