"""Advice per district as it is, and at the city's composition of parental education (METHOD 2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.domain import CITY, GROUPS
from kansenbeeld.findings.advice_gap import SCHEME
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import Column, Finding, KeyFigure, Question, Selection, Table
from kansenbeeld.findings.outcomes import GROUP8, Area, Outcomes, outcomes
from kansenbeeld.findings.writing import finding, key_difference, level, unavailable, with_ends
from kansenbeeld.language import Language
from kansenbeeld.measures import standardisation
from kansenbeeld.measures.shares import Estimate, Share, difference_or_none
from kansenbeeld.store import Snapshot

ID: Final = "standardised"
_GROUPS: Final = GROUPS[SCHEME]


@dataclass(frozen=True, slots=True)
class _Row:
    area: Area
    raw: Estimate | None
    standard: Estimate | None
    rest: Estimate | None

    @property
    def difference(self) -> Estimate | None:
        """How much the district differs from the rest of the city at the same composition, in points."""
        return difference_or_none(self.standard, self.rest)


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    total = outcomes(snapshot, GROUP8, moment="final_advice", threshold=selection.threshold)
    groups = outcomes(snapshot, GROUP8, moment="final_advice", threshold=selection.threshold, group_by=SCHEME)
    if not groups.areas:
        return unavailable(ID, snapshot, selection, language, [GROUP8])
    rows = [_row(area, total, groups) for area in total.areas if area.code != CITY]
    city = total.share(CITY)
    codes = [row.area.code for row in rows]
    series = tuple(
        Series(
            key,
            language.text(f"{ID}.series.{key}"),
            tuple(_point(getattr(row, key), language, row.area.name, key) for row in rows),
        )
        for key in ("raw", "standard")
    )
    chart = dots(
        [row.area.name for row in rows],
        (Panel(language.text("axis.advice", level=level(selection, language)), series, joined=True),),
        separators=language.separators,
        highlighted=selection.row_in(codes),
        reference=None if city is None else 100 * city.value,
        first_bold=False,
    )
    key = _key(rows, selection)
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(rows, city, selection, language),
        key=key,
        answered=key is not None or (selection.district not in codes and _apart(rows, city) is not None),
        alt=language.text(f"{ID}.alt", level=level(selection, language)),
        chart=chart,
        table=_table(rows, language),
        resources=[GROUP8],
        limits=("standard_three_groups", "unknown_education", "several_tests", "not_schools", "not_cause"),
        computed=True,
        intervals=True,
    )


def _row(area: Area, total: Outcomes, groups: Outcomes) -> _Row:
    share = total.share(area.code)
    here = [groups.share(area.code, group) for group in _GROUPS]
    rest = [groups.rest(area.code, group) for group in _GROUPS]
    city = [groups.share(CITY, group) for group in _GROUPS]
    return _Row(area, None if share is None else share.estimate(), _standardised(here, city), _standardised(rest, city))


def _standardised(strata: list[Share | None], reference: list[Share | None]) -> Estimate | None:
    known = [share for share in strata if share is not None]
    weights = [share.total for share in reference if share is not None]
    if len(known) != len(_GROUPS) or len(weights) != len(_GROUPS):
        return None
    found = standardisation.direct([share.total for share in known], [share.successes for share in known], weights)
    return Estimate(100 * found.value, 100 * found.low, 100 * found.high)


def _point(estimate: Estimate | None, language: Language, area: str, key: str) -> Point | None:
    if estimate is None:
        return None
    hover = language.text(
        "hover.percent_interval",
        label=f"{area}, {language.text(f'{ID}.series.{key}')}",
        value=language.percent(estimate.value),
        low=language.percent(estimate.low),
        high=language.percent(estimate.high),
    )
    return Point(estimate.value, estimate.low, estimate.high, hover)


def _key(rows: list[_Row], selection: Selection) -> KeyFigure | None:
    chosen = next((row for row in rows if row.area.code == selection.district), None)
    return None if chosen is None or chosen.raw is None else key_difference(chosen.difference, chosen.area.code)


def _apart(rows: list[_Row], city: Share | None) -> tuple[int, int] | None:
    """Return how many districts differ from the rest of the city, and of how many that can be said."""
    known = [verdict for row in rows if (verdict := claim(row.difference)) != "too_few"]
    return None if not known or city is None else (sum(verdict in ("higher", "lower") for verdict in known), len(known))


def _headline(rows: list[_Row], city: Share | None, selection: Selection, language: Language) -> str:
    chosen = next((row for row in rows if row.area.code == selection.district), None)
    if chosen is not None:
        if chosen.raw is None or chosen.standard is None or chosen.rest is None:
            return language.text("headline.too_few", area=chosen.area.name)
        return language.text(
            f"{ID}.headline.{claim(chosen.difference)}",
            area=chosen.area.name,
            level=level(selection, language),
            raw=language.percent(chosen.raw.value),
            standard=language.percent(chosen.standard.value),
            rest=language.percent(chosen.rest.value),
        )
    counted = _apart(rows, city)
    if counted is None:
        return language.text("headline.too_few", area=language.text("area.city"))
    apart, total = counted
    return language.text(f"{ID}.headline.city", level=level(selection, language), apart=apart, total=total)


def _table(rows: list[_Row], language: Language) -> Table:
    frame = pd.DataFrame(
        {
            "area": row.area.name,
            "raw": None if row.raw is None else row.raw.value,
            **with_ends(row.standard, "standard"),
            "rest": None if row.rest is None else row.rest.value,
            "claim": language.text(f"{ID}.claim.{claim(row.difference)}"),
        }
        for row in rows
    )
    columns = (
        Column("area", language.text("column.area")),
        Column("raw", language.text(f"{ID}.series.raw"), "percentage"),
        Column("standard", language.text(f"{ID}.series.standard"), "percentage"),
        Column("low", language.text("column.low"), "percentage"),
        Column("high", language.text("column.high"), "percentage"),
        Column("rest", language.text(f"{ID}.column.rest"), "percentage"),
        Column("claim", language.text("column.claim")),
    )
    return Table(columns, frame)


QUESTION: Final = Question(ID, pages=("certainty",), order=20, answer=answer, controls=("district", "threshold"))
