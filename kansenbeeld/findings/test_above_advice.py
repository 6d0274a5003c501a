"""How often the test advice is higher than the school advice, by parental education, as printed."""

from __future__ import annotations

from typing import Final

from kansenbeeld.findings.finding import Finding, Question, Selection
from kansenbeeld.findings.published import missing, printed, published
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "test_above_advice"
_GROUPS: Final = ("low", "high")


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    figures = {one.parents: one for one in printed(snapshot, language, ID) if one.parents != "all"}
    if set(figures) != set(_GROUPS):
        return missing(ID, snapshot, selection, language)
    low, high = (figures[group] for group in _GROUPS)
    return published(
        ID,
        snapshot,
        selection,
        language,
        [(language.text(f"parents.{group}"), figures[group]) for group in _GROUPS],
        headline=language.text(f"{ID}.headline", low=low.written, high=high.written, period=low.period),
        axis=language.text(f"{ID}.axis"),
        limits=("ceiling_test", "groups_of_source", "test_noise", "old_rules", "not_cause"),
        chips={"advice_moment": "not_stated", "parent_edu_def": "own_of_source"},
    )


QUESTION: Final = Question(ID, pages=(), order=80, answer=answer)
