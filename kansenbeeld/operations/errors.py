"""What can be wrong with a backup, as one sentence for the person who asked."""

from __future__ import annotations

from typing import Any, Final

from kansenbeeld.datasets.errors import one_line
from kansenbeeld.language import Language, language


class BackupError(Exception):
    """A backup was not made, or not brought back; nothing was left half.

    Attributes:
        code: what is wrong; ``operations.backup.error.<code>`` in the catalogue is the sentence.
        details: the values that it names.
    """

    def __init__(self, code: str, **details: Any) -> None:
        """Take the code of the sentence and the values that it names."""
        self.code: Final = code
        self.details: Final[dict[str, Any]] = details
        super().__init__(self.sentence(language("en")))

    def sentence(self, words: Language) -> str:
        """Return what is wrong and what to do, in one sentence."""
        # A name within an archive is whatever somebody wrote there.
        details = {name: one_line(value) if isinstance(value, str) else value for name, value in self.details.items()}
        return words.text(f"operations.backup.error.{self.code}", **details)
