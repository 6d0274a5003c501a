"""Which districts are most like the chosen one in who lives there: education of parents, and score of the schools.

The method is that of ``measures.likeness``. Outcomes of children are no part of it, and neither are estimates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.domain import CITY, DEFAULT_THRESHOLD, GROUPS
from kansenbeeld.findings import provenance
from kansenbeeld.findings.advice_gap import SCHEME
from kansenbeeld.findings.district_profile import composition
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import GROUP8, Outcomes, outcomes, point
from kansenbeeld.findings.school_disadvantage import INDICATOR, RESOURCE
from kansenbeeld.findings.writing import finding, no_answer
from kansenbeeld.language import Language
from kansenbeeld.measures.likeness import most_alike
from kansenbeeld.measures.shares import Share
from kansenbeeld.store import Snapshot

ID: Final = "similar_districts"
_GROUPS: Final = GROUPS[SCHEME]
_TELLING: Final = (_GROUPS[0], _GROUPS[-1])
"""The groups whose shares count. The third is what these two leave."""


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    names, parents = _composed(snapshot)
    scores = _scores(snapshot)
    alike = similar(snapshot, selection.district)
    if not alike:
        which = "city" if selection.district == CITY else "none"
        sentence = language.text(f"{ID}.headline.{which}")
        return no_answer(ID, snapshot, selection, language, headline=sentence, resources=[GROUP8])
    codes = [selection.district, *alike]
    with_scores = all(code in scores for code in parents)
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=language.text(
            f"{ID}.headline.alike",
            area=names[selection.district],
            others=language.listed([names[code] for code in alike]),
        ),
        alt=language.text(f"{ID}.alt"),
        chart=dots(
            [names[code] for code in codes],
            (
                Panel(language.text(f"{ID}.axis"), _series(codes, names, parents, language), weight=2),
                *([_score_panel(codes, names, scores, language)] if with_scores else []),
            ),
            separators=language.separators,
        ),
        table=_table(codes, names, parents, scores, alike, language),
        resources=[GROUP8, *([RESOURCE] if with_scores else [])],
        limits=(
            "similar_not_outcomes",
            *(("similar_method", "school_not_home") if with_scores else ("similar_method_parents",)),
            "unknown_education",
            "not_cause",
        ),
        reading="reading" if with_scores else "reading_parents",
        computed=True,
        intervals=True,
    )


def similar(snapshot: Snapshot, district: str) -> dict[str, float]:
    """Return the codes of the two or three districts most like a district, in order of name, with their distances.

    Empty where the district is not among those whose parents' education is known, or where there are too few of them.
    """
    _, parents = _composed(snapshot)
    scores = _scores(snapshot)
    indicators = {code: [groups[group].value for group in _TELLING] for code, groups in parents.items()}
    if all(code in scores for code in indicators):
        indicators = {code: [*values, scores[code]] for code, values in indicators.items()}
    return most_alike(indicators, district) if district in indicators and len(indicators) > 2 else {}


def _composed(snapshot: Snapshot) -> tuple[dict[str, str], dict[str, Mapping[str, Share]]]:
    """Return districts in order of name, and of whose children it is known how many have parents of each group."""
    if provenance.is_estimate(snapshot, GROUP8):
        return {}, {}
    # Any level will do: only the numbers of children count.
    total, groups = (
        outcomes(snapshot, GROUP8, moment="final_advice", threshold=DEFAULT_THRESHOLD, group_by=group_by)
        for group_by in ("total", SCHEME)
    )
    names = {area.code: area.name for area in total.areas if area.code != CITY}
    found = {code: _groups(total, groups, code) for code in names}
    return names, {code: shares for code, shares in found.items() if len(shares) == len(_GROUPS)}


def _groups(total: Outcomes, groups: Outcomes, area: str) -> dict[str, Share]:
    shares = {group: composition(total, groups, area, group) for group in _GROUPS}
    return {group: share for group, share in shares.items() if share is not None}


def _scores(snapshot: Snapshot) -> dict[str, float]:
    """Return the score of the schools of each district in the last year, empty where nobody published it."""
    if not provenance.is_there(snapshot, RESOURCE) or provenance.is_estimate(snapshot, RESOURCE):
        return {}
    rows = snapshot.rows("rows_context_indicators", dataset=RESOURCE[0], resource=RESOURCE[1])
    known = [row for row in rows if row["indicator"] == INDICATOR and row["value"] is not None]
    last = max((row["period"] for row in known), default="")
    return {row["area_code"]: float(row["value"]) for row in known if row["period"] == last}


def _series(
    codes: list[str], names: Mapping[str, str], parents: Mapping[str, Mapping[str, Share]], language: Language
) -> tuple[Series, ...]:
    return tuple(
        Series(
            group,
            label := language.text(f"group.{SCHEME}.{group}"),
            tuple(point(parents[code][group], language, f"{names[code]}, {label}") for code in codes),
        )
        for group in _GROUPS
    )


def _score_panel(codes: list[str], names: Mapping[str, str], scores: Mapping[str, float], language: Language) -> Panel:
    labels = tuple(language.number(scores[code], 2) for code in codes)
    points = tuple(
        Point(scores[code], hover=language.text("hover.percent_only", label=names[code], value=label))
        for code, label in zip(codes, labels, strict=True)
    )
    return Panel(
        language.text("school_disadvantage.axis"),
        (Series("total", "", points),),
        limits=(0, float(1 + max(scores.values()) // 1)),
        labels=labels,
        in_legend=False,
    )


def _table(
    codes: list[str],
    names: Mapping[str, str],
    parents: Mapping[str, Mapping[str, Share]],
    scores: Mapping[str, float],
    alike: Mapping[str, float],
    language: Language,
) -> Table:
    frame = pd.DataFrame(
        {
            "area": names[code],
            **{group: 100 * parents[code][group].value for group in _GROUPS},
            "n": parents[code][_GROUPS[0]].total,
            "score": scores.get(code),
            "apart": alike.get(code),
        }
        for code in codes
    )
    columns = (
        Column("area", language.text("column.area")),
        *(Column(group, language.text(f"group.{SCHEME}.{group}"), "percentage") for group in _GROUPS),
        Column("n", language.text("column.pupils"), "count"),
        Column("score", language.text("school_disadvantage.axis").replace("<br>", " "), "number"),
        Column("apart", language.text(f"{ID}.column.apart", area=names[codes[0]]), "number"),
    )
    return Table(columns, frame)


QUESTION: Final = Question(ID, pages=("districts",), order=40, answer=answer, controls=("district",), optional=True)
