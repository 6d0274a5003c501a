"""Saving what stands in a form: once, only by who may, and never over what somebody else wrote unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import streamlit as st

from kansenbeeld.conversations.ledger.entries import ConflictError, Details, DetailsRevision, Entry, Item, ItemKind
from kansenbeeld.conversations.ledger.errors import EntryError, LedgerUnavailableError
from kansenbeeld.language import Language
from kansenbeeld.web import access, context
from kansenbeeld.web.ledger import wording
from kansenbeeld.web.ledger.entry_form import NO_SLIDE, Choices, read

_DESK: Final = "ledger_desk"


@dataclass(frozen=True, slots=True)
class Editing:
    """A form that is open.

    Attributes:
        prefix: begin of the names of its fields in the session.
        base: the revision on which it will be saved.
        start: what stood in it when it was opened.
        theirs: what somebody else wrote in the meantime, which the person has been shown.
    """

    prefix: str
    base: int
    start: Entry | Details
    theirs: Item | DetailsRevision | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence to show once: after saving, or about why nothing was saved."""

    kind: Literal["success", "error"]
    text: str


@dataclass(slots=True)
class Desk:
    """What one visitor is working on.

    A double click makes Streamlit run the same callback in two threads at once, and each touch of the session may
    end the first of them. So a callback takes the desk out of the session before it writes, and holds its lock.

    Attributes:
        lock: held while something is saved.
        recorded: how many items were recorded; part of the name of the form for the next.
        slide: the slide that the address asked for when an item was recorded last, and the slide of that item.
        kind: of the item that was recorded last, which the next begins with; at first what a council asks for.
        forms: the open forms by name.
        opened: how many were opened, so that each has fields of its own.
        notes: what is to be shown once, by place on the page.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    recorded: int = 0
    slide: tuple[int, int] = (NO_SLIDE, NO_SLIDE)
    kind: ItemKind = "recommendation"
    forms: dict[str, Editing] = field(default_factory=dict)
    opened: int = 0
    notes: dict[str, Note] = field(default_factory=dict)


def desk() -> Desk:
    """Return the desk of this visitor."""
    if _DESK not in st.session_state:
        st.session_state[_DESK] = Desk()
    found: Desk = st.session_state[_DESK]
    return found


def editing(name: str) -> Editing | None:
    """Return the open form of an item (its number as text) or of a conversation's details, if it is open."""
    return desk().forms.get(name)


def open_form(name: str, base: int, start: Entry | Details) -> None:
    """Open a form with fields of its own, so that nothing typed earlier comes back."""
    mine = desk()
    mine.opened += 1
    mine.forms[name] = Editing(f"form_{name}_{mine.opened}", base, start)


def close_form(name: str) -> None:
    """Close a form; what was typed in it is gone."""
    desk().forms.pop(name, None)


def new_form(conversation: str) -> str:
    """Return the name of the form for a new item; it is another one after each item, with empty fields."""
    return f"new_{conversation}_{desk().recorded}"


def last_slide(asked: int) -> int:
    """Return the slide of the item that was recorded last, so that a next one needs no choice.

    Args:
        asked: the slide that the address asks for; another one than at that time goes first.
    """
    then, slide = desk().slide
    return slide if desk().recorded and then == asked else asked


def show_note(place: str) -> None:
    """Show, once, what happened to what was saved at a place on the page."""
    note = desk().notes.pop(place, None)
    if note is not None:
        {"success": st.success, "error": st.error}[note.kind](note.text)


def show_notes_except(items: Collection[str]) -> None:
    """Show what happened to items that are not among those shown, which have their note with them."""
    for place in [place for place in desk().notes if place.isdecimal() and place not in items]:
        show_note(place)


def record(prefix: str, asked: int, before: Entry, options: Choices, words: Language) -> None:
    """Record what stands in the form for a new item. A second click on the same form does nothing.

    Args:
        prefix: the form, from :func:`new_form`.
        asked: the slide that the address asked for.
        before: what stood in the form at first.
        options: as the form was drawn.
        words: the reader's language.
    """
    mine, entry = desk(), read(prefix, before, options)
    with mine.lock:
        if prefix != f"new_{before.conversation}_{mine.recorded}":
            return

        def write(editor: str) -> None:
            context.ledger().record(entry, editor=editor)

        if _attempt(mine, "new", write, ("record", f"conversation {entry.conversation}"), words):
            mine.slide = (asked, NO_SLIDE if entry.about is None else entry.about.slide)
            mine.kind = entry.kind
            mine.recorded += 1


def revise(item_id: int, form: Editing, options: Choices, words: Language) -> None:
    """Save what stands in the form of an item on the revision that the person saw.

    Args:
        item_id: the item.
        form: the form as it was drawn.
        options: as it was drawn.
        words: the reader's language.
    """
    if not isinstance(form.start, Entry):
        return
    entry = read(form.prefix, form.start, options)

    def write(editor: str) -> None:
        context.ledger().revise(item_id, form.base, entry, editor=editor)

    action = "withdraw" if entry.withdrawn and not form.start.withdrawn else "revise"
    _save(str(item_id), form, write, (action, f"conversation {entry.conversation}, item {item_id}"), words)


def fill_in(conversation: str, form: Editing, details: Details, words: Language) -> None:
    """Save the details of a conversation on the revision that the person saw; as :func:`revise`."""

    def write(editor: str) -> None:
        context.ledger().fill_in(conversation, form.base, details, editor=editor)

    _save(f"details_{conversation}", form, write, ("fill_in", f"conversation {conversation}"), words)


def _save(name: str, form: Editing, write: Callable[[str], None], what: tuple[str, str], words: Language) -> None:
    mine = desk()
    with mine.lock:
        if mine.forms.get(name) != form:
            # The second half of a double click. The first saved it, or met a conflict that nobody has read yet.
            return
        try:
            if _attempt(mine, name, write, what, words):
                mine.forms.pop(name)
        except ConflictError as conflict:
            # Typed texts stay in their fields; saving once more is saving on top of what is shown now.
            mine.forms[name] = replace(form, base=conflict.current.revision, theirs=conflict.current)


def _attempt(mine: Desk, place: str, write: Callable[[str], None], what: tuple[str, str], words: Language) -> bool:
    """Write if this person may, under his name, and note what came of it.

    Args:
        mine: the desk of the person.
        place: where the note is shown.
        write: writes, given who does; the ledger adds it to the audit log in the same transaction.
        what: action and subject, for the audit log where nothing is written.
        words: the reader's language.
    """
    try:
        editor = access.checked("editor", *what)
    except access.NotAllowedError as error:
        mine.notes[place] = Note("error", words.text(f"access.refused.{error.role}"))
        return False
    try:
        write(editor.name)
    except LedgerUnavailableError as error:
        mine.notes[place] = Note("error", words.text(f"ledger.unavailable.{error.kind}"))
        return False
    except (EntryError, ConflictError) as error:
        access.note_failed(editor, "editor", *what)
        if isinstance(error, ConflictError):
            raise
        mine.notes[place] = Note("error", wording.fault(error, words))
        return False
    mine.notes[place] = Note("success", words.text("ledger.saved"))
    return True
