"""Which districts are most like the chosen one in who lives there: education of parents, and score of the schools.

The method is that of ``measures.likeness``. Outcomes of children are no part of it, and neither are estimates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import CITY, DEFAULT_THRESHOLD, GROUPS
from kansenbeeld.findings import provenance
from kansenbeeld.findings.advice_gap import SCHEME
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import GROUP8, Outcomes, composition, outcomes, point
from kansenbeeld.findings.school_disadvantage import INDICATOR, RESOURCE, score_name, score_panel
from kansenbeeld.findings.writing import finding, no_answer
from kansenbeeld.language import Language
from kansenbeeld.measures.likeness import most_alike
from kansenbeeld.measures.shares import Share
from kansenbeeld.store import Snapshot

ID: Final = "similar_districts"
_GROUPS: Final = GROUPS[SCHEME]
_TELLING: Final = (_GROUPS[0], _GROUPS[-1])
"""The groups whose shares count. The third is what these two leave."""


@dataclass(frozen=True, slots=True)
class _Districts:
    """Districts whose composition is known, and the scores of their schools.

    Attributes:
        names: of every district, code to name, in order of name.
        parents: code to the share of each class of parental education, where all of them are known.
        scores: code to the score per pupil of the schools, of as many as somebody published.
    """

    names: Mapping[str, str]
    parents: Mapping[str, Mapping[str, Share]]
    scores: Mapping[str, float]

    @property
    def with_scores(self) -> bool:
        """Whether every district has a score, so that likeness can count it."""
        return all(code in self.scores for code in self.parents)

    def like(self, district: str) -> dict[str, float]:
        """Return the districts most like one and their distances, see :func:`similar`."""
        indicators = {code: [groups[group].value for group in _TELLING] for code, groups in self.parents.items()}
        if self.with_scores:
            indicators = {code: [*values, self.scores[code]] for code, values in indicators.items()}
        return most_alike(indicators, district) if district in indicators and len(indicators) > 2 else {}


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    known = _known(snapshot)
    alike = known.like(selection.district)
    if not alike:
        which = "city" if selection.district == CITY else "none"
        sentence = language.text(f"{ID}.headline.{which}")
        return no_answer(ID, snapshot, selection, language, headline=sentence, resources=[GROUP8])
    codes = [selection.district, *alike]
    panels = [Panel(language.text(f"{ID}.axis"), _series(codes, known, language), weight=2)]
    if known.with_scores:
        scores = [(known.names[code], known.scores[code]) for code in codes]
        panels.append(score_panel(scores, max(known.scores.values()), language))
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=language.text(
            f"{ID}.headline.alike",
            area=known.names[selection.district],
            others=language.listed([known.names[code] for code in alike]),
        ),
        alt=language.text(f"{ID}.alt"),
        chart=dots(
            [known.names[code] for code in codes],
            panels,
            separators=language.separators,
        ),
        table=_table(codes, known, alike, language),
        resources=[GROUP8, *([RESOURCE] if known.with_scores else [])],
        limits=(
            "similar_not_outcomes",
            *(("similar_method", "school_not_home") if known.with_scores else ("similar_method_parents",)),
            "unknown_education",
            "not_cause",
        ),
        reading="reading" if known.with_scores else "reading_parents",
        computed=True,
        intervals=True,
    )


def similar(snapshot: Snapshot, district: str) -> dict[str, float]:
    """Return the codes of the two or three districts most like a district, in order of name, with their distances.

    Empty where the district is not among those whose parents' education is known, or where there are too few of them.
    """
    return _known(snapshot).like(district)


def _known(snapshot: Snapshot) -> _Districts:
    """Return what is known of the districts; nothing where the shares of parents are an estimate."""
    if provenance.is_estimate(snapshot, GROUP8):
        return _Districts({}, {}, {})
    # Any level will do: only the numbers of children count.
    total, groups = (
        outcomes(snapshot, GROUP8, moment="final_advice", threshold=DEFAULT_THRESHOLD, group_by=group_by)
        for group_by in ("total", SCHEME)
    )
    names = {area.code: area.name for area in total.areas if area.code != CITY}
    found = {code: _groups(total, groups, code) for code in names}
    parents = {code: shares for code, shares in found.items() if len(shares) == len(_GROUPS)}
    return _Districts(names, parents, _scores(snapshot))


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


def _series(codes: list[str], known: _Districts, language: Language) -> tuple[Series, ...]:
    return tuple(
        Series(
            group,
            label := language.text(f"group.{SCHEME}.{group}"),
            tuple(point(known.parents[code][group], language, f"{known.names[code]}, {label}") for code in codes),
        )
        for group in _GROUPS
    )


def _table(codes: list[str], known: _Districts, alike: Mapping[str, float], language: Language) -> Table:
    frame = pd.DataFrame(
        {
            "area": known.names[code],
            **{group: 100 * known.parents[code][group].value for group in _GROUPS},
            "n": known.parents[code][_GROUPS[0]].total,
            "score": known.scores.get(code),
            "apart": alike.get(code),
        }
        for code in codes
    )
    columns = (
        Column("area", language.text("column.area")),
        *(Column(group, language.text(f"group.{SCHEME}.{group}"), "percentage") for group in _GROUPS),
        Column("n", language.text("column.pupils"), "count"),
        Column("score", score_name(language), "number"),
        Column("apart", language.text(f"{ID}.column.apart", area=known.names[codes[0]]), "number"),
    )
    return Table(columns, frame)


QUESTION: Final = Question(ID, pages=("districts",), order=40, answer=answer, controls=("district",), optional=True)
