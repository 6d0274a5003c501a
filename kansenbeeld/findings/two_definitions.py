"""Why "havo or higher" has two definitions that move in opposite directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from kansenbeeld.charts.lines import lines
from kansenbeeld.charts.series import Series
from kansenbeeld.domain import ADVICES, HAVO_CUTS, reaches
from kansenbeeld.findings import notes as noted
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import percentages_by_year, plain_point
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.findings.writing import finding
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

ID: Final = "two_definitions"
_RESOURCE: Final[ResourceName] = ("cbs_first_advice", "national")


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    by_year = percentages_by_year(snapshot.rows("first_advice_distribution"), "advice")
    years = list(by_year)
    shares = {cut: {year: havo_share(advices, cut) for year, advices in by_year.items()} for cut in HAVO_CUTS}
    doubles = {year: double_share(advices) for year, advices in by_year.items()}
    first, last = years[0], years[-1]
    notes = noted.over_time(snapshot, language, ID, years, "group8")
    strict, wide = shares["laagste"], shares["incl_gth"]
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=language.text(
            f"{ID}.headline.{'wide' if selection.threshold == HAVO_CUTS['incl_gth'] else 'strict'}",
            first=first,
            last=last,
            strict_first=language.percent(strict[first], 1),
            strict_last=language.percent(strict[last], 1),
            wide_first=language.percent(wide[first], 1),
            wide_last=language.percent(wide[last], 1),
        ),
        alt=language.text(f"{ID}.alt", first=first, last=last),
        chart=lines(
            years,
            tuple(_series(threshold, shares[cut], language) for cut, threshold in HAVO_CUTS.items()),
            separators=language.separators,
            unit_title=language.text(f"{ID}.axis"),
            limits=(40, 70),
            label_every=2,
            marks=noted.marks(notes, {}),
        ),
        table=_table(years, shares, doubles, language),
        resources=[_RESOURCE],
        limits=("first_advice", "national", "rounded_sums"),
        computed=True,
        notes=notes,
    )


def havo_share(advices: Mapping[str, float], cut: str) -> float:
    """Sum the percentages of the advices that count as "havo or higher" under a cut of ``domain.HAVO_CUTS``."""
    return sum(percentage for advice, percentage in advices.items() if reaches(advice, HAVO_CUTS[cut]))


def double_share(advices: Mapping[str, float]) -> float:
    """Sum the percentages of the double advices."""
    return sum(percentage for advice, percentage in advices.items() if advice in ADVICES and ADVICES[advice].is_double)


def _series(threshold: str, shares: Mapping[str, float], language: Language) -> Series:
    points = tuple(plain_point(share, language.percent(share, 1), language, year) for year, share in shares.items())
    return Series(threshold, language.text(f"{ID}.line.{threshold}"), points)


def _table(
    years: Sequence[str], shares: Mapping[str, Mapping[str, float]], doubles: Mapping[str, float], language: Language
) -> Table:
    frame = pd.DataFrame(
        {"year": year, **{cut: by_year[year] for cut, by_year in shares.items()}, "double": doubles[year]}
        for year in years
    )
    columns = (
        Column("year", language.text("column.school_year")),
        *(Column(cut, language.text(f"{ID}.line.{threshold}"), "percentage") for cut, threshold in HAVO_CUTS.items()),
        Column("double", language.text("column.double_advice"), "percentage"),
    )
    return Table(columns, frame)


QUESTION: Final = Question(ID, pages=("time",), order=70, answer=answer, controls=("threshold",))
