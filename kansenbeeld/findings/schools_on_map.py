"""Advice by primary school on the map: a school is coloured where its hidden counts allow it, never by background."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.charts.map import MapArea, MapMark, MapSpec
from kansenbeeld.domain import CITY, reaches
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.legends import class_names
from kansenbeeld.findings.outcomes import SCHOOL_ADVICE
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.findings.writing import finding, level, no_answer
from kansenbeeld.language import Language
from kansenbeeld.measures.ranged import RangedShare
from kansenbeeld.store import Snapshot

ID: Final = "schools_on_map"
VINTAGE: Final = 2022
"""The division in which schools are placed: that of now, with Weesp."""

POOLED: Final = 3
"""School years taken together at most: in one year too few pupils of a school have the same advice."""

BREAKS: Final = (20.0, 40.0, 60.0, 80.0)


@dataclass(frozen=True, slots=True)
class _School:
    code: str
    name: str
    district: str
    place: tuple[int, int] | None
    percent: tuple[int, int] | None

    @property
    def classes(self) -> tuple[int, int] | None:
        """The classes in which the least and largest percentage lie."""
        if self.percent is None:
            return None
        low, high = (bisect_right(BREAKS, value) for value in self.percent)
        return low, high

    @property
    def is_told(self) -> bool:
        """Whether the class can be told."""
        return self.classes is not None and self.classes[0] == self.classes[1]


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    rows = snapshot.rows("school_advice_by_place", area_vintage=VINTAGE)
    years = _years(row["school_year"] for row in rows)
    schools = _schools([row for row in rows if row["school_year"] in years], selection)
    if not schools:
        sentence = language.text(f"{ID}.headline.none")
        return no_answer(ID, snapshot, selection, language, headline=sentence, resources=[SCHOOL_ADVICE])
    names = {
        row["area_code"]: row["area_name"]
        for row in snapshot.rows("areas", area_vintage=VINTAGE, area_level="stadsdeel")
    }
    district = selection.district_in(names)
    inside = [school for school in schools if district in (CITY, school.district)]
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(inside, names.get(district, ""), years, selection, language),
        alt=language.text(f"{ID}.alt", level=level(selection, language), schools=len(schools)),
        chart=_map(schools, names, years, selection, language),
        table=_table(inside, names, language),
        resources=_resources(rows),
        chosen={"cohort_basis": _span(years)},
        limits=("school_hidden", "school_not_home", "schools_no_ranking", "composition", "not_cause"),
        computed=True,
        answered=any(school.is_told for school in inside),
    )


def _years(found: Iterable[str]) -> tuple[str, ...]:
    """Return the school years that are taken together: the last ones, up to three, that no break parts."""
    known = sorted(set(found))
    return tuple(domain.regimes(known)[-1][-POOLED:]) if known else ()


def _span(years: tuple[str, ...]) -> str:
    return years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _schools(rows: list[dict[str, Any]], selection: Selection) -> list[_School]:
    found = []
    for code, group in itertools.groupby(rows, key=lambda row: str(row["school_code"])):
        advices = list(group)
        share = RangedShare(0, 0, 0, 0)
        for row in advices:
            low, high = row["pupils_lo"], row["pupils_hi"]
            # vso and "no advice possible" are no level, so they are no part of the share (METHOD 1.1).
            if domain.ADVICES[row["advice"]].is_level:
                reached = reaches(row["advice"], selection.threshold)
                share += RangedShare(low, high, 0, 0) if reached else RangedShare(0, 0, low, high)
        first = advices[0]
        place = None if first["map_x"] is None else (int(first["map_x"]), int(first["map_y"]))
        found.append(_School(code, first["school_name"], first["area_code"], place, share.percent()))
    return found


def _resources(rows: list[dict[str, Any]]) -> list[ResourceName]:
    advices = {(str(row["dataset"]), str(row["resource"])) for row in rows}
    places = {(str(row["places_dataset"]), str(row["places_resource"])) for row in rows}
    return sorted(advices) + sorted(places - advices)


def _headline(
    schools: list[_School], district: str, years: tuple[str, ...], selection: Selection, language: Language
) -> str:
    told = [school for school in schools if school.is_told]
    ends = [end for school in told for end in school.percent or ()]
    where = "district" if district else "city"
    which = "" if told else ".nothing" if schools else ".empty"
    return language.text(
        f"{ID}.headline.{where}{which}",
        area=district,
        schools=language.number(len(schools)),
        told=language.number(len(told)),
        low=language.number(min(ends, default=0)),
        high=language.percent(max(ends, default=0)),
        level=level(selection, language),
        years=_span(years),
    )


def _map(
    schools: list[_School],
    names: dict[str, str],
    years: tuple[str, ...],
    selection: Selection,
    language: Language,
) -> MapSpec:
    return MapSpec(
        title=language.text(f"{ID}.map_title", level=level(selection, language)),
        areas=tuple(
            MapArea(code, name, None, "", _area(schools, code, name, language), hatched=False, missing=True)
            for code, name in names.items()
        ),
        breaks=BREAKS,
        legend=class_names(BREAKS, language),
        legend_title=language.text(f"{ID}.legend", level=level(selection, language), years=_span(years)),
        hatched_label=language.text(f"{ID}.uncertain"),
        missing_label=language.text(f"{ID}.too_few"),
        geometry=f"{VINTAGE}-stadsdeel",
        marks=tuple(_mark(school, school.place, language) for school in schools if school.place is not None),
    )


def _area(schools: list[_School], code: str, name: str, language: Language) -> str:
    return language.text(f"{ID}.area", area=name, schools=sum(school.district == code for school in schools))


def _mark(school: _School, place: tuple[int, int], language: Language) -> MapMark:
    value = None if school.percent is None or not school.is_told else sum(school.percent) / 2
    uncertain = school.percent is not None and not school.is_told
    return MapMark(school.name, *place, value, _written(school, language), uncertain)


def _written(school: _School, language: Language) -> str:
    if school.percent is None:
        return language.text(f"{ID}.too_few")
    low, high = school.percent
    if (low, high) in ((0, 10), (90, 100)):
        return language.text(f"{ID}.value.{'below' if low == 0 else 'above'}")
    if low == high:
        return language.percent(low)
    return language.text(f"{ID}.value.range", low=language.number(low), high=language.percent(high))


def _table(schools: list[_School], names: dict[str, str], language: Language) -> Table:
    # By name within a district, never by value: no league table of schools.
    ordered = sorted(schools, key=lambda school: (names.get(school.district, ""), school.name, school.code))
    columns = (
        Column("district", language.text("column.school_district")),
        Column("school", language.text("column.school")),
        Column("share", language.text("column.share_of_advices")),
    )
    rows = [
        (names.get(school.district, school.district), school.name, _written(school, language)) for school in ordered
    ]
    # A district without a school has no rows, and the same columns.
    frame = pd.DataFrame(rows, columns=[column.key for column in columns])
    return Table(columns, frame)


QUESTION: Final = Question(
    ID,
    pages=("districts",),
    order=62,
    answer=answer,
    controls=("district", "threshold"),
    optional=True,
)
