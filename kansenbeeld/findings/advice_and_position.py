"""Advice and position at 16 per district, side by side: two different cohorts."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import dots
from kansenbeeld.charts.series import Series
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import AGE16, GROUP8, TOTAL, Outcomes, labelled_panel, outcomes, point
from kansenbeeld.findings.writing import finding, level, unavailable, with_ends
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Share
from kansenbeeld.store import Snapshot

ID: Final = "advice_and_position"


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    advice = outcomes(snapshot, GROUP8, moment="final_advice", threshold=selection.threshold)
    position = outcomes(snapshot, AGE16, moment="position_age16", threshold=selection.threshold)
    if not advice.areas or not position.areas:
        return unavailable(ID, snapshot, selection, language, [GROUP8, AGE16])
    district = selection.district_in(advice.codes)
    panels = []
    for moment, data in (("final_advice", advice), ("position_age16", position)):
        name = language.text(f"moment.{moment}")
        marks = tuple(point(data.share(area.code), language, f"{name}, {area.name}") for area in advice.areas)
        panels.append(labelled_panel(language.text(f"{ID}.panel.{moment}"), Series(TOTAL, name, marks), language))
    first, second = advice.share(district), position.share(district)
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(advice.name(district), first, second, selection, language),
        answered=first is not None and second is not None,
        alt=language.text(f"{ID}.alt", level=level(selection, language)),
        chart=dots(
            [area.name for area in advice.areas],
            panels,
            separators=language.separators,
            highlighted=selection.row_in(advice.codes),
        ),
        table=_table(advice, position, language),
        resources=[GROUP8, AGE16],
        limits=("two_cohorts", "moved_home", "composition"),
        intervals=True,
    )


def _headline(area: str, advice: Share | None, position: Share | None, selection: Selection, language: Language) -> str:
    if advice is None or position is None:
        return language.text("headline.too_few", area=area)
    return language.text(
        f"{ID}.headline",
        area=area,
        level=level(selection, language),
        advice=language.percent(100 * advice.value),
        position=language.percent(100 * position.value),
    )


def _table(advice: Outcomes, position: Outcomes, language: Language) -> Table:
    rows = [
        {
            "area": area.name,
            **_numbers("advice", advice.share(area.code)),
            **_numbers("position", position.share(area.code)),
        }
        for area in advice.areas
    ]
    columns = (
        Column("area", language.text("column.area")),
        *_columns("advice", "final_advice", language),
        Column("n_advice", language.text("column.pupils"), "count"),
        *_columns("position", "position_age16", language),
        Column("n_position", language.text("column.young_people"), "count"),
    )
    return Table(columns, pd.DataFrame(rows))


def _numbers(name: str, share: Share | None) -> dict[str, float | None]:
    """Return the share with its interval, as it is drawn, and its number of pupils."""
    estimate, total = (None, None) if share is None else (share.estimate(), share.total)
    return {**with_ends(estimate, name, f"{name}_low", f"{name}_high"), f"n_{name}": total}


def _columns(name: str, moment: str, language: Language) -> tuple[Column, ...]:
    return (
        Column(name, language.text(f"{ID}.panel.{moment}").replace("<br>", " "), "percentage"),
        Column(f"{name}_low", language.text(f"{ID}.low.{moment}"), "percentage"),
        Column(f"{name}_high", language.text(f"{ID}.high.{moment}"), "percentage"),
    )


QUESTION: Final = Question(ID, pages=("districts", "time"), order=30, answer=answer, controls=("district", "threshold"))
