"""The programme of conversations: what the files say, and over it what editors filled in."""

from __future__ import annotations

import dataclasses
import functools
from typing import Protocol

from kansenbeeld.conversations.ledger.entries import Details, DetailsRevision
from kansenbeeld.datasets.programme import Conversation, Programme, from_rows
from kansenbeeld.store import Snapshot, StoreError


class Filled(Protocol):
    """Whatever knows what editors filled in, such as the ledger."""

    def details(self, conversation: str) -> DetailsRevision:
        """Return the newest details of a conversation."""
        ...


@functools.lru_cache(maxsize=8)
def programme(snapshot: Snapshot) -> Programme:
    """Return the programme as its files have it; empty in a version from before there was one.

    Args:
        snapshot: the current version, also for a reader who pinned an older one: its figures are of then, but what
            the conversations are is of now.
    """
    try:
        return from_rows(snapshot.rows("programme"))
    except StoreError as error:
        if error.kind != "incomplete":
            raise
        return Programme(())


def current(snapshot: Snapshot, ledger: Filled) -> Programme:
    """Return the programme with what editors filled in over what the files say.

    Args:
        snapshot: the current version, see :func:`programme`.
        ledger: what editors filled in.

    Raises:
        LedgerUnavailableError: the database of the ledger does not answer.
    """
    known = programme(snapshot)
    filled = tuple(_filled(one, ledger.details(one.id).details) for one in known.conversations)
    return Programme(filled, known.themes)


def _filled(conversation: Conversation, details: Details) -> Conversation:
    given = {field.name: getattr(details, field.name) for field in dataclasses.fields(details)}
    return dataclasses.replace(conversation, **{name: value for name, value in given.items() if value is not None})
