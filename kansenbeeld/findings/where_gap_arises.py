"""Where the gap in placement arises: what is there at the advice already, and what comes after it (METHOD 2.6)."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import CITY
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.cohort import Cohort, newest, place
from kansenbeeld.findings.finding import Column, Finding, KeyFigure, Question, Selection, Table
from kansenbeeld.findings.outcomes import gap_point
from kansenbeeld.findings.writing import finding, key_difference, no_answer, no_cohort, with_ends
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate
from kansenbeeld.store import Snapshot

ID: Final = "where_gap_arises"
_VARIANTS: Final = ("laagste", "incl_gth", "three_groups")
_PARTS: Final = ("gap", "advice", "after_advice")
_THREE: Final = ("test", "advice", "placement")


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    cohort = newest(snapshot)
    if cohort is None:
        return no_cohort(ID, snapshot, selection, language)
    area, name = place(snapshot, selection.district, language)
    parts = {part: cohort.estimate(f"split_{part}", area=area, variant="laagste") for part in _PARTS}
    three = {part: cohort.estimate(f"three_{part}", area=area) for part in _THREE}
    rows = [(language.text(f"{ID}.part.{part}"), estimate) for part, estimate in parts.items()]
    rows += [(language.text(f"{ID}.three.{part}"), one) for part, one in three.items() if one is not None]
    if parts["gap"] is None:
        sentence = language.text(f"{ID}.headline.too_few", area=name)
        return no_answer(ID, snapshot, selection, language, headline=sentence, resources=[cohort.resource])
    key = _key(cohort, area)
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=_headline(cohort, area, name, language),
        key=key,
        answered=key is not None,
        alt=language.text(f"{ID}.alt", area=name),
        chart=dots([label for label, _ in rows], (_panel(rows, language),), separators=language.separators),
        table=_table(cohort, area, language),
        resources=[cohort.resource],
        limits=("example_not_effect", "advice_not_primary", "gap_trap", "unknown_apart", "not_cause"),
        computed=True,
        intervals=True,
    )


def _panel(rows: list[tuple[str, Estimate | None]], language: Language) -> Panel:
    known = [estimate for _, estimate in rows if estimate is not None]
    lowest = 5.0 * (min(estimate.low for estimate in known) // 5)
    highest = 10.0 * (1 + max(estimate.high for estimate in known) // 10)
    return Panel(
        language.text("axis.gap"),
        (Series("total", "", tuple(gap_point(estimate, language, label) for label, estimate in rows)),),
        limits=(min(-5.0, lowest), highest),
        labels=tuple("" if estimate is None else language.number(estimate.value) for _, estimate in rows),
        in_legend=False,
    )


def _key(cohort: Cohort, area: str) -> KeyFigure | None:
    """Return what comes after the advice, in points of the gap; ``None`` where the headline says "too few"."""
    whole, advice, after = (cohort.estimate(f"split_{part}", area=area, variant="laagste") for part in _PARTS)
    extra = cohort.estimate("extra_pupils", area=area, variant="laagste")
    return None if whole is None or advice is None or extra is None else key_difference(after, area or CITY)


def _headline(cohort: Cohort, area: str, name: str, language: Language) -> str:
    whole, advice, after = (cohort.estimate(f"split_{part}", area=area, variant="laagste") for part in _PARTS)
    extra = cohort.estimate("extra_pupils", area=area, variant="laagste")
    if whole is None or advice is None or after is None or extra is None:
        return language.text(f"{ID}.headline.too_few", area=name)
    # The parts were rounded when they were protected, in a district to whole points: decimals can't make them add up.
    return language.text(
        f"{ID}.headline.{claim(after)}",
        area=name,
        gap=language.number(whole.value),
        advice=language.number(advice.value),
        after=language.number(abs(after.value)),
        low=language.number(after.low),
        high=language.number(after.high),
        extra=language.number(children(extra.value)),
        extra_low=language.number(children(extra.low)),
        extra_high=language.number(children(extra.high)),
    )


def children(number: float) -> int:
    """Round a number of children for a sentence: to 5, from 100 upwards to 10."""
    step = 10 if abs(number) >= 100 else 5
    return int(step * round(number / step))


def _table(cohort: Cohort, area: str, language: Language) -> Table:
    rows = []
    for variant in _VARIANTS:
        for part in (*(f"split_{name}" for name in _PARTS), "extra_pupils"):
            estimate = cohort.estimate(part, area=area, variant=variant)
            if estimate is not None:
                rows.append(
                    {
                        "variant": language.text(f"{ID}.variant.{variant}"),
                        "part": language.text(f"{ID}.row.{part}"),
                        **with_ends(estimate),
                    }
                )
    for part in _THREE:
        estimate = cohort.estimate(f"three_{part}", area=area)
        if estimate is not None:
            rows.append(
                {
                    "variant": language.text(f"{ID}.variant.three_factors"),
                    "part": language.text(f"{ID}.three.{part}").replace("<br>", " "),
                    **with_ends(estimate),
                }
            )
    columns = (
        Column("variant", language.text("column.variant")),
        Column("part", language.text("column.measure")),
        Column("value", language.text("column.value"), "points"),
        Column("low", language.text("column.low"), "points"),
        Column("high", language.text("column.high"), "points"),
    )
    return Table(columns, pd.DataFrame(rows))


QUESTION: Final = Question(ID, pages=("placement",), order=30, answer=answer, controls=("district",))
