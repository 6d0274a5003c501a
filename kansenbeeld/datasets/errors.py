"""What can be wrong with a dataset, as one sentence that a person can act on, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from kansenbeeld.language import Language, language

_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})
_LONGEST: Final = 1_000
_BLANKS: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
"""Between thousands, which Python does not call printable."""


class Phrase:
    """Some words within a sentence, in the reader's language. ``str()`` is English.

    Attributes:
        code: ``dataset.phrase.<code>`` in the catalogue holds the words.
        details: what the words are filled in with.
    """

    def __init__(self, code: str, **details: object) -> None:
        """Take the code of the words, and what they are filled in with."""
        self.code: Final = code
        self.details: Final[Mapping[str, object]] = MappingProxyType(details) if details else _NOTHING

    def sentence(self, words: Language) -> str:
        """Return the words in a language."""
        return words.text(f"dataset.phrase.{self.code}", **self.details)

    def __str__(self) -> str:
        """Return the words in English."""
        return self.sentence(language("en"))

    def __eq__(self, other: object) -> bool:
        """Whether the other says the same."""
        return isinstance(other, Phrase) and (self.code, self.details) == (other.code, other.details)

    def __hash__(self) -> int:
        """Return a number that is the same for what says the same."""
        return hash(self.code)


class Meaning(Phrase):
    """What a column of a contract holds, as it fits into the middle of a sentence: ``dataset.field.<name>``."""

    def sentence(self, words: Language) -> str:
        """Return what the column holds in a language."""
        return words.text(f"dataset.field.{self.code}")


class DatasetError(Exception):
    """A dataset is not as it should be. ``str()`` is one English sentence: what is wrong, where, what to do.

    Attributes:
        code: which problem; ``dataset.error.<code>`` in the catalogue is the sentence.
        details: what the sentence is filled with: ``file`` (relative to the data folder) and, as far as they
            apply, ``row``, ``column``, ``value``, ``expected`` and others. A ``Phrase`` is said in the language of
            the sentence; anything else is the same in each.
    """

    def __init__(self, code: str, file: str, **details: object) -> None:
        """Make the error from its code, the file, and what else the sentence names."""
        self.code = code
        self.details: dict[str, object] = {"file": file, **details}
        super().__init__(self.sentence(language("en")))

    def sentence(self, words: Language) -> str:
        """Return what is wrong, where, and what to do, in one sentence."""
        return words.text(f"dataset.error.{self.code}", **said(self.details, words))


def said(details: Mapping[str, object], words: Language) -> dict[str, object]:
    """Return what a sentence is filled in with, where phrases and errors are said in the language of the sentence."""
    return {
        name: value.sentence(words)
        if isinstance(value, Phrase | DatasetError)
        else one_line(value)
        if isinstance(value, str)
        else value
        for name, value in details.items()
    }


def one_line(text: str) -> str:
    """Return a text of unknown origin on one line and without signs that steer, at most 1,000 characters long."""
    line = "".join(sign if sign.isprintable() or sign in _BLANKS else " " for sign in text[:_LONGEST])
    return line if len(text) <= _LONGEST else f"{line}..."


def shown(value: object) -> str:
    """Return a value in quotation marks as a sentence names it, on one line and at most 40 characters."""
    text = "".join(sign if sign.isprintable() else " " for sign in str(value))
    return f"'{text}'" if len(text) <= 40 else f"'{text[:40]}...'"


def listed(codes: Iterable[str]) -> str:
    """Return codes as a sentence lists them."""
    return ", ".join(codes)
