"""Position at 16 by parental income quintile, per district."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import GROUPS
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import AGE16, Outcomes, outcomes, percentage, point
from kansenbeeld.findings.writing import apart, finding, key_difference, level, unavailable
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate, Share, gap_or_none
from kansenbeeld.store import Snapshot

ID: Final = "position_by_income"
SCHEME: Final = "parental_income_quintile"


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    data = outcomes(snapshot, AGE16, moment="position_age16", threshold=selection.threshold, group_by=SCHEME)
    if not data.areas:
        return unavailable(ID, snapshot, selection, language, [AGE16])
    district = selection.district_in(data.codes)
    estimate = gap_or_none(*_ends(data, district))
    names = {group: language.text(f"group.{SCHEME}.{group}") for group in GROUPS[SCHEME]}
    series = tuple(
        Series(
            group,
            name,
            tuple(point(data.share(area.code, group), language, f"{area.name}, {name}") for area in data.areas),
        )
        for group, name in names.items()
    )
    chart = dots(
        [area.name for area in data.areas],
        (Panel(language.text("axis.position", level=level(selection, language)), series, joined=True),),
        separators=language.separators,
        highlighted=selection.row_in(data.codes),
    )
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(data, district, estimate, selection, language),
        key=key_difference(estimate, district),
        answered=estimate is not None,
        alt=language.text(f"{ID}.alt", level=level(selection, language)),
        chart=chart,
        table=_table(data, names, language),
        resources=[AGE16],
        limits=("own_quintiles", "hidden_cells", "not_cause"),
        computed=True,
        intervals=True,
    )


def _ends(data: Outcomes, district: str) -> tuple[Share | None, Share | None]:
    """Return the shares of the highest and the lowest fifth."""
    lowest, *_, highest = GROUPS[SCHEME]
    return data.share(district, highest), data.share(district, lowest)


def _headline(
    data: Outcomes, district: str, estimate: Estimate | None, selection: Selection, language: Language
) -> str:
    high, low = _ends(data, district)
    if low is None or high is None or estimate is None:
        return language.text("headline.too_few", area=data.name(district))
    return language.text(
        f"{ID}.headline.{claim(estimate)}",
        area=data.name(district),
        level=level(selection, language),
        **apart(100 * high.value, 100 * low.value, language),
    )


def _table(data: Outcomes, names: dict[str, str], language: Language) -> Table:
    frame = pd.DataFrame(
        {"area": area.name, **{group: percentage(data.share(area.code, group)) for group in names}}
        for area in data.areas
    )
    columns = (
        Column("area", language.text("column.area")),
        *(Column(group, name, "percentage") for group, name in names.items()),
    )
    return Table(columns, frame)


QUESTION: Final = Question(ID, pages=("groups",), order=40, answer=answer, controls=("district", "threshold"))
