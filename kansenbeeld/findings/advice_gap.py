"""How far apart is the advice of children of wo-, hbo- and other parents, in the city and per district?"""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import CITY, GROUPS
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import LOW_GROUP, Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import GROUP8, Outcomes, gap_point, outcomes, point
from kansenbeeld.findings.writing import apart, finding, key_difference, level, unavailable
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate, gap
from kansenbeeld.store import Snapshot

ID: Final = "advice_gap"
SCHEME: Final = "parental_education"


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    data = outcomes(snapshot, GROUP8, moment="final_advice", threshold=selection.threshold, group_by=SCHEME)
    if not data.areas:
        return unavailable(ID, snapshot, selection, language, [GROUP8])
    gaps = {area.code: area_gap(data, area.code, selection.high) for area in data.areas}
    names = [area.name for area in data.areas]
    series = tuple(
        Series(
            group,
            language.text(f"group.{SCHEME}.{group}"),
            tuple(
                point(
                    data.share(area.code, group),
                    language,
                    f"{area.name}, {language.text(f'group.{SCHEME}.{group}')}",
                )
                for area in data.areas
            ),
        )
        for group in GROUPS[SCHEME]
    )
    gap_name = language.text(f"{ID}.gap.{selection.high}")
    gap_series = Series("total", gap_name, tuple(gap_point(gaps[a.code], language, a.name) for a in data.areas))
    chart = dots(
        names,
        (
            Panel(language.text("axis.advice", level=level(selection, language)), series, weight=3, joined=True),
            Panel(
                language.text("axis.gap"),
                (gap_series,),
                limits=(0, 75),
                labels=tuple("" if gaps[a.code] is None else f"{gaps[a.code].value:.0f}" for a in data.areas),  # type: ignore[union-attr]
                in_legend=False,
            ),
        ),
        separators=language.separators,
        highlighted=_row(data, selection.district),
    )
    district = selection.district if selection.district in gaps else CITY
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(data, gaps, selection, language),
        key=key_difference(gaps[district], district),
        answered=gaps[district] is not None,
        alt=language.text(f"{ID}.alt", level=level(selection, language), areas=len(names) - 1),
        chart=chart,
        table=_table(data, gaps, gap_name, language),
        resources=[GROUP8],
        limits=("unknown_education", "composition", "not_cause"),
        computed=True,
        intervals=True,
    )


def area_gap(data: Outcomes, area: str, high: str) -> Estimate | None:
    """Gap in percentage points between a high group and parents without hbo or wo in an area; ``None``: too few."""
    high_share, low_share = data.share(area, high), data.share(area, LOW_GROUP)
    return None if high_share is None or low_share is None else gap(high_share, low_share)


def _row(data: Outcomes, district: str) -> int | None:
    codes = [area.code for area in data.areas]
    return codes.index(district) if district != CITY and district in codes else None


def _headline(data: Outcomes, gaps: dict[str, Estimate | None], selection: Selection, language: Language) -> str:
    district = selection.district if selection.district in gaps else CITY
    estimate = gaps[district]
    verdict = claim(estimate)
    high, low = data.share(district, selection.high), data.share(district, LOW_GROUP)
    if estimate is None or high is None or low is None:
        return language.text("headline.too_few", area=data.name(district))
    return language.text(
        f"{ID}.headline.{verdict}.{selection.high}",
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
            row[group] = None if share is None else 100 * share.value
            row[f"n_{group}"] = None if share is None else share.total
        estimate = gaps[area.code]
        row |= {"gap": None, "low": None, "high": None}
        if estimate is not None:
            row |= {"gap": estimate.value, "low": estimate.low, "high": estimate.high}
        rows.append(row)
    groups = [
        column
        for group in GROUPS[SCHEME]
        for column in (
            Column(group, language.text(f"group.{SCHEME}.{group}"), "percentage"),
            Column(
                f"n_{group}",
                language.text("column.pupils_of", group=language.text(f"group.{SCHEME}.{group}")),
                "count",
            ),
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
