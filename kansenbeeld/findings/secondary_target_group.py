"""Share of secondary pupils in the target group with potential disadvantage, as printed for city and some districts."""

from __future__ import annotations

from typing import Final

from kansenbeeld.domain import CITY
from kansenbeeld.findings.areas import area_names
from kansenbeeld.findings.finding import Finding, Question, Selection
from kansenbeeld.findings.published import missing, printed, published
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "secondary_target_group"


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    figures = {one.area: one for one in printed(snapshot, language, ID)}
    if CITY not in figures:
        return missing(ID, snapshot, selection, language)
    names = area_names(snapshot, language)
    codes = [CITY, *sorted((code for code in figures if code != CITY), key=lambda code: names[code])]
    district = selection.district_in(figures)
    city, own = figures[CITY], figures[district]
    return published(
        ID,
        snapshot,
        selection,
        language,
        [(names[code], figures[code]) for code in codes],
        headline=language.text(
            f"{ID}.headline.{'city' if district == CITY else 'district'}",
            period=city.period,
            area=names[district],
            value=own.written,
            city=city.written,
        ),
        axis=language.text(f"{ID}.axis"),
        limits=("some_districts", "printed_in_words", "place_not_stated", "composition", "not_cause"),
        chips={},
        highlighted=selection.row_in(codes),
        first_bold=True,
    )


QUESTION: Final = Question(ID, pages=(), order=85, answer=answer, controls=("district",))
