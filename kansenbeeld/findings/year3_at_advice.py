"""How many pupils are at the level of their advice in leerjaar 3, of two cohorts of the city, as printed."""

from __future__ import annotations

from typing import Final

from kansenbeeld.domain import CITY
from kansenbeeld.findings.finding import Finding, Question, Selection
from kansenbeeld.findings.published import missing, printed, published
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "year3_at_advice"


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    figures = sorted((one for one in printed(snapshot, language, ID) if one.area == CITY), key=lambda one: one.years)
    if len(figures) < 2:
        return missing(ID, snapshot, selection, language)
    first, last = figures[0], figures[-1]
    return published(
        ID,
        snapshot,
        selection,
        language,
        [(one.period, one) for one in figures],
        headline=language.text(
            f"{ID}.headline",
            first=first.written,
            last=last.written,
            first_period=first.period,
            last_period=last.period,
        ),
        axis=language.text(f"{ID}.axis"),
        limits=("rule_not_seen", "between_breaks", "closures", "no_parents", "not_cause"),
        chips={"rule": "not_stated", "advice_moment": "not_stated"},
    )


QUESTION: Final = Question(ID, pages=(), order=83, answer=answer)
