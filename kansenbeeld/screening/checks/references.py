"""References: areas exist, groups belong to their split, measures to their moment, a number is printed or a range.

The rules are those of ``kansenbeeld.datasets.references``, asked once for each combination of values that occurs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import MEASURE_MOMENTS
from kansenbeeld.datasets.descriptions import Description
from kansenbeeld.datasets.indicators import UNITS
from kansenbeeld.datasets.references import (
    ANY_VINTAGE,
    AREA_COLUMNS,
    RANGED,
    is_area,
    is_group,
    is_moment,
    is_placed,
    is_range,
)
from kansenbeeld.screening.checks.areas import codes_by_vintage
from kansenbeeld.screening.checks.places import Found, first, line, passed, table_of
from kansenbeeld.screening.given import Typed
from kansenbeeld.screening.report import Check
from kansenbeeld.store import Snapshot

_STAGE: Final = "references"


def check(typed: Typed, previous: Snapshot | None = None, description: Description | None = None) -> tuple[Check, ...]:
    """Check what a table says about areas and about itself across columns.

    Args:
        typed: the table.
        previous: the version whose areas hold; without it areas of other files can't be looked up, a warning.
        description: its chip ``area_version`` says the division where no column does; without it any will do.

    Returns:
        One line per rule that applies to the contract.
    """
    lines: list[Check] = []
    names = set(typed.contract.columns)
    columns = [column for column in AREA_COLUMNS if column in names]
    if columns:
        lines.append(_areas(typed, columns, previous, description))
    if {"group_by", "grp"} <= names:
        lines.append(_groups(typed))
    if {"school_year", "counted_by"} <= names:
        lines.append(_places(typed))
    if {"measure", "moment"} <= names:
        lines.append(_moments(typed))
    lines += [_ranges(typed, name) for name in RANGED if f"{name}_lo" in names]
    if {"indicator", "unit", "value_lo"} <= names:
        lines += [_units(typed), _percentages(typed)]
    return tuple(lines)


def _areas(typed: Typed, columns: list[str], previous: Snapshot | None, description: Description | None) -> Check:
    areas = codes_by_vintage(typed, previous)
    if not areas:
        return Check(_STAGE, "references.no_areas", "warning", typed.place())
    table = table_of(typed, description)
    chip = table.chips.get("area_version", ANY_VINTAGE) if table else ANY_VINTAGE
    wrong: list[tuple[int, int, str, str]] = []
    for column in columns:
        own = AREA_COLUMNS[column]
        # A vintage that is left out is another rule's business.
        kept = own in typed.contract.columns
        vintage = f"coalesce(cast({own} as varchar), ?)" if kept else "cast(? as varchar)"
        parameters = [ANY_VINTAGE if kept else chip]
        combinations = typed.scratch.rows(
            f"select {column}, {vintage}, min(row), count(*) from typed where {column} is not null group by all",
            parameters,
        )
        wrong += [
            (int(row), int(times), column, str(year))
            for code, year, row, times in combinations
            if not is_area(str(code), str(year), areas)
        ]
    if not wrong:
        return passed(typed, _STAGE, "areas")
    row, _, column, vintage = min(wrong)
    times = sum(entry[1] for entry in wrong)
    bad = "area_unknown_anywhere" if vintage == ANY_VINTAGE else "area_unknown"
    return line(typed, _STAGE, "areas", bad, Found(row, {"division": vintage}, times), column)


def _groups(typed: Typed) -> Check:
    combinations = typed.scratch.rows("select group_by, grp, min(row), count(*) from typed group by all")
    wrong = [(row, times, by) for by, group, row, times in combinations if not is_group(by, group)]
    found = None
    if wrong:
        row, _, by = min(wrong)
        details = {"other": by, "expected": ", ".join(domain.GROUPS[by])}
        found = Found(row, details, sum(entry[1] for entry in wrong))
    return line(typed, _STAGE, "groups", "group_wrong", found, "grp")


def _places(typed: Typed) -> Check:
    """A note stands at a school year or at an area."""
    cells = ("school_year", "counted_by", "area_code", "area_vintage")
    forms = typed.scratch.rows(
        f"select min(row), count(*), {', '.join(f'{cell} is not null' for cell in cells)} from typed group by all"
    )
    wrong = [
        (row, times)
        for row, times, year, counted_by, area, vintage in forms
        if not is_placed(year=year, counted_by=counted_by, area=area, vintage=vintage)
    ]
    found = Found(min(wrong)[0], {}, sum(times for _, times in wrong)) if wrong else None
    return line(typed, _STAGE, "places", "note_place", found, "school_year")


def _moments(typed: Typed) -> Check:
    combinations = typed.scratch.rows("select measure, moment, min(row), count(*) from typed group by all")
    wrong = [(row, times, measure) for measure, moment, row, times in combinations if not is_moment(measure, moment)]
    found = None
    if wrong:
        row, _, measure = min(wrong)
        details = {"other": measure, "expected": MEASURE_MOMENTS[measure]}
        found = Found(row, details, sum(entry[1] for entry in wrong))
    return line(typed, _STAGE, "moments", "moment_wrong", found, "moment")


def _ranges(typed: Typed, name: str) -> Check:
    low, high = f"{name}_lo", f"{name}_hi"
    forms = typed.scratch.rows(
        f"select {name} is not null, {low} is not null, {high} is not null, coalesce({low}, 0) <= coalesce({high}, 0), "
        "min(row), count(*) from typed group by all"
    )
    wrong = list(_wrong_forms(forms))
    found = None
    if wrong:
        row, _, bad = min(wrong)
        found = Found(row, {"number": typed.columns.get(name, name)}, sum(entry[1] for entry in wrong))
        return line(typed, _STAGE, "ranges", bad, found, name)
    return line(typed, _STAGE, "ranges", "range_none", found, name)


def _units(typed: Typed) -> Check:
    """An indicator that is known is in its own unit; dashboards look it up by its code."""
    combinations = typed.scratch.rows("select indicator, unit, min(row), count(*) from typed group by all")
    wrong = [(row, times, code) for code, unit, row, times in combinations if UNITS.get(code, unit) != unit]
    found = None
    if wrong:
        row, _, code = min(wrong)
        found = Found(row, {"other": code, "expected": UNITS[code]}, sum(entry[1] for entry in wrong))
    return line(typed, _STAGE, "units", "unit_wrong", found, "unit")


def _percentages(typed: Typed) -> Check:
    """A percentage, and the range of a hidden one, lies from 0 to 100."""
    for column in ("value", "value_lo", "value_hi"):
        sql = f"select row from typed where unit = 'percent' and {column} not between 0 and 100"
        if (found := first(typed, sql)) is not None:
            return line(typed, _STAGE, "percentages", "percentage_outside", found, column)
    return passed(typed, _STAGE, "percentages")


def _wrong_forms(forms: list[tuple[bool, bool, bool, bool, int, int]]) -> Iterator[tuple[int, int, str]]:
    """Rows, times and what is wrong of each way in which the three cells are filled that is not a right one."""
    for printed, low, high, ordered, row, times in forms:
        if is_range(printed=printed, low=low, high=high, ordered=ordered):
            continue
        if printed:
            bad = "range_both"
        elif low and high:
            bad = "range_turned"
        else:
            bad = "range_half" if low or high else "range_none"
        yield row, times, bad
