"""At havo or higher by parental education in any municipality, beside the rest of the country, with a dot per wijk.

Only protected counts are behind it, with percentages that the build worked out before it rounded them. The rest of the
country is the sum of what other municipalities show, so that no total stands anywhere from which a hidden count could
be worked out; its share is of counts rounded to five.
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
from kansenbeeld.findings.cohort import HIGH, LOW, MOMENT, SCHEME
from kansenbeeld.findings.finding import Column, Finding, Question, Selection, Table
from kansenbeeld.findings.outcomes import point
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.findings.writing import apart, finding, key_difference, no_answer, with_ends
from kansenbeeld.language import Language
from kansenbeeld.measures.disclosure.primary import THRESHOLD
from kansenbeeld.measures.shares import Share, difference, gap
from kansenbeeld.measures.unknown import gap_showable
from kansenbeeld.store import Snapshot, StoreError

ID: Final = "municipality"
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
    """Share (0-1) of pupils of the municipality whose parents' education is unknown, see :func:`_share_of`."""

    @property
    def with_dots(self) -> int:
        """How many parts have a share that is shown."""
        return sum(any(groups.values()) for groups in self.wijken.values())


@dataclass(frozen=True, slots=True)
class _Known:
    """The municipalities, code to name, of the one table and window of cohorts that all numbers by place come from."""

    names: Mapping[str, str]
    resource: ResourceName | None = None
    cohorts: str = ""


def names(snapshot: Snapshot) -> dict[str, str]:
    """Return the municipalities that a reader can choose, code to name; none where nothing is published by place.

    Pupil rows bring codes and no names, so that a municipality is called by its code; Amsterdam by its name.
    """
    return dict(_known(snapshot).names)


def code(snapshot: Snapshot, text: str) -> str:
    """Return the code of a municipality that is named or given by its code; that of Amsterdam where it is not known."""
    known = _known(snapshot).names
    return next((one for one, name in known.items() if text in (one, name)), MUNICIPALITY)


@functools.lru_cache(maxsize=16)
def _known(snapshot: Snapshot) -> _Known:
    try:
        rows = snapshot.rows("municipalities", moment=MOMENT)
    except StoreError:
        # A data version from before there were such numbers.
        return _Known({})
    codes = sorted((row["municipality"] for row in rows), key=lambda code: (code != MUNICIPALITY, code))
    called = {code: "Amsterdam" if code == MUNICIPALITY else code for code in codes}
    return _Known(called, (rows[0]["dataset"], rows[0]["resource"]), rows[0]["cohorts"]) if rows else _Known({})


def answer(snapshot: Snapshot, selection: Selection, language: Language) -> Finding:
    """Build the finding; see ``Question.answer``."""
    known = _known(snapshot)
    rows = _rows(snapshot, known, selection.municipality)
    if known.resource is None or rows is None:
        sentence = language.text(f"{ID}.headline.none")
        return no_answer(ID, snapshot, selection, language, headline=sentence, resources=_NOBODY)
    name = _name(selection.municipality, language)
    places = _read(rows, known.resource, selection.municipality)
    missing = _missing(places) if selection.municipality in known.names else "unknown"
    if missing is not None:
        sentence = language.text(f"{ID}.headline.{missing}", area=name)
        limits = () if missing == "unknown" else ("unknown_apart", "places_hidden")
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
        alt=_alt(places, name, selection.municipality, language),
        chart=_chart(places, name, called, _part(selection.municipality), language),
        table=_table(places, name, called, language),
        resources=[places.resource],
        limits=("places_hidden", "places_rest", "unknown_apart", "mixed_class", "composition_places", "not_cause"),
        computed=True,
        intervals=True,
    )


def _rows(snapshot: Snapshot, known: _Known, municipality: str) -> list[dict[str, Any]] | None:
    """Return the rows of the query ``place_gap``; ``None`` of a data version from before there were percentages."""
    if known.resource is None:
        return None
    dataset, resource = known.resource
    asked = {"dataset": dataset, "resource": resource, "cohorts": known.cohorts, "moment": MOMENT}
    try:
        return snapshot.rows("place_gap", municipality=municipality, **asked)
    except StoreError as error:
        if error.kind != "incomplete":
            raise
        return None


