"""The programme of conversations: what a conversation and a theme are, and how the store keeps them.

Texts for readers are given in both languages, as ``{"nl": ..., "en": ...}``.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
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
        role: the lead, a support, or context: about the surroundings or about other pupils than those of the lead.
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
        filled_in: when editors filled a field in, by its name; these do not come from ``source``.
    """

    id: str
    theme: str | None = None
    district: str | None = None
    date: dt.date | None = None
    place: str | None = None
    participants: tuple[str, ...] = ()
    facts: tuple[Text, ...] = ()
    source: Text | None = None
    filled_in: Mapping[str, dt.date] = field(default_factory=dict, hash=False)


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


def to_rows(programme: Programme) -> list[dict[str, Any]]:
    """Return a programme as rows of the store: kind, id, position (from 1) and the whole as a JSON document."""
    kinds: dict[str, tuple[Conversation | Theme, ...]] = {
        "conversation": programme.conversations,
        "theme": tuple(programme.themes.values()),
    }
    return [
        {"kind": kind, "id": one.id, "position": position, "document": _document(one)}
        for kind, entries in kinds.items()
        for position, one in enumerate(entries, start=1)
    ]


def from_rows(rows: Iterable[Mapping[str, Any]]) -> Programme:
    """Return the programme of rows that :func:`to_rows` made, given in order of position."""
    documents: dict[str, list[dict[str, Any]]] = {"conversation": [], "theme": []}
    for row in rows:
        documents[row["kind"]].append(json.loads(row["document"]))
    themes = (_theme(document) for document in documents["theme"])
    return Programme(
        tuple(_conversation(document) for document in documents["conversation"]),
        MappingProxyType({theme.id: theme for theme in themes}),
    )


def _document(one: Conversation | Theme) -> str:
    # What editors filled in is of the ledger, never of a data version.
    names = [field.name for field in dataclasses.fields(one) if field.name != "filled_in"]
    fields = {name: getattr(one, name) for name in names}
    return json.dumps(fields, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Evidence):
        return dataclasses.asdict(dataclasses.replace(value, choices=dict(value.choices), notes=dict(value.notes)))
    raise TypeError(f"{type(value).__name__} has no place in a programme")


def _conversation(document: dict[str, Any]) -> Conversation:
    day = document["date"]
    return Conversation(
        **document
        | {
            "date": None if day is None else dt.date.fromisoformat(day),
            "participants": tuple(document["participants"]),
            "facts": tuple(document["facts"]),
        }
    )


def _theme(document: dict[str, Any]) -> Theme:
    return Theme(
        **document
        | {"evidence": tuple(Evidence(**one) for one in document["evidence"])}
        | {key: tuple(document[key]) for key in ("questions", "not_said", "missing")}
    )
