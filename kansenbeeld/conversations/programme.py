"""The programme of conversations: what the files say, and over it what editors filled in."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from kansenbeeld import clock
from kansenbeeld.conversations.ledger.entries import Details, DetailsRevision
from kansenbeeld.datasets.programme import Conversation, Programme, from_rows
from kansenbeeld.store import Snapshot, StoreError


class Filled(Protocol):
    """Whatever knows what editors filled in, such as the ledger."""

    def details_history(self, conversation: str) -> Sequence[DetailsRevision]:
        """Return every revision of the details of a conversation, the first one first."""
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
    filled = tuple(_filled(one, ledger.details_history(one.id)) for one in known.conversations)
    return Programme(filled, known.themes)


def _filled(conversation: Conversation, history: Sequence[DetailsRevision]) -> Conversation:
    if not history:
        return conversation
    given = _given(history[-1].details)
    return dataclasses.replace(conversation, **given, filled_in=_since(given, history))


def _given(details: Details) -> dict[str, Any]:
    values = {field.name: getattr(details, field.name) for field in dataclasses.fields(details)}
    return {name: value for name, value in values.items() if value is not None}


def _since(given: Mapping[str, object], history: Sequence[DetailsRevision]) -> dict[str, dt.date]:
    """Return the day on which each field became what it is: a later revision of another field does not count."""
    days: dict[str, dt.date] = {}
    for name, value in given.items():
        for revision in reversed(history):
            if revision.changed_at is None or getattr(revision.details, name) != value:
                break
            days[name] = clock.day_of(revision.changed_at)
    return days
