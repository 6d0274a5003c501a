"""Disclosure: nothing may be published from which a reader learns something about a few pupils (METHOD 3).

What fails and what warns. A table that is ours (status ``berekend`` or ``schatting``, or no description yet) must keep
the output rule of METHOD 3.3, so a small count fails. A table that is copied as its publisher printed it (status
``gepubliceerd``) is public already: METHOD 3.2 lets published data enter, so a small count in it is a warning. Three
things fail whatever the status, as METHOD 3.2 forbids that we become the tool which recovers what a source hid, and 3.3
rule 7 knows no exception: a total that gives a hidden cell away, an exact count of 1 to 4 pupils of a school (every
official file prints "<5" there, so an exact one is no published figure, and neither is a narrower range), and a school
split by parental background.

A percentage of our own keeps rule 2 of METHOD 3.3 as well: of 50 pupils at least, with 10 on either side.

A cohort flow is never published as it is: a build protects it, so its small counts are no fault here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kansenbeeld.datasets.contracts import COHORT_FLOW
from kansenbeeld.datasets.descriptions import Description
from kansenbeeld.datasets.labels import fold
from kansenbeeld.domain import GROUPS
from kansenbeeld.measures.disclosure import attacker_interval
from kansenbeeld.measures.disclosure.audit import MIN_FITTING
from kansenbeeld.measures.disclosure.primary import PLAIN_THRESHOLD, THRESHOLD, ZERO_ROW
from kansenbeeld.measures.disclosure.tables import PARENT_DIMENSIONS
from kansenbeeld.measures.shares import MIN_EITHER_SIDE, MIN_PUPILS
from kansenbeeld.screening.checks.areas import nest
from kansenbeeld.screening.checks.places import first, line, passed, table_of
from kansenbeeld.screening.checks.totals import half_unit
from kansenbeeld.screening.given import Given, Typed
from kansenbeeld.screening.report import Check, Result
from kansenbeeld.store import Snapshot

SCHOOL_CONTRACTS: Final[tuple[str, ...]] = ("school_advice", "school_positions")
"""Contracts with pupils by school."""

WIDTH: Final = THRESHOLD
"""How far apart the ends of what a hidden count can be must lie (METHOD 3.4 ii)."""

_STAGE: Final = "disclosure"
_BACKGROUND: Final = re.compile(
    r"ouders?|\w*ouders|ouderlijk\w*|parents?|parental\w*|moeders?|vaders?|mothers?|fathers?|opl|opl[pv]o|gewichten\w*"
    r"|gewicht|weights?|\w*achterstand\w*|disadvantage\w*|\w*inkomens?|incomes?|herkomst\w*|\w*migrati\w*|migrants?"
    r"|origins?|ethnic\w*|etnici\w*|\w*achtergrond|backgrounds?"
)
"""Words of a column about the background of pupils; the name of a type of education is none."""
_BY_PARENTS: Final = f"group_by in ({', '.join(repr(name) for name in sorted(PARENT_DIMENSIONS))})"
_MOST_FAMILIES: Final = 2000


def check(typed: Typed, previous: Snapshot | None = None, description: Description | None = None) -> tuple[Check, ...]:
    """Check that a table gives no small count away.

    Args:
        typed: the table.
        previous: the version whose areas say which district lies in what, to look for cells that an area undoes.
        description: its status says whether the figures are printed by their publisher or computed here.

    Returns:
        One line per rule that applies to the contract.
    """
    table = table_of(typed, description)
    mild: Result = "warning" if table is not None and table.status == "gepubliceerd" else "fail"
    name = typed.contract.name
    if name == COHORT_FLOW:
        return (passed(typed, _STAGE, "protected_by_build"),)
    if name in SCHOOL_CONTRACTS:
        return (school_split(typed.given), _school_counts(typed))
    lines: list[Check] = []
    if name in _COUNTS:
        lines.append(_small_counts(typed, mild))
    if name == "outcome_shares":
        lines += [_numerators(typed, mild), _whole_groups(typed, mild)]
    lines += _output_rule(typed, table.status if table else "")
    if name in _FAMILIES:
        families = list(_group_families(typed)) if name == "outcome_shares" else []
        lines += _left_out(typed, [family for family in families if family.left_out], mild)
        families = [family for family in families if not family.left_out]
        if nest(typed, previous, table.chips.get("area_version", "") if table else ""):
            families += _area_families(typed)
        lines.append(_undone(typed, families))
    return tuple(lines)


def school_split(given: Given) -> Check:
    """Refuse a file of schools with a column about the background of pupils, whatever its contract makes of it."""
    for name in given.header:
        apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
        if any(_BACKGROUND.fullmatch(word) for word in fold(apart).split("_")):
            return Check(_STAGE, "disclosure.school_parents", "fail", given.place(given.header_row, name))
    return Check(_STAGE, "disclosure.school_plain", "pass", given.place())


def _school_counts(typed: Typed) -> Check:
    """Small counts of a school, as a number or as a range that says more than "<5", the mask of every official file.

    A range of one number is a number.
    """
    most = PLAIN_THRESHOLD - 1
    exact = first(typed, f"select row from typed where {_number('pupils')} between 1 and {most}")
    if exact is not None:
        return line(typed, _STAGE, "small_counts", "school_count", exact, "pupils")
    narrow = (
        "select row, pupils_lo, pupils_hi from typed where pupils is null and pupils_lo <> pupils_hi "
        f"and pupils_lo <= {most} and not (pupils_lo <= 1 and pupils_hi >= {most})"
    )
    found = first(typed, narrow, ("least", "most"))
    return line(typed, _STAGE, "small_counts", "school_range", found, "pupils_lo")


def _number(column: str) -> str:
    """SQL of a number that is printed, or that a range of one number says."""
    return f"coalesce({column}, case when {column}_lo = {column}_hi then {column}_lo end)"


_COUNTS: Final = {
    "position_counts": ("pupils", "pupils", str(PLAIN_THRESHOLD)),
    "outcome_shares": ("n", "n", f"case when {_BY_PARENTS} then {THRESHOLD} else {PLAIN_THRESHOLD} end"),
    "context_indicators": ("value", f"case when unit = 'count' then {_number('value')} end", str(PLAIN_THRESHOLD)),
    "single_figures": (
        "value",
        "case when unit = 'pupils' then value end",
        f"case when parental_education = 'all' then {PLAIN_THRESHOLD} else {THRESHOLD} end",
    ),
}


def _small_counts(typed: Typed, mild: Result) -> Check:
    """Counts of few pupils. An indicator may count schools or homes, which its contract does not say: a warning."""
    column, value, threshold = _COUNTS[typed.contract.name]
    sql = (
        f"select row, least_shown from (select row, {value} as counted, {threshold} as least_shown from typed) "
        "where counted >= 1 and counted < least_shown"
    )
    result: Result = "warning" if typed.contract.name == "context_indicators" else mild
    return line(typed, _STAGE, "small_counts", "small_count", first(typed, sql, ("least",)), column, result)


def _numerators(typed: Typed, mild: Result) -> Check:
    """Percentages that only one or two small numbers of pupils fit (METHOD 3.6 test 5)."""
    half = half_unit(typed)
    sql = (
        "with fits as (select row, n, "
        f"greatest(0, cast(ceil(n * (percentage - {half}) / 100 - 1e-9) as bigint)) as low, "
        f"least(n, cast(ceil(n * (percentage + {half}) / 100 - 1e-9) as bigint) - 1) as high "
        "from typed where n > 0 and percentage > 0 and percentage < 100) "
        f"select row, case when low = high then cast(low as varchar) else low || ' / ' || high end, n from fits "
        f"where high >= low and high - low + 1 < {MIN_FITTING} "
        f"and (low < {MIN_EITHER_SIDE} or n - high < {MIN_EITHER_SIDE})"
    )
    found = first(typed, sql, ("options", "pupils"))
    return line(typed, _STAGE, "numerators", "numerator", found, "percentage", mild)


def _whole_groups(typed: Typed, mild: Result) -> Check:
    """0% or 100% of few pupils says something about each of them (METHOD 3.1, group disclosure)."""
    sql = f"select row, n from typed where n > 0 and n < {ZERO_ROW} and (percentage <= 0 or percentage >= 100)"
    return line(typed, _STAGE, "whole_groups", "whole_group", first(typed, sql, ("pupils",)), "percentage", mild)


_PERCENTAGES: Final = {
    "outcome_shares": "n is null",
    "advice_distribution": "true",
    "context_indicators": "unit = 'percent' and value is not null",
}
"""Per contract: which percentages have no number of pupils beside them."""


def _output_rule(typed: Typed, status: str) -> Iterator[Check]:
    """Our own percentages: 50 pupils at least, 10 of them on either side (METHOD 3.3 rule 2).

    What a publisher printed has rules of its own; without a description it is not known whose figures these are, so
    that what would fail warns.
    """
    if status == "gepubliceerd" or typed.contract.name not in _PERCENTAGES:
        return
    if typed.contract.name == "outcome_shares":
        half = half_unit(typed)
        sql = (
            f"select row from typed where n < {MIN_PUPILS} "
            f"or ceil(n * (percentage - {half}) / 100 - 1e-9) < {MIN_EITHER_SIDE} "
            f"or ceil(n * (100 - percentage - {half}) / 100 - 1e-9) < {MIN_EITHER_SIDE}"
        )
        result: Result = "fail" if status else "warning"
        yield line(typed, _STAGE, "shown_percentages", "percentage_of_few", first(typed, sql), "percentage", result)
    if status:
        unknown = first(typed, f"select row from typed where {_PERCENTAGES[typed.contract.name]}")
        column = "value" if typed.contract.name == "context_indicators" else "percentage"
        yield line(typed, _STAGE, "pupils_known", "pupils_unknown", unknown, column, "warning")


_FAMILIES: Final = {
    "outcome_shares": ("n", "null", "null", "true", ("cohort", "moment", "measure", "group_by", "grp")),
    "position_counts": ("pupils", "null", "null", "true", ("school_year", "position")),
    "context_indicators": ("value", "value_lo", "value_hi", "unit = 'count'", ("period", "indicator")),
}
"""Per contract: the number, its range where hidden, which rows count, and what else tells rows apart."""


@dataclass(frozen=True, slots=True)
class _Family:
    """Hidden cells beside a printed total.

    Attributes:
        total: row of the total.
        threshold: smallest count that is shown.
        left: what the printed parts leave of the total.
        rows: row of each hidden cell; that of the total for an area without a row.
        ranges: the range in which each is printed, where it is.
        left_out: whether no cell is printed as hidden: groups have no row at all.
    """

    total: int
    threshold: int
    left: float
    rows: tuple[int, ...]
    ranges: tuple[tuple[float | None, float | None], ...]
    left_out: bool = False


def _group_families(typed: Typed) -> Iterator[_Family]:
    """Groups of which some have no number, or no row, beside a total that has one."""
    same = "(cohort, area_code, moment, measure"
    whole = " ".join(f"when '{split}' then {len(groups)}" for split, groups in GROUPS.items())
    size = f"case group_by::varchar {whole} end"
    sql = (
        # Only a split with a hidden group is looked at; most tables have few.
        "with hidden as (select cohort, area_code, moment, measure, group_by, any_value("
        f"{size}) - count(*) as absent from typed where group_by <> 'total' group by all "
        "having count(n) > 0 and (count(n) < count(*) or absent > 0)), "
        f"parts as (select typed.*, absent from typed join hidden using {same}, group_by)) "
        "select any_value(whole.row), list(part.row order by part.row) filter (part.n is null), "
        "any_value(part.absent), "
        f"any_value(case when part.{_BY_PARENTS} then {THRESHOLD} else {PLAIN_THRESHOLD} end), "
        "any_value(whole.n) - coalesce(sum(part.n), 0) "
        f"from typed as whole join parts as part using {same}) "
        "where whole.group_by = 'total' and part.group_by <> 'total' and whole.n is not null "
        "group by whole.row, part.group_by "
        f"order by 1 limit {_MOST_FAMILIES}"
    )
    for total, rows, absent, threshold, left in typed.scratch.rows(sql):
        cells = (*(rows or ()), *(total,) * int(absent))
        yield _Family(total, threshold, float(left), cells, ((None, None),) * len(cells), not rows)


def _left_out(typed: Typed, families: list[_Family], mild: Result) -> Iterator[Check]:
    """Groups without a row that the total and the other groups give away; a publisher's may be pupils of no group."""
    found = [
        (family.total, *given[1:])
        for family in families
        if (given := _given_away(family.threshold, family.left, family.ranges)) is not None
    ]
    if found:
        row, least, most = min(found)
        details = {"least": round(least), "most": round(most)}
        yield Check(_STAGE, "disclosure.group_left_out", mild, typed.place(row, "n"), details, len(found))


