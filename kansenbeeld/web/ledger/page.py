"""The page of results and recommendations: choose a conversation, read what it brought, write down more."""

from __future__ import annotations

import functools

import streamlit as st

from kansenbeeld.conversations import programme
from kansenbeeld.conversations.ledger.entries import Entry
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.story import Story, chosen, story
from kansenbeeld.datasets.programme import Conversation, Programme, Theme
from kansenbeeld.language import Language
from kansenbeeld.store import StoreError
from kansenbeeld.web import access, context, controls, frame
from kansenbeeld.web.access import control
from kansenbeeld.web.conversations_view import WRITE, which_is_which
from kansenbeeld.web.ledger import entry_form, saving
from kansenbeeld.web.ledger import items as item_list
from kansenbeeld.web.ledger.details import details_form, names
from kansenbeeld.web.ledger.entry_form import NO_SLIDE, Choices

__all__ = ["details_form", "page"]


def page(words: Language) -> None:
    """Show the page; a ledger that can't be reached is told in one sentence."""
    chosen = st.segmented_control(
        words.text("ledger.choose"),
        frame.CONVERSATIONS,
        default=frame.CONVERSATIONS[0],
        key="gesprek",
        bind="query-params",
        required=True,
    )
    try:
        _conversation(chosen or frame.CONVERSATIONS[0], words)
    except LedgerUnavailableError as error:
        st.error(words.text(f"ledger.unavailable.{error.kind}"))


def _conversation(number: str, words: Language) -> None:
    ledger = context.ledger()
    current = programme.current(context.store().snapshot(), ledger)
    st.markdown(f":small[{which_is_which(current, words)}]")
    known = {one.id: one for one in current.conversations}
    conversation = known.get(number, Conversation(number))
    theme = current.theme_of(conversation)
    told = _told(conversation, current, words)
    options = entry_form.choices(told, names(words))
    may_edit = access.may_edit()
    _heading(conversation, theme, words)
    if may_edit:
        left, right = st.columns([2, 3], gap="large")
        with left:
            _new(conversation, options, words)
    else:
        right = st.container()
        st.info(control.read_only("editor", words))
    with right:
        withdrawn = st.session_state.get("ledger_withdrawn", False)
        item_list.show(ledger.items(number, withdrawn=withdrawn), options, words, may_edit=may_edit)
        st.toggle(words.text("ledger.show_withdrawn"), key="ledger_withdrawn")


def _told(conversation: Conversation, current: Programme, words: Language) -> Story | None:
    """Return the slides; where the programme leaves theme or district open, those that the address asks for."""
    snapshot, asked = controls.snapshot(), st.query_params
    shown, _ = chosen(
        conversation,
        current,
        context.district_names(snapshot),
        theme=str(asked.get("theme", "")),
        district=str(asked.get("district", "")),
    )
    theme = current.theme_of(shown)
    try:
        return None if theme is None else story(snapshot, shown, theme, words.code)
    except StoreError:
        # A pinned version that lacks something: an item can be written down without a slide.
        return None


def _heading(conversation: Conversation, theme: Theme | None, words: Language) -> None:
    st.header(
        words.text(
            "ledger.heading",
            number=conversation.id,
            theme=words.text("ledger.theme.unknown") if theme is None else theme.title[words.code],
        ),
        anchor=False,
    )
    query = f"?lang={words.code}"
    st.markdown(
        words.text(
            "ledger.links",
            conversation=f"stadsgesprek-{conversation.id}{query}",
            letter=f"raadsbrief{query}&gesprek={conversation.id}",
        )
    )


def _new(conversation: Conversation, options: Choices, words: Language) -> None:
    prefix, asked = saving.new_form(conversation.id), _asked_slide()
    start = Entry(conversation.id, saving.desk().kind, "", "", theme=conversation.theme or "")
    slide = saving.last_slide(asked)
    if WRITE in st.query_params:
        st.session_state[frame.FIELD] = f"{prefix}_text"
    with st.form(prefix, enter_to_submit=False):
        st.subheader(words.text("ledger.new"), anchor=False)
        entry_form.fields(prefix, start, slide, options, words, is_new=True)
        # Where the person looks: on a phone what stands below the button is below the screen.
        saving.show_note("new")
        st.form_submit_button(
            words.text("ledger.save"),
            type="primary",
            key=f"{prefix}_save",
            on_click=functools.partial(saving.record, prefix, asked, start, options, words),
        )


def _asked_slide() -> int:
    """Return the slide that the address asks for, ``NO_SLIDE`` for none."""
    asked = str(st.query_params.get("dia", ""))
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else NO_SLIDE
