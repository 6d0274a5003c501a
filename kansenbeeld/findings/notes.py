"""Notes on charts: which of them concern a finding, and where they stand in its chart."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from kansenbeeld.charts.lines import Mark
from kansenbeeld.charts.map import MapSpec
from kansenbeeld.domain import year3
from kansenbeeld.findings.finding import Note
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot, StoreError

Moment = Literal["group8", "year3"]
"""What the school years of a chart count: those in which children are in group 8, or in leerjaar 3."""


def over_time(
    snapshot: Snapshot, language: Language, question: str, years: Sequence[str], moment: Moment
) -> tuple[Note, ...]:
    """Return the notes of a chart over school years, in order of year; those of other years are left out.

    Args:
        snapshot: the data version; one from before there were notes has none.
        language: the reader's language.
        question: id of the question.
        years: the school years of the chart.
        moment: what they count. A note of a year of group 8 stands with the same children in leerjaar 3.
    """
    found = []
    for row in _rows(snapshot, question):
        at = _year(row, moment)
        if at in years:
            found.append(_note(row, language, at=at, place=_said_year(row, at, language)))
        elif row["area_code"] and row["named"]:
            found.append(_note(row, language))
    return tuple(sorted(_once(found), key=lambda note: note.at))


def elsewhere(snapshot: Snapshot, language: Language, question: str) -> tuple[Note, ...]:
    """Return the notes that name a question whose chart has no years and no map: they stand below it only.

    Arguments as :func:`over_time`.
    """
    return _once([_note(row, language) for row in _rows(snapshot, question) if row["named"]])


def on_map(snapshot: Snapshot, language: Language, question: str, spec: MapSpec) -> tuple[MapSpec, tuple[Note, ...]]:
    """Return a map with the numbers of its notes at their areas, and the notes.

    Args:
        snapshot, language, question: as :func:`over_time`.
        spec: the map. An area of another division is the same one only where it is the same ground.
    """
    vintage, known = int(spec.geometry.split("-")[0]), {area.code for area in spec.areas}
    placed: list[Note] = []
    unplaced: list[Note] = []
    for row in _rows(snapshot, question):
        if row["area_vintage"] == vintage and row["area_code"] in known:
            placed.append(_note(row, language, at=row["area_code"], mark=str(len(placed) + 1)))
        elif row["school_year"] and row["named"]:
            unplaced.append(_note(row, language))
    marks: dict[str, list[Note]] = {}
    for note in placed:
        marks.setdefault(note.at, []).append(note)
    areas = tuple(
        dataclasses.replace(
            area,
            note=", ".join(note.mark for note in marks[area.code]),
            description=" ".join([area.description, *(note.text for note in marks[area.code])]),
        )
        if area.code in marks
        else area
        for area in spec.areas
    )
    return dataclasses.replace(spec, areas=areas), (*placed, *unplaced)


def marks(notes: Sequence[Note], breaks: Mapping[str, str]) -> tuple[Mark, ...]:
    """Return what a chart over time marks, in order of year.

    Args:
        notes: as :func:`over_time` gives them.
        breaks: years at which a line is broken whatever is noted, to the words for it. A note of that year says it.
    """
    noted = [Mark(note.at, note.label) for note in notes if note.at]
    years = {mark.year for mark in noted}
    own = [Mark(year, text) for year, text in breaks.items() if year not in years]
    return tuple(sorted([*own, *noted], key=lambda mark: mark.year))


@functools.lru_cache(maxsize=256)
def _rows(snapshot: Snapshot, question: str) -> tuple[Mapping[str, Any], ...]:
    try:
        return tuple(snapshot.rows("notes", question=question))
    except StoreError as error:
        if error.kind != "incomplete":
            raise
        # A data version from before there were notes.
        return ()


def _year(row: Mapping[str, Any], moment: Moment) -> str:
    """Return the year at which a note stands in a chart; empty where it is about no year that the chart counts."""
    if row["counted_by"] == moment:
        return str(row["school_year"])
    return year3(row["school_year"]) if (row["counted_by"], moment) == ("group8", "year3") else ""


def _said_year(row: Mapping[str, Any], at: str, language: Language) -> str:
    """Return a year of a chart, with that of the note's own sentence where it is another one."""
    own = str(row["school_year"])
    return at if at == own else language.text("note.year3_of_group8", at=at, year=own)


def _note(row: Mapping[str, Any], language: Language, *, at: str = "", place: str = "", mark: str = "") -> Note:
    code, year = language.code, row["source_year"]
    source = language.text(
        "note.source" if year is None else "note.source_of_year",
        **{"publisher": row["publisher"], "title": row["source_title"]} | ({} if year is None else {"year": str(year)}),
    )
    return Note(
        at=at,
        mark=mark,
        place=place or row["school_year"] or row["area_name"] or row["area_code"],
        label=row[f"label_{code}"],
        text=row[f"text_{code}"],
        source=source,
    )


def _once(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Drop repeats: the note of an area comes once for each division that has the same ground."""
    return tuple(dict.fromkeys(notes))
