"""Advice per district of the primary school over three school years, with the missing test of 2019/20 marked."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.lines import lines
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import CITY
from kansenbeeld.findings import notes as noted
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import Column, Finding, KeyFigure, Question, Selection, Table
from kansenbeeld.findings.outcomes import SCHOOL_ADVICE, TOTAL, Area, Outcomes, outcomes, percentage, point
from kansenbeeld.findings.writing import finding, key_difference, level, unavailable
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import gap
from kansenbeeld.store import Snapshot

ID: Final = "school_advice"
YEARS: Final = ("2019/20", "2020/21", "2021/22")
_NO_TEST: Final = "2019/20"


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    by_year = {
        year: outcomes(snapshot, SCHOOL_ADVICE, moment="final_advice", threshold=selection.threshold, cohort=year)
        for year in YEARS
    }
    last = by_year[YEARS[-1]]
    if not last.areas:
        return unavailable(ID, snapshot, selection, language, [SCHOOL_ADVICE])
    district = selection.district_in(last.codes)
    # The chosen district stands out, or else the city; beside a district the city stands back, with its name.
    front = [_series(by_year, area, TOTAL, language) for area in last.areas if area.code == district]
    others = [_series(by_year, area, "rest", language) for area in last.areas if area.code not in (CITY, district)]
    if district != CITY:
        front.insert(0, _series(by_year, last.areas[0], "rest", language))
    key = _key(last, district)
    notes = noted.over_time(snapshot, language, ID, YEARS, "group8")
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(last, district, selection, language),
        key=key,
        answered=key is not None,
        alt=language.text(f"{ID}.alt", level=level(selection, language)),
        chart=lines(
            YEARS,
            front,
            separators=language.separators,
            unit_title=language.text("axis.advice", level=level(selection, language)),
            background=others,
            marks=noted.marks(notes, {_NO_TEST: language.text("break.no_test")}),
            broken_after=(_NO_TEST,),
        ),
        table=_table(by_year, language),
        resources=[SCHOOL_ADVICE],
        limits=("school_not_home", "no_trend", "composition", "not_cause"),
        computed=True,
        intervals=True,
        notes=notes,
    )


def _series(by_year: dict[str, Outcomes], area: Area, key: str, language: Language) -> Series:
    points = tuple(point(data.share(area.code), language, f"{area.name}, {year}") for year, data in by_year.items())
    return Series(key, area.name, points)


def _key(data: Outcomes, district: str) -> KeyFigure | None:
    """Return what the headline rests on: of a district the difference with the rest, of the city its share."""
    share = data.share(district)
    if share is None:
        return None
    if district == CITY:
        whole = share.estimate()
        return KeyFigure(whole.value, whole.low, whole.high, "percent", None, CITY)
    rest = data.rest(district)
    return None if rest is None else key_difference(gap(share, rest), district)


def _headline(data: Outcomes, district: str, selection: Selection, language: Language) -> str:
    share = data.share(district)
    if share is None:
        return language.text("headline.too_few", area=data.name(district))
    value = language.percent(100 * share.value)
    if district == CITY:
        return language.text(f"{ID}.headline.city", year=YEARS[-1], level=level(selection, language), value=value)
    rest = data.rest(district)
    if rest is None:
        return language.text("headline.too_few", area=data.name(district))
    return language.text(
        f"{ID}.headline.{claim(gap(share, rest))}",
        year=YEARS[-1],
        area=data.name(district),
        level=level(selection, language),
        value=value,
        rest=language.percent(100 * rest.value),
    )


def _table(by_year: dict[str, Outcomes], language: Language) -> Table:
    last = by_year[YEARS[-1]]
    frame = pd.DataFrame(
        {
            "area": area.name,
            **{year: percentage(data.share(area.code)) for year, data in by_year.items()},
            "n": None if (latest := last.share(area.code)) is None else latest.total,
        }
        for area in last.areas
    )
    columns = (
        Column("area", language.text("column.school_district")),
        *(Column(year, year, "percentage") for year in YEARS),
        Column("n", language.text("column.pupils_in", year=YEARS[-1]), "count"),
    )
    return Table(columns, frame)


QUESTION: Final = Question(ID, pages=("time",), order=60, answer=answer, controls=("district", "threshold"))
