"""Somebody else was first: both texts side by side, and nothing of either lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import streamlit as st

from kansenbeeld.language import Language
from kansenbeeld.web.ledger import wording
from kansenbeeld.web.ledger.wording import Difference
from kansenbeeld.web.plain import plain


def show(found: Sequence[Difference], changed_at: dt.datetime | None, editor: str, words: Language) -> None:
    """Show what stands there now beside what the person wants to save.

    Args:
        found: the differences, ``one`` being what stands there now.
        changed_at: when the other wrote it.
        editor: who wrote it.
        words: the reader's language.
    """
    when = "" if changed_at is None else words.moment(changed_at)
    st.warning(words.text("ledger.conflict", editor=plain(wording.editor(editor, words)), moment=when))
    if found:
        st.html(wording.side_by_side(found, words.text("ledger.conflict.theirs"), words.text("ledger.conflict.yours")))
    else:
        st.markdown(words.text("ledger.conflict.same"))


def buttons(words: Language, *, conflict: bool, key: str, save: Callable[[], None], leave: Callable[[], None]) -> None:
    """Draw the buttons of a form that changes something; must stand inside the form, so that it sends its fields.

    Args:
        words: the reader's language.
        conflict: whether somebody else was first: saving is then on top of theirs, and leaving lets theirs stand.
        key: begin of the names of the buttons.
        save: called to save.
        leave: called to put the form aside.
    """
    with st.container(horizontal=True, key=f"{key}_buttons"):
        st.form_submit_button(
            words.text("ledger.save_anyway") if conflict else words.text("ledger.save"),
            type="primary",
            key=f"{key}_save",
            on_click=save,
        )
        st.form_submit_button(
            words.text("ledger.keep_theirs") if conflict else words.text("ledger.cancel"),
            key=f"{key}_leave",
            on_click=leave,
        )
