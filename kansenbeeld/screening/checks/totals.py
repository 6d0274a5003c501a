"""Totals: parts that are no more than their whole, shares that make 100, levels that nest.

Parts may be fewer than their whole: pupils of whom a publisher does not know the group, or an area that is not printed.
More than their whole they can't be. A hidden number takes part as the range that is left of it, so that only what no
number in the range can explain is an error. ``school_advice`` and ``school_positions`` print no total (their contracts
have no row for one), so there is nothing to add up in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from kansenbeeld import domain
from kansenbeeld.datasets.descriptions import Description
from kansenbeeld.screening.checks.areas import nest
from kansenbeeld.screening.checks.places import Found, first, line, table_of
from kansenbeeld.screening.given import Typed
from kansenbeeld.screening.report import Check, Result
from kansenbeeld.store import Snapshot

_STAGE: Final = "totals"

_PARTS_IN_AREAS: Final[Mapping[str, tuple[str, str, str, tuple[str, ...]]]] = MappingProxyType(
    {
        "position_counts": ("pupils", "pupils", "true", ("school_year", "position")),
        "outcome_shares": ("n", "n", "true", ("cohort", "moment", "measure", "group_by", "grp")),
        "context_indicators": (
            "coalesce(value, value_lo)",
            "coalesce(value, value_hi)",
            "unit = 'count'",
            ("period", "indicator"),
        ),
        "cohort_flow": (
            "coalesce(pupils, pupils_lo)",
            "coalesce(pupils, pupils_hi)",
            "true",
            ("cohort", "parental_education", "test_advice", "advice", "moment", "position", "sex", "origin"),
        ),
    }
)
"""Per contract: least and largest number, which rows count, and what else tells rows apart."""

_COLUMN: Final[Mapping[str, str]] = MappingProxyType(
    {"position_counts": "pupils", "outcome_shares": "n", "context_indicators": "value", "cohort_flow": "pupils"}
)

_DECIMALS: Final = 4
"""Percentages are printed in no more decimals than this."""

_SUMS: Final = ("parts", "total")
_OF_PERCENTAGES: Final = ("totals.shares_unlike", "totals.levels_turned")


def check(typed: Typed, previous: Snapshot | None = None, description: Description | None = None) -> tuple[Check, ...]:
    """Check that what is printed adds up.

    Args:
        typed: the table.
        previous: the version whose areas say which district lies in what; without it areas are not added up.
        description: its chip ``area_version`` says the division.

    Returns:
        One line per rule that applies to the contract.
    """
    name = typed.contract.name
    table = table_of(typed, description)
    lines: list[Check] = [rule(typed) for rule in _RULES.get(name, ())]
    if table is not None and table.status == "gepubliceerd":
        lines = [_milder(found) if found.code in _OF_PERCENTAGES else found for found in lines]
    if name in _PARTS_IN_AREAS and nest(typed, previous, table.chips.get("area_version", "") if table else ""):
        lines.append(_areas(typed))
    return tuple(lines)


def _milder(found: Check) -> Check:
    return replace(found, result="warning") if found.result == "fail" else found


def _areas(typed: Typed) -> Check:
    """Parts of an area against the area. For indicators a warning: the contract does not say that they add up."""
    name = typed.contract.name
    low, high, where, others = _PARTS_IN_AREAS[name]
    same = " and ".join(f"whole.{other} is not distinct from sums.{other}" for other in others)
    # Adding up before joining: there are far fewer wholes than parts.
    sql = (
        f"with sums as (select nest.whole, {', '.join(others)}, sum({low}) as parts "
        f"from typed join nest on nest.part = typed.area_code where {where} group by nest.whole, {', '.join(others)}), "
        f"wholes as (select row, area_code, {', '.join(others)}, {high} as high from typed "
        f"where area_code in (select whole from nest) and {where}) "
        "select whole.row, sums.parts, whole.high as total, whole.area_code from wholes as whole "
        f"join sums on sums.whole = whole.area_code and {same} where sums.parts > whole.high + 0.5"
    )
    found = first(typed, sql, ("parts", "total", "area"))
    result: Result = "warning" if name == "context_indicators" else "fail"
    return line(typed, _STAGE, "areas", "areas_above", _whole(found), _COLUMN[name], result)


def _group_counts(typed: Typed) -> Check:
    """Groups against their total; above it by no more than what rounding to 5 or 10 can do is a warning."""
    step = typed.scratch.one(
        "select case when bool_and(n % 10 = 0) then 10 when bool_and(n % 5 = 0) then 5 else 1 end "
        "from typed where n is not null"
    )[0]
    slack = 0 if step == 1 else step / 2
    sql = (
        "select row, part_n as parts, all_n as total, part_n - all_n as above, groups "
        f"from ({_groups_beside_total(typed)}) where part_n > all_n"
    )
    beyond = first(typed, f"select row, parts, total from ({sql}) where above > ? * (groups + 1)", _SUMS, [slack])
    if beyond or not slack:
        return line(typed, _STAGE, "groups", "groups_above", _whole(beyond), "n")
    rounded = first(typed, f"select row, parts, total from ({sql})", _SUMS)
    return line(typed, _STAGE, "groups", "groups_rounded", _whole(rounded), "n", "warning")


def _group_shares(typed: Typed) -> Check:
    """The percentage of a total against those of its groups: the pupils who are left must be able to make it true.

    Of N pupils p% reached a level, of the groups together a number a; so of the N - n pupils without a known group
    between 0 and N - n must be left. Rounding of each percentage moves this by half a unit of its last decimal; up to
    as much again is a warning.
    """
    sql = (
        "with sums as (select *, part_reached / 100 as parts, part_reached / part_n as together, "
        f"printed * all_n / 100 as reached from ({_groups_beside_total(typed)}) "
        "where part_n between 1 and all_n and groups = rows_of_groups), "
        "left_over as (select *, greatest(parts - reached, reached - parts - (all_n - part_n)) as beyond, "
        f"(all_n + part_n) * {half_unit(typed)} / 100 + 0.5 as slack from sums) "
        "select row, printed, together, beyond, slack from left_over where beyond > slack"
    )
    names = ("printed", "together")
    beyond = first(typed, f"select row, printed, together from ({sql}) where beyond > 2 * slack", names)
    if beyond:
        return line(typed, _STAGE, "shares", "shares_unlike", beyond, "percentage")
    near = first(typed, f"select row, printed, together from ({sql})", names)
    return line(typed, _STAGE, "shares", "shares_rounded", near, "percentage", "warning")


def _groups_beside_total(typed: Typed) -> str:
    """The question for every total with the groups of one split beside it; one pass, as joins of many rows are slow."""
    splits = [split for split in domain.GROUPS if split != "total"]
    sums = ", ".join(
        f"sum(n) filter ({there}) as n_{split}, count(n) filter ({there}) as groups_{split}, "
        f"count(*) filter ({there}) as rows_{split}, sum(percentage * n) filter ({there}) as reached_{split}"
        for split in splits
        for there in (f"group_by = '{split}'",)
    )
    # Two rules ask this of the same table; the second finds it made.
    typed.scratch.run(
        "create temp table if not exists beside_total as select min(row) filter (group_by = 'total') as row, "
        "min(n) filter (group_by = 'total') as all_n, min(percentage) filter (group_by = 'total') as printed, "
        f"{sums} from typed group by cohort, area_code, moment, measure"
    )
    return " union all ".join(
        f"select row, all_n, printed, n_{split} as part_n, groups_{split} as groups, rows_{split} as rows_of_groups, "
        f"reached_{split} as part_reached from beside_total where all_n > 0 and groups_{split} > 0"
        for split in splits
    )


def _nested_levels(typed: Typed) -> Check:
    """A higher threshold is reached by no more pupils than a lower one, but for rounding."""
    levels = list(enumerate(domain.THRESHOLDS))
    values = ", ".join(
        f"min(row) filter (measure = '{level}') as row_{number}, "
        f"min(percentage) filter (measure = '{level}') as value_{number}"
        for number, level in levels
    )
    typed.scratch.run(
        f"create or replace temp table by_level as select {values} from typed "
        "group by cohort, area_code, moment, group_by, grp"
    )
    slack = 2 * half_unit(typed)
    sql = " union all ".join(
        f"select row_{high} as row, '{higher}' as higher, '{lower}' as lower, value_{low} as lower_value from by_level "
        f"where value_{high} > value_{low} + {slack} + 1e-9"
        for low, lower in levels
        for high, higher in levels[low + 1 :]
    )
    found = first(typed, sql, ("higher", "lower", "lower_value"))
    return line(typed, _STAGE, "levels", "levels_turned", found, "percentage")


def _distribution(typed: Typed) -> Check:
    """A distribution makes 100: within rounding it is right, up to one point beyond that a warning."""
    half = half_unit(typed)
    sql = (
        "select min(row) as row, sum(percentage) as total, any_value(school_year) as year, "
        f"any_value(area_code) as area, abs(sum(percentage) - 100) - count(*) * {half} as beyond "
        "from typed group by school_year, area_code having beyond > 1e-9"
    )
    names = ("total", "year", "area")
    beyond = first(typed, f"select row, total, year, area from ({sql}) where beyond > 1", names)
    if beyond:
        return line(typed, _STAGE, "distribution", "distribution_not_100", beyond, "percentage")
    near = first(typed, f"select row, total, year, area from ({sql})", names)
    return line(typed, _STAGE, "distribution", "distribution_rounded", near, "percentage", "warning")


def _split(column: str) -> Callable[[Typed], Check]:
    """The rows of each sex (or origin) against the row of all, where a file has both."""

    def rule(typed: Typed) -> Check:
        others = [name for name in typed.contract.key if name != column]
        low, high = "coalesce(pupils, pupils_lo)", "coalesce(pupils, pupils_hi)"
        whole, part = f"filter ({column} = 'all')", f"filter ({column} <> 'all')"
        sql = (
            f"with sums as (select min(row) {whole} as row, min({low}) {whole} as low, min({high}) {whole} as high, "
            f"sum({low}) {part} as parts_low, sum({high}) {part} as parts_high "
            f"from typed group by {', '.join(others)} having count(*) > 1) "
            "select row, case when parts_low > high then parts_low else parts_high end, "
            "case when parts_low > high then high else low end "
            "from sums where row is not null and (parts_low > high or parts_high < low)"
        )
        found = first(typed, sql, _SUMS)
        if found:
            found = Found(found.row, {**found.details, "split": typed.columns.get(column, column)}, found.times)
        return line(typed, _STAGE, f"split_{column}", "split_unlike", found, "pupils")

    return rule


def _same_cohort(typed: Typed) -> Check:
    """Placements and pupils elsewhere make the cohort, so that every moment counts as many pupils."""
    pupils = "cohort, area_code, parental_education, test_advice, advice, sex, origin"
    sql = (
        f"with moments as materialized (select {pupils}, moment, "
        "min(row) as row, sum(coalesce(pupils, pupils_lo)) as low, sum(coalesce(pupils, pupils_hi)) as high "
        "from typed group by all), "
        # Only where the largest is above the least of all moments can two of them differ.
        f"unlike as (select * from moments qualify max(low) over (partition by {pupils}) "
        f"> min(high) over (partition by {pupils})) "
        "select one.row, one.moment, one.low, other.moment, other.high from unlike as one join unlike as other "
        "on one.cohort = other.cohort and one.area_code = other.area_code and one.advice = other.advice "
        "and one.parental_education = other.parental_education and one.sex = other.sex and one.origin = other.origin "
        "and one.test_advice is not distinct from other.test_advice where one.low > other.high"
    )
    found = first(typed, sql, ("moment", "pupils", "other_moment", "other_pupils"))
    return line(typed, _STAGE, "cohorts", "cohorts_unlike", found, "moment", "warning")


def _whole(found: Found | None) -> Found | None:
    """Sums of whole numbers come as decimals from the database; a sentence names them as whole numbers."""
    if found is None:
        return None
    whole = {
        name: int(value) if not isinstance(value, str) and value == int(value) else value
        for name, value in found.details.items()
    }
    return Found(found.row, whole, found.times)


def half_unit(typed: Typed) -> float:
    """Half a unit of the last decimal in which the percentages of a file are printed: 0.5, 0.05, 0.005, ..."""
    finer = ", ".join(
        f"count(*) filter (abs(percentage - round(percentage, {decimals})) > 1e-9)" for decimals in range(_DECIMALS)
    )
    # Several rules ask this of the same table, in which few percentages differ.
    typed.scratch.run(
        f"create temp table if not exists finer as select {finer} from (select distinct percentage from typed)"
    )
    fits = (decimals for decimals, times in enumerate(typed.scratch.one("select * from finer")) if not times)
    return 0.5 * 0.1 ** next(fits, _DECIMALS)


_RULES: Final[Mapping[str, tuple[Callable[[Typed], Check], ...]]] = MappingProxyType(
    {
        "outcome_shares": (_group_counts, _group_shares, _nested_levels),
        "advice_distribution": (_distribution,),
        "cohort_flow": (_split("sex"), _split("origin"), _same_cohort),
    }
)
