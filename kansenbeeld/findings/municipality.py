"""At havo or higher by parental education in any municipality, beside the rest of the country, with a dot per wijk.

Only protected, rounded counts are behind it. The rest of the country is the sum of what other municipalities show, so
that no total stands anywhere from which a hidden count could be worked out.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from kansenbeeld.charts.dots import Panel
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.charts.strip import dots_and_strips
from kansenbeeld.domain import CITY, MUNICIPALITY, PARENTAL_CLASSES, UNKNOWN_EDUCATION
from kansenbeeld.findings.areas import districts
from kansenbeeld.findings.claims import claim, showable
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import point
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.findings.writing import apart, finding, key_difference, no_answer
from kansenbeeld.language import Language
from kansenbeeld.measures.disclosure.primary import MAX_UNKNOWN
from kansenbeeld.measures.shares import Share, difference, gap
from kansenbeeld.store import Snapshot, StoreError

ID: Final = "municipality"
MOMENT: Final = "year3"
SCHEME: Final = "parental_classes"
LOW: Final = PARENTAL_CLASSES[0]
HIGH: Final = PARENTAL_CLASSES[-1]
_OTHER: Final = "other"
_NOBODY: Final[list[ResourceName]] = [("single_figures", "figures")]
"""Where figures on the subject are, as long as nobody has published any by municipality."""

Groups = Mapping[str, Share | None]


@dataclass(frozen=True, slots=True)
class _Places:
    """What is shown: shares by parental class, ``None`` where they may not be."""

    resource: ResourceName
    cohorts: str
    here: Groups
    rest: Groups
    wijken: Mapping[str, Groups]
    unknown: float
    """Share (0-1) of pupils of the municipality whose parents' education is unknown; 1 where that is hidden."""


def names(snapshot: Snapshot) -> dict[str, str]:
    """Return the municipalities that a reader can choose, code to name; none where nothing is published by place.

    Pupil rows bring codes and no names, so that a municipality is called by its code; Amsterdam by its name.
    """
    return dict(_names(snapshot))


def code(snapshot: Snapshot, text: str) -> str:
    """Return the code of a municipality that is named or given by its code; that of Amsterdam where it is not known."""
    known = _names(snapshot)
    return next((one for one, name in known.items() if text in (one, name)), MUNICIPALITY)


@functools.lru_cache(maxsize=16)
def _names(snapshot: Snapshot) -> Mapping[str, str]:
    try:
        rows = snapshot.rows("municipalities", moment=MOMENT)
    except StoreError:
        # A data version from before there were such numbers.
        return {}
    codes = sorted((row["municipality"] for row in rows), key=lambda code: (code != MUNICIPALITY, code))
    return {code: "Amsterdam" if code == MUNICIPALITY else code for code in codes}


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    known = names(snapshot)
    if not known:
        sentence = language.text(f"{ID}.headline.none")
        return no_answer(ID, snapshot, selection, language, headline=sentence, resources=_NOBODY)
    rows = snapshot.rows("place_gap", municipality=selection.municipality, moment=MOMENT)
    places = _read(rows)
    name = _name(selection.municipality, language)
    if selection.municipality not in known:
        sentence = language.text(f"{ID}.headline.unknown", area=name)
        return no_answer(ID, snapshot, selection, language, headline=sentence, resources=[places.resource])
    too_few = not showable(places.here.get(LOW), places.here.get(HIGH)) or places.unknown > MAX_UNKNOWN
    if too_few or not any(places.rest.values()):
        sentence = language.text(f"{ID}.headline.too_few", area=name)
        limits = ("unknown_apart", "places_hidden")
        return no_answer(
            ID, snapshot, selection, language, headline=sentence, resources=[places.resource], limits=limits
        )
    apart_here, apart_rest = (gap(*_ends(groups)) for groups in (places.here, places.rest))
    more = difference(apart_here, apart_rest)
    high, low = (100 * share.value for share in _ends(places.here))
    area = CITY if selection.municipality == MUNICIPALITY else selection.municipality
    called = _parts(snapshot, selection.municipality, places)
    headline = language.text(
        f"{ID}.headline.{claim(more)}",
        area=name,
        rest=language.number(apart_rest.value),
        **apart(high, low, language),
    )
    return finding(
        ID,
        snapshot,
        selection,
        language,
        headline=headline,
        key=key_difference(more, area),
        alt=language.text(f"{ID}.alt", area=name, wijken=len(places.wijken), cohorts=places.cohorts),
        chart=_chart(places, name, called, language),
        table=_table(places, name, called, language),
        resources=[places.resource],
        limits=("places_hidden", "places_rest", "unknown_apart", "mixed_class", "composition_places", "not_cause"),
        computed=True,
        intervals=True,
    )


