"""Who is at, above and below the advice in leerjaar 3, among those who can be, under either position rule."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import CITY, PARENTAL_CLASSES
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.cohort import HIGH, LOW, SCHEME, Cohort, newest, place
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import point
from kansenbeeld.findings.writing import finding, key_difference, no_cohort
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate, Share, gap
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
    apart = _gap(*_ends(cohort, area, selection))
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(cohort, area, here, selection, language),
        key=key_difference(apart, area or CITY),
        answered=apart is not None,
        alt=language.text(f"{ID}.alt", area=here),
        chart=dots(rows, panels, separators=language.separators),
        table=Table(columns, table),
        resources=[cohort.resource],
        limits=("ceiling", "two_rules", "up_not_good", "mean_reversion", "not_cause"),
        computed=True,
        intervals=True,
        chosen={"rule": selection.rule},
    )


def _ends(cohort: Cohort, area: str, selection: Selection) -> tuple[Share | None, Share | None]:
    """Return who moved up among those who could, of low and of high parental education."""
    low, high = (cohort.share("opstroom", area=area, variant=selection.rule, group=group) for group in (LOW, HIGH))
    return low, high


def _gap(low: Share | None, high: Share | None) -> Estimate | None:
    return None if low is None or high is None else gap(high, low)


def _headline(cohort: Cohort, area: str, name: str, selection: Selection, language: Language) -> str:
    low, high = _ends(cohort, area, selection)
    if low is None or high is None:
        return language.text("headline.too_few", area=name)
    return language.text(
        f"{ID}.headline.{claim(_gap(low, high))}",
        area=name,
        rule=language.text(f"rule.{selection.rule}"),
        high=language.percent(100 * high.value),
        low=language.percent(100 * low.value),
    )


QUESTION: Final = Question(ID, pages=("placement",), order=20, answer=answer, controls=("district", "rule"))
