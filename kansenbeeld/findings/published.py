"""Findings of single figures as their publisher printed them: no margin, and what was printed in words stays so."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from kansenbeeld.charts.dots import Panel, dots
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import CHIPS
from kansenbeeld.findings.catalogue import figure
from kansenbeeld.findings.finding import Chip, Column, Finding, Selection, Table
from kansenbeeld.findings.outcomes import plain_point
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.findings.writing import finding, no_answer
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

RESOURCE: Final[ResourceName] = ("single_figures", "figures")
_YEARS: Final = re.compile(r"\d{4}(?:/\d{2})?(?:-\d{4}(?:/\d{2})?)?")
"""A year, a school year, or a span of either."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One figure as it was printed.

    Attributes:
        measure: code of what is measured.
        area: code of the area.
        parents: class of parental education in the publisher's own scheme; ``all`` without a split.
        period: as printed, in the reader's language; ``years`` is the same without words, such as ``2020/21``.
        value: percent, 0-100.
        written: the value as it may be shown.
        publisher, address: where it was printed; the address may be that of the site only.
    """

    measure: str
    area: str
    parents: str
    period: str
    years: str
    value: float
    written: str
    publisher: str
    address: str


def printed(snapshot: Snapshot, language: Language, *measures: str) -> list[Printed]:
    """Return the printed percentages of some measures, in no order that means anything."""
    rows = snapshot.rows("rows_single_figures", dataset=RESOURCE[0], resource=RESOURCE[1])
    return [
        Printed(
            measure=row["measure"],
            area=row["area_code"],
            parents=row["parental_education"],
            period=row[f"period_{language.code}"],
            years=" ".join(_YEARS.findall(row["period_nl"])),
            value=row["value"],
            written=figure(row, language),
            publisher=row["publisher"],
            address=_address(row),
        )
        for row in rows
        if row["measure"] in measures and row["unit"] == "percent"
    ]


def _address(row: Mapping[str, Any]) -> str:
    # Of some figures only a part of the address is known, and a note stands behind it.
    return str(row["source"]).split(" ", 1)[0]


def missing(question: str, snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Answer a question whose figures are not in this data version."""
    sentence = language.text("published.missing")
    return no_answer(question, snapshot, selection, language, headline=sentence, resources=[RESOURCE])


def published(
    question: str,
    snapshot: Snapshot,
    selection: Selection,
    language: Language,
    rows: Sequence[tuple[str, Printed]],
    *,
    headline: str,
    axis: str,
    limits: Sequence[str],
    chips: Mapping[str, str],
    highlighted: int | None = None,
    first_bold: bool = False,
) -> Finding:
    """Put a finding of printed figures of one publisher together: a dot for each, with its value beside it.

    Args:
        question, snapshot, selection, language: as for ``writing.finding``.
        rows: name and figure, the first at the top.
        headline: the sentence.
        axis: what the figures measure.
        limits: keys of the sentences on what the figures do not say, without ``limit.``.
        chips: the definitions that apply, chip to value, beside place, periods, source and status. Without a place
            of its own a figure is one of which the place is not stated.
        highlighted: index of the row that a reader chose.
        first_bold: whether the first row stands out, as the city's does.
    """
    made = finding(
        question,
        snapshot,
        selection,
        language,
        headline=headline,
        alt=language.text("published.alt", rows=", ".join(f"{name}: {one.written}" for name, one in rows)),
        chart=dots(
            [name for name, _ in rows],
            (_panel(rows, axis, language),),
            separators=language.separators,
            highlighted=highlighted,
            first_bold=first_bold,
        ),
        table=_table(rows, language),
        resources=[RESOURCE],
        limits=("published_no_margin", *limits),
    )
    return _of_publisher(made, [one for _, one in rows], chips, language)


def _panel(rows: Sequence[tuple[str, Printed]], axis: str, language: Language) -> Panel:
    points = tuple(plain_point(one.value, one.written, language, f"{name}, {one.period}") for name, one in rows)
    labels = tuple(one.written for _, one in rows)
    return Panel(axis, (Series("total", "", points),), labels=labels, in_legend=False)


def _table(rows: Sequence[tuple[str, Printed]], language: Language) -> Table:
    columns = (
        Column("group", language.text("column.group")),
        Column("period", language.text("column.period")),
        Column("value", language.text("column.value")),
    )
    frame = pd.DataFrame([{"group": name, "period": one.period, "value": one.written} for name, one in rows])
    return Table(columns, frame)


def _of_publisher(made: Finding, figures: Sequence[Printed], chips: Mapping[str, str], language: Language) -> Finding:
    """Name the publisher of the figures themselves, instead of all that the dataset holds figures of."""
    one = figures[0]
    periods = ", ".join(dict.fromkeys(each.period for each in figures))
    known = [
        Chip(code, value, language.text(f"chip.{code}"), language.text_or(f"chip.{code}.{value}", value))
        for code, value in {"loc_basis": "not_stated", **chips}.items()
    ]
    years = ", ".join(dict.fromkeys(each.years for each in figures))
    known.append(Chip("cohort_basis", years, language.text("chip.cohort_basis"), periods))
    known.append(Chip("source", one.publisher, language.text("chip.source"), one.publisher))
    known += [chip for chip in made.chips if chip.code == "status"]
    origin = dataclasses.replace(
        made.sources[0],
        publisher=one.publisher,
        title=language.text(f"{made.question}.source"),
        period=periods,
        url=one.address,
    )
    return dataclasses.replace(
        made, chips=tuple(sorted(known, key=lambda chip: CHIPS.index(chip.code))), sources=(origin,)
    )
