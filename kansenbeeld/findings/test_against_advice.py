"""How often the test advice is lower or higher than the school advice in the city, as printed."""

from __future__ import annotations

from typing import Final

from kansenbeeld.findings.finding import Finding, Question, Selection
from kansenbeeld.findings.published import missing, printed, published
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "test_against_advice"
_MEASURES: Final = ("test_below_advice", "test_above_advice")
_YEAR: Final = "2020/21"


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    figures = {one.measure: one for one in printed(snapshot, language, *_MEASURES) if one.years == _YEAR}
    if set(figures) != set(_MEASURES):
        return missing(ID, snapshot, selection, language)
    below, above = (figures[measure] for measure in _MEASURES)
    return published(
        ID,
        snapshot,
        selection,
        language,
        [(language.text(f"{ID}.row.{measure}"), figures[measure]) for measure in _MEASURES],
        headline=language.text(f"{ID}.headline", below=below.written, above=above.written, period=below.period),
        axis=language.text(f"{ID}.axis"),
        limits=("ceiling_both", "test_noise", "no_parents", "old_rules", "not_cause"),
        chips={"advice_moment": "not_stated"},
    )


QUESTION: Final = Question(ID, pages=(), order=81, answer=answer)
