"""Share of pupils in primary and secondary schools whose parents have hbo or wo, ten years apart, as printed."""

from __future__ import annotations

from typing import Final

from kansenbeeld.findings.finding import Finding, Question, Selection
from kansenbeeld.findings.published import missing, printed, published
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "parents_hbo_wo"
_SCHOOLS: Final = ("primary", "secondary")


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    by_school = {
        school: sorted(printed(snapshot, language, f"{school}_{ID}"), key=lambda one: one.years) for school in _SCHOOLS
    }
    if any(len(figures) < 2 for figures in by_school.values()):
        return missing(ID, snapshot, selection, language)
    primary, secondary = (by_school[school] for school in _SCHOOLS)
    rows = [
        (language.text(f"{ID}.row.{school}", period=one.period), one)
        for school, figures in by_school.items()
        for one in figures
    ]
    return published(
        ID,
        snapshot,
        selection,
        language,
        rows,
        headline=language.text(
            f"{ID}.headline",
            first=primary[0].period,
            last=primary[-1].period,
            primary_first=primary[0].written,
            primary_last=primary[-1].written,
            secondary_first=secondary[0].written,
            secondary_last=secondary[-1].written,
        ),
        axis=language.text(f"{ID}.axis"),
        limits=("whole_city_mix", "unknown_not_seen", "not_cause"),
        chips={"parent_edu_def": "own_of_source"},
    )


QUESTION: Final = Question(ID, pages=(), order=84, answer=answer)
