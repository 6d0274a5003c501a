"""Profile of the chosen district against the rest of the city; without a choice, of the city against the country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.domain import CITY, COUNTRY, GROUPS
from kansenbeeld.findings.advice_gap import SCHEME
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import (
    AGE16,
    GROUP8,
    TOTAL,
    Outcomes,
    composition,
    gap_point,
    outcomes,
    percentage,
    point,
)
from kansenbeeld.findings.writing import apart, finding, key_difference, level, unavailable, with_ends
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate, Share, gap_or_none
from kansenbeeld.store import Snapshot

ID: Final = "district_profile"
_ADVICE_ROW: Final = "advice"


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    label: str
    here: Share | None
    rest: Share | None

    @property
    def difference(self) -> Estimate | None:
        """How much the place differs from the rest, in points."""
        return gap_or_none(self.here, self.rest)


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    advice = _both(snapshot, GROUP8, "final_advice", selection, TOTAL)
    if not advice.areas:
        return unavailable(ID, snapshot, selection, language, [GROUP8, AGE16])
    district = selection.district_in(advice.codes)
    whole = COUNTRY if district == CITY else CITY
    rows = _rows(snapshot, selection, language, advice, district, whole)
    here, rest = advice.name(district), language.text(f"{ID}.rest.{whole}")
    difference = _advice_row(rows).difference
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(rows, here, rest, selection, language),
        key=key_difference(difference, district),
        answered=difference is not None,
        alt=language.text(f"{ID}.alt", area=here, rest=rest),
        chart=dots(
            [row.label for row in rows],
            (_shares_panel(rows, here, rest, language), _difference_panel(rows, language)),
            separators=language.separators,
        ),
        table=_table(rows, here, rest, language),
        resources=[GROUP8, AGE16],
        limits=("composition", "two_cohorts", "several_tests", "not_cause"),
        computed=True,
        intervals=True,
    )


def _both(snapshot: Snapshot, resource: tuple[str, str], moment: str, selection: Selection, group_by: str) -> Outcomes:
    """Read the districts together with the country, so that the city can be set against the rest of it."""
    districts, country = (
        outcomes(
            snapshot,
            resource,
            moment=moment,
            threshold=selection.threshold,
            group_by=group_by,
            area_level=area_level,
        )
        for area_level in ("stadsdeel", "land")
    )
    return Outcomes(districts.areas, {**country.shares, **districts.shares})


def _rows(
    snapshot: Snapshot, selection: Selection, language: Language, advice: Outcomes, district: str, whole: str
) -> list[_Row]:
    by_education = _both(snapshot, GROUP8, "final_advice", selection, SCHEME)
    test = _both(snapshot, GROUP8, "test", selection, TOTAL)
    position = _both(snapshot, AGE16, "position_age16", selection, TOTAL)

    def row(name: str, label: str, data: Outcomes, group: str = TOTAL) -> _Row:
        return _Row(name, label, data.share(district, group), data.rest(district, group, whole))

    high = selection.high
    parents = _Row(
        "parents",
        language.text(f"{ID}.row.parents.{high}"),
        composition(advice, by_education, district, high),
        _composition_rest(advice, by_education, district, high, whole),
    )
    return [
        row(_ADVICE_ROW, language.text(f"{ID}.row.advice"), advice),
        *(
            row(f"advice_{group}", language.text(f"{ID}.row.advice.{group}"), by_education, group)
            for group in reversed(GROUPS[SCHEME])
        ),
        row("test", language.text(f"{ID}.row.test"), test),
        row("position", language.text(f"{ID}.row.position"), position),
        parents,
    ]


def _composition_rest(total: Outcomes, groups: Outcomes, area: str, group: str, whole: str) -> Share | None:
    inside, outside = composition(total, groups, area, group), composition(total, groups, whole, group)
    return None if inside is None or outside is None else outside.without(inside)


def _shares_panel(rows: list[_Row], here: str, rest: str, language: Language) -> Panel:
    series = (
        Series("rest", rest, _points(rows, "rest", rest, language)),
        Series(TOTAL, here, _points(rows, "here", here, language)),
    )
    return Panel(language.text("axis.share"), series, weight=2, joined=True)


def _difference_panel(rows: list[_Row], language: Language) -> Panel:
    return Panel(
        language.text("axis.difference"),
        (Series(TOTAL, "", tuple(gap_point(row.difference, language, row.label) for row in rows)),),
        limits=_limits(rows),
        labels=tuple("" if row.difference is None else language.signed(row.difference.value) for row in rows),
        in_legend=False,
    )


def _points(rows: list[_Row], which: str, label: str, language: Language) -> tuple[Point | None, ...]:
    return tuple(point(getattr(row, which), language, f"{label}: {row.label}") for row in rows)


def _limits(rows: list[_Row]) -> tuple[float, float]:
    edges = [abs(edge) for row in rows if row.difference for edge in (row.difference.low, row.difference.high)]
    reach = 10.0 * (1 + max(edges, default=10.0) // 10)
    return -reach, reach


def _advice_row(rows: list[_Row]) -> _Row:
    """Return the row that the headline is about."""
    return next(row for row in rows if row.name == _ADVICE_ROW)


def _headline(rows: list[_Row], here: str, rest: str, selection: Selection, language: Language) -> str:
    row = _advice_row(rows)
    if row.here is None or row.rest is None or row.difference is None:
        return language.text("headline.too_few", area=here)
    written = apart(100 * row.here.value, 100 * row.rest.value, language)
    return language.text(
        f"{ID}.headline.{claim(row.difference)}",
        area=here,
        rest=rest,
        level=level(selection, language),
        here=written["high"],
        there=written["low"],
        difference=written["gap"],
    )


def _table(rows: list[_Row], here: str, rest: str, language: Language) -> Table:
    frame = pd.DataFrame(
        {
            "measure": row.label.replace("<br>", " "),
            "here": percentage(row.here),
            "rest": percentage(row.rest),
            **with_ends(row.difference, "difference"),
            "n": None if row.here is None else row.here.total,
        }
        for row in rows
    )
    columns = (
        Column("measure", language.text("column.measure")),
        Column("here", here, "percentage"),
        Column("rest", rest, "percentage"),
        Column("difference", language.text("column.difference"), "points"),
        Column("low", language.text("column.low"), "points"),
        Column("high", language.text("column.high"), "points"),
        Column("n", language.text("column.pupils"), "count"),
    )
    return Table(columns, frame)


QUESTION: Final = Question(
    ID, pages=("districts",), order=10, answer=answer, controls=("district", "high", "threshold")
)
