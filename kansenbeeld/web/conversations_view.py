"""The conversations on a page: what is known of each, where they are, and the ways from here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

import streamlit as st

from kansenbeeld import paths
from kansenbeeld.charts.map import MapArea, MapSpec
from kansenbeeld.conversations import known as written
from kansenbeeld.datasets.programme import Conversation, Programme
from kansenbeeld.findings.areas import districts
from kansenbeeld.language import Language
from kansenbeeld.web import access, context, controls, frame, present
from kansenbeeld.web.map_component import district_map
from kansenbeeld.web.plain import plain

_VINTAGE: Final = 2022
_LEVEL: Final = "stadsdeel"
_CHOSEN: Final = "conversation_district"
"""Where the session keeps the district that was chosen on the map, until the page has opened its conversation."""

WRITE: Final = "opschrijven"
"""In the address of the results: the reader comes to write, so the page begins in the field for the text."""


def page(words: Language) -> None:
    """Show all conversations: those with a date first, and a map of where they are."""
    known = current(words)
    _open_chosen(known, words)
    lead = st.container(key="lead")
    if not known.conversations:
        lead.header(words.text("conversations.none"), anchor=False)
        return
    lead.header(_lead(known, words), anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        for month, held in groupby(in_time(known.conversations), lambda one: _month(one, words)):
            st.subheader(month, anchor=False)
            for conversation in held:
                _card(conversation, known, words)
        present.in_full_screen(words)
    with right:
        _map(known, words)
    st.subheader(words.text("conversations.after"), anchor=False)
    with st.container(horizontal=True, key="ways"):
        for name in ("results", "letter", "changes"):
            way(name, words)


def current(words: Language) -> Programme:
    """Return the conversations of now; where the ledger can't be read, the page says so."""
    known, whole = context.programme_now()
    if not whole:
        st.warning(words.text("conversations.no_ledger"))
    return known


def in_time(conversations: Sequence[Conversation]) -> list[Conversation]:
    """Return conversations in order of date, those without one last, in order of number."""
    return sorted(conversations, key=lambda one: (one.date is None, one.date or dt.date.min, one.id))


def heading(conversation: Conversation, known: Programme, words: Language) -> str:
    """Return what a conversation is called: its number and theme, or that the theme is not known."""
    theme = known.theme_of(conversation)
    return words.text(
        "conversation.heading",
        number=conversation.id,
        theme=words.text("conversation.no_theme") if theme is None else theme.title[words.code],
    )


def which_is_which(known: Programme, words: Language) -> str:
    """Return the theme of each number as Markdown: what stands below a choice of conversations.

    The choice itself holds numbers alone: they are its address too, which is the same in both languages.
    """
    numbers: dict[str, list[str]] = {}
    for one in sorted(known.conversations, key=lambda one: (known.theme_of(one) is None, one.id)):
        theme = known.theme_of(one)
        title = words.text("conversation.no_theme") if theme is None else theme.title[words.code]
        numbers.setdefault(title, []).append(one.id)
    return " · ".join(f"**{words.listed(ids)}** {title}" for title, ids in numbers.items())


def facts(conversation: Conversation, known: Programme, words: Language) -> dict[str, str]:
    """Return what is known of a conversation as Markdown, by field (see ``conversations.known.facts``)."""
    theme = known.theme_of(conversation)
    return written.facts(
        replace(conversation, place=plain(conversation.place or "")),
        words,
        district=districts(context.store().snapshot()).get(conversation.district or "", ""),
        theme="" if theme is None else theme.title[words.code],
    )


def page_of(name: str, words: Language, number: str = "") -> st.Page:
    """Return a page of the menu by its name, or that of a conversation by its number."""
    address = f"stadsgesprek-{number}" if number else ""
    entry = next(one for one in frame.PAGES if one.name == name and address in ("", one.address))
    return st.Page(
        paths.PAGES / entry.script, title=words.text(f"page.{name}"), icon=entry.icon, url_path=entry.address
    )


def way(name: str, words: Language, number: str = "", **choices: str) -> None:
    """Draw a link to a page around the conversations, with the conversation chosen there if one is given.

    Args:
        name: the page.
        words: the reader's language.
        number: the conversation.
        choices: what else the address holds; empty ones are left out.
    """
    asked = {"gesprek": number, **choices}
    st.page_link(
        page_of(name, words),
        label=words.text(f"page.{name}"),
        query_params={key: value for key, value in asked.items() if value} or None,
    )


def ways_back(words: Language, number: str = "") -> None:
    """Draw the ways from a page around the conversations: to the results of one, if one is given, and to all."""
    with st.container(horizontal=True, key="ways_back"):
        if number:
            way("results", words, number)
        way("conversations", words)


