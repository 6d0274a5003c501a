"""Plausibility: what differs so much from the version before that somebody should look before it is published.

Everything here is a warning. A jump may be real, and a correction should differ; a person decides.
"""

from __future__ import annotations

import re
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
        percentages, counts: conditions in SQL on ``pairs``: which numbers are of either kind.
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
        "context_indicators": _Values("value", False, "unit = 'percent'", "unit = 'count'"),
        "single_figures": _Values("value", False, "unit = 'percent'", "unit <> 'percent'"),
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
    """Make ``earlier`` and ``pairs`` of the counterpart and return its name ``dataset/table``; empty without one.

    A dataset that is named is compared with itself and nothing else. Raw cohort flows never stand in a version.
    """
    contract = typed.contract.name
    tables = [table for table in previous.rows("resources") if table["contract"] == contract]
    named = table_of(typed, description)
    if description is not None and named is not None:
        tables = [t for t in tables if (t["dataset"], t["resource"]) == (description.name, named.name)]
    columns = typed.contract.columns
    _empty(typed)
    candidates: list[str] = []
    for table in tables:
        try:
            rows = previous.query(f"rows_{contract}", dataset=table["dataset"], resource=table["resource"])
        except StoreError:
            continue
        if rows.empty or not set(columns) <= set(rows.columns):
            continue
        typed.scratch.take("candidate", _plain(rows[list(columns)]))
        typed.scratch.run(
            f"insert into earlier select nextval('earlier_ids'), ?, {', '.join(columns)} from candidate",
            [len(candidates)],
        )
        candidates.append(f"{table['dataset']}/{table['resource']}")
    common = _pair(typed)
    best = max(range(len(candidates)), key=lambda number: common.get(number, 0), default=0)
    # The only table of its kind is the one that a file replaces, even where all of its rows are gone.
    if not common.get(best) and (not candidates or (named is None and len(candidates) > 1)):
        return ""
    typed.scratch.run("delete from earlier where candidate <> ?", [best])
    typed.scratch.run("delete from pairs where candidate <> ?", [best])
    return candidates[best]


def _empty(typed: Typed) -> None:
    """Make the table ``earlier`` for rows of the version before, of the types of the contract."""
    kinds = {"string": "varchar", "integer": "bigint", "number": "double"}
    columns = ", ".join(f"{field.name} {kinds[field.type]}" for field in typed.contract.fields)
    typed.scratch.run("create or replace sequence earlier_ids")
    typed.scratch.run(f"create or replace table earlier (id bigint, candidate bigint, {columns})")


def _pair(typed: Typed) -> dict[int, int]:
    """Make ``pairs`` of the rows with one key now and earlier, and return the number of each candidate.

    All questions about pairs ask this table, as looking two million rows up takes longest of all.
    """
    values, names = _VALUES[typed.contract.name], typed.contract.columns
    more = "now.n, old.n as old_n" if values.n else "null::bigint as n, null::bigint as old_n"
    unit = "now.unit" if "unit" in names else "null::varchar as unit"
    typed.scratch.run(
        f"create or replace table pairs as select now.row, old.id, old.candidate, now.{values.column} as new, "
        f"old.{values.column} as old, {more}, {unit} from typed as now join earlier as old on {_same_key(typed)}"
    )
    counts = typed.scratch.rows("select candidate, count(*) from pairs group by candidate")
    return {int(candidate): int(times) for candidate, times in counts}


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.convert_dtypes(dtype_backend="pyarrow")


def _same_key(typed: Typed, leave_out: str = "") -> str:
    keys = [name for name in typed.contract.key if name != leave_out]
    return " and ".join(f"now.{key} is not distinct from old.{key}" for key in keys) or "true"


def _compared(typed: Typed, earlier: str) -> Iterator[Check]:
    values = _VALUES[typed.contract.name]
    if factor := _unit_change(typed):
        row = typed.scratch.one(f"select min(row) from typed where {values.column} is not null")[0]
        found = Found(row, {"factor": factor, "earlier": earlier}, _matched(typed))
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


