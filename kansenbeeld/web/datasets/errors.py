"""What went wrong, as one sentence for the person at the page."""

from __future__ import annotations

from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.language import Language
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.web import access
from kansenbeeld.web.plain import plain

FAULTS = (PublishError, DatasetError, LedgerUnavailableError, access.NotAllowedError, OSError)
"""What a step can end in; nothing has changed for readers then."""


def sentence(error: Exception, words: Language) -> str:
    """Say what is wrong and what to do, in one sentence of Markdown."""
    if isinstance(error, PublishError):
        return plain(error.sentence(words))
    if isinstance(error, LedgerUnavailableError):
        return words.text(f"ledger.unavailable.{error.kind}")
    if isinstance(error, access.NotAllowedError):
        return words.text(f"access.refused.{error.role}")
    if isinstance(error, DatasetError):
        return words.text("datasets.error.dataset", reason=plain(str(error)))
    return words.text("datasets.error.disk")
