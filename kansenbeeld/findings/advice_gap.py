"""How far apart is the advice of children of wo-, hbo- and other parents, in the city and per district?"""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import GROUPS
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import LOW_GROUP, Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import GROUP8, Outcomes, gap_point, outcomes, percentage, point
from kansenbeeld.findings.writing import apart, finding, key_difference, level, unavailable, with_ends
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate, gap_or_none
from kansenbeeld.store import Snapshot

ID: Final = "advice_gap"
SCHEME: Final = "parental_education"


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    data = outcomes(snapshot, GROUP8, moment="final_advice", threshold=selection.threshold, group_by=SCHEME)
    if not data.areas:
        return unavailable(ID, snapshot, selection, language, [GROUP8])
    gaps = {area.code: area_gap(data, area.code, selection.high) for area in data.areas}
    gap_name = language.text(f"{ID}.gap.{selection.high}")
    district = selection.district_in(gaps)
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(data, gaps, selection, language),
        key=key_difference(gaps[district], district),
        answered=gaps[district] is not None,
        alt=language.text(f"{ID}.alt", level=level(selection, language), areas=len(data.areas) - 1),
        chart=dots(
            [area.name for area in data.areas],
            (_advice_panel(data, selection, language), _gap_panel(data, gaps, gap_name, language)),
            separators=language.separators,
            highlighted=selection.row_in(data.codes),
        ),
        table=_table(data, gaps, gap_name, language),
        resources=[GROUP8],
        limits=("unknown_education", "composition", "not_cause"),
        computed=True,
        intervals=True,
    )


def area_gap(data: Outcomes, area: str, high: str) -> Estimate | None:
    """Gap in percentage points between a high group and parents without hbo or wo in an area; ``None``: too few."""
    return gap_or_none(data.share(area, high), data.share(area, LOW_GROUP))


def group_names(language: Language) -> dict[str, str]:
    """Return the groups of parental education, code to name, in the order in which they are drawn."""
    return {group: language.text(f"group.{SCHEME}.{group}") for group in GROUPS[SCHEME]}


def _advice_panel(data: Outcomes, selection: Selection, language: Language) -> Panel:
    series = tuple(
        Series(
            group,
            name,
            tuple(point(data.share(area.code, group), language, f"{area.name}, {name}") for area in data.areas),
        )
        for group, name in group_names(language).items()
    )
    return Panel(language.text("axis.advice", level=level(selection, language)), series, weight=3, joined=True)


def _gap_panel(data: Outcomes, gaps: dict[str, Estimate | None], name: str, language: Language) -> Panel:
    marks = tuple(gap_point(gaps[area.code], language, area.name) for area in data.areas)
    labels = tuple("" if mark is None else f"{mark.value:.0f}" for mark in marks)
    return Panel(
        language.text("axis.gap"), (Series("total", name, marks),), limits=(0, 75), labels=labels, in_legend=False
    )


def _headline(data: Outcomes, gaps: dict[str, Estimate | None], selection: Selection, language: Language) -> str:
    district = selection.district_in(gaps)
    estimate = gaps[district]
    high, low = data.share(district, selection.high), data.share(district, LOW_GROUP)
    if estimate is None or high is None or low is None:
        return language.text("headline.too_few", area=data.name(district))
    return language.text(
        f"{ID}.headline.{claim(estimate)}.{selection.high}",
        area=data.name(district),
        level=level(selection, language),
        **apart(100 * high.value, 100 * low.value, language),
    )


def _table(data: Outcomes, gaps: dict[str, Estimate | None], gap_name: str, language: Language) -> Table:
    rows = []
    for area in data.areas:
        row: dict[str, object] = {"area": area.name}
        for group in GROUPS[SCHEME]:
            share = data.share(area.code, group)
            row[group] = percentage(share)
            row[f"n_{group}"] = None if share is None else share.total
        rows.append(row | with_ends(gaps[area.code], "gap"))
    groups = [
        column
        for group, name in group_names(language).items()
        for column in (
            Column(group, name, "percentage"),
            Column(f"n_{group}", language.text("column.pupils_of", group=name), "count"),
        )
    ]
    columns = (
        Column("area", language.text("column.area")),
        *groups,
        Column("gap", gap_name, "points"),
        Column("low", language.text("column.low"), "points"),
        Column("high", language.text("column.high"), "points"),
    )
    return Table(columns, pd.DataFrame(rows))


QUESTION: Final = Question(
    ID, pages=("overview", "groups"), order=3, answer=answer, controls=("district", "high", "threshold")
)