def _matched(typed: Typed) -> int:
    return int(typed.scratch.one("select count(*) from pairs where new is not null and old is not null")[0])


def _jumps(typed: Typed, values: _Values, earlier: str) -> Check:
    share = "greatest((new + old) / 200.0 * (1 - (new + old) / 200.0), 0.0025)"
    error = f"100 * sqrt({share} * (1.0 / n + 1.0 / old_n))" if values.n else "cast(null as double)"
    sql = (
        "select row, cast(old as double) as old_value, cast(new as double) as new_value from pairs where "
        f"(({values.percentages}) and (abs(new - old) > {JUMP_POINTS} "
        f"or coalesce(abs(new - old) > {JUMP_ERRORS} * {error}, false))) "
        f"or (({values.counts}) and abs(new - old) >= {JUMP_PUPILS} "
        f"and greatest(new, old) >= {JUMP_FACTOR} * least(new, old))"
    )
    found = first(typed, sql, ("old", "new"))
    if found:
        found = Found(found.row, {**found.details, "earlier": earlier}, found.times)
    return line(typed, _STAGE, "jumps", "jump", found, values.column, "warning")


def _unit_change(typed: Typed) -> str:
    """The factor by which nearly all numbers differ, as a sentence says it; empty where there is none."""
    for factor, words in ((100.0, "x 100"), (0.01, "/ 100"), (1000.0, "x 1000"), (0.001, "/ 1000")):
        times, alike = typed.scratch.one(
            f"select count(*), count(*) filter (abs(new / (old * {factor}) - 1) < 0.02) "
            "from pairs where new <> 0 and old <> 0"
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

    found = typed.scratch.rows(
        f"with starts as (select {year}, {start} as start from (select distinct {year} from typed)), "
        f"moved as (select *, {start} + years as start from earlier cross join unnest([0, 1, -1]) as shift(years)) "
        f"select old.years, count(*), count(*) filter (abs({new} - {old}) < 1e-9) "
        f"from typed as now join starts on starts.{year} = now.{year} "
        f"join moved as old on starts.start = old.start and {_same_key(typed, year)} "
        f"where {new} is not null and {old} is not null group by old.years"
    )
    alike = {int(years): (int(times), same / times) for years, times, same in found}
    if alike.get(0, (0, 0.0))[1] >= 0.5:
        return 0
    for years in (1, -1):
        times, share = alike.get(years, (0, 0.0))
        if times >= ENOUGH and share >= ALIKE:
            return years
    return 0


def _gone(typed: Typed, earlier: str) -> Check:
    shown = " || ', ' || ".join(f"coalesce(cast(old.{key} as varchar), '-')" for key in typed.contract.key)
    sql = f"select null as row, {shown} as gone from earlier as old where id not in (select id from pairs)"
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


def years(typed: Typed) -> tuple[tuple[int, int], ...]:
    """Return the years in a table, each as its first and last calendar year: 2019 and 2019 of the school year 2019/20.

    Years of birth such as 1998-2002 are 1998 and 2002. Nothing where the contract has no year.
    """
    column = _YEARS.get(typed.contract.name)
    if column is None:
        return ()
    found = typed.scratch.rows(f"select distinct {column}::varchar from typed where {column} is not null")
    parts = [re.fullmatch(r"(\d{4})(?:-(\d{4})|/\d{2})?", str(value)) for (value,) in found]
    return tuple(sorted((int(part[1]), int(part[2] or part[1])) for part in parts if part))


def _missing_years(typed: Typed) -> Check:
    column = _YEARS[typed.contract.name]
    years = [
        int(year)
        for (year,) in typed.scratch.rows(
            f"select distinct try_cast(regexp_extract({column}, '{_YEAR}', 1) as integer) as year "
            f"from (select distinct {column} from typed) where year is not null order by 1"
        )
    ]
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years)) if years else []
    found = Found(None, {"years": ", ".join(map(str, missing[:5]))}, len(missing)) if missing else None
    return line(typed, _STAGE, "years", "years_missing", found, "", "warning")
