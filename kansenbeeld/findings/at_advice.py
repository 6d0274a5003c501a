"""Who is at, above and below the advice in leerjaar 3, among those who can be, under either position rule."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import PARENTAL_CLASSES
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.cohort import HIGH, LOW, SCHEME, Cohort, newest, place
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import point
from kansenbeeld.findings.writing import finding, no_cohort
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import gap
from kansenbeeld.store import Snapshot

ID: Final = "at_advice"
_MEASURES: Final = ("op", "opstroom", "afstroom")
_CERTAIN: Final = ("op", "boven", "onder", "opstroom", "afstroom")


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    cohort = newest(snapshot)
    if cohort is None:
        return no_cohort(ID, snapshot, selection, language)
    area, here = place(snapshot, selection.district)
    rows = [language.text(f"group.{SCHEME}.{group}") for group in PARENTAL_CLASSES]
    panels = []
    for measure in _MEASURES:
        name = language.text(f"{ID}.panel.{measure}")
        marks = tuple(
            point(cohort.share(measure, area=area, variant=selection.rule, group=group), language, f"{row}: {name}")
            for group, row in zip(PARENTAL_CLASSES, rows, strict=True)
        )
        labels = tuple("" if mark is None else language.percent(mark.value) for mark in marks)
        panels.append(Panel(name, (Series("total", name, marks),), labels=labels, in_legend=False))
    table = pd.DataFrame(
        {
            "group": language.text(f"group.{SCHEME}.{group}"),
            "rule": language.text(f"rule.{rule}"),
            **{
                measure: None
                if (share := cohort.share(measure, area=area, variant=rule, group=group)) is None
                else 100 * share.value
                for measure in _CERTAIN
            },
        }
        for rule in ("laagste", "interval")
        for group in PARENTAL_CLASSES
    )
    columns = (
        Column("group", language.text("column.group")),
        Column("rule", language.text("column.rule")),
        *(Column(measure, language.text(f"{ID}.column.{measure}"), "whole_percentage") for measure in _CERTAIN),
    )
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(cohort, area, here, selection, language),
        alt=language.text(f"{ID}.alt", area=here),
        chart=dots(rows, panels, separators=language.separators),
        table=Table(columns, table),
        resources=[cohort.resource],
        limits=("ceiling", "two_rules", "up_not_good", "mean_reversion", "not_cause"),
        computed=True,
        intervals=True,
        chosen={"rule": selection.rule},
    )


def _headline(cohort: Cohort, area: str, name: str, selection: Selection, language: Language) -> str:
    low, high = (cohort.share("opstroom", area=area, variant=selection.rule, group=group) for group in (LOW, HIGH))
    if low is None or high is None:
        return language.text("headline.too_few", area=name)
    return language.text(
        f"{ID}.headline.{claim(gap(high, low))}",
        area=name,
        rule=language.text(f"rule.{selection.rule}"),
        high=language.percent(100 * high.value),
        low=language.percent(100 * low.value),
    )


QUESTION: Final = Question(ID, pages=("placement",), order=20, answer=answer, controls=("district", "rule"))
