"""What went wrong, as one sentence for the person at the page."""

from __future__ import annotations

from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.language import Language
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.web import access
from kansenbeeld.web.ledger.wording import editor
from kansenbeeld.web.plain import plain

FAULTS = (PublishError, DatasetError, LedgerUnavailableError, access.NotAllowedError, OSError)
"""What a step can end in; nothing has changed for readers then."""


def sentence(error: Exception, words: Language) -> str:
    """Say what is wrong and what to do, in one sentence of Markdown."""
    if isinstance(error, PublishError):
        return plain(_named(error, words).sentence(words))
    if isinstance(error, LedgerUnavailableError):
        return words.text(f"ledger.unavailable.{error.kind}")
    if isinstance(error, access.NotAllowedError):
        return words.text(f"access.refused.{error.role}")
    if isinstance(error, DatasetError):
        return words.text("datasets.error.dataset", reason=plain(error.sentence(words)))
    return words.text("datasets.error.disk")


def _named(error: PublishError, words: Language) -> PublishError:
    """Return an error in which whoever wrote at the machine itself is called as the history calls him."""
    who = error.details.get("who")
    return error if who is None else PublishError(error.code, **{**error.details, "who": editor(str(who), words)})
