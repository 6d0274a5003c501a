"""What may be written in the ledger."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, Final

from kansenbeeld import findings
from kansenbeeld.conversations.ledger.entries import ITEM_KINDS, ITEM_STATUSES, SPEAKER_ROLES, About, Details, Entry
from kansenbeeld.conversations.ledger.errors import EntryError
from kansenbeeld.datasets.programme import PARTICIPANTS
from kansenbeeld.findings import Selection

LIMITS: Final = {"text": 2000, "reason": 1000, "person": 100, "addressee": 150, "place": 150, "editor": 100}
"""Characters that fit."""

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_SHORT_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,20}")
_CONVERSATION: Final = re.compile(r"[a-z0-9-]{1,20}")
"""A longer one does not fit in its column, which PostgreSQL would say in its own words."""

_SLIDES: Final = 1000
_NO_TEXT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]",
)
"""PostgreSQL keeps no NUL and no half of a pair. Control characters and what is no character break DOCX and XML; marks
that turn the direction of writing make a sentence read as something else."""

_FIELDS: Final = {field.name: type(getattr(Selection(), field.name)) for field in dataclasses.fields(Selection)}


def checked(entry: Entry, before: Entry | None = None) -> Entry:
    """Return an entry without blanks around its texts.

    Args:
        entry: what a person filled in.
        before: the revision that it is made from; what it is about is not checked again, since a question may have
            left the product since then.

    Raises:
        EntryError: something may not be written like this.
    """
    tidy = dataclasses.replace(
        entry,
        text=_tidy(entry.text, "text"),
        person=_tidy(entry.person, "person"),
        addressee=_tidy(entry.addressee, "addressee"),
        reason=_tidy(entry.reason, "reason"),
    )
    if not tidy.text:
        raise EntryError("blank", "text")
    if before is not None and tidy.conversation != before.conversation:
        raise EntryError("moved", "conversation")
    _code(tidy.conversation, "conversation", _CONVERSATION)
    _one_of(tidy.kind, ITEM_KINDS, "kind")
    _one_of(tidy.said_by, SPEAKER_ROLES, "said_by")
    _one_of(tidy.status, ITEM_STATUSES, "status")
    if tidy.theme:
        _code(tidy.theme, "theme")
    if tidy.status == "not_adopted" and not tidy.reason:
        raise EntryError("no_reason", "reason")
    if tidy.about is not None and (before is None or before.about != tidy.about):
        _about(tidy.about)
    return tidy


def checked_details(details: Details, conversation: str) -> Details:
    """Return the details of a conversation without blanks around their texts; an empty text is not filled in.

    Raises:
        EntryError: something may not be written like this.
    """
    _code(conversation, "conversation", _CONVERSATION)
    for name, form in (("theme", _CODE), ("district", _SHORT_CODE)):
        value = getattr(details, name)
        if value is not None:
            _code(value, name, form)
    for participant in details.participants or ():
        _one_of(participant, PARTICIPANTS, "participants")
    place = None if details.place is None else _tidy(details.place, "place") or None
    return dataclasses.replace(details, place=place)


def checked_editor(editor: str) -> str:
    """Return the name of an editor, which may not be blank.

    Raises:
        EntryError: it is blank, too long or holds characters that are no text.
    """
    tidy = _tidy(editor, "editor")
    if not tidy:
        raise EntryError("blank", "editor")
    return tidy


def _tidy(text: str, field: str) -> str:
    tidy = text.replace("\r\n", "\n").strip()
    if _NO_TEXT.search(tidy):
        raise EntryError("characters", field)
    if len(tidy) > LIMITS[field]:
        raise EntryError("too_long", field, LIMITS[field])
    return tidy


def _one_of(code: str, known: tuple[str, ...], field: str) -> None:
    if code not in known:
        raise EntryError("unknown", field)


def _code(code: str, field: str, form: re.Pattern[str] = _CODE) -> None:
    if not form.fullmatch(code):
        raise EntryError("unknown", field)


def _about(about: About) -> None:
    choices: dict[str, Any] = dict(about.selection)
    known = all(name in _FIELDS and type(value) is _FIELDS[name] for name, value in choices.items())
    placed = _CODE.fullmatch(about.version) is not None and 0 <= about.slide < _SLIDES
    if about.question not in findings.questions() or not known or not placed:
        raise EntryError("unknown", "about")
