"""What can go wrong with a source, as one sentence in the reader's language."""

from __future__ import annotations

from kansenbeeld.language import Language
from kansenbeeld.sources.source import said


class SourceError(Exception):
    """A source could not be read; nothing of it was taken.

    Attributes:
        code: ``sources.error.<code>`` in the catalogue is the sentence.
        details: the values that it names.
    """

    def __init__(self, code: str, /, **details: object) -> None:
        """Make the error from its code and what the sentence names."""
        super().__init__(f"{code}: {details}")
        self.code = code
        self.details = details

    def sentence(self, words: Language) -> str:
        """Return what is wrong, where, and what to do, in one sentence."""
        return words.text(f"sources.error.{self.code}", **said(self.details, words))
