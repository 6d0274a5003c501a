"""How often a school raised its advice after a higher test, in the city and the country, as printed in words."""

from __future__ import annotations

from typing import Final

from kansenbeeld.domain import CITY, COUNTRY
from kansenbeeld.findings.areas import area_names
from kansenbeeld.findings.finding import Finding, Question, Selection
from kansenbeeld.findings.published import missing, printed, published
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "advice_raised"
_MEASURE: Final = "advice_raised_if_test_higher"


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    figures = {one.area: one for one in printed(snapshot, language, _MEASURE)}
    if set(figures) != {CITY, COUNTRY}:
        return missing(ID, snapshot, selection, language)
    city, country = figures[CITY], figures[COUNTRY]
    names = area_names(snapshot, language)
    return published(
        ID,
        snapshot,
        selection,
        language,
        [(names[one.area], one) for one in (city, country)],
        headline=language.text(f"{ID}.headline", city=city.written, country=country.written, period=city.period),
        axis=language.text(f"{ID}.axis"),
        limits=("printed_in_words", "no_parents", "raise_is_school", "old_rules", "not_cause"),
        chips={"advice_moment": "final"},
        first_bold=True,
    )


QUESTION: Final = Question(ID, pages=(), order=82, answer=answer)
