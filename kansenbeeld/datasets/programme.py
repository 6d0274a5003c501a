"""The programme of conversations: what a conversation and a theme are, read from ``data/conversations``.

Texts for readers are given in both languages, as ``{"nl": ..., "en": ...}``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Text = Mapping[str, str]
"""One text in both languages, by language code."""

Role = Literal["lead", "support", "context"]
ROLES: Final[tuple[Role, ...]] = ("lead", "support", "context")

PARTICIPANTS: Final = ("parents", "pupils", "schools", "childcare", "institutions")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A finding that backs up a theme.

    Attributes:
        question: id of the question.
        role: the lead, a support, or context: about the surroundings rather than the children in the lead.
        choices: fields of ``Selection`` other than the district, which the conversation gives.
        notes: what a speaker says with it.
    """

    question: str
    role: Role
    choices: Mapping[str, Any]
    notes: Text


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of a conversation with its evidence in the order of the story, lead first (METHOD 7).

    Attributes:
        id: its name in files and addresses.
        title: as a reader sees it.
        about: one or two sentences on what the conversation is about.
        evidence: findings in order.
        questions: questions for the tables.
        not_said: what the data do not say about this theme.
        missing: indicators that would belong here and have no public source in the product.
    """

    id: str
    title: Text
    about: Text
    evidence: tuple[Evidence, ...]
    questions: tuple[Text, ...]
    not_said: tuple[Text, ...]
    missing: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """One of the six conversations; what is not known is ``None`` or empty, and shown as such.

    Attributes:
        id: its number as text, ``"1"`` to ``"6"``; its name in addresses.
        theme: id of its theme.
        district: code of its district (division of 2022).
        date: its day.
        place: where it is held, such as a building.
        participants: who take part, from ``PARTICIPANTS``.
        facts: what is known about it, a sentence each.
        source: where the facts come from.
    """

    id: str
    theme: str | None = None
    district: str | None = None
    date: dt.date | None = None
    place: str | None = None
    participants: tuple[str, ...] = ()
    facts: tuple[Text, ...] = ()
    source: Text | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """All conversations in order of number, and all themes by id."""

    conversations: tuple[Conversation, ...]
    themes: Mapping[str, Theme] = field(default_factory=dict)

    def conversation(self, number: str) -> Conversation:
        """Return a conversation by its number.

        Raises:
            KeyError: there is no such conversation.
        """
        return {one.id: one for one in self.conversations}[number]

    def theme_of(self, conversation: Conversation) -> Theme | None:
        """Return the theme of a conversation, ``None`` where it is not known."""
        return None if conversation.theme is None else self.themes.get(conversation.theme)