def _area_families(typed: Typed) -> Iterator[_Family]:
    """Areas of which some have no number, or no row, beside the area that holds them all."""
    value, low, high, where, others = _FAMILIES[typed.contract.name]
    by_parents = f"whole.{_BY_PARENTS}" if "group_by" in others else "false"
    same = " and ".join(f"whole.{other} is not distinct from part.{other}" for other in others)
    columns = ", ".join(others)
    # Adding up before joining: there are far fewer wholes than parts.
    sql = (
        f"with numbers as (select row, area_code, {columns}, {value} as printed, {low} as low, "
        f"{high} as high from typed where {where}), "
        f"parts as (select nest.whole, {columns}, coalesce(sum(printed), 0) as printed, "
        "any_value(nest.parts) - count(*) as absent, list(row order by row) filter (printed is null) as rows, "
        "list([cast(low as double), cast(high as double)] order by row) filter (printed is null) as ranges "
        f"from numbers join nest on nest.part = numbers.area_code group by nest.whole, {columns} "
        "having count(printed) < any_value(nest.parts)) "
        f"select whole.row, part.rows, case when {by_parents} then {THRESHOLD} else {PLAIN_THRESHOLD} end, "
        "whole.printed - part.printed, part.absent, part.ranges "
        f"from numbers as whole join parts as part on part.whole = whole.area_code and {same} "
        f"where whole.printed is not null order by 1 limit {_MOST_FAMILIES}"
    )
    for total, rows, threshold, left, absent, ranges in typed.scratch.rows(sql):
        cells = [(least, most) for least, most in ranges or []] + [(None, None)] * int(absent)
        yield _Family(total, threshold, float(left), (*(rows or ()), *(total,) * int(absent)), tuple(cells))


