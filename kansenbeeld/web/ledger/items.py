"""The list of what a conversation brought: each item with its status, its finding, its history, and its form."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import streamlit as st

from kansenbeeld.conversations.discussed import discussed
from kansenbeeld.conversations.ledger.entries import About, Entry, Item
from kansenbeeld.conversations.ledger.status import status_line
from kansenbeeld.exports import light_page
from kansenbeeld.language import Language
from kansenbeeld.web import context
from kansenbeeld.web.ledger import conflict, entry_form, saving, wording
from kansenbeeld.web.ledger.entry_form import Choices
from kansenbeeld.web.ledger.saving import Editing
from kansenbeeld.web.plain import plain


def show(items: Sequence[Item], options: Choices, words: Language, *, may_edit: bool) -> None:
    """Show items, the newest first: what was just written down stands on top.

    Args:
        items: newest revisions.
        options: what can be chosen in a form.
        words: the reader's language.
        may_edit: whether there are forms.
    """
    if not items:
        st.markdown(words.text("ledger.none"))
    # Of an item that was withdrawn just now and is not in the list any more.
    saving.show_notes_except({str(item.id) for item in items})
    for item in sorted(items, key=lambda item: item.id, reverse=True):
        with st.container(border=True, key=f"item_{item.id}"):
            _item(item, words)
            _history(item, options, words)
            if may_edit:
                _edit(item, options, words)
            saving.show_note(str(item.id))


def _item(item: Item, words: Language) -> None:
    entry = item.entry
    who = words.text(f"ledger.said_by.{entry.said_by}")
    said = words.text("ledger.said", role=who, person=plain(entry.person)) if entry.person else who
    head = [f"**{words.text(f'ledger.kind.{entry.kind}')}**", said]
    if entry.addressee:
        head.append(words.text("ledger.for", addressee=plain(entry.addressee)))
    if entry.withdrawn:
        head.append(f":gray-background[{words.text('ledger.withdrawn.yes')}]")
    st.markdown(" · ".join(head))
    st.html(wording.written_by_people(entry.text))
    st.html(wording.written_by_people(status_line(item, words)))
    if entry.about is not None:
        st.markdown(_about(entry.about, words))


def _about(about: About, words: Language) -> str:
    """Link to the finding with its headline as it was in its data version, or say that it is not here any more."""
    what = wording.about_slide(about.slide, words)
    finding = discussed(context.store(), about, words.code)
    if finding is None:
        return words.text("ledger.about.gone", what=what, version=about.version)
    address = light_page.address(finding.question, finding.selection, about.version, words.code)
    return words.text("ledger.about.link", what=what, headline=plain(finding.headline), address=address)


def _history(item: Item, options: Choices, words: Language) -> None:
    label = words.text("ledger.history", number=item.revision)
    history = st.expander(label, icon=":material/history:", key=f"history_{item.id}", on_change="rerun")
    if not history.open:
        return
    with history:
        before: Item | None = None
        for one in context.ledger().history(item.id):
            who = plain(wording.editor(one.editor, words))
            when = words.moment(one.changed_at)
            st.markdown(words.text("ledger.revision", number=one.revision, moment=when, editor=who))
            if before is not None:
                found = wording.differences(before.entry, one.entry, options.names, words)
                st.html(wording.side_by_side(found, words.text("ledger.was"), words.text("ledger.became")))
            before = one


def _edit(item: Item, options: Choices, words: Language) -> None:
    name = str(item.id)
    form = saving.editing(name)
    if form is None:
        st.button(
            words.text("ledger.edit"),
            icon=":material/edit:",
            key=f"edit_{item.id}",
            on_click=functools.partial(saving.open_form, name, item.revision, item.entry),
        )
    elif isinstance(form.start, Entry):
        _form(item, form, form.start, options, words)


def _form(item: Item, form: Editing, start: Entry, options: Choices, words: Language) -> None:
    if isinstance(form.theirs, Item):
        yours = entry_form.read(form.prefix, start, options)
        found = wording.differences(form.theirs.entry, yours, options.names, words)
        conflict.show(found, form.theirs.changed_at, form.theirs.editor, words)
    with st.form(form.prefix, enter_to_submit=False):
        slide = entry_form.NO_SLIDE if start.about is None else entry_form.KEEP
        entry_form.fields(form.prefix, start, slide, options, words, is_new=False)
        st.checkbox(words.text("ledger.withdraw"), start.withdrawn, key=f"{form.prefix}_withdrawn")
        conflict.buttons(
            words,
            conflict=form.theirs is not None,
            key=form.prefix,
            save=functools.partial(saving.revise, item.id, form, options, words),
            leave=functools.partial(saving.close_form, str(item.id)),
        )