def way_where_the_menu_is_folded(words: Language) -> None:
    """Draw a link to the conversations on a narrow screen, where the menu costs who presents or writes a step more."""
    with st.container(key="way_narrow"):
        way("conversations", words)


def actions(conversation_id: str, words: Language, *, ready: bool, choices: Mapping[str, str]) -> None:
    """Draw what can be done with a conversation, as a row of buttons and links.

    Args:
        conversation_id: its number.
        words: the reader's language.
        ready: whether there is a theme, without which there is nothing to present.
        choices: theme and district that a reader chose where the programme leaves them open.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        if ready:
            present.link(conversation_id, words, choices, kind="primary")
        way("results", words, conversation_id, **choices)
        way("letter", words, conversation_id)
        way("conversations", words)
    present.in_full_screen(words)


def _lead(known: Programme, words: Language) -> str:
    dated = [one for one in known.conversations if one.date is not None and one.district is not None]
    left = len(known.conversations) - len(dated)
    key = {0: "conversations.lead_whole", 1: "conversations.lead_one_left"}.get(left, "conversations.lead")
    return words.text(key, known=len(dated), total=len(known.conversations))


def _month(conversation: Conversation, words: Language) -> str:
    return words.text("conversations.undated") if conversation.date is None else words.month(conversation.date)


def _card(conversation: Conversation, known: Programme, words: Language) -> None:
    """Draw one conversation; of one of which nothing is known yet, in one line."""
    with st.container(border=True, gap="small", key=f"conversation_{conversation.id}"):
        st.page_link(
            page_of("conversation", words, conversation.id),
            label=f"**{heading(conversation, known, words)}**",
            icon=":material/arrow_forward:",
        )
        names = ("date", "district", "place")
        if all(getattr(conversation, name) is None for name in names):
            st.markdown(words.text("conversation.all_open"))
        else:
            texts = facts(conversation, known, words)
            st.markdown(" · ".join(f"{words.text(f'ledger.field.{name}')}: {texts[name]}" for name in names))
        _at_once(conversation, known, words)


def _at_once(conversation: Conversation, known: Programme, words: Language) -> None:
    """Draw what a speaker and a secretary come for, so that neither needs to open the conversation first."""
    ready, may_edit = known.theme_of(conversation) is not None, access.may_edit()
    if not ready and not may_edit:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if ready:
            present.link(conversation.id, words)
        if may_edit:
            st.page_link(
                page_of("results", words),
                label=words.text("ledger.new"),
                query_params={"gesprek": conversation.id, WRITE: "1"},
            )


def _map(known: Programme, words: Language) -> None:
    spec = map_spec(known, words)
    st.markdown(f"**{words.text('conversations.map')}**")
    district_map(
        spec,
        geometry_url=f"geo/{controls.snapshot().version}/{spec.geometry}.json",
        selected=None,
        key="map",
        on_select=_choose,
    )
    st.markdown(words.text("conversations.map.reading"))


def map_spec(known: Programme, words: Language) -> MapSpec:
    """Return the map of the districts, with the numbers of the conversations in each."""
    held: dict[str, list[Conversation]] = {}
    for one in known.conversations:
        held.setdefault(one.district or "", []).append(one)
    areas = []
    for code, name in districts(context.store().snapshot()).items():
        there = held.get(code, [])
        numbers = ", ".join(one.id for one in there)
        text = "; ".join(heading(one, known, words) for one in there) or words.text("conversations.map.missing")
        areas.append(
            MapArea(
                code=code,
                name=name,
                value=float(len(there)) if there else None,
                value_text=numbers or "–",
                description=words.text("conversations.map.area", area=name, text=text),
                hatched=False,
                missing=not there,
            )
        )
    return MapSpec(
        title=words.text("conversations.map"),
        areas=tuple(areas),
        breaks=(),
        legend=(words.text("conversations.map.held"),),
        legend_title=words.text("conversations.map.legend"),
        hatched_label="",
        missing_label=words.text("conversations.map.missing"),
        geometry=f"{_VINTAGE}-{_LEVEL}",
    )


def _choose(code: str) -> None:
    st.session_state[_CHOSEN] = code


def _open_chosen(known: Programme, words: Language) -> None:
    """Open the conversation of the district that was chosen on the map; a callback can't do that itself."""
    code = st.session_state.pop(_CHOSEN, "")
    there = [one for one in in_time(known.conversations) if code and one.district == code]
    if there:
        # An empty address: without it Streamlit refuses to clear what is bound to a widget. The choices themselves
        # are kept, and come back in the address with their widgets.
        st.switch_page(page_of("conversation", words, there[0].id), query_params={})