def _ends(groups: Groups) -> tuple[Share, Share]:
    high, low = groups[HIGH], groups[LOW]
    if high is None or low is None:
        raise ValueError("a gap needs both ends")
    return high, low


def _read(rows: Sequence[Mapping[str, Any]]) -> _Places:
    found: dict[tuple[str, str], dict[str, Share | None]] = {}
    unknown, total = None, 0
    for row in rows:
        if row["parental_education"] == UNKNOWN_EDUCATION:
            unknown = row["pupils"]
            continue
        at = found.setdefault((row["place"], row["area_code"]), dict.fromkeys(PARENTAL_CLASSES))
        if row["pupils"] is None or row["reached"] is None:
            continue
        total += row["pupils"] * (row["place"] == "municipality")
        # Counts are rounded one by one, so that a part may come out larger than its whole by a few.
        share = Share(min(row["reached"], row["pupils"]), row["pupils"]) if row["pupils"] else None
        at[row["parental_education"]] = share if showable(share) else None
    first = rows[0]
    none: Groups = dict.fromkeys(PARENTAL_CLASSES)
    wijken = {code: groups for (place, code), groups in found.items() if place == "part" and code != _OTHER}
    return _Places(
        (first["dataset"], first["resource"]),
        first["cohorts"],
        found.get(("municipality", ""), none),
        found.get(("rest", ""), none),
        wijken,
        _share_of(unknown, total),
    )


def _share_of(unknown: int | None, known: int) -> float:
    """Return which part is unknown; a hidden number of them is fewer than ten, or nobody."""
    few = 10 if unknown is None else unknown
    return few / (few + known) if known else 1.0


def _name(code: str, language: Language) -> str:
    if code == MUNICIPALITY:
        return language.text("area.city")
    return language.text(f"{ID}.name", code=code)


def _parts(snapshot: Snapshot, municipality: str, places: _Places) -> Mapping[str, str]:
    """Return how the parts of a municipality are called, in order of code: Amsterdam's are its districts."""
    known = districts(snapshot) if municipality == MUNICIPALITY else {}
    return {code: known.get(code, code) for code in sorted(places.wijken)}


def _chart(places: _Places, name: str, called: Mapping[str, str], language: Language) -> Any:
    groups = list(reversed(PARENTAL_CLASSES))
    rest = language.text(f"{ID}.rest")
    labels = {group: language.text(f"group.{SCHEME}.{group}") for group in groups}
    panel = Panel(
        language.text(f"{ID}.axis"),
        tuple(
            Series(
                group,
                labels[group],
                (
                    point(places.here[group], language, f"{name}, {labels[group]}"),
                    point(places.rest[group], language, f"{rest}, {labels[group]}"),
                ),
            )
            for group in groups
        ),
    )
    strips = []
    for group in groups:
        marks = [point(places.wijken[one][group], language, f"{called[one]}, {labels[group]}") for one in called]
        shown = [Point(mark.value, hover=mark.hover) for mark in marks if mark is not None]
        if shown:
            strips.append((language.text(f"{ID}.strip.{group}"), group, shown))
    return dots_and_strips([name, rest], panel, strips, separators=language.separators)


def _table(places: _Places, name: str, called: Mapping[str, str], language: Language) -> Table:
    columns = (
        Column("area", language.text("column.area")),
        Column("group", language.text("column.group")),
        Column("value", language.text(f"{ID}.axis"), "whole_percentage"),
        Column("low", language.text("column.low"), "whole_percentage"),
        Column("high", language.text("column.high"), "whole_percentage"),
        Column("pupils", language.text("column.pupils"), "count"),
    )
    whole = [(name, places.here), (language.text(f"{ID}.rest"), places.rest)]
    rows = []
    for area, groups in (*whole, *((called[one], places.wijken[one]) for one in called)):
        for group in reversed(PARENTAL_CLASSES):
            share = groups[group]
            estimate = None if share is None else share.estimate()
            rows.append(
                {
                    "area": area,
                    "group": language.text(f"group.{SCHEME}.{group}"),
                    "value": None if estimate is None else estimate.value,
                    "low": None if estimate is None else estimate.low,
                    "high": None if estimate is None else estimate.high,
                    "pupils": None if share is None else share.total,
                }
            )
    return Table(columns, pd.DataFrame(rows))


QUESTION: Final = Question(ID, pages=("placement",), order=50, answer=answer, controls=("municipality",), optional=True)
