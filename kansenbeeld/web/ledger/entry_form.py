"""The fields in which an entry is written, and what is read from them."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from kansenbeeld import clock
from kansenbeeld.conversations.ledger.entries import ITEM_KINDS, ITEM_STATUSES, SPEAKER_ROLES, About, Entry
from kansenbeeld.conversations.ledger.rules import LIMITS
from kansenbeeld.conversations.story import Story
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.language import Language
from kansenbeeld.web.ledger.wording import Names, about_slide

NO_SLIDE: Final = 0
KEEP: Final = -1
"""Chosen in place of a slide: what it is about stays exactly as it was, in its own data version."""

EARLIEST: Final = dt.date(2015, 1, 1)
LATEST: Final = dt.date(2040, 12, 31)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for an entry: the slides of the conversation by number, and names of themes."""

    slides: Mapping[int, Finding]
    names: Names


def choices(story: Story | None, names: Names) -> Choices:
    """Return what can be chosen in a conversation; without a theme it has no slides."""
    slides = {} if story is None else {step.slide: step.finding for step in story.steps}
    return Choices(slides, names)


def about(finding: Finding, slide: int) -> About:
    """Return a finding as an item refers to it: question, what differs from the default, and data version."""
    default = dataclasses.asdict(Selection())
    chosen = {name: value for name, value in dataclasses.asdict(finding.selection).items() if value != default[name]}
    return About(finding.question, chosen, finding.version, slide)


def fields(prefix: str, entry: Entry, slide: int, options: Choices, words: Language, *, is_new: bool) -> None:
    """Draw the fields of an entry inside a form.

    Args:
        prefix: begin of the names of the fields in the session.
        entry: what stands in them at first.
        slide: the slide chosen at first, ``NO_SLIDE`` or ``KEEP``.
        options: what can be chosen.
        words: the reader's language.
        is_new: whether it is not written down yet; then only what is needed at once stands open.
    """
    st.segmented_control(
        words.text("ledger.field.kind"),
        ITEM_KINDS,
        default=entry.kind,
        format_func=lambda kind: words.text(f"ledger.kind.{kind}"),
        key=f"{prefix}_kind",
        required=True,
    )
    st.text_area(
        words.text("ledger.field.text"),
        entry.text,
        max_chars=LIMITS["text"],
        key=f"{prefix}_text",
        placeholder=words.text("ledger.text.placeholder"),
        height=120,
    )
    st.pills(
        words.text("ledger.field.said_by"),
        SPEAKER_ROLES,
        default=entry.said_by or None,
        format_func=lambda role: words.text(f"ledger.said_by.{role}"),
        key=f"{prefix}_said_by",
        wrap=True,
    )
    _slide(prefix, entry, slide, options, words)
    # What can wait is folded away in a new one.
    with st.expander(words.text("ledger.more"), key=f"{prefix}_more") if is_new else contextlib.nullcontext():
        _status(prefix, entry, words)
        _rest(prefix, entry, options, words)


def _slide(prefix: str, entry: Entry, slide: int, options: Choices, words: Language) -> None:
    numbers = (*((KEEP,) if entry.about is not None else ()), NO_SLIDE, *options.slides)
    st.selectbox(
        words.text("ledger.field.about"),
        numbers,
        index=numbers.index(slide) if slide in numbers else numbers.index(NO_SLIDE),
        format_func=lambda number: _slide_name(number, entry, options, words),
        key=f"{prefix}_slide",
    )


def _slide_name(number: int, entry: Entry, options: Choices, words: Language) -> str:
    if number == KEEP and entry.about is not None:
        return words.text("ledger.about.keep", about=about_slide(entry.about.slide, words))
    if number == NO_SLIDE:
        return words.text("ledger.about.none")
    # Its question: headlines of one district begin with the same words, and a list shows no more than their begin.
    return words.text("ledger.about.option", slide=number, title=options.slides[number].title)


def _status(prefix: str, entry: Entry, words: Language) -> None:
    left, right = st.columns(2)
    left.selectbox(
        words.text("ledger.field.status"),
        ITEM_STATUSES,
        index=ITEM_STATUSES.index(entry.status),
        format_func=lambda status: words.text(f"ledger.status.{status}"),
        key=f"{prefix}_status",
    )
    right.date_input(
        words.text("ledger.field.status_date"),
        entry.status_date,
        min_value=EARLIEST,
        max_value=LATEST,
        format="DD-MM-YYYY",
        help=words.text("ledger.status_date.help"),
        key=f"{prefix}_status_date",
    )
    st.text_input(
        words.text("ledger.field.reason"),
        entry.reason,
        max_chars=LIMITS["reason"],
        help=words.text("ledger.reason.help"),
        key=f"{prefix}_reason",
    )


def _rest(prefix: str, entry: Entry, options: Choices, words: Language) -> None:
    left, right = st.columns(2)
    left.text_input(
        words.text("ledger.field.addressee"),
        entry.addressee,
        max_chars=LIMITS["addressee"],
        placeholder=words.text("ledger.addressee.placeholder"),
        key=f"{prefix}_addressee",
    )
    themes = tuple(dict.fromkeys((*options.names.themes, *((entry.theme,) if entry.theme else ()))))
    right.selectbox(
        words.text("ledger.field.theme"),
        themes,
        index=themes.index(entry.theme) if entry.theme else None,
        format_func=lambda theme: options.names.themes.get(theme, theme),
        placeholder=words.text("ledger.theme.none"),
        key=f"{prefix}_theme",
    )
    st.text_input(words.text("ledger.field.person"), entry.person, max_chars=LIMITS["person"], key=f"{prefix}_person")
    st.markdown(f":small[{words.text('ledger.person.warning')}]")


def read(prefix: str, before: Entry, options: Choices) -> Entry:
    """Return the entry that stands in the fields.

    Args:
        prefix: as it was drawn.
        before: what it is made from; a new status without a date of its own counts from today.
        options: as it was drawn.
    """

    def value(name: str) -> Any:
        return st.session_state.get(f"{prefix}_{name}")

    status, since = value("status") or before.status, value("status_date")
    if status != before.status and since == before.status_date:
        since = clock.today()
    return dataclasses.replace(
        before,
        kind=value("kind") or before.kind,
        text=value("text") or "",
        said_by=value("said_by") or "",
        person=value("person") or "",
        theme=value("theme") or "",
        addressee=value("addressee") or "",
        about=_chosen(value("slide"), before, options),
        status=status,
        status_date=since,
        reason=value("reason") or "",
        withdrawn=bool(value("withdrawn")),
    )


def _chosen(slide: int | None, before: Entry, options: Choices) -> About | None:
    if slide == KEEP:
        return before.about
    finding = None if slide is None else options.slides.get(slide)
    return None if finding is None or slide is None else about(finding, slide)
