"""The Finding: one question answered with the data, whole enough to stand on a page, a slide, a phone or on paper."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pandas as pd

from kansenbeeld.charts.map import MapSpec
from kansenbeeld.domain import CITY, DEFAULT_THRESHOLD, MUNICIPALITY, THRESHOLDS, Status, Threshold
from kansenbeeld.findings.claims import Claim
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

Figure = dict[str, Any]
"""A Plotly figure as a plain dictionary: ``data``, ``layout``."""

Rule = Literal["laagste", "interval"]
HighGroup = Literal["wo", "hbo"]
HIGH_GROUPS: Final[tuple[HighGroup, ...]] = ("wo", "hbo")
LOW_GROUP: Final = "geen_hbo_wo"
_MUNICIPALITY_FORM: Final = re.compile("[0-9]{4}")
COMPARED: Final = 4
"""Districts that can stand side by side at most."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader chose. A question listens only to the controls that it names, see :meth:`only`.

    Attributes:
        district: area code of a district, or ``STAD`` for the whole city.
        high: the group of parental education that is compared with parents without hbo or wo.
        threshold: the lowest level that counts as reached.
        areas: whether the map shows the 22 areas rather than the 7 districts.
        rule: how a placement is compared with a double advice (METHOD 1.4).
        municipality: code of the municipality of which national numbers are shown, Amsterdam's by default.
        compare: codes of the districts that stand side by side, in the order in which they were chosen, with commas
            between them: ``N,T``. See :attr:`compared`.
    """

    district: str = CITY
    high: HighGroup = "wo"
    threshold: Threshold = DEFAULT_THRESHOLD
    areas: bool = False
    rule: Rule = "laagste"
    municipality: str = MUNICIPALITY
    compare: str = ""

    @property
    def compared(self) -> tuple[str, ...]:
        """Codes of the districts that stand side by side, in the order in which they were chosen."""
        return tuple(filter(None, self.compare.split(",")))

    def district_in(self, known: Container[str]) -> str:
        """Return the chosen district where it is among the areas that a source knows, else the city."""
        return self.district if self.district in known else CITY

    def row_in(self, codes: Sequence[str]) -> int | None:
        """Return which of the rows of a chart is the chosen district's; ``None`` for the city, or where it has none."""
        return codes.index(self.district) if self.district != CITY and self.district in codes else None

    def only(self, controls: tuple[str, ...]) -> Selection:
        """Return the same selection with every other control at its default, so that equal answers are built once.

        Raises:
            AttributeError: a control is not one of this class.
        """
        return Selection(**{name: getattr(self, name) for name in controls})

    @classmethod
    def checked(
        cls,
        district: str,
        high: str,
        threshold: str,
        areas: bool,
        rule: str,
        districts: tuple[str, ...],
        municipality: str = MUNICIPALITY,
        compare: str = "",
    ) -> Selection:
        """Make a selection from texts of unknown origin; what is not known falls back to its default."""
        compared = [code for code in dict.fromkeys(compare.split(",")) if code in districts and code != CITY]
        return cls(
            district=district if district in districts else CITY,
            high=next((group for group in HIGH_GROUPS if group == high), "wo"),
            threshold=next((level for level in THRESHOLDS if level == threshold), DEFAULT_THRESHOLD),
            areas=areas,
            rule="interval" if rule == "interval" else "laagste",
            municipality=municipality if _MUNICIPALITY_FORM.fullmatch(municipality) else MUNICIPALITY,
            compare=",".join(compared[:COMPARED]),
        )


@dataclass(frozen=True, slots=True)
class Chip:
    """A definition that makes two numbers comparable or not: its code, value code, and both in words."""

    code: str
    value: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers come from: the dataset, its publisher, title, period, licence and address."""

    dataset: str
    publisher: str
    title: str
    period: str
    licence: str
    url: str
    retrieved: dt.date


Kind = Literal["text", "percentage", "whole_percentage", "points", "count", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a finding's table: its key in the frame, its heading, and what its values are."""

    key: str
    label: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a finding: columns in order, and a frame that holds a column for each key."""

    columns: tuple[Column, ...]
    frame: pd.DataFrame

    def written(self, language: Language) -> pd.DataFrame:
        """Return the table as texts in the reader's notation, headed by the labels; a missing value is a dash."""
        writers: dict[Kind, Callable[[Any], str]] = {
            "text": str,
            "percentage": lambda value: language.percent(value, 1),
            "whole_percentage": lambda value: language.percent(value),
            "points": lambda value: language.number(value, 1),
            "count": lambda value: language.number(round_count(value)),
            "number": lambda value: language.number(value, 2),
        }
        return pd.DataFrame(
            {
                column.label: [
                    "–" if pd.isna(value) else writers[column.kind](value) for value in self.frame[column.key]
                ]
                for column in self.columns
            }
        )


