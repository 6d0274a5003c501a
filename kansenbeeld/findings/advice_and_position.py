"""Advice and position at 16 per district, side by side: two different cohorts."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import CITY
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import AGE16, GROUP8, TOTAL, outcomes, point
from kansenbeeld.findings.writing import finding, level, unavailable
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "advice_and_position"


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    advice = outcomes(snapshot, GROUP8, moment="final_advice", threshold=selection.threshold)
    position = outcomes(snapshot, AGE16, moment="position_age16", threshold=selection.threshold)
    if not advice.areas or not position.areas:
        return unavailable(ID, snapshot, selection, language, [GROUP8, AGE16])
    codes = [area.code for area in advice.areas]
    names = [area.name for area in advice.areas]
    district = selection.district if selection.district in codes else CITY
    panels = []
    for moment, data in (("final_advice", advice), ("position_age16", position)):
        name = language.text(f"moment.{moment}")
        marks = tuple(point(data.share(area.code), language, f"{name}, {area.name}") for area in advice.areas)
        labels = tuple("" if mark is None else language.percent(mark.value) for mark in marks)
        panels.append(
            Panel(
                language.text(f"{ID}.panel.{moment}"),
                (Series(TOTAL, name, marks),),
                labels=labels,
                in_legend=False,
            )
        )
    first, second = advice.share(district), position.share(district)
    if first is None or second is None:
        headline = language.text("headline.too_few", area=advice.name(district))
    else:
        headline = language.text(
            f"{ID}.headline",
            area=advice.name(district),
            level=level(selection, language),
            advice=language.percent(100 * first.value),
            position=language.percent(100 * second.value),
        )
    rows = [
        {
            "area": area.name,
            "advice": None if (share := advice.share(area.code)) is None else 100 * share.value,
            "n_advice": None if share is None else share.total,
            "position": None if (later := position.share(area.code)) is None else 100 * later.value,
            "n_position": None if later is None else later.total,
        }
        for area in advice.areas
    ]
    columns = (
        Column("area", language.text("column.area")),
        Column("advice", language.text(f"{ID}.panel.final_advice").replace("<br>", " "), "percentage"),
        Column("n_advice", language.text("column.pupils"), "count"),
        Column("position", language.text(f"{ID}.panel.position_age16").replace("<br>", " "), "percentage"),
        Column("n_position", language.text("column.young_people"), "count"),
    )
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=headline,
        answered=first is not None and second is not None,
        alt=language.text(f"{ID}.alt", level=level(selection, language)),
        chart=dots(
            names,
            panels,
            separators=language.separators,
            highlighted=codes.index(district) if district != CITY else None,
        ),
        table=Table(columns, pd.DataFrame(rows)),
        resources=[GROUP8, AGE16],
        limits=("two_cohorts", "moved_home", "composition"),
        intervals=True,
    )


QUESTION: Final = Question(ID, pages=("districts", "time"), order=30, answer=answer, controls=("district", "threshold"))
