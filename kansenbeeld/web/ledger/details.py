"""The form in which an editor fills in what the programme does not know of a conversation."""

from __future__ import annotations

import functools
from typing import Any

import streamlit as st

from kansenbeeld.conversations import programme
from kansenbeeld.conversations.ledger.entries import Details, DetailsRevision
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.ledger.rules import LIMITS
from kansenbeeld.datasets.programme import PARTICIPANTS, Conversation
from kansenbeeld.language import Language
from kansenbeeld.web import access, context
from kansenbeeld.web.ledger import conflict, saving, wording
from kansenbeeld.web.ledger.entry_form import EARLIEST, LATEST
from kansenbeeld.web.ledger.saving import Editing
from kansenbeeld.web.ledger.wording import Names


def names(words: Language) -> Names:
    """Return the names of themes and districts in the reader's language."""
    snapshot = context.store().snapshot()
    themes = programme.programme(snapshot).themes.values()
    return Names({theme.id: theme.title[words.code] for theme in themes}, context.district_names(snapshot))


def details_form(conversation_id: str, words: Language) -> None:
    """Draw the button and the form that fill in what is not known of a conversation; nothing for who may not edit.

    Args:
        conversation_id: its number.
        words: the reader's language.
    """
    if not access.may_edit():
        return
    try:
        current = context.ledger().details(conversation_id)
    except LedgerUnavailableError as error:
        st.error(words.text(f"ledger.unavailable.{error.kind}"))
        return
    conversations = programme.programme(context.store().snapshot()).conversations
    given = next((one for one in conversations if one.id == conversation_id), Conversation(conversation_id))
    name = f"details_{conversation_id}"
    form = saving.editing(name)
    if form is None:
        st.button(
            words.text("ledger.fill_in"),
            icon=":material/edit_calendar:",
            key=f"open_{name}",
            on_click=functools.partial(saving.open_form, name, current.revision, _merged(given, current.details)),
        )
    elif isinstance(form.start, Details):
        _form(given, form, form.start, names(words), words)
    saving.show_note(name)


def _merged(given: Conversation, filled: Details) -> Details:
    """Return what is known of a conversation: what editors filled in, else what the programme says."""
    return Details(
        theme=given.theme if filled.theme is None else filled.theme,
        district=given.district if filled.district is None else filled.district,
        date=given.date if filled.date is None else filled.date,
        place=given.place if filled.place is None else filled.place,
        participants=given.participants if filled.participants is None else filled.participants,
    )


def _only_filled_in(given: Conversation, known: Details) -> Details:
    """Return the part that differs from what the programme says; the rest goes on following the programme."""
    return Details(
        theme=None if known.theme == given.theme else known.theme,
        district=None if known.district == given.district else known.district,
        date=None if known.date == given.date else known.date,
        place=None if (known.place or None) == given.place else known.place,
        participants=None if known.participants == given.participants else known.participants,
    )


def _form(given: Conversation, form: Editing, start: Details, known: Names, words: Language) -> None:
    if isinstance(form.theirs, DetailsRevision):
        theirs = _merged(given, form.theirs.details)
        found = wording.detail_differences(theirs, _read(form.prefix), known, words)
        conflict.show(found, form.theirs.changed_at, form.theirs.editor, words)
    with st.form(form.prefix, enter_to_submit=False):
        st.markdown(f":small[{words.text('ledger.details.empty')}]")
        _fields(form.prefix, start, known, words)
        conflict.buttons(
            words,
            conflict=form.theirs is not None,
            key=form.prefix,
            save=functools.partial(_save, given, form, words),
            leave=functools.partial(saving.close_form, f"details_{given.id}"),
        )


def _save(given: Conversation, form: Editing, words: Language) -> None:
    saving.fill_in(given.id, form, _only_filled_in(given, _read(form.prefix)), words)


def _fields(prefix: str, start: Details, known: Names, words: Language) -> None:
    for field, options, chosen in (
        ("theme", known.themes, start.theme),
        ("district", known.districts, start.district),
    ):
        codes = tuple(dict.fromkeys((*options, *((chosen,) if chosen else ()))))
        st.selectbox(
            words.text(f"ledger.field.{field}"),
            codes,
            index=codes.index(chosen) if chosen else None,
            format_func=functools.partial(_name, options),
            placeholder=words.text("ledger.unknown"),
            key=f"{prefix}_{field}",
        )
    st.date_input(
        words.text("ledger.field.date"),
        start.date,
        min_value=EARLIEST,
        max_value=LATEST,
        format="DD-MM-YYYY",
        key=f"{prefix}_date",
    )
    st.text_input(words.text("ledger.field.place"), start.place or "", max_chars=LIMITS["place"], key=f"{prefix}_place")
    st.pills(
        words.text("ledger.field.participants"),
        PARTICIPANTS,
        selection_mode="multi",
        default=start.participants or (),
        format_func=lambda one: words.text(f"ledger.participants.{one}"),
        key=f"{prefix}_participants",
        wrap=True,
    )


def _name(names_by_code: Any, code: str) -> str:
    return str(names_by_code.get(code, code))


def _read(prefix: str) -> Details:
    def value(name: str) -> Any:
        return st.session_state.get(f"{prefix}_{name}")

    chosen = value("participants") or ()
    return Details(
        theme=value("theme"),
        district=value("district"),
        date=value("date"),
        place=(value("place") or "").strip() or None,
        participants=tuple(one for one in PARTICIPANTS if one in chosen),
    )
