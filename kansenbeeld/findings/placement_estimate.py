"""What an estimate leaves open of who is where in leerjaar 3, as long as no cohort links advice and placement.

It is the answer of ``advice_to_placement`` to a data version without a cohort (METHOD 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from kansenbeeld.charts.ranges import Range, ranges_chart
from kansenbeeld.domain import CITY, GROUPS
from kansenbeeld.findings.advice_gap import SCHEME
from kansenbeeld.findings.claims import claim
from kansenbeeld.findings.finding import Column, Figure, Finding, KeyFigure, Selection, Table
from kansenbeeld.findings.outcomes import AGE16, GROUP8, outcomes, percentage
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.findings.writing import finding, unavailable
from kansenbeeld.language import Language
from kansenbeeld.measures.raking import point_showable
from kansenbeeld.store import Snapshot

ID: Final = "advice_to_placement"
_RESOURCES: Final[tuple[ResourceName, ...]] = (
    GROUP8,
    AGE16,
    ("ocw_same_direction", "year3"),
    ("single_figures", "figures"),
)
"""The margins that are known, and the sources of the seeds."""

_NUMBERS: Final = ("low", "high", "bound_low", "bound_high")
"""Ends of the range of the seeds, and of the bounds that are certain, in percent (0-100)."""

_HAVO: Final = "havo"

_Row = Mapping[str, Any]
"""A row of the query ``placement_estimate``, with the name of its group and the advice as it is published."""


def estimated(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``. It names a range and never a point."""
    found = {row["grp"]: row for row in snapshot.rows("placement_estimate")}
    if not found:
        return unavailable(ID, snapshot, selection, language, [GROUP8])
    # The estimate starts from districts, whose rounded numbers make a city that is some tenths of a point off.
    published = outcomes(snapshot, GROUP8, moment="final_advice", threshold=_HAVO, group_by=SCHEME)
    rows = [
        found[group]
        | {"name": language.text(f"group.{SCHEME}.{group}")}
        | ({} if (share := published.share(CITY, group)) is None else {"advice": percentage(share)})
        for group in reversed(GROUPS[SCHEME])
    ]
    low = found[GROUPS[SCHEME][0]]
    # Only ranges are drawn: no bounds here are narrow enough for a point, and if they ever are, the range still holds.
    certain = all(point_showable(row["bound_low"] / 100, row["bound_high"] / 100) for row in rows)
    verdict = claim(None, status="schatting")
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=language.text(f"{ID}.headline.{verdict}", **_written(low, language)),
        key=KeyFigure(None, low["low"], low["high"], "percent", verdict, CITY),
        alt=language.text(f"{ID}.alt.estimate"),
        chart=_chart(rows, language),
        table=_table(rows, language),
        resources=_RESOURCES,
        limits=(
            "estimate_no_link",
            "estimate_seeds",
            "estimate_cohort",
            "estimate_no_district",
            *(() if certain else ("estimate_no_point",)),
        ),
        estimated=True,
        reading="reading_estimate",
    )


def _written(row: _Row, language: Language) -> dict[str, str]:
    return {name: language.percent(row[name]) for name in _NUMBERS}


def _chart(rows: Sequence[_Row], language: Language) -> Figure:
    ranges = [
        Range(
            row["name"],
            row["advice"],
            row["low"],
            row["high"],
            row["bound_low"],
            row["bound_high"],
            language.text("hover.estimate", label=row["name"], **_written(row, language)),
        )
        for row in rows
    ]
    return ranges_chart(
        ranges,
        separators=language.separators,
        names=(language.text("estimate.bounds"), language.text("estimate.range"), language.text("estimate.known")),
        unit_title=language.text("estimate.axis"),
    )


def _table(rows: Sequence[_Row], language: Language) -> Table:
    columns = (
        Column("name", language.text("column.group")),
        Column("advice", language.text("estimate.known"), "percentage"),
        Column("low", language.text("estimate.low"), "percentage"),
        Column("high", language.text("estimate.high"), "percentage"),
        Column("low_without", language.text("estimate.low_without"), "percentage"),
        Column("high_without", language.text("estimate.high_without"), "percentage"),
        Column("bound_low", language.text("estimate.bound_low"), "percentage"),
        Column("bound_high", language.text("estimate.bound_high"), "percentage"),
    )
    return Table(columns, pd.DataFrame(rows))
