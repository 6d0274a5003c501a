"""In the same direction as the advice in leerjaar 3, by parental education, nine school years, with the gap."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.lines import lines
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.domain import GROUPS, year3
from kansenbeeld.findings import notes as noted
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.findings.writing import apart, finding
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "same_direction"
SCHEME: Final = "parental_education_ocw"
_RESOURCE: Final[ResourceName] = ("ocw_same_direction", "year3")
_FIRST_WITH_LEADING_ADVICE: Final = "2017/18"
"""Leerjaar 3 of the cohort of 2014/15, the first whose advice was given before the test (METHOD 1.7)."""
_TEST_ERROR: Final = year3("2018/19")
"""Leerjaar 3 of the cohort of which one in nine got a wrong test advice (METHOD 1.7)."""


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    low_group, high_group = GROUPS[SCHEME]
    by_year: dict[str, dict[str, float]] = {}
    for row in snapshot.rows("same_direction_year3"):
        by_year.setdefault(row["school_year"], {})[row["grp"]] = row["percentage"]
    years = list(by_year)
    series = tuple(
        Series(
            group,
            language.text(f"group.{SCHEME}.{group}"),
            tuple(_point(year, values[group], group, language) for year, values in by_year.items()),
        )
        for group in (low_group, high_group)
    )
    gaps = {year: values[high_group] - values[low_group] for year, values in by_year.items()}
    gap_name = language.text(f"{ID}.gap")
    gap_series = Series(
        "total",
        gap_name,
        tuple(
            Point(
                value,
                hover=language.text("hover.points_only", label=year, value=language.number(value, 1)),
            )
            for year, value in gaps.items()
        ),
    )
    notes = noted.over_time(snapshot, language, ID, years, "year3")
    breaks = {
        _FIRST_WITH_LEADING_ADVICE: language.text("break.advice_leading"),
        _TEST_ERROR: language.text("break.test_conversion_error"),
    }
    last = years[-1]
    rows = [
        {"year": year, low_group: values[low_group], high_group: values[high_group], "gap": gaps[year]}
        for year, values in by_year.items()
    ]
    columns = (
        Column("year", language.text("column.year3")),
        *(Column(group, language.text(f"group.{SCHEME}.{group}"), "percentage") for group in (low_group, high_group)),
        Column("gap", gap_name, "points"),
    )
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=language.text(
            f"{ID}.headline",
            year=last,
            **apart(by_year[last][high_group], by_year[last][low_group], language),
        ),
        alt=language.text(f"{ID}.alt", first=years[0], last=last),
        chart=lines(
            years,
            series,
            separators=language.separators,
            unit_title=language.text(f"{ID}.axis"),
            limits=(40, 80),
            gap=gap_series,
            gap_title=language.text("axis.points"),
            marks=noted.marks(notes, breaks),
            broken_after=tuple(years[years.index(first) - 1] for first in breaks),
            label_every=2,
        ),
        table=Table(columns, pd.DataFrame(rows)),
        resources=[_RESOURCE],
        limits=("national", "no_counts", "closures", "direction_not_good", "not_cause"),
        computed=True,
        notes=notes,
    )


def _point(year: str, percentage: float, group: str, language: Language) -> Point:
    label = f"{language.text(f'group.{SCHEME}.{group}')}, {year}"
    return Point(
        percentage,
        hover=language.text("hover.percent_only", label=label, value=language.percent(percentage, 1)),
    )


QUESTION: Final = Question(ID, pages=("overview", "time"), order=50, answer=answer)