def round_count(pupils: float) -> int:
    """Round a number of pupils for display: to 10, from 100 upwards to 50 (METHOD 3.3, rule 4)."""
    step = 50 if pupils >= 100 else 10
    return int(step * round(pupils / step))


Unit = Literal["percent", "points"]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """The one number that a headline rests on, as it was measured and not rounded.

    Attributes:
        value: percent (0-100), or percentage points for a difference, which is below zero where the claim is
            ``lower``; ``None`` for an estimate, which has a range and no point.
        low, high: its 95% interval, or the range of an estimate, in the same unit.
        unit: ``percent`` or ``points``.
        claim: what the headline says of a difference; ``None`` where it names a level and claims no direction.
        area: code of the area that the number is about, ``STAD`` for the city. A source that does not know the
            chosen district is answered for the city.
    """

    value: float | None
    low: float
    high: float
    unit: Unit
    claim: Claim | None
    area: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader must know of a place in a chart. It changes no number and no claim.

    Attributes:
        at: where it stands in the chart: a school year, or the code of an area; empty where it has no place in it.
        mark: its number in a map; empty elsewhere.
        place: the school year or the name of the area.
        label: what stands in a chart over time.
        text: one sentence.
        source: publisher, title and year of the source, as a sentence.
    """

    at: str
    mark: str
    place: str
    label: str
    text: str
    source: str

    @property
    def said(self) -> str:
        """Its number, place and sentence."""
        return " ".join(filter(None, (f"{self.mark}." if self.mark else "", f"{self.place}:", self.text)))

    @property
    def whole(self) -> str:
        """The same with its source."""
        return f"{self.said} {self.source}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One question, answered.

    Attributes:
        question: the question's id.
        selection: the part of the reader's selection that this answer depends on.
        title: the question in words.
        headline: one sentence that claims no more than the data carry.
        reading: how to read the chart, one or two sentences.
        chart: a Plotly figure, or a map; ``None`` when the source has no such numbers.
        table: the same numbers.
        alt: what a person hears who can't see the chart.
        limits: what the numbers do not say, a sentence each.
        chips: the definitions; numbers with other chips are never drawn in one series with these.
        sources: where the numbers come from.
        version: the data version.
        data_date: when the newest of these sources was retrieved.
        status: published, computed here, or estimated.
        beside: the chart in parts that a page puts beside each other, and a phone below each other; empty where the
            chart is narrow enough as it is.
        key: the number that the headline rests on; ``None`` where it may not be shown, or where the headline counts
            areas, sets several numbers side by side, or repeats a census without margin.
        answered: whether the headline answers the question; ``False`` where it says why there is no answer.
        notes: what a reader must know of places in the chart; ``alt`` and the chart have them already.
    """

    question: str
    selection: Selection
    title: str
    headline: str
    reading: str
    chart: Figure | MapSpec | None
    table: Table
    alt: str
    limits: tuple[str, ...]
    chips: tuple[Chip, ...]
    sources: tuple[Source, ...]
    version: str
    data_date: dt.date
    status: Status
    beside: tuple[Figure, ...] = ()
    key: KeyFigure | None = None
    answered: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the product can answer.

    Attributes:
        id: name of the module in ``findings`` and of its texts in the catalogue.
        pages: the pages on which it stands, in the words of ``web.shell``.
        order: its place on a page, low first.
        controls: fields of :class:`Selection` that change its answer.
        answer: builds the finding.
        optional: whether a page leaves it out where nobody has published the figures that it needs.
    """

    id: str
    pages: tuple[str, ...]
    order: int
    answer: Callable[[Snapshot, Selection, Language], Finding]
    controls: tuple[str, ...] = field(default=())
    optional: bool = False
