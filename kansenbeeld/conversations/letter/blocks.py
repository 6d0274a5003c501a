"""What a letter to the council is made of: blocks in order, which every form (HTML, DOCX, page) walks through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kansenbeeld.charts.map import Outline
from kansenbeeld.findings import Finding
from kansenbeeld.language import LanguageCode


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter of the letter, 2 a conversation's section, 3 a part of it."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences without an order."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, such as the date and place of a conversation."""

    caption: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FindingBlock:
    """A finding as it was in its own data version.

    Attributes:
        number: number of the figure, 1 for the first in the letter.
        label: what the figure is called, such as "Figuur 1".
        finding: the answer with its chart; ``finding.chart`` is ``None`` where the source has no such numbers.
        reading: how to read the chart on paper; empty without a chart.
        limits: what the numbers do not say.
        limits_label: what stands before those.
        source_line: publisher, title and period of each source.
        version_line: data version, date and status.
        newer: a sentence where a newer data version is current; empty where this is the current one.
        outlines: areas of a map by code; empty for other charts.
    """

    number: int
    label: str
    finding: Finding
    reading: str
    limits: tuple[str, ...]
    limits_label: str
    source_line: str
    version_line: str
    newer: str
    outlines: Mapping[str, Outline] = field(default_factory=dict)

    @property
    def alt(self) -> str:
        """What a person hears who can't see the chart."""
        return f"{self.finding.headline} {self.finding.alt}"


@dataclass(frozen=True, slots=True)
class ItemBlock:
    """A result or recommendation of the ledger.

    Attributes:
        label: what it is called, such as "Aanbeveling 1.2".
        text: as it was written down.
        said_by: a sentence that says who said it, by role.
        addressee: a sentence that says whom it is for; empty where that is not known.
        status_line: status with date and reason; empty for a result that was only recorded.
        about: a sentence that says which figure it is about, or that its data version is not here; empty for none.
        figure: number of that figure, ``None`` where it is not in the letter.
    """

    label: str
    text: str
    said_by: str
    addressee: str
    status_line: str
    about: str
    figure: int | None = None

    @property
    def details(self) -> tuple[str, ...]:
        """The sentences about the item, in order, without empty ones; the one on its figure comes last."""
        return tuple(line for line in (self.status_line, self.addressee, self.said_by, self.about) if line)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with a header row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source with its licence and date of retrieval in one text, and its address, which may be empty."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class SourceList:
    """The sources of all figures."""

    entries: tuple[SourceEntry, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """The closing words, and what has to be filled in by hand, each on a line to write on."""

    closing: str
    lines: tuple[str, ...]


Block = Heading | Paragraph | Bullets | Facts | FindingBlock | ItemBlock | TableBlock | SourceList | Signature


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to the council in one language, before it takes a form.

    Attributes:
        conversation: number of the conversation, ``None`` for all of them.
        title: what the letter is.
        subject: what it is about.
        head: addressee, sender, date and subject, as names and values.
        blocks: everything below the head in order.
        items: how many results and recommendations it holds.
        code: its language.
        day: its date.
        version: the data version that was current.
        footer: the line at the foot of each page.
    """

    conversation: str | None
    title: str
    subject: str
    head: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    items: int
    code: LanguageCode
    day: dt.date
    version: str
    footer: str

    @property
    def findings(self) -> tuple[FindingBlock, ...]:
        """The figures in order of number."""
        return tuple(block for block in self.blocks if isinstance(block, FindingBlock))

    def file_name(self, ending: str) -> str:
        """Name a file after the conversation, the day and the language; ``ending`` without a dot."""
        what = "alle-gesprekken" if self.conversation is None else f"gesprek-{self.conversation}"
        return f"raadsbrief-{what}-{self.day.isoformat()}-{self.code}.{ending}"
