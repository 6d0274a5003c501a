"""From test to advice: the level of the test against the level of the advice, by parental education."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.lines import slope
from kansenbeeld.charts.series import Series
from kansenbeeld.findings.advice_gap import SCHEME, area_gap, group_names
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import GROUP8, Outcomes, outcomes, percentage, point
from kansenbeeld.findings.writing import finding, key_difference, level, unavailable
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate, difference_or_none
from kansenbeeld.store import Snapshot

ID: Final = "test_to_advice"
_MOMENTS: Final = ("test", "final_advice")


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    test, advice = (
        outcomes(snapshot, GROUP8, moment=moment, threshold=selection.threshold, group_by=SCHEME) for moment in _MOMENTS
    )
    if not test.areas or not advice.areas:
        return unavailable(ID, snapshot, selection, language, [GROUP8])
    district = selection.district_in(advice.codes)
    gaps = (area_gap(test, district, selection.high), area_gap(advice, district, selection.high))
    moments = [language.text(f"moment.{moment}") for moment in _MOMENTS]
    captions = [
        moment
        if estimate is None
        else language.text("moment.with_gap", moment=moment, gap=language.number(estimate.value))
        for moment, estimate in zip(moments, gaps, strict=True)
    ]
    series = tuple(
        Series(
            group,
            name,
            tuple(
                point(data.share(district, group), language, f"{moment}, {name}")
                for moment, data in zip(moments, (test, advice), strict=True)
            ),
        )
        for group, name in group_names(language).items()
    )
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(advice, district, gaps, selection, language),
        key=key_difference(_change(gaps), district),
        answered=None not in gaps,
        alt=language.text(f"{ID}.alt", area=advice.name(district), level=level(selection, language)),
        chart=slope((captions[0], captions[1]), series, separators=language.separators),
        table=_table(test, advice, district, language),
        resources=[GROUP8],
        limits=("test_noise", "gap_of_gaps", "unknown_education", "not_cause"),
        computed=True,
        intervals=True,
    )


def _change(gaps: tuple[Estimate | None, Estimate | None]) -> Estimate | None:
    """Return how much larger the gap is at the advice than at the test.

    The same pupils took the test and got the advice. Taking the two gaps as independent makes the interval of their
    difference too wide rather than too narrow, so a direction that it carries is safe to name.
    """
    at_test, at_advice = gaps
    return difference_or_none(at_advice, at_test)


def _headline(
    data: Outcomes,
    district: str,
    gaps: tuple[Estimate | None, Estimate | None],
    selection: Selection,
    language: Language,
) -> str:
    at_test, at_advice = gaps
    if at_test is None or at_advice is None:
        return language.text("headline.too_few", area=data.name(district))
    return language.text(
        f"{ID}.headline.{claim(_change(gaps))}.{selection.high}",
        area=data.name(district),
        test=language.number(at_test.value),
        advice=language.number(at_advice.value),
    )


def _table(test: Outcomes, advice: Outcomes, district: str, language: Language) -> Table:
    rows = []
    for group, name in group_names(language).items():
        at_test, at_advice = test.share(district, group), advice.share(district, group)
        rows.append(
            {
                "group": name,
                "test": percentage(at_test),
                "advice": percentage(at_advice),
                "difference": None if at_test is None or at_advice is None else 100 * (at_advice.value - at_test.value),
                "n": None if at_advice is None else at_advice.total,
            }
        )
    columns = (
        Column("group", language.text("column.group")),
        Column("test", language.text("moment.test"), "percentage"),
        Column("advice", language.text("moment.final_advice"), "percentage"),
        Column("difference", language.text("column.difference"), "points"),
        Column("n", language.text("column.pupils"), "count"),
    )
    return Table(columns, pd.DataFrame(rows))


QUESTION: Final = Question(
    ID, pages=("overview", "groups"), order=20, answer=answer, controls=("district", "high", "threshold")
)
