"""What can stand in the way of a publication, as one sentence for the person who asked."""

from __future__ import annotations

from typing import Any, Final

from kansenbeeld.datasets.errors import said
from kansenbeeld.language import Language, language


class PublishError(Exception):
    """A step was refused, and nothing has changed for readers.

    Attributes:
        code: what is wrong; ``publishing.error.<code>`` in the catalogue is the sentence.
        details: values that the sentence names; an error of a dataset among them is said in the language of the
            sentence. With ``moved`` these are ``number``, ``who`` and ``at`` (a moment with
            time zone) of the step that came first.
    """

    def __init__(self, code: str, **details: Any) -> None:
        """Take the code of the sentence and the values that it names."""
        self.code: Final = code
        self.details: Final[dict[str, Any]] = details
        # What str() gives ends in the log, where no names of people belong.
        shown = {**details, "who": "somebody"} if "who" in details else details
        super().__init__(self._written(shown, language("en")))

    def sentence(self, words: Language) -> str:
        """Return what is wrong and what to do, in one sentence."""
        return self._written(self.details, words)

    def _written(self, details: dict[str, Any], words: Language) -> str:
        values: dict[str, Any] = said(details, words)
        if "at" in values:
            values["at"] = words.moment(values["at"])
        return words.text(f"publishing.error.{self.code}", **values)
