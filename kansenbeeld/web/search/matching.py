"""Find what a reader means by some typed words: without case or accents, and with a slip of the keyboard here or there.

It knows nothing of what is found but its words.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from rapidfuzz.distance import OSA

Kind = Literal["district", "area", "school", "question", "page"]

KINDS: Final[tuple[Kind, ...]] = ("district", "area", "school", "question", "page")
"""What can be found, in the order in which answers are shown."""

ANSWERS: Final = 8
"""Answers shown at most."""

_LETTERS: Final = re.compile(r"[^a-z0-9]+")
_SHORT: Final = 2
"""Words of so few letters decide nothing beside longer ones: they are in everything."""

_ONE_SLIP: Final = 4
_TWO_SLIPS: Final = 8
"""From how many letters a word may be one, and two, slips of the keyboard away from what is meant."""

_WHOLE, _BEGIN, _SLIP, _INSIDE = 1.0, 0.8, 0.6, 0.5
_IN_TEXT: Final = 0.5
"""A word of a sentence counts for so much of a word of a name."""

_NAME: Final = 0.5
"""Who is called exactly what was typed goes before who only has that word in a longer name."""

_ENOUGH: Final = 0.35
"""Least mean score of an answer: two of three typed words in a sentence, or one of two in a name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found.

    Attributes:
        kind: what it is.
        label: what it is called, in the reader's language.
        note: where it is or what it is about, a few words; may be empty.
        names: what it is called, in any language.
        text: more words that lead to it, such as those of a headline.
        page: address of the page that it leads to, without a slash; one with a slash leads out of the dashboard.
        district: name of the district that is chosen then; empty leaves the choice as it is.
        areas: whether the map shows areas rather than districts then.
        anchor: id of the heading at which the page opens; empty for its top.
    """

    kind: Kind
    label: str
    page: str
    names: tuple[str, ...]
    note: str = ""
    text: str = ""
    district: str = ""
    areas: bool = False
    anchor: str = ""
    _words: tuple[tuple[str, ...], ...] = field(init=False, repr=False, compare=False)
    _of_text: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the words, which every search asks."""
        object.__setattr__(self, "_words", tuple(words(name) for name in self.names))
        object.__setattr__(self, "_of_text", frozenset(words(f"{self.text} {self.note}")))

    def score(self, asked: tuple[str, ...]) -> float:
        """Return how well this answers typed words, 0 (not at all) to 1.5 (its very name)."""
        names = {word for name in self._words for word in name}
        found = [
            max(
                max((alike(word, other) for other in names), default=0.0),
                _IN_TEXT * max((alike(word, other) for other in self._of_text), default=0.0),
            )
            for word in asked
        ]
        mean = sum(found) / len(found) if found else 0.0
        return 0.0 if mean < _ENOUGH else mean + _NAME * (asked in self._words)


def find(typed: str, entries: Sequence[Entry], *, most: int = ANSWERS) -> tuple[tuple[Kind, tuple[Entry, ...]], ...]:
    """Find what fits some typed words best.

    Args:
        typed: as the reader wrote it, of any length.
        entries: what there is to be found.
        most: answers given at most, of all kinds together.

    Returns:
        Kinds in their order, each with its answers, the best first and equally good ones in the order of ``entries``.
    """
    asked = words(typed)
    telling = tuple(word for word in asked if len(word) > _SHORT) or asked
    scored = [(entry.score(telling), entry) for entry in entries] if telling else []
    best = sorted((one for one in scored if one[0] > 0), key=lambda one: (-one[0], KINDS.index(one[1].kind)))[:most]
    grouped = ((kind, tuple(entry for _, entry in best if entry.kind == kind)) for kind in KINDS)
    return tuple((kind, found) for kind, found in grouped if found)


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case without accents: ``"Coöp, IJburg"`` is ``("coop", "ijburg")``."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isascii())
    return tuple(filter(None, _LETTERS.split(plain)))


@functools.lru_cache(maxsize=1 << 16)
def alike(typed: str, word: str) -> float:
    """Return how much a typed word is like another, 0 to 1: the same, its beginning, nearly so, or within it."""
    if typed == word:
        return _WHOLE
    if word.startswith(typed):
        return _BEGIN
    allowed = (len(typed) >= _ONE_SLIP) + (len(typed) >= _TWO_SLIPS)
    if allowed and (slips(typed, word, allowed) <= allowed or slips(typed, word[: len(typed)], allowed) <= allowed):
        return _SLIP
    return _INSIDE if len(typed) >= _ONE_SLIP and typed in word else 0.0


def slips(first: str, second: str, most: int) -> int:
    """Count the slips between two words: a letter too many, too few, another, or two that changed places.

    Counting stops above ``most``; then the answer is ``most + 1``. The measure is the restricted edit distance of
    Damerau and Levenshtein (optimal string alignment).
    """
    return int(OSA.distance(first, second, score_cutoff=most))
