"""Results of a cohort flow: what is already there at the advice, what arises after it, and who rises and falls.

Values are percent and points (0-100), or pupils per year; rounded to a whole number below 1,000 pupils and to one
decimal above, so that they give no count back. A result stands only where each share behind it may be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from kansenbeeld import domain
from kansenbeeld.measures import bootstrap, decomposition, flows, intervals, unknown
from kansenbeeld.measures.disclosure import ShownPercentage, rounded_base
from kansenbeeld.measures.disclosure.primary import THRESHOLD, ZERO_ROW
from kansenbeeld.measures.intervals import Floats
from kansenbeeld.measures.shares import Share
from kansenbeeld.store.flows.tables import EVERYONE, moments, unsplit

COLUMNS: Final = ("moment", "area_code", "measure", "variant", "grp", "detail", "value", "low", "high", "pupils")

LOW: Final = domain.PARENTAL_CLASSES[0]
HIGH: Final = domain.PARENTAL_CLASSES[-1]
EXACT_FROM: Final = 1000
"""Pupils from which a percentage is written to a tenth."""

_LEVELS: Final = tuple(code for code, advice in domain.ADVICES.items() if advice.is_level)
_DIRECTIONS: Final = ("op", "boven", "onder")
_SHARES: Final = (*_DIRECTIONS, "opstroom", "afstroom", "elsewhere", "reached", "unknown_share")
"""Measures that are percentages of pupils, which the audit checks one by one."""

Row = dict[str, Any]


def results(rows: pd.DataFrame, cohorts: int, visible: Callable[[str, str, str], bool]) -> pd.DataFrame:
    """Work out every result of a window of cohorts.

    Args:
        rows: raw counts with their classes, see ``tables.with_classes``.
        cohorts: number of cohorts that are pooled.
        visible: whether the counts of a moment, area and group are shown; results of hidden counts are not made.

    Returns:
        One row for each result, columns as ``COLUMNS``; ``area_code`` is empty for the city.
    """
    whole = unsplit(rows)
    found: list[Row] = []
    for moment in moments(whole):
        here = whole[whole["moment"] == moment]
        for area in (EVERYONE, *sorted(set(here["area_code"]))):
            part = here if area == EVERYONE else here[here["area_code"] == area]
            groups = [group for group in domain.PARENTAL_CLASSES if visible(moment, area, group)]
            produced = list(_directions(part, groups, city=area == EVERYONE))
            if {LOW, HIGH} <= set(groups):
                produced += _splits(part, cohorts, city=area == EVERYONE)
            found += [{"moment": moment, "area_code": area, **row} for row in produced]
    blank = {"variant": EVERYONE, "grp": EVERYONE, "detail": EVERYONE}
    return pd.DataFrame([{**blank, **row} for row in found], columns=list(COLUMNS))


def shown(found: pd.DataFrame) -> Iterator[ShownPercentage]:
    """Return the results that are percentages of pupils, as the audit checks them."""
    for row in found[found["measure"].isin(_SHARES)].to_dict("records"):
        name = "/".join(str(row[part]) for part in ("area_code", "measure", "variant", "grp", "detail") if row[part])
        yield ShownPercentage(name or "city", round(row["value"]), int(row["pupils"]))


def _directions(rows: pd.DataFrame, groups: Sequence[str], *, city: bool) -> Iterator[Row]:
    """Who is at, above and below the advice, under both rules, among those who can be (METHOD 2.2)."""
    for group in groups:
        own = rows[rows["parental_education"] == group]
        if own.empty:
            continue
        by_rule = {
            rule: flows.flows(own["advice"], own["position"], own["pupils"], rule)  # type: ignore[arg-type]
            for rule in domain.RULES
        }
        yield from _both_rules({rule: found.total for rule, found in by_rule.items()}, {"grp": group})
        if city:
            for advice in by_rule[domain.RULES[0]].by_advice:
                single = {rule: found.by_advice[advice] for rule, found in by_rule.items()}
                yield from _both_rules(single, {"grp": group, "detail": advice}, eligible=False)
        everyone = float(own["pupils"].sum())
        away = {
            reason: Share(float(own.loc[own["position"] == reason, "pupils"].sum()), everyone)
            for reason in domain.ELSEWHERE
        }
        if all(share.showable for share in away.values()):
            for reason, share in away.items():
                yield from _share("elsewhere", share, {"grp": group, "detail": reason})
        n, x = _placed(own)
        yield from _share("reached", Share(x.sum(), n.sum()), {"grp": group})


def _both_rules(by_rule: Mapping[str, flows.Flow], key: Row, *, eligible: bool = True) -> Iterator[Row]:
    """Shares of a flow under both rules, or none at all.

    At, above and below sum to 100%, and the rules differ only in who is above: one missing share could be worked out
    from the others. So all stand or none does; only what can't be otherwise (nobody above vwo) may be nought. And the
    pupils in whom the rules differ are a count of their own, which both rules side by side give away.
    """
    parts = [
        Share(getattr(flow, measure) * flow.placed, flow.placed)
        for flow in by_rule.values()
        for measure in _DIRECTIONS
        if flow.placed
        and not (measure == "boven" and not flow.able_to_rise)
        and not (measure == "onder" and not flow.able_to_fall)
    ]
    if not parts or not all(part.showable for part in parts) or not _apart_enough(by_rule):
        return
    for rule, flow in by_rule.items():
        totals = dict.fromkeys(_DIRECTIONS, flow.placed)
        totals |= {"opstroom": flow.able_to_rise, "afstroom": flow.able_to_fall} if eligible else {}
        for measure, total in totals.items():
            if total:
                yield from _share(measure, Share(getattr(flow, measure) * total, total), {**key, "variant": rule})


def _apart_enough(by_rule: Mapping[str, flows.Flow]) -> bool:
    """Whether the pupils who are above under one rule and at the advice under the other are no small count."""
    first, second = (flow.op * flow.placed for flow in by_rule.values())
    placed = next(iter(by_rule.values())).placed
    apart = round(abs(first - second))
    return apart >= THRESHOLD or (apart == 0 and placed >= ZERO_ROW)


def _splits(rows: pd.DataFrame, cohorts: int, *, city: bool) -> Iterator[Row]:
    """The gap in placement, split in two, and in three where the test is known (METHOD 2.6)."""
    low, high = (rows[rows["parental_education"] == group] for group in (LOW, HIGH))
    known = float(rows.loc[rows["parental_education"] != domain.UNKNOWN_EDUCATION, "pupils"].sum())
    missing = rows[rows["parental_education"] == domain.UNKNOWN_EDUCATION]
    share_unknown = float(unknown.unknown_share(known, float(missing["pupils"].sum())))
    yield from _share("unknown_share", Share(float(missing["pupils"].sum()), float(rows["pupils"].sum())), {})
    if not unknown.gap_showable(share_unknown):
        return
    for variant in ("laagste", "incl_gth", "three_groups"):
        (n_low, x_low), (n_high, x_high) = (_placed(part, variant) for part in (low, high))
        if not decomposition.showable(n_low.sum(), n_high.sum(), cohorts=cohorts, city=city):
            return
        if not all(Share(x.sum(), n.sum()).showable for n, x in ((n_low, x_low), (n_high, x_high))):
            return
        if variant == "laagste":
            u, reached = (float(counts.sum()) for counts in _placed(missing))
            limits = unknown.gap_bounds(n_low.sum(), x_low.sum(), n_high.sum(), x_high.sum(), u, reached)
            bottom, top = (100 * float(limit) for limit in limits)
            yield _row("gap_bounds", {}, (bottom + top) / 2, bottom, top, min(n_low.sum(), n_high.sum()))
        yield from _two_parts(n_low, x_low, n_high, x_high, cohorts, variant)
    if city:
        yield from _three_parts(low, high)


def _two_parts(
    n_low: Floats, x_low: Floats, n_high: Floats, x_high: Floats, cohorts: int, variant: str
) -> Iterator[Row]:
    try:
        merged = decomposition.merge_small(n_low, x_low, n_high, x_high)
    except ValueError:
        # Too few pupils for two advice classes: there is nothing to split.
        return
    found = bootstrap.decomposition_interval(*merged.counts)
    size = min(n_low.sum(), n_high.sum())
    key = {"variant": variant}
    for measure in ("gap", "advice", "after_advice"):
        part = getattr(found, measure).points()
        yield _row(f"split_{measure}", key, part.value, part.low, part.high, size)
    extra = found.extra_pupils
    yield _row("extra_pupils", key, extra.value / cohorts, extra.low / cohorts, extra.high / cohorts, size, whole=True)
    for group, rate, n in ((LOW, found.rate_low, n_low.sum()), (HIGH, found.rate_high, n_high.sum())):
        yield _row("split_rate", {**key, "grp": group}, 100 * rate.value, 100 * rate.low, 100 * rate.high, n)
    with_same_chance = 100 * (found.rate_low.value + found.coefficient.value)
    yield _row("same_chance", {**key, "grp": LOW}, with_same_chance, np.nan, np.nan, n_low.sum())


def _three_parts(low: pd.DataFrame, high: pd.DataFrame) -> Iterator[Row]:
    tested = [part[part["test_advice"].notna()] for part in (low, high)]
    if any(part["pupils"].sum() < 0.9 * own["pupils"].sum() for part, own in zip(tested, (low, high), strict=True)):
        return
    counts = [table for part in tested for table in _by_test(part)]
    found = bootstrap.three_factor_interval(*counts)
    size = min(counts[0].sum(), counts[2].sum())
    for measure in ("test", "advice", "placement"):
        part = getattr(found, measure).points()
        yield _row(f"three_{measure}", {}, part.value, part.low, part.high, size)


def _by_test(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Pupils and those at havo or higher, by class of the test (rows) and of the advice (columns)."""
    placed = rows[rows["placement_class"].isin(("to_vmbo-gt", *domain.REACHED["havo_plus"]))]
    placed = placed.assign(test_class=placed["test_advice"].map(domain.advice_class))

    def table(part: pd.DataFrame) -> Floats:
        wide = part.pivot_table(index="test_class", columns="advice_class", values="pupils", aggfunc="sum")
        return (
            wide.reindex(index=list(domain.ADVICE_CLASSES), columns=list(domain.ADVICE_CLASSES))
            .fillna(0)
            .to_numpy(dtype=float)
        )

    return table(placed), table(placed[placed["placement_class"].isin(domain.REACHED["havo_plus"])])


