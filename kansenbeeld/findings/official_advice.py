"""Advice havo or higher per district as the municipality prints it, beside the figures that the product ships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.domain import CITY
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import (
    GROUP8,
    SCHOOL_ADVICE,
    TOTAL,
    Outcomes,
    labelled_panel,
    outcomes,
    percentage,
    point,
)
from kansenbeeld.findings.provenance import source
from kansenbeeld.findings.school_advice import YEARS
from kansenbeeld.findings.writing import finding, no_answer
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "official_advice"
INDICATOR: Final = "advice_havo_vwo"
_CUT: Final = "havo"
"""The municipality counts havo, havo/vwo and vwo; so do the others here."""

_WHOLE: Final = (0.0, 100.0)


@dataclass(frozen=True, slots=True)
class _Official:
    name: str
    low: float
    high: float

    def written(self, language: Language) -> str:
        if self.low == self.high:
            return language.percent(self.low)
        return language.text(f"{ID}.range", low=language.number(self.low), high=language.percent(self.high))


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    rows = _latest(snapshot.rows("indicator_by_area", indicator=INDICATOR))
    official = {row["area_code"]: _Official(row["area_name"], row["value_lo"], row["value_hi"]) for row in rows}
    if not rows:
        sentence = language.text(f"{ID}.headline.none")
        return no_answer(ID, snapshot, selection, language, headline=sentence, resources=[GROUP8])
    home = outcomes(snapshot, GROUP8, moment="final_advice", threshold=_CUT)
    school = outcomes(snapshot, SCHOOL_ADVICE, moment="final_advice", threshold=_CUT, cohort=YEARS[-1])
    codes = [CITY, *sorted(official.keys() - {CITY}, key=lambda code: official[code].name)]
    district = selection.district_in(official)
    resource = (str(rows[0]["dataset"]), str(rows[0]["resource"]))
    period, publisher = str(rows[0]["period"]), source(snapshot, language, resource[0]).publisher
    panels = (
        _panel([official[code] for code in codes], period, language),
        _shipped(home, codes, language.text(f"{ID}.panel.home"), language),
        _shipped(school, codes, language.text(f"{ID}.panel.school", period=YEARS[-1]), language),
    )
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=language.text(
            f"{ID}.headline.{'city' if district == CITY else 'district'}",
            area=official[district].name,
            period=period,
            value=official[district].written(language),
            city=official[CITY].written(language),
            publisher=publisher,
        ),
        alt=language.text(f"{ID}.alt", areas=len(codes) - 1),
        chart=dots(
            [official[code].name for code in codes],
            panels,
            separators=language.separators,
            highlighted=selection.row_in(codes),
        ),
        table=_table(codes, official, home, school, period, language),
        resources=[resource, GROUP8, SCHOOL_ADVICE],
        limits=("official_differ", "school_not_home", "composition", "not_cause"),
        intervals=True,
    )


def _latest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the latest period that holds the city, in the newest division, from one table."""
    whole = [row for row in rows if row["area_code"] == CITY]
    if not whole:
        return []
    chosen = max(whole, key=lambda row: (row["period"], row["area_vintage"], row["dataset"], row["resource"]))
    same = ("period", "dataset", "resource")
    return [row for row in rows if all(row[key] == chosen[key] for key in same)]


def _panel(rows: Sequence[_Official], period: str, language: Language) -> Panel:
    return Panel(
        language.text(f"{ID}.panel.official", period=period),
        (Series(TOTAL, "", tuple(_point(one, language) for one in rows)),),
        limits=_WHOLE,
        labels=tuple(one.written(language) for one in rows),
        in_legend=False,
    )


def _point(one: _Official, language: Language) -> Point:
    hover = language.text("hover.percent_only", label=one.name, value=one.written(language))
    # A masked value has no middle: the mark stands at its least, the line runs to its largest.
    return Point(one.low, one.low, one.high, hover)


def _shipped(data: Outcomes, codes: Sequence[str], title: str, language: Language) -> Panel:
    known = {area.code: area.name for area in data.areas}
    points = tuple(point(data.share(code), language, known.get(code, code)) for code in codes)
    return labelled_panel(title, Series("raw", "", points), language, _WHOLE)


def _table(
    codes: Sequence[str],
    official: dict[str, _Official],
    home: Outcomes,
    school: Outcomes,
    period: str,
    language: Language,
) -> Table:
    columns = (
        Column("area", language.text("column.area")),
        Column("official", language.text(f"{ID}.column.official", period=period)),
        Column("home", language.text(f"{ID}.column.home"), "percentage"),
        Column("school", language.text(f"{ID}.column.school", period=YEARS[-1]), "percentage"),
    )
    frame = pd.DataFrame(
        {
            "area": official[code].name,
            "official": official[code].written(language),
            "home": percentage(home.share(code)),
            "school": percentage(school.share(code)),
        }
        for code in codes
    )
    return Table(columns, frame)


QUESTION: Final = Question(ID, pages=("districts",), order=61, answer=answer, controls=("district",), optional=True)