def _missing(places: _Places) -> str | None:
    """Return why the difference may not be shown, as the end of the key of the headline; ``None`` where it may."""
    if places.here.get(LOW) is None or places.here.get(HIGH) is None:
        return "too_few"
    if not gap_showable(places.unknown):
        return "too_unknown"
    if places.rest.get(LOW) is None or places.rest.get(HIGH) is None:
        return "no_rest"
    return None


def _ends(groups: Groups) -> tuple[Share, Share]:
    high, low = groups[HIGH], groups[LOW]
    if high is None or low is None:
        raise ValueError("a gap needs both ends")
    return high, low


def _read(rows: Sequence[Mapping[str, Any]], resource: ResourceName, municipality: str) -> _Places:
    found: dict[tuple[str, str], dict[str, Share | None]] = {}
    unknown, total = None, 0
    for row in rows:
        if row["parental_education"] == UNKNOWN_EDUCATION:
            unknown = row["pupils"]
            continue
        at = found.setdefault((row["place"], row["area_code"]), dict.fromkeys(PARENTAL_CLASSES))
        at[row["parental_education"]] = _share(row)
        if row["place"] == "municipality" and row["pupils"] is not None:
            total += row["pupils"]
    none: Groups = dict.fromkeys(PARENTAL_CLASSES)
    wijken = {code: groups for (place, code), groups in found.items() if place == "part" and code != _OTHER}
    return _Places(
        resource,
        rows[0]["cohorts"] if rows else "",
        found.get(("municipality", ""), none),
        found.get(("rest", ""), none),
        wijken,
        _share_of(unknown, total, hidden_for_others=municipality == MUNICIPALITY),
    )


def _share(row: Mapping[str, Any]) -> Share | None:
    """Return the share of a row, ``None`` where it may not be shown.

    The build worked it out and says whether it may, except for the rest of the country, which is added up here.
    """
    if not row["pupils"]:
        return None
    if row["place"] != "rest":
        return None if row["percent"] is None else Share.from_percentage(row["percent"], row["pupils"])
    # Counts are rounded one by one, so that a part may come out larger than its whole by a few.
    share = Share(min(row["reached"], row["pupils"]), row["pupils"])
    return share if showable(share) else None


def _share_of(unknown: int | None, known: int, *, hidden_for_others: bool) -> float:
    """Return which part (0-1) is unknown; the largest that it can be where their number is hidden.

    Args:
        unknown: pupils whose parents' education is unknown, ``None`` where hidden.
        known: the other pupils, as far as they are shown.
        hidden_for_others: whether a number may be hidden although it is not small. In a cohort flow it is linked to
            others and may be, so that nothing is known of it; elsewhere it stands by itself and is below the threshold.
    """
    if not known or (unknown is None and hidden_for_others):
        return 1.0
    most = THRESHOLD if unknown is None else unknown
    return most / (most + known)


def _name(code: str, language: Language) -> str:
    if code == MUNICIPALITY:
        return language.text("area.city")
    return language.text(f"{ID}.name", code=code)


def _part(municipality: str) -> str:
    """Return what the parts of a municipality are, as the end of the keys of their texts."""
    return "district" if municipality == MUNICIPALITY else "wijk"


def _parts(snapshot: Snapshot, municipality: str, places: _Places) -> Mapping[str, str]:
    """Return how the parts of a municipality are called, in order of code: Amsterdam's are its districts."""
    known = districts(snapshot) if municipality == MUNICIPALITY else {}
    return {code: known.get(code, code) for code in sorted(places.wijken)}


def _alt(places: _Places, name: str, municipality: str, language: Language) -> str:
    """Describe the chart; its dots only where there are any."""
    whole = language.text(f"{ID}.alt", area=name, cohorts=places.cohorts)
    if not places.with_dots:
        return whole
    return f"{whole} {language.text(f'{ID}.alt_{_part(municipality)}', dots=places.with_dots)}"


def _chart(places: _Places, name: str, called: Mapping[str, str], part: str, language: Language) -> Any:
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
            strips.append((language.text(f"{ID}.strip_{part}.{group}"), group, shown))
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
                    **with_ends(estimate),
                    "pupils": None if share is None else share.total,
                }
            )
    return Table(columns, pd.DataFrame(rows))


QUESTION: Final = Question(ID, pages=("placement",), order=50, answer=answer, controls=("municipality",), optional=True)
