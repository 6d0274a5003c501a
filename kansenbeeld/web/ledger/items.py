"""The list of what a conversation brought: each item with its status, its finding, its history, and its form."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import streamlit as st

from kansenbeeld.conversations.ledger.entries import About, Entry, Item
from kansenbeeld.conversations.letter.figures import Figures
from kansenbeeld.exports import light_page
from kansenbeeld.language import Language, sentence
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
    figures = Figures(context.store(), words)
    for item in sorted(items, key=lambda item: item.id, reverse=True):
        with st.container(border=True, key=f"item_{item.id}"):
            _item(item, figures, words)
            _history(item, options, words)
            if may_edit:
                _edit(item, options, words)
            saving.show_note(str(item.id))


def _item(item: Item, figures: Figures, words: Language) -> None:
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
    st.html(wording.written_by_people(status(item, words)))
    if entry.about is not None:
        st.markdown(_about(entry.about, figures, words))


def status(item: Item, words: Language) -> str:
    """Say how far an item is, since when and why; where nobody said since when, the day it was written down."""
    entry, recorded = item.entry, words.date(item.recorded_on)
    name = words.text(f"ledger.status.{entry.status}")
    if entry.status_date is not None:
        line = words.text("ledger.status_line.since", status=name, date=words.date(entry.status_date))
    elif entry.status == "recorded":
        line = words.text("ledger.status_line.since", status=name, date=recorded)
    else:
        line = words.text("ledger.status_line", status=name, date=recorded)
    return f"{line} {words.text('ledger.status_line.reason', reason=sentence(entry.reason))}" if entry.reason else line


def _about(about: About, figures: Figures, words: Language) -> str:
    """Link to the finding with its headline as it was in its data version, or say that it is not here any more."""
    what = wording.about_slide(about.slide, words)
    finding = figures.answer(about)
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
            when = wording.moment(one.changed_at, words)
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
