"""Terms in sentences: found by their exact words, once, and never within another word."""

from __future__ import annotations

import pytest

from kansenbeeld import findings
from kansenbeeld.findings import Selection
from kansenbeeld.findings.terms import TERMS, Piece, explained, marked, meaning, name
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.store import Snapshot

NL = language("nl")


def found(text: str, code: LanguageCode = "nl") -> list[tuple[str, str]]:
    return [(piece.term, piece.text) for piece in marked([text], language(code))[0] if piece.term]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_term_has_a_name_and_a_meaning_of_its_own(code: LanguageCode) -> None:
    words = language(code)
    names, meanings = [name(term, words) for term in TERMS], [meaning(term, words) for term in TERMS]
    assert len(set(names)) == len(set(meanings)) == len(TERMS)
    forms = [form.strip() for term in TERMS for form in words.text_or(f"term.{term}.words", "").split("|") if form]
    assert len(forms) == len(set(forms)), "a word of two terms"


def test_only_the_first_place_is_marked() -> None:
    assert marked(["Advies en advies.", "Een advies."], NL) == (
        (Piece("Advies", "advice"), Piece(" en advies.")),
        (Piece("Een advies."),),
    )


def test_the_longest_term_counts() -> None:
    assert found("Zij kregen advies havo of hoger.") == [("havo_cut", "advies havo of hoger")]
    assert found("Een definitief advies, na het eerste advies.") == [
        ("final_advice", "definitief advies"),
        ("first_advice", "eerste advies"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "vwo-advies",
        "toetsadvies",
        "over- of onderadvies",
        "adviesgesprek",
        "advies/plek",
        "vmbo-gt/mavo",
        "getoetst",
    ],
)
def test_no_term_stands_within_another_word(text: str) -> None:
    assert found(text) == []


def test_marks_of_a_sentence_are_no_part_of_a_word() -> None:
    assert [term for term, _ in found("'advies' (toevalsmarge): vmbo-gt/havo. Het cohort!")] == [
        "advice",
        "margin",
        "vmbo_gt",
        "cohort",
    ]


def test_what_was_explained_before_is_not_explained_again() -> None:
    (reading,) = marked(["Het advies."], NL)
    assert explained([reading]) == ("advice",)
    assert explained(marked(["Welk advies: definitief advies"], NL, explained([reading]))) == ("final_advice",)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_pieces_of_every_finding_are_its_text(snapshot: Snapshot, code: LanguageCode) -> None:
    """And the chips of every finding that has a chart need explaining, so its terms are found in both languages."""
    words = language(code)
    met: set[str] = set()
    for question in findings.questions():
        finding = findings.answer(question, snapshot, Selection(), code)
        texts = [finding.reading, *finding.limits, *(f"{chip.label}: {chip.text}" for chip in finding.chips)]
        cut = marked(texts, words)
        assert ["".join(piece.text for piece in pieces) for pieces in cut] == texts
        assert len(set(explained(cut))) == len(explained(cut))
        met |= set(explained(cut))
    assert {"advice", "havo_cut", "margin", "gap", "parents", "test", "position16", "year3", "rest"} <= met
