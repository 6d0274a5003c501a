"""Disadvantage score per pupil of the primary schools in each district: about the schools, not about who live there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import CITY, COUNTRY
from kansenbeeld.findings.areas import area_names
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import plain_point
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.findings.published import missing
from kansenbeeld.findings.writing import finding
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "school_disadvantage"
RESOURCE: Final[ResourceName] = ("cbs_disadvantage", "district")
INDICATOR: Final = "disadvantage_score_per_pupil"


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    rows = snapshot.rows("rows_context_indicators", dataset=RESOURCE[0], resource=RESOURCE[1])
    rows = [row for row in rows if row["indicator"] == INDICATOR]
    scores = {row["area_code"]: row["value"] for row in rows}
    if COUNTRY not in scores or len(scores) < 2:
        return missing(ID, snapshot, selection, language)
    names = area_names(snapshot, language)
    codes = [COUNTRY, *sorted((code for code in scores if code != COUNTRY), key=lambda code: names[code])]
    district = selection.district_in(codes)
    inside = [scores[code] for code in codes[1:]]
    columns = (Column("area", language.text("column.school_district")), Column("score", score_name(language), "number"))
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=language.text(
            f"{ID}.headline.{'city' if district == CITY else 'district'}",
            period=rows[0]["period"],
            area=names[district],
            value=language.number(scores.get(district, 0), 2),
            lowest=language.number(min(inside), 2),
            highest=language.number(max(inside), 2),
            country=language.number(scores[COUNTRY], 2),
        ),
        alt=language.text(f"{ID}.alt"),
        chart=dots(
            [names[code] for code in codes],
            (score_panel([(names[code], scores[code]) for code in codes], max(scores.values()), language),),
            separators=language.separators,
            highlighted=selection.row_in(codes),
        ),
        table=Table(columns, pd.DataFrame([{"area": names[code], "score": scores[code]} for code in codes])),
        resources=[RESOURCE],
        # The score is of all pupils of a school, not of a group 8.
        chosen={"cohort_basis": str(rows[0]["period"])},
        limits=("score_not_share", "school_not_home", "composition", "not_cause"),
    )


def score_panel(scores: Sequence[tuple[str, float]], most: float, language: Language) -> Panel:
    """Return a panel of scores per pupil, each written beside its mark.

    Args:
        scores: name and score of each area, in the order of the rows.
        most: the largest score that the axis has to hold.
        language: the reader's language.
    """
    labels = tuple(language.number(score, 2) for _, score in scores)
    points = tuple(
        plain_point(score, label, language, name) for (name, score), label in zip(scores, labels, strict=True)
    )
    return Panel(
        language.text(f"{ID}.axis"),
        (Series("total", "", points),),
        limits=(0, float(1 + most // 1)),
        labels=labels,
        in_legend=False,
    )


def score_name(language: Language) -> str:
    """Name the score on one line, as a column of a table is headed."""
    return language.text(f"{ID}.axis").replace("<br>", " ")


QUESTION: Final = Question(ID, pages=(), order=86, answer=answer, controls=("district",))
