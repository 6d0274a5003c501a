"""What the ledger holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from kansenbeeld import clock

ItemKind = Literal["result", "recommendation"]
ItemStatus = Literal["recorded", "adopted", "under_way", "done", "not_adopted"]

ITEM_KINDS: Final[tuple[ItemKind, ...]] = ("result", "recommendation")
ITEM_STATUSES: Final[tuple[ItemStatus, ...]] = ("recorded", "adopted", "under_way", "done", "not_adopted")

SPEAKER_ROLES: Final = ("parent", "pupil", "school", "childcare", "institution", "municipality", "other")
"""Who said it: a role, not a person."""


@dataclass(frozen=True, slots=True)
class About:
    """The exact finding that an item is about.

    Attributes:
        question: id of the question.
        selection: fields of ``Selection`` that differ from their default.
        version: the data version.
        slide: number of the slide, 0 where the finding was not on a slide.
    """

    question: str
    selection: Mapping[str, Any]
    version: str
    slide: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person writes down: one result or recommendation of one conversation.

    Attributes:
        conversation: its number.
        kind: a result or a recommendation.
        text: the sentence or sentences.
        said_by: a role from ``SPEAKER_ROLES``.
        person: a name, only where that person asked for it.
        theme: id of a theme, empty for none.
        addressee: whom it is for, such as "college van B en W".
        about: the finding that it is about.
        status: how far it is.
        status_date: since when.
        reason: why it has this status.
        withdrawn: taken back, as when it was entered by mistake; it stays in the history.
    """

    conversation: str
    kind: ItemKind
    text: str
    said_by: str
    person: str = ""
    theme: str = ""
    addressee: str = ""
    about: About | None = None
    status: ItemStatus = "recorded"
    status_date: dt.date | None = None
    reason: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A revision of an entry: which item, the how-manieth revision (1 is the first), when and by whom.

    ``recorded_at`` is when the item was written down first.
    """

    id: int
    revision: int
    entry: Entry
    changed_at: dt.datetime
    editor: str
    recorded_at: dt.datetime | None = None

    @property
    def recorded_on(self) -> dt.date:
        """The day in Amsterdam on which the item was written down first."""
        return clock.day_of(self.recorded_at or self.changed_at)


@dataclass(frozen=True, slots=True)
class Details:
    """What editors filled in about a conversation; ``None`` leaves what the programme says."""

    theme: str | None = None
    district: str | None = None
    date: dt.date | None = None
    place: str | None = None
    participants: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class DetailsRevision:
    """A revision of the details of a conversation; revision 0 has never been filled in."""

    conversation: str
    revision: int
    details: Details
    changed_at: dt.datetime | None
    editor: str


class ConflictError(Exception):
    """Somebody else changed the same item first. ``current`` is what stands there now; nothing was written."""

    def __init__(self, current: Item | DetailsRevision) -> None:
        """Take the revision that stands there now."""
        super().__init__(f"revision {current.revision} was written in the meantime")
        self.current: Final = current
