"""Third-year pupils by secondary school and level: a file per school year, with a row per programme.

Men and women are printed apart, a number below five as "<5" in later years. They are added over programmes; where one
of them is hidden the sum is a range. A sum below five is hidden here, as the number of one school.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.labels import municipality_of, school_code_of
from kansenbeeld.sources import counts
from kansenbeeld.sources.csv_files import Row, Table, read_csv
from kansenbeeld.sources.describing import describe, period, table
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.duo.places import IMAGES, PAGE, PUBLISHER, is_town, municipalities
from kansenbeeld.sources.duo.programmes import NO_LEVEL, position_of
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Fetched, Note, Source
from kansenbeeld.sources.yearly import each_year

_NAME: Final = "duo_school_positions"
_DATASET: Final = "duo_positions_per_school"
_CONTRACT: Final = "school_positions"
_FILES: Final = (
    "01.-leerlingen-vo-per-vestiging-naar-onderwijstype-{year}.csv",
    "01-leerlingen-vo-per-vestiging-naar-onderwijstype-{year}.csv",
    "01.-leerlingen-vo-per-vestiging-naar-onderwijstype-{year}-{next}.csv",
)
"""The spellings of the name over the years, the usual one first."""

_CAVEATS: Final = ("at_vo_school", "combined_classes", "hidden_below_five", "vmbo_gl_tl", "without_level")


@dataclass(frozen=True, slots=True)
class Positions:
    """Third-year pupils of one school year.

    Attributes:
        frame: with the columns of ``school_positions``.
        without_level: what the number of pupils in education without a level can be.
    """

    frame: pd.DataFrame
    without_level: counts.Interval


def _fetch(downloader: Downloader, years: tuple[int, ...]) -> Fetched:
    read, left_out = each_year(years, SOURCE.years, lambda year: _year(downloader, year))
    frame = pd.concat([positions.frame for positions, _, _ in read], ignore_index=True)
    without = counts.total(positions.without_level for positions, _, _ in read)
    description = describe(
        _DATASET,
        key=_NAME,
        publisher=PUBLISHER,
        period=period(sorted(set(frame["school_year"]))),
        sources=tuple(source for _, _, source in read),
        retrieved=[day for _, day, _ in read],
        caveats=_CAVEATS,
        tables=(
            table(
                "positions",
                _CONTRACT,
                _NAME,
                cohort_basis="year3_school_year",
                loc_basis="vo_school",
                source=PUBLISHER,
            ),
        ),
    )
    notes = [*left_out, counts.schools_and_hidden(frame)]
    if without.high:
        notes.append(_without_level(without))
    return Fetched(description, {"positions": frame}, tuple(notes))


def _without_level(pupils: counts.Interval) -> Note:
    if pupils.low == pupils.high:
        return Note("without_level", {"pupils": int(pupils.low)})
    return Note("without_level_range", {"low": int(pupils.low), "high": int(pupils.high)})


def _year(downloader: Downloader, year: int) -> tuple[Positions, date, tuple[str, str]]:
    urls = [downloader.address(SOURCE, name.format(year=year, next=year + 1)) for name in _FILES]
    download = downloader.first(urls, accept=("csv",))
    name = download.url.rpartition("/")[2]
    title = f"DUO open onderwijsdata, leerlingen vo per vestiging naar onderwijstype, {name}"
    return parse(read_csv(download.path, name), year), download.retrieved, (title, PAGE)


def parse(given: Table, year: int) -> Positions:
    """Return the third-year pupils of schools in Amsterdam from a file about the school year that begins in ``year``.

    Raises:
        SourceError: a column is missing, a cell is no count, a type or programme is not known, or no school is in
            Amsterdam.
    """
    named = given.column("INSTELLINGSNAAM VESTIGING", "INSTELLINGSNAAM_VESTIGING", "VESTIGINGSNAAM")
    kind = given.column("ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR", "ONDERWIJSTYPE VO")
    programme = given.column("OPLEIDINGSNAAM")
    sexes = [given.column(f"LEER- OF VERBLIJFSJAAR 3 - {sex}") for sex in ("MAN", "VROUW")]
    found: defaultdict[tuple[str, str], list[counts.Interval]] = defaultdict(list)
    names: dict[str, str] = {}
    without: list[counts.Interval] = []
    for row, code in _in_amsterdam(given, year):
        names.setdefault(code, row.cells[named])
        pupils = counts.total(_count(given, row, index) for index in sexes)
        position = position_of(row.cells[kind], row.cells[programme])
        if position is None and pupils.high:
            raise SourceError(
                "unknown_type",
                file=given.file,
                row=row.number,
                type=row.cells[kind],
                programme=row.cells[programme],
            )
        if position == NO_LEVEL:
            without.append(pupils)
        elif position is not None:
            found[code, position].append(pupils)
    if not names:
        raise SourceError("no_schools", file=given.file)
    school_year = domain.school_year(year)
    rows = [
        (school_year, code, names[code], position, *counts.cells(counts.hidden_if_small(counts.total(pupils))))
        for (code, position), pupils in sorted(found.items())
    ]
    frame = pd.DataFrame(rows, columns=list(CONTRACTS[_CONTRACT].columns))
    return Positions(frame.astype(dict.fromkeys(("pupils", "pupils_lo", "pupils_hi"), "Int64")), counts.total(without))


def _in_amsterdam(given: Table, year: int) -> list[tuple[Row, str]]:
    """Rows of schools in Amsterdam with the code of the school: by municipality where printed, else by place."""
    institution = given.column("BRIN NUMMER", "INSTELLING", "INSTELLINGSCODE", "BRIN_NUMMER")
    branch = given.column("VESTIGINGSNUMMER", "VESTIGING", "VESTIGINGSCODE")
    town = given.find("GEMEENTENUMMER", "GEMEENTENUMMER VESTIGING")
    place = given.column("PLAATSNAAM VESTIGING", "PLAATSNAAM") if town is None else None
    found: list[tuple[Row, str]] = []
    for row in given.rows:
        here = (
            municipality_of(row.cells[town]) in municipalities(year)
            if town is not None
            else place is not None and is_town(row.cells[place])
        )
        if not here:
            continue
        code = school_code_of(row.cells[institution], row.cells[branch])
        if code is None:
            raise given.wrong(row, institution)
        found.append((row, code))
    return found


def _count(given: Table, row: Row, index: int) -> counts.Interval:
    try:
        return counts.read_duo_count(row.cells[index])
    except ValueError as error:
        raise given.wrong(row, index) from error


SOURCE: Final = Source(name=_NAME, publisher=PUBLISHER, base=IMAGES, years=tuple(range(2014, 2026)), fetch=_fetch)