def _placed(rows: pd.DataFrame, variant: str = "laagste") -> tuple[Floats, Floats]:
    """Pupils with a known placement and those at havo or higher, per advice from low to high.

    A combined vmbo-gt/havo class is neither (METHOD 2), except in the variant ``incl_gth``. In ``three_groups`` the
    advices are the three groups of the standard cube.
    """
    reached = domain.REACHED["havo_plus"] + (("vmbo-gt/havo",) if variant == "incl_gth" else ())
    placed = rows[rows["placement_class"].isin((*domain.REACHED["below"], *reached))]
    if variant == "three_groups":
        group_of = {member: group for group, members in domain.ADVICE_GROUPS.items() for member in members}
        classes, order = placed["advice_class"].map(group_of), list(domain.ADVICE_GROUPS)
    else:
        classes, order = placed["advice"], list(_LEVELS)

    def count(part: pd.DataFrame) -> Floats:
        summed = part.groupby(classes.loc[part.index])["pupils"].sum()
        return summed.reindex(order, fill_value=0).to_numpy(dtype=float)

    n, x = count(placed), count(placed[placed["placement_class"].isin(reached)])
    return n, x


def _share(measure: str, share: Share, key: Row) -> Iterator[Row]:
    if share.showable:
        low, high = intervals.wilson(share.successes, share.total)
        yield _row(measure, key, 100 * share.value, 100 * float(low), 100 * float(high), share.total)


def _row(measure: str, key: Row, value: float, low: float, high: float, pupils: float, *, whole: bool = False) -> Row:
    decimals = 0 if whole or pupils < EXACT_FROM else 1
    rounded = {
        name: round(float(number), decimals) for name, number in (("value", value), ("low", low), ("high", high))
    }
    return {"measure": measure, **key, **rounded, "pupils": rounded_base(round(pupils))}
