"""From advice to placement in leerjaar 3, for low and high parental education on one scale.

Without a cohort that links the two, the page shows what an estimate leaves open instead (METHOD 4).
"""

from __future__ import annotations

import functools
from typing import Any, Final

import pandas as pd

from kansenbeeld.charts.flow import Band, Flow, flow_chart
from kansenbeeld.charts.ranges import Range, ranges_chart
from kansenbeeld.domain import ADVICE_CLASSES, CITY, GROUPS, PLACEMENT_CLASSES
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.cohort import HIGH, LOW, MOMENT, SCHEME, Cohort, newest
from kansenbeeld.findings.finding import Column, Finding, KeyFigure, Question, Selection, Table
from kansenbeeld.findings.outcomes import AGE16, GROUP8
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.findings.writing import apart, finding, key_difference, unavailable
from kansenbeeld.language import Language
from kansenbeeld.measures.raking import point_showable
from kansenbeeld.store import Snapshot

ID: Final = "advice_to_placement"
HIDDEN: Final = "hidden"
_LABELLED: Final = 4.0
"""Narrowest band, in percent of its group, on which a number stands."""
_SEEDS: Final[tuple[ResourceName, ...]] = (("ocw_same_direction", "year3"), ("single_figures", "figures"))


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    cohort = newest(snapshot)
    return _estimate(snapshot, selection, language) if cohort is None else _flow(snapshot, selection, language, cohort)


def _flow(snapshot: Snapshot, selection: Selection, language: Language, cohort: Cohort) -> Finding:
    counts = {
        (row["parental_education"], row["advice"], row["placement"]): row["pupils"]
        for row in snapshot.rows("flow_counts", tab="flow", moment=MOMENT)
        if (row["dataset"], row["resource"]) == cohort.resource and row["cohorts"] == cohort.cohorts
    }
    placements = (*PLACEMENT_CLASSES, HIDDEN)
    names = [language.text(f"class.{code}") for code in placements]
    rows: list[dict[str, Any]] = []
    flows = []
    for group in (LOW, HIGH):
        name = language.text(f"group.{SCHEME}.{group}")
        cells = _cells(counts, group)
        flows.append(Flow(name, tuple(_band(cell, name, names, language) for cell in cells)))
        rows += [
            {
                "group": name,
                "advice": language.text(f"class.{ADVICE_CLASSES[cell['advice']]}"),
                "placement": names[cell["placement"]].replace("<br>", " "),
                "share": cell["share"],
                "pupils": cell["pupils"],
            }
            for cell in cells
        ]
    gap = cohort.estimate("split_gap", variant="laagste")
    low, high = (cohort.estimate("reached", group=group) for group in (LOW, HIGH))
    key = None if low is None or high is None else key_difference(gap, CITY)
    if gap is None or low is None or high is None:
        headline = language.text("headline.too_few", area=language.text("area.city"))
    else:
        headline = language.text(f"{ID}.headline.{claim(gap)}", **apart(high.value, low.value, language))
    draw = functools.partial(
        flow_chart,
        advices=[language.text(f"class.{code}") for code in ADVICE_CLASSES],
        placements=names,
        separators=language.separators,
        columns=(language.text("moment.final_advice"), language.text("moment.year3")),
    )
    columns = (
        Column("group", language.text("column.group")),
        Column("advice", language.text("column.advice")),
        Column("placement", language.text("column.placement")),
        Column("share", language.text("column.share_of_group"), "percentage"),
        Column("pupils", language.text("column.pupils"), "count"),
    )
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=headline,
        key=key,
        answered=key is not None,
        alt=language.text(f"{ID}.alt", cohorts=cohort.cohorts),
        chart=draw(flows),
        beside=tuple(draw([flow]) for flow in flows),
        table=Table(columns, pd.DataFrame(rows)),
        resources=[cohort.resource],
        limits=("unknown_apart", "ceiling", "mixed_class", "not_cause"),
        computed=True,
    )


