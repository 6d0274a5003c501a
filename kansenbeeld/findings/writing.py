"""What all findings have in common when they are written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd

from kansenbeeld.charts.map import MapSpec
from kansenbeeld.findings import notes as noted
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import Column, Figure, Finding, KeyFigure, Note, Selection, Table
from kansenbeeld.findings.provenance import ResourceName, provenance
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate
from kansenbeeld.store import Snapshot


def finding(
    question: str,
    snapshot: Snapshot,
    selection: Selection,
    language: Language,
    *,
    headline: str,
    alt: str,
    chart: Figure | MapSpec | None,
    table: Table,
    resources: Sequence[ResourceName],
    limits: Sequence[str],
    computed: bool = False,
    intervals: bool = False,
    estimated: bool = False,
    reading: str = "reading",
    beside: tuple[Figure, ...] = (),
    chosen: Mapping[str, str] | None = None,
    key: KeyFigure | None = None,
    answered: bool = True,
    notes: tuple[Note, ...] | None = None,
) -> Finding:
    """Put a finding together: title and reading from the catalogue, chips and sources from the store.

    Args:
        question: the question's id; its texts in the catalogue start with it.
        snapshot, selection, language: as the question's ``answer`` got them.
        headline: the sentence, already chosen by rule.
        alt: what a person hears who can't see the chart.
        chart: a figure or map, ``None`` without numbers.
        table: the same numbers.
        resources: the tables that they come from.
        limits: keys of the sentences on what the numbers do not say, without ``limit.``.
        computed: whether the main number is worked out here.
        intervals: whether the chart draws intervals, which the reading then explains.
        estimated: whether the main number is modelled.
        reading: which of the question's texts says how to read the chart.
        beside: the chart in parts for a page, see ``Finding``.
        chosen: definitions that the reader chose, chip to value, in place of those of the tables.
        key: the number that the headline rests on, see ``KeyFigure``.
        answered: whether the headline answers the question.
        notes: those that the chart has already, of a chart over time; others are looked up here.
    """
    chart, notes = _with_notes(question, snapshot, language, chart, notes)
    if notes:
        alt = f"{alt} {language.text('note.alt', notes=' '.join(note.said for note in notes))}"
    readings = [language.text(f"{question}.{reading}"), *([language.text("finding.margin")] if intervals else [])]
    origin = provenance(snapshot, language, *resources, computed=computed, estimated=estimated, chosen=chosen)
    return Finding(
        question=question,
        selection=selection,
        title=language.text(f"{question}.title"),
        headline=headline,
        reading=" ".join(readings),
        chart=chart,
        table=table,
        alt=alt,
        limits=tuple(language.text(f"limit.{key}") for key in limits),
        chips=origin.chips,
        sources=origin.sources,
        version=origin.version,
        data_date=origin.data_date,
        status=origin.status,
        beside=beside,
        key=key,
        answered=answered,
        notes=notes,
    )


def _with_notes(
    question: str,
    snapshot: Snapshot,
    language: Language,
    chart: Figure | MapSpec | None,
    notes: tuple[Note, ...] | None,
) -> tuple[Figure | MapSpec | None, tuple[Note, ...]]:
    """Return a chart with its notes: a map gets their numbers, a chart over time has them already."""
    if isinstance(chart, MapSpec):
        return noted.on_map(snapshot, language, question, chart)
    if chart is None:
        return None, ()
    return chart, noted.elsewhere(snapshot, language, question) if notes is None else notes


def no_answer(
    question: str,
    snapshot: Snapshot,
    selection: Selection,
    language: Language,
    *,
    headline: str,
    resources: Sequence[ResourceName],
    limits: Sequence[str] = (),
) -> Finding:
    """Say why a question has no answer: a sentence, the sources, what is missing; no chart and no number."""
    return finding(
        question,
        snapshot,
        selection,
        language,
        headline=headline,
        alt="",
        chart=None,
        table=Table((Column("area", language.text("column.area")),), pd.DataFrame({"area": []})),
        resources=resources,
        limits=limits,
        answered=False,
    )


def unavailable(
    question: str,
    snapshot: Snapshot,
    selection: Selection,
    language: Language,
    resources: Sequence[ResourceName],
) -> Finding:
    """Answer a question for which the source prints no numbers at the chosen level."""
    sentence = language.text("finding.unavailable", level=level(selection, language))
    return no_answer(question, snapshot, selection, language, headline=sentence, resources=resources)


def no_cohort(question: str, snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Answer a question that needs a cohort from advice to placement, where the data version has none.

    The sources named are those of the city's own figures on the subject, so that the gap in the data has an address.
    """
    return no_answer(
        question,
        snapshot,
        selection,
        language,
        headline=language.text("finding.no_cohort"),
        resources=[("single_figures", "figures")],
        limits=(f"{question}_missing",),
    )


def key_difference(difference: Estimate | None, area: str) -> KeyFigure | None:
    """Return a difference in percentage points as the number of a headline; ``None`` where there is none to show.

    Args:
        difference: as it was measured; its interval is taken over, never worked out again.
        area: code of the area that it is about.
    """
    if difference is None:
        return None
    return KeyFigure(difference.value, difference.low, difference.high, "points", claim(difference), area)


def with_ends(
    estimate: Estimate | None, value: str = "value", low: str = "low", high: str = "high"
) -> dict[str, float | None]:
    """Return an estimate and the ends of its interval as cells of a table, each ``None`` where it may not be shown.

    Args:
        estimate: in percent or percentage points.
        value, low, high: keys of the three columns.
    """
    if estimate is None:
        return dict.fromkeys((value, low, high))
    return {value: estimate.value, low: estimate.low, high: estimate.high}


def adding_up(whole: float, *parts: float) -> int:
    """Return with how many decimals to write a number and its parts, so that the parts as printed add up to it.

    A reader subtracts the two percentages of a sentence: 85% less 36% is not 50 points, however true each is by
    itself. None is written where that adds up, else one; two where one is not enough: sources print two.

    Args:
        whole: such as the higher of two percentages.
        parts: what it is the sum of, such as the lower one and their difference, unrounded.
    """
    for decimals in range(2):
        if _printed(whole, decimals) == sum(_printed(part, decimals) for part in parts):
            return decimals
    return 2


def apart(high: float, low: float, language: Language) -> dict[str, str]:
    """Write two percentages and the points between them, as ``high``, ``low`` and ``gap`` without a sign.

    They add up as printed, see :func:`adding_up`.
    """
    decimals = adding_up(high, low, high - low)
    return {
        "high": language.percent(high, decimals),
        "low": language.percent(low, decimals),
        "gap": language.number(abs(high - low), decimals),
    }


def _printed(value: float, decimals: int) -> Decimal:
    """Round as ``Language.number`` does."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals))


def level(selection: Selection, language: Language) -> str:
    """Write the chosen threshold, as ``havo of hoger``."""
    return language.text(f"threshold.{selection.threshold}")
