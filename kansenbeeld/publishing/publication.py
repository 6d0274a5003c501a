"""What a publication is: one step in the history of the datasets that are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Action = Literal["publish", "take_back", "restore"]


@dataclass(frozen=True, slots=True)
class Publication:
    """One step: after it, exactly ``active`` is shown beside the datasets that the product ships.

    Attributes:
        number: 1 for the first step, then without gaps; the optimistic lock of two people who publish at once.
        at: when, with time zone.
        who: name or address of the person.
        why: in the person's own words, never empty.
        action: what was done.
        dataset: the dataset that it was done to; empty for ``restore``.
        edition: the edition that was published or taken back: the first 12 hex digits of its checksum.
        checksum: sha256 (hex) of the files of that edition; empty for ``restore``.
        active: dataset to edition, of all that is shown after this step; an edition takes the place of a shipped
            dataset of the same name.
        version: the data version that holds after this step.
    """

    number: int
    at: dt.datetime
    who: str
    why: str
    action: Action
    dataset: str
    edition: str
    checksum: str
    active: Mapping[str, str]
    version: str


def number_of(step: Publication | None) -> int:
    """Return the number of the last step, 0 where there is none."""
    return 0 if step is None else step.number


def active_after(step: Publication | None) -> Mapping[str, str]:
    """Return dataset to edition of what is shown after a step beside what is shipped; before the first: nothing."""
    return {} if step is None else step.active