def _cells(counts: dict[tuple[str, str, str], int | None], group: str) -> list[dict[str, Any]]:
    """Cells of one group as percent of the group; what is hidden in an advice class is one visible band."""
    total = counts.get((group, "", "")) or 0
    cells = []
    for index, advice in enumerate(ADVICE_CLASSES):
        shown = {place: counts.get((group, advice, place)) for place in PLACEMENT_CLASSES}
        whole = counts.get((group, advice, ""))
        for place, code in enumerate(PLACEMENT_CLASSES):
            if shown[code]:
                cells.append(_cell(index, place, shown[code], total))
        rest = 0 if whole is None else whole - sum(number or 0 for number in shown.values())
        if any(number is None for number in shown.values()) and rest > 0:
            cells.append(_cell(index, len(PLACEMENT_CLASSES), rest, total))
    return cells


def _cell(advice: int, placement: int, pupils: int | None, total: int) -> dict[str, Any]:
    share = 100 * (pupils or 0) / total if total else 0.0
    return {"advice": advice, "placement": placement, "pupils": pupils, "share": share}


def _band(cell: dict[str, Any], group: str, placements: list[str], language: Language) -> Band:
    percent, pupils = language.percent(cell["share"]), language.number(cell["pupils"])
    hover = language.text(
        "hover.flow",
        group=group,
        advice=language.text(f"class.{ADVICE_CLASSES[cell['advice']]}"),
        placement=placements[cell["placement"]].replace("<br>", " "),
        percent=percent,
        pupils=pupils,
    )
    label = f"{percent} · {pupils}" if cell["share"] >= _LABELLED else ""
    return Band(cell["advice"], cell["placement"], cell["share"], label, hover)


def _estimate(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    resources = [GROUP8, AGE16, *_SEEDS]
    found = {row["grp"]: row for row in snapshot.rows("placement_estimate")}
    if not found:
        return unavailable(ID, snapshot, selection, language, [GROUP8])
    scheme = "parental_education"
    rows = [found[group] | {"name": language.text(f"group.{scheme}.{group}")} for group in reversed(GROUPS[scheme])]
    low = found[GROUPS[scheme][0]]
    # Only ranges are drawn: no bounds here are narrow enough for a point, and if they ever are, the range still holds.
    certain = all(point_showable(row["bound_low"] / 100, row["bound_high"] / 100) for row in rows)
    verdict = claim(None, status="schatting")
    numbers = {name: language.percent(low[name]) for name in ("low", "high", "bound_low", "bound_high")}
    columns = (
        Column("name", language.text("column.group")),
        Column("advice", language.text("estimate.known"), "percentage"),
        Column("low", language.text("estimate.low"), "percentage"),
        Column("high", language.text("estimate.high"), "percentage"),
        Column("low_without", language.text("estimate.low_without"), "percentage"),
        Column("high_without", language.text("estimate.high_without"), "percentage"),
        Column("bound_low", language.text("estimate.bound_low"), "percentage"),
        Column("bound_high", language.text("estimate.bound_high"), "percentage"),
    )
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=language.text(f"{ID}.headline.{verdict}", **numbers),
        key=KeyFigure(None, low["low"], low["high"], "percent", verdict, CITY),
        alt=language.text(f"{ID}.alt.estimate"),
        chart=ranges_chart(
            [
                Range(
                    row["name"],
                    row["advice"],
                    row["low"],
                    row["high"],
                    row["bound_low"],
                    row["bound_high"],
                    language.text(
                        "hover.estimate",
                        label=row["name"],
                        low=language.percent(row["low"]),
                        high=language.percent(row["high"]),
                        bound_low=language.percent(row["bound_low"]),
                        bound_high=language.percent(row["bound_high"]),
                    ),
                )
                for row in rows
            ],
            separators=language.separators,
            names=(language.text("estimate.bounds"), language.text("estimate.range"), language.text("estimate.known")),
            unit_title=language.text("estimate.axis"),
        ),
        table=Table(columns, pd.DataFrame(rows)),
        resources=resources,
        limits=(
            "estimate_no_link",
            "estimate_seeds",
            "estimate_cohort",
            "estimate_no_district",
            *(() if certain else ("estimate_no_point",)),
        ),
        estimated=True,
        reading="reading_estimate",
    )


QUESTION: Final = Question(ID, pages=("placement",), order=10, answer=answer)
