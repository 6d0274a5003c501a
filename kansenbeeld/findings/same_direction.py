"""In the same direction as the advice in leerjaar 3, by parental education, nine school years, with the gap."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.lines import lines
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.domain import GROUPS, year3
from kansenbeeld.findings import notes as noted
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import ByYear, percentages_by_year, plain_point
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.findings.writing import apart, finding
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "same_direction"
SCHEME: Final = "parental_education_ocw"
_LOW, _HIGH = GROUPS[SCHEME]
_RESOURCE: Final[ResourceName] = ("ocw_same_direction", "year3")
_FIRST_WITH_LEADING_ADVICE: Final = "2017/18"
"""Leerjaar 3 of the cohort of 2014/15, the first whose advice was given before the test (METHOD 1.7)."""
_TEST_ERROR: Final = year3("2018/19")
"""Leerjaar 3 of the cohort of which one in nine got a wrong test advice (METHOD 1.7)."""


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    by_year = percentages_by_year(snapshot.rows("same_direction_year3"), "grp")
    years, last = list(by_year), list(by_year.values())[-1]
    notes = noted.over_time(snapshot, language, ID, years, "year3")
    breaks = {
        _FIRST_WITH_LEADING_ADVICE: language.text("break.advice_leading"),
        _TEST_ERROR: language.text("break.test_conversion_error"),
    }
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=language.text(f"{ID}.headline", year=years[-1], **apart(last[_HIGH], last[_LOW], language)),
        alt=language.text(f"{ID}.alt", first=years[0], last=years[-1]),
        chart=lines(
            years,
            tuple(_series(group, by_year, language) for group in (_LOW, _HIGH)),
            separators=language.separators,
            unit_title=language.text(f"{ID}.axis"),
            limits=(40, 80),
            gap=_gap_series(by_year, language),
            gap_title=language.text("axis.points"),
            marks=noted.marks(notes, breaks),
            broken_after=tuple(years[years.index(first) - 1] for first in breaks),
            label_every=2,
        ),
        table=_table(by_year, language),
        resources=[_RESOURCE],
        limits=("national", "no_counts", "closures", "direction_not_good", "not_cause"),
        computed=True,
        notes=notes,
    )


def _series(group: str, by_year: ByYear, language: Language) -> Series:
    name = language.text(f"group.{SCHEME}.{group}")
    points = tuple(
        plain_point(values[group], language.percent(values[group], 1), language, f"{name}, {year}")
        for year, values in by_year.items()
    )
    return Series(group, name, points)


def _gap_series(by_year: ByYear, language: Language) -> Series:
    gaps = {year: values[_HIGH] - values[_LOW] for year, values in by_year.items()}
    points = tuple(
        Point(gap, hover=language.text("hover.points_only", label=year, value=language.number(gap, 1)))
        for year, gap in gaps.items()
    )
    return Series("total", language.text(f"{ID}.gap"), points)


def _table(by_year: ByYear, language: Language) -> Table:
    frame = pd.DataFrame(
        {"year": year, _LOW: values[_LOW], _HIGH: values[_HIGH], "gap": values[_HIGH] - values[_LOW]}
        for year, values in by_year.items()
    )
    columns = (
        Column("year", language.text("column.year3")),
        *(Column(group, language.text(f"group.{SCHEME}.{group}"), "percentage") for group in (_LOW, _HIGH)),
        Column("gap", language.text(f"{ID}.gap"), "points"),
    )
    return Table(columns, frame)


QUESTION: Final = Question(ID, pages=("overview", "time"), order=50, answer=answer)
