"""The finding that was talked about, as it was in the data version of then."""

from __future__ import annotations

import dataclasses

from kansenbeeld import findings
from kansenbeeld.conversations.ledger.entries import About
from kansenbeeld.domain import CITY
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.findings.areas import districts
from kansenbeeld.language import LanguageCode
from kansenbeeld.store import Snapshot, Store, StoreError


def version(store: Store, name: str) -> Snapshot | None:
    """Return a data version, ``None`` where it can't be opened any more."""
    try:
        return store.snapshot(name)
    except StoreError:
        return None


def discussed(store: Store, about: About, code: LanguageCode) -> Finding | None:
    """Answer what an item is about in its own data version.

    Args:
        store: the data versions.
        about: the question, selection and version.
        code: the reader's language.

    Returns:
        ``None`` where that version, question or selection is not here; never the answer of another version.
    """
    snapshot = version(store, about.version)
    chosen = None if snapshot is None else _selection(about, snapshot)
    if snapshot is None or chosen is None or about.question not in findings.questions():
        return None
    return findings.answer_or_none(about.question, snapshot, chosen, code)


def _selection(about: About, snapshot: Snapshot) -> Selection | None:
    """Return the selection of an item; ``None`` where it names something that this version does not know."""
    try:
        chosen = Selection(**about.selection)
    except TypeError:
        return None
    checked = Selection.checked(**dataclasses.asdict(chosen), districts=(CITY, *districts(snapshot)))
    return chosen if checked == chosen else None
