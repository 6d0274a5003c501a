"""The page of one conversation: what is known of it, and its evidence in the order of the story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from kansenbeeld.conversations.known import with_days
from kansenbeeld.conversations.story import Step, Story, chosen, story
from kansenbeeld.datasets.programme import Conversation, Programme, Text, Theme
from kansenbeeld.language import Language
from kansenbeeld.web import context, controls, conversations_view, finding_view, frame, pack_view
from kansenbeeld.web.ledger.details import details_form
from kansenbeeld.web.plain import plain

_FACTS: Final = ("date", "district", "place", "participants")
_THEME: Final = "theme"


def page(words: Language) -> None:
    """Show the conversation whose address was asked for."""
    number = st.session_state[frame.ADDRESS].rsplit("-", 1)[-1]
    known = conversations_view.current(words)
    conversation = {one.id: one for one in known.conversations}.get(number, Conversation(number))
    frame.heading(conversations_view.heading(conversation, known, words), words)
    lead, row = st.container(key="lead"), st.container(key="row")
    told = _told(conversation, known, words)
    with row:
        conversations_view.actions(
            number,
            words,
            ready=told is not None,
            choices={} if told is None else told.choices,
        )
    if told is not None:
        lead.header(plain(told.steps[0].finding.headline), anchor=told.steps[0].finding.question)
    _facts(conversation, known, words)
    details_form(number, words)
    if told is not None:
        pack_view.show(told, words)
        _evidence(told, words, controls.choose_on_map if conversation.district is None else finding_view.stay)
        _points(told.theme, words)


def _told(conversation: Conversation, known: Programme, words: Language) -> Story | None:
    """Answer the questions of the conversation's theme for its district, or for those that the reader chooses."""
    theme = known.theme_of(conversation) or _chosen_theme(known, words)
    if theme is None:
        return None
    district = ""
    if conversation.district is None:
        st.markdown(words.text("conversation.choose_district"))
        controls.bar(words, "district")
        district = controls.selection().district
    snapshot = controls.snapshot()
    districts = context.district_names(snapshot)
    filled, choices = chosen(conversation, known, districts, theme=theme.id, district=district)
    return story(snapshot, filled, theme, words.code, choices)


def _chosen_theme(known: Programme, words: Language) -> Theme | None:
    """Draw the choice of a theme. The address holds its id, which is the same in both languages."""
    st.markdown(words.text("conversation.choose_theme"))
    ids = tuple(known.themes)
    asked = st.query_params.get(_THEME)
    chosen = st.selectbox(
        words.text("ledger.field.theme"),
        ids,
        index=ids.index(asked) if asked in ids else None,
        format_func=lambda name: known.themes[name].title[words.code],
        placeholder=words.text("conversation.no_choice"),
        key="conversation_theme",
        width=420,
    )
    if chosen:
        st.query_params[_THEME] = chosen
    elif asked:
        del st.query_params[_THEME]
    return known.themes.get(chosen or "")


def _facts(conversation: Conversation, known: Programme, words: Language) -> None:
    values = with_days(conversations_view.facts(conversation, known, words), conversation, words)
    # The theme is the title of the page; here it stands only to say that an editor filled it in.
    names = [*([_THEME] if _THEME in conversation.filled_in else []), *_FACTS]
    st.markdown("  \n".join(f"**{words.text(f'ledger.field.{name}')}:** {values[name]}" for name in names))
    if conversation.facts:
        st.markdown(_listed(conversation.facts, words))
    if conversation.source:
        key = "conversation.source_rest" if conversation.filled_in else "conversation.source"
        st.markdown(f":small[{words.text(key, source=conversation.source[words.code])}]")


def _evidence(told: Story, words: Language, on_map: Callable[[str], None]) -> None:
    """Show the findings with the number of their slide; those about the surroundings apart, and named so."""
    # As high as the headings of the findings below it, which would stand above it otherwise.
    st.header(words.text("conversation.evidence"), anchor=False)
    st.markdown(told.theme.about[words.code])
    _steps([step for step in told.steps if step.evidence.role != "context"], told, words, on_map)
    context = [step for step in told.steps if step.evidence.role == "context"]
    if context:
        st.header(words.text("conversation.context"), anchor=False)
        st.markdown(words.text("conversation.context.text"))
        _steps(context, told, words, on_map)


def _steps(steps: Sequence[Step], told: Story, words: Language, on_map: Callable[[str], None]) -> None:
    for start in range(0, len(steps), 2):
        row = steps[start : start + 2]
        for step, column in zip(row, st.columns(2), strict=False):
            with column:
                _step(step, told, words, on_map)


def _step(step: Step, told: Story, words: Language, on_map: Callable[[str], None]) -> None:
    question = step.finding.question
    before = [one for one in told.steps if one.number < step.number and one.finding.question == question]
    label = words.text("conversation.slide", number=step.slide)
    if step.evidence.role == "context":
        label = words.text("conversation.context_label", slide=label)
    finding_view.show_finding(
        step.finding,
        words,
        headline=step.number > 1,
        name=f"{question}-{step.number}" if before else question,
        label=label,
        on_map=on_map,
    )
    with st.expander(words.text("conversation.notes"), icon=":material/record_voice_over:"):
        st.markdown(step.evidence.notes[words.code])


def _points(theme: Theme, words: Language) -> None:
    parts = (("tables", theme.questions), ("limits", theme.not_said), ("missing", theme.missing))
    for (name, texts), column in zip(parts, st.columns(3, gap="large"), strict=True):
        if texts:
            with column:
                st.header(words.text(f"conversation.{name}"), anchor=False)
                st.markdown(_listed(texts, words))


def _listed(texts: Sequence[Text], words: Language) -> str:
    return "\n".join(f"- {text[words.code]}" for text in texts)
