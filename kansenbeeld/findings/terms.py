"""The terms of the field that a reader meets, and where they stand in a text: each explained at its first place."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from kansenbeeld.language import Language, LanguageCode, language

TERMS: Final = (
    "advice",
    "final_advice",
    "first_advice",
    "double_advice",
    "havo_cut",
    "vmbo_gt",
    "test",
    "position16",
    "year3",
    "direction",
    "parents",
    "income",
    "gap",
    "margin",
    "clear",
    "rest",
    "cohort",
    "home_school",
    "disadvantage",
    "vintage",
    "status",
    "version",
)
"""The terms of the glossary, keys of the catalogue in its order."""

_UNMARKED: Final = ("home_school", "status", "version")
"""Terms that are explained in the glossary alone: in a sentence their words mean what they always do."""

_JOINS: Final = r"[\w/\-\N{NON-BREAKING HYPHEN}]"
"""What makes one word of what stands on both sides: ``vwo-advies`` and ``vmbo-gt/havo`` are other words."""


class Piece(NamedTuple):
    """A part of a text: the term that it is the first place of, or ``""`` where it is none."""

    text: str
    term: str = ""


def name(key: str, words: Language) -> str:
    """Return what a term of :data:`TERMS` is called in the glossary.

    Raises:
        KeyError: there is no such term.
    """
    return words.text(f"term.{key}")


def meaning(key: str, words: Language) -> str:
    """Return what a term of :data:`TERMS` means, in plain sentences.

    Raises:
        KeyError: there is no such term.
    """
    return words.text(f"term.{key}.text")


def marked(texts: Sequence[str], words: Language, known: Collection[str] = ()) -> tuple[tuple[Piece, ...], ...]:
    """Cut texts that are read one after the other into pieces, of which those that need explaining have a term.

    A term is found by the exact words of the catalogue, in capitals or not, and never within another word. Of words
    that overlap the longest counts: "advies havo of hoger" is one term and not two.

    Args:
        texts: sentences, in the order in which they are read.
        words: the language that they are in.
        known: terms that were explained before them.

    Returns:
        The pieces of each text; together they are the text again.
    """
    pattern, terms = _forms(words.code)
    seen = set(known)
    cut: list[tuple[Piece, ...]] = []
    for text in texts:
        pieces: list[Piece] = []
        end = 0
        for found in pattern.finditer(text):
            term = terms[found[0].casefold()]
            if term in seen:
                continue
            seen.add(term)
            pieces += [Piece(text[end : found.start()]), Piece(found[0], term)]
            end = found.end()
        cut.append(tuple(piece for piece in (*pieces, Piece(text[end:])) if piece.text))
    return tuple(cut)


def explained(cut: Sequence[Sequence[Piece]]) -> tuple[str, ...]:
    """Return the terms that stand in pieces as :func:`marked` gives them, in order."""
    return tuple(piece.term for pieces in cut for piece in pieces if piece.term)


@functools.cache
def _forms(code: LanguageCode) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds the words of any term in a text, and the term of each, in small letters."""
    words = language(code)
    terms = {
        form.strip().casefold(): key
        for key in TERMS
        if key not in _UNMARKED
        for form in words.text(f"term.{key}.words").split("|")
    }
    longest_first = "|".join(re.escape(form) for form in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?<!{_JOINS})(?:{longest_first})(?!{_JOINS})", re.IGNORECASE), terms
