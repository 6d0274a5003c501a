"""The gap in advice on the map: per district or area, against the rest of the city."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Final

import pandas as pd

from kansenbeeld.charts.map import MapArea, MapSpec
from kansenbeeld.domain import CITY
from kansenbeeld.findings.advice_gap import SCHEME, area_gap
from kansenbeeld.findings.claims import Claim, claim
from kansenbeeld.findings.finding import LOW_GROUP, Column, Finding, Question, Selection, Table
from kansenbeeld.findings.legends import class_names
from kansenbeeld.findings.outcomes import GROUP8, Area, Outcomes, outcomes
from kansenbeeld.findings.writing import finding, key_difference, level, unavailable, with_ends
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate, difference_or_none, gap_or_none
from kansenbeeld.store import Snapshot

ID: Final = "gap_map"
VINTAGE: Final = 2015
"""The division into areas that the source uses."""


@dataclass(frozen=True, slots=True)
class _Row:
    area: Area
    gap: Estimate | None
    rest: Estimate | None

    @property
    def difference(self) -> Estimate | None:
        """How much the gap differs from that of the rest of the city, in points."""
        return difference_or_none(self.gap, self.rest)

    @property
    def claim(self) -> Claim:
        """What may be said of that difference."""
        return claim(self.difference)


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    area_level = "gebied" if selection.areas else "stadsdeel"
    data = outcomes(
        snapshot,
        GROUP8,
        moment="final_advice",
        threshold=selection.threshold,
        group_by=SCHEME,
        area_level=area_level,
    )
    drawn = snapshot.rows("areas", area_vintage=VINTAGE, area_level=area_level)
    rows = [_row(data, Area(row["area_code"], row["area_name"], row["parent_code"]), selection.high) for row in drawn]
    if all(row.gap is None for row in rows):
        return unavailable(ID, snapshot, selection, language, [GROUP8])
    chosen = _chosen(rows, snapshot, selection)
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(rows, chosen, selection, language),
        key=None if chosen is None else key_difference(chosen.difference, chosen.area.code),
        answered=chosen is None or chosen.difference is not None,
        alt=_alt(rows, selection, language),
        chart=_map(rows, selection, language),
        table=_table(rows, language),
        resources=[GROUP8],
        limits=("between_districts", "several_tests", "unknown_education", "composition", "not_cause"),
        computed=True,
    )


def _chosen(rows: list[_Row], snapshot: Snapshot, selection: Selection) -> _Row | None:
    """Return the chosen district, which a map of areas does not hold as such; ``None`` without a choice."""
    drawn = next((row for row in rows if row.area.code == selection.district), None)
    if drawn is not None:
        return drawn
    data = outcomes(snapshot, GROUP8, moment="final_advice", threshold=selection.threshold, group_by=SCHEME)
    found = (area for area in data.areas if area.code == selection.district and area.code != CITY)
    return next((_row(data, area, selection.high) for area in found), None)


def _row(data: Outcomes, area: Area, high: str) -> _Row:
    rest = gap_or_none(data.rest(area.code, high), data.rest(area.code, LOW_GROUP))
    return _Row(area, area_gap(data, area.code, high), rest)


def _headline(rows: list[_Row], chosen: _Row | None, selection: Selection, language: Language) -> str:
    if chosen is not None:
        if chosen.gap is None or chosen.rest is None:
            return language.text("headline.too_few", area=chosen.area.name)
        return language.text(
            f"{ID}.headline.{chosen.claim}",
            area=chosen.area.name,
            gap=language.number(chosen.gap.value),
            rest=language.number(chosen.rest.value),
        )
    claims = Counter(row.claim for row in rows)
    unit = "areas" if selection.areas else "districts"
    found = {
        (False, False): "neither",
        (True, False): "smaller",
        (False, True): "larger",
        (True, True): "both",
    }
    return language.text(
        f"{ID}.headline.{unit}.{found[claims['lower'] > 0, claims['higher'] > 0]}",
        total=sum(claims[verdict] for verdict in ("lower", "higher", "unclear")),
        smaller=claims["lower"],
        larger=claims["higher"],
        unclear=claims["unclear"],
    )


def _alt(rows: list[_Row], selection: Selection, language: Language) -> str:
    known = [row.gap.value for row in rows if row.gap is not None]
    return language.text(
        f"{ID}.alt",
        level=level(selection, language),
        areas=len(known),
        low=language.number(min(known)),
        high=language.number(max(known)),
    )


def _map(rows: list[_Row], selection: Selection, language: Language) -> MapSpec:
    breaks = class_limits([row.gap.value for row in rows if row.gap is not None])
    return MapSpec(
        title=language.text(f"{ID}.map_title", level=level(selection, language)),
        areas=tuple(_map_area(row, language) for row in rows),
        breaks=breaks,
        legend=class_names(breaks, language),
        legend_title=language.text(f"{ID}.legend.{selection.high}"),
        hatched_label=language.text("map.hatched"),
        missing_label=language.text("map.missing"),
        geometry=f"{VINTAGE}-{'gebied' if selection.areas else 'stadsdeel'}",
    )


def _map_area(row: _Row, language: Language) -> MapArea:
    if row.gap is None:
        return MapArea(
            code=row.area.code,
            name=row.area.name,
            value=None,
            value_text=language.text("map.no_figure"),
            description=language.text(f"{ID}.area.too_few", area=row.area.name),
            hatched=False,
            missing=True,
        )
    return MapArea(
        code=row.area.code,
        name=row.area.name,
        # Coloured by the number that is written, so that two areas with the same number never differ in colour.
        value=round(row.gap.value),
        value_text=language.text("value.points", value=language.number(row.gap.value)),
        description=language.text(
            f"{ID}.area.{row.claim}",
            area=row.area.name,
            gap=language.number(row.gap.value),
            low=language.number(row.gap.low),
            high=language.number(row.gap.high),
        ),
        hatched=row.claim == "unclear",
        missing=False,
    )


def class_limits(values: list[float], most: int = 5) -> tuple[float, ...]:
    """Return round class limits, in steps of 5, 10 or 20, that cut the values into at most ``most`` classes."""
    for step in (5, 10, 20):
        first, last = math.floor(min(values) / step) + 1, math.ceil(max(values) / step)
        if last - first + 1 <= most:
            break
    limits = tuple(float(step * edge) for edge in range(first, last))
    return limits or (float(step * first),)


def _table(rows: list[_Row], language: Language) -> Table:
    frame = pd.DataFrame(
        {
            "area": row.area.name,
            **with_ends(row.gap, "gap", "gap_low", "gap_high"),
            "rest": None if row.rest is None else row.rest.value,
            **with_ends(row.difference, "difference", "difference_low", "difference_high"),
            "claim": language.text(f"claim.{row.claim}"),
        }
        for row in rows
    )
    columns = (
        Column("area", language.text("column.area")),
        Column("gap", language.text("column.gap"), "points"),
        Column("gap_low", language.text("column.low"), "points"),
        Column("gap_high", language.text("column.high"), "points"),
        Column("rest", language.text("column.rest"), "points"),
        Column("difference", language.text("column.difference"), "points"),
        Column("difference_low", language.text("column.difference_low"), "points"),
        Column("difference_high", language.text("column.difference_high"), "points"),
        Column("claim", language.text("column.claim")),
    )
    return Table(columns, frame)


QUESTION: Final = Question(
    ID,
    pages=("overview", "districts", "certainty"),
    order=5,
    answer=answer,
    controls=("district", "high", "threshold", "areas"),
)
