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
from kansenbeeld.findings.outcomes import labelled_panel, percentage, point
from kansenbeeld.findings.writing import finding, key_difference, no_cohort
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Share, gap_or_none
from kansenbeeld.store import Snapshot

ID: Final = "at_advice"
_MEASURES: Final = ("op", "opstroom", "afstroom")
_CERTAIN: Final = ("op", "boven", "onder", "opstroom", "afstroom")


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    cohort = newest(snapshot)
    if cohort is None:
        return no_cohort(ID, snapshot, selection, language)
    area, here = place(snapshot, selection.district, language)
    names = {group: language.text(f"group.{SCHEME}.{group}") for group in PARENTAL_CLASSES}
    panels = [_panel(cohort, measure, area, names, selection, language) for measure in _MEASURES]
    apart = gap_or_none(*_ends(cohort, area, selection))
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(cohort, area, here, selection, language),
        key=key_difference(apart, area or CITY),
        answered=apart is not None,
        alt=language.text(f"{ID}.alt", area=here),
        chart=dots(list(names.values()), panels, separators=language.separators, first_bold=False),
        table=_table(cohort, area, names, language),
        resources=[cohort.resource],
        limits=("ceiling", "two_rules", "up_not_good", "mean_reversion", "not_cause"),
        computed=True,
        intervals=True,
        chosen={"rule": selection.rule},
    )


def _panel(
    cohort: Cohort, measure: str, area: str, names: dict[str, str], selection: Selection, language: Language
) -> Panel:
    title = language.text(f"{ID}.panel.{measure}")
    marks = tuple(
        point(cohort.share(measure, area=area, variant=selection.rule, group=group), language, f"{name}: {title}")
        for group, name in names.items()
    )
    return labelled_panel(title, Series("total", title, marks), language)


def _ends(cohort: Cohort, area: str, selection: Selection) -> tuple[Share | None, Share | None]:
    """Return who moved up among those who could, of high and of low parental education."""
    high, low = (cohort.share("opstroom", area=area, variant=selection.rule, group=group) for group in (HIGH, LOW))
    return high, low


def _headline(cohort: Cohort, area: str, name: str, selection: Selection, language: Language) -> str:
    high, low = _ends(cohort, area, selection)
    if low is None or high is None:
        return language.text("headline.too_few", area=name)
    return language.text(
        f"{ID}.headline.{claim(gap_or_none(high, low))}",
        area=name,
        rule=language.text(f"rule.{selection.rule}"),
        high=language.percent(100 * high.value),
        low=language.percent(100 * low.value),
    )


def _table(cohort: Cohort, area: str, names: dict[str, str], language: Language) -> Table:
    frame = pd.DataFrame(
        {
            "group": name,
            "rule": language.text(f"rule.{rule}"),
            **{
                measure: percentage(cohort.share(measure, area=area, variant=rule, group=group)) for measure in _CERTAIN
            },
        }
        for rule in ("laagste", "interval")
        for group, name in names.items()
    )
    columns = (
        Column("group", language.text("column.group")),
        Column("rule", language.text("column.rule")),
        *(Column(measure, language.text(f"{ID}.column.{measure}"), "whole_percentage") for measure in _CERTAIN),
    )
    return Table(columns, frame)


QUESTION: Final = Question(ID, pages=("placement",), order=20, answer=answer, controls=("district", "rule"))
