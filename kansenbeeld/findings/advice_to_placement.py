"""From advice to placement in leerjaar 3, for low and high parental education on one scale.

Without a cohort that links the two, ``placement_estimate`` says what an estimate leaves open instead.
"""

from __future__ import annotations

import functools
from typing import Any, Final

import pandas as pd

from kansenbeeld.charts.flow import Band, Flow, flow_chart
from kansenbeeld.domain import ADVICE_CLASSES, CITY, PLACEMENT_CLASSES
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.cohort import HIGH, LOW, MOMENT, SCHEME, Cohort, newest
from kansenbeeld.findings.finding import Column, Finding, KeyFigure, Question, Selection, Table
from kansenbeeld.findings.placement_estimate import estimated
from kansenbeeld.findings.writing import apart, finding, key_difference
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "advice_to_placement"
HIDDEN: Final = "hidden"
_LABELLED: Final = 4.0
"""Narrowest band, in percent of its group, on which a number stands."""

Counts = dict[tuple[str, str, str], int | None]
"""Pupils by parental education, class of advice and class of placement, ``""`` for a sum; ``None`` where hidden."""


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    cohort = newest(snapshot)
    return estimated(snapshot, selection, language) if cohort is None else _flow(snapshot, selection, language, cohort)


def _flow(snapshot: Snapshot, selection: Selection, language: Language, cohort: Cohort) -> Finding:
    counts = _counts(snapshot, cohort)
    cells = {language.text(f"group.{SCHEME}.{group}"): _cells(counts, group) for group in (LOW, HIGH)}
    placements = [language.text(f"class.{code}") for code in (*PLACEMENT_CLASSES, HIDDEN)]
    flows = [
        Flow(name, tuple(_band(cell, name, placements, language) for cell in of_group))
        for name, of_group in cells.items()
    ]
    headline, key = _headline(cohort, language)
    draw = functools.partial(
        flow_chart,
        advices=[language.text(f"class.{code}") for code in ADVICE_CLASSES],
        placements=placements,
        separators=language.separators,
        columns=(language.text("moment.final_advice"), language.text("moment.year3")),
    )
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=headline,
        key=key,
        answered=key is not None,
        alt=language.text(f"{ID}.alt", cohorts=cohort.cohorts),
        chart=draw(flows),
        beside=tuple(draw([flow]) for flow in flows),
        table=_table(cells, placements, language),
        resources=[cohort.resource],
        limits=("unknown_apart", "ceiling", "mixed_class", "not_cause"),
        computed=True,
    )


def _headline(cohort: Cohort, language: Language) -> tuple[str, KeyFigure | None]:
    """Return the sentence and the number that it rests on, ``None`` where it says that there are too few pupils."""
    gap = cohort.estimate("split_gap", variant="laagste")
    low, high = (cohort.estimate("reached", group=group) for group in (LOW, HIGH))
    if gap is None or low is None or high is None:
        return language.text("headline.too_few", area=language.text("area.city")), None
    written = language.text(f"{ID}.headline.{claim(gap)}", **apart(high.value, low.value, language))
    return written, key_difference(gap, CITY)


def _counts(snapshot: Snapshot, cohort: Cohort) -> Counts:
    return {
        (row["parental_education"], row["advice"], row["placement"]): row["pupils"]
        for row in snapshot.rows("flow_counts", tab="flow", moment=MOMENT)
        if (row["dataset"], row["resource"]) == cohort.resource and row["cohorts"] == cohort.cohorts
    }


def _cells(counts: Counts, group: str) -> list[dict[str, Any]]:
    """Cells of one group as percent of the group; what is hidden in an advice class is one visible band."""
    total = counts.get((group, "", "")) or 0
    cells = []
    for index, advice in enumerate(ADVICE_CLASSES):
        shown = {place: counts.get((group, advice, place)) for place in PLACEMENT_CLASSES}
        whole = counts.get((group, advice, ""))
        for place, code in enumerate(PLACEMENT_CLASSES):
            if shown[code]:
                cells.append(_cell(index, place, shown[code], total))
        rest = 0 if whole is None else whole - sum(number or 0 for number in shown.values())
        if any(number is None for number in shown.values()) and rest > 0:
            cells.append(_cell(index, len(PLACEMENT_CLASSES), rest, total))
    return cells


def _cell(advice: int, placement: int, pupils: int | None, total: int) -> dict[str, Any]:
    share = 100 * (pupils or 0) / total if total else 0.0
    return {"advice": advice, "placement": placement, "pupils": pupils, "share": share}


def _band(cell: dict[str, Any], group: str, placements: list[str], language: Language) -> Band:
    percent, pupils = language.percent(cell["share"]), language.number(cell["pupils"])
    hover = language.text(
        "hover.flow",
        group=group,
        advice=language.text(f"class.{ADVICE_CLASSES[cell['advice']]}"),
        placement=placements[cell["placement"]].replace("<br>", " "),
        percent=percent,
        pupils=pupils,
    )
    label = f"{percent} · {pupils}" if cell["share"] >= _LABELLED else ""
    return Band(cell["advice"], cell["placement"], cell["share"], label, hover)


def _table(cells: dict[str, list[dict[str, Any]]], placements: list[str], language: Language) -> Table:
    frame = pd.DataFrame(
        {
            "group": name,
            "advice": language.text(f"class.{ADVICE_CLASSES[cell['advice']]}"),
            "placement": placements[cell["placement"]].replace("<br>", " "),
            "share": cell["share"],
            "pupils": cell["pupils"],
        }
        for name, of_group in cells.items()
        for cell in of_group
    )
    columns = (
        Column("group", language.text("column.group")),
        Column("advice", language.text("column.advice")),
        Column("placement", language.text("column.placement")),
        Column("share", language.text("column.share_of_group"), "percentage"),
        Column("pupils", language.text("column.pupils"), "count"),
    )
    return Table(columns, frame)


QUESTION: Final = Question(ID, pages=("placement",), order=10, answer=answer)
