"""What a connector is: the place of a publisher's file, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from kansenbeeld.datasets.descriptions import Description
from kansenbeeld.datasets.errors import one_line
from kansenbeeld.language import Language

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader


@dataclass(frozen=True, slots=True)
class Note:
    """Something to report about what was read, such as how many rows, or schools outside every district.

    Attributes:
        code: ``sources.note.<code>`` in the catalogue is the sentence.
        details: the values that it names.
    """

    code: str
    details: Mapping[str, Any]

    def sentence(self, words: Language) -> str:
        """Return what there is to say, in one sentence."""
        return words.text(f"sources.note.{self.code}", **said(self.details, words))


@dataclass(frozen=True, slots=True)
class Fetched:
    """A dataset as a connector made it, ready for ``datasets.descriptions.write``.

    Attributes:
        description: what a reader must know of it.
        frames: a frame per table of the description, with the columns of its contract.
        notes: what was read, hidden, left out.
    """

    description: Description
    frames: Mapping[str, pd.DataFrame]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A connector.

    Attributes:
        name: as it is called on the command line, such as ``duo_school_advice``; its dataset may have another
            name, as a published dataset takes the place of a shipped one of the same name.
        publisher: as in ``Description``.
        base: the address that comes before every path that it asks, without a slash at its end. The variable
            ``KANSENBEELD_SOURCE_<NAME>`` takes its place, for a mirror or a test. Empty for a file that a
            person points at with that variable.
        years: what ``--year`` may be, oldest first: the calendar year in which a school year begins, or the year of
            the figures. Empty where the source has no years.
        fetch: downloads and parses the years that are asked, all of them where none is, and returns the dataset.
            Raises ``SourceError`` with one sentence; nothing is half-parsed.
        hosts: where the publisher redirects to by https, besides the host of ``base``; none is followed elsewhere.
    """

    name: str
    publisher: str
    base: str
    years: tuple[int, ...]
    fetch: Callable[[Downloader, tuple[int, ...]], Fetched]
    hosts: tuple[str, ...] = ()


def said(details: Mapping[str, Any], words: Language) -> dict[str, Any]:
    """Return values as a sentence says them: whole numbers and days in the reader's notation (years are text)."""
    return {name: _said(value, words) for name, value in details.items()}


def _said(value: Any, words: Language) -> Any:
    if isinstance(value, date):
        return words.date(value)
    if isinstance(value, Exception):
        return value.sentence(words)  # type: ignore[attr-defined]  # the only exception that a note holds
    if isinstance(value, str):
        return one_line(value)
    return words.number(value) if isinstance(value, int) and not isinstance(value, bool) else value
