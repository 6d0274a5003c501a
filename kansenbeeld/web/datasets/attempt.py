"""One step of publishing by one person: asked whether he may, written under his name, noted where it was not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.web import access
from kansenbeeld.web.datasets.errors import FAULTS

if TYPE_CHECKING:
    from kansenbeeld.publishing.publication import Publication


def attempt(action: str, subject: str, write: Callable[[str], Publication]) -> Publication:
    """Take a step if this person may now; the audit log has it whatever comes of it.

    Args:
        action: a word of ours, such as ``publish``.
        subject: of what, such as ``dataset duo_school_advice``.
        write: takes the step, given the name of who does; it adds to the audit log itself once it is taken.

    Raises:
        NotAllowedError, PublishError, DatasetError, LedgerUnavailableError, OSError: see ``FAULTS``.
    """
    person = access.checked("analyst", action, subject)
    try:
        return write(person.name)
    except FAULTS as error:
        if not _is_taken(error):
            access.note_failed(person, "analyst", action, subject)
        raise


def _is_taken(error: Exception) -> bool:
    """Whether a step was taken all the same, and only what readers see is late."""
    return isinstance(error, PublishError) and error.code == "not_shown_yet"