def _undone(typed: Typed, families: list[_Family]) -> Check:
    """Hidden cells of which a printed total leaves too little doubt (METHOD 3.4)."""
    known: dict[object, tuple[int, float, float] | None] = {}
    found: list[tuple[int, int, float, float]] = []
    for family in families:
        case = (family.threshold, family.left, family.ranges)
        if case not in known:
            known[case] = _given_away(*case)
        if (given := known[case]) is not None:
            cell, least, most = given
            found.append((family.rows[cell], family.total, least, most))
    if not found:
        return passed(typed, _STAGE, "totals_keep")
    row, total, least, most = min(found)
    column = _FAMILIES[typed.contract.name][0]
    place = typed.place(row, column)
    details = {"total_row": total, "least": round(least), "most": round(most)}
    code = "total_undoes" if round(least) == round(most) else "total_narrows"
    return Check(_STAGE, f"disclosure.{code}", "fail", place, details, len(found))


def _interval(left: float, lower: list[float], upper: list[float], cell: int) -> tuple[float, float]:
    """Return what a cell can be where the cells make ``left`` together, in whole pupils.

    With one sum of whole numbers the others at their most and at their least say it; a national table has hundreds of
    cells under one total, for each of which solving a programme would take minutes.
    """
    if not all(float(value).is_integer() for value in (left, *lower, *upper)):
        return attacker_interval([[1] * len(lower)], [left], cell, lower=lower, upper=upper, integer=True)
    least = max(lower[cell], left - (sum(upper) - upper[cell]))
    return least, min(upper[cell], left - (sum(lower) - lower[cell]))


def _given_away(
    threshold: int, left: float, ranges: tuple[tuple[float | None, float | None], ...]
) -> tuple[int, float, float] | None:
    """Return the first hidden cell that a total gives away, with the least and most that it can be; or ``None``.

    A cell that may be small is given away where it can only lie within less than ``WIDTH``, and the total says more
    than the publisher did with the range in which it is printed. Nothing left over for cells without a range is a
    parts-and-whole that simply fits (a district without the type of school), and tells of nobody.
    """
    lower = [low or 0.0 for low, _ in ranges]
    upper = [left if high is None else high for _, high in ranges]
    if left <= 0 or not sum(lower) <= left <= sum(upper):
        return None
    for cell, (low, high) in enumerate(ranges):
        least, most = _interval(left, lower, upper, cell)
        narrower = low is None or high is None or most - least < high - low
        if narrower and least < threshold and most - least < WIDTH:
            return cell, least, most
    return None
