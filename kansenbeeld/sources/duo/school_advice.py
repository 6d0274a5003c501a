"""School advice by primary school: a file per school year, in two vintages of the header.

A number below five is printed as "<5" and stays a range; older vintages print it, and then it is hidden here. The
total of a school, which older vintages print too, is never read: with it a hidden number could be found back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.labels import advice_of, fold, municipality_of, school_code_of
from kansenbeeld.sources import counts
from kansenbeeld.sources.csv_files import Row, Table, read_csv
from kansenbeeld.sources.describing import describe, period, table
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.duo.places import IMAGES, PAGE, PUBLISHER, municipalities
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Fetched, Source
from kansenbeeld.sources.yearly import each_year

_NAME: Final = "duo_school_advice"
_DATASET: Final = "duo_advice_per_school"
_CONTRACT: Final = "school_advice"
_FILE: Final = "leerlingen-bo-sbo-schooladviezen-{}-{}.csv"
_CAVEATS: Final = ("at_school", "hidden_below_five", "no_test_2019", "final_advice", "advice_not_possible")
_TYPES: Final[Mapping[str, str]] = {"bo": "bo", "sbo": "sbo", "so": "so"}
_LIKE_ADVICE: Final = re.compile(r"(?:vmbo|havo|vwo|pro|vso|kopklas|advies)(?:_|$)")

_Read = tuple[pd.DataFrame, date, tuple[str, str]]


def _fetch(downloader: Downloader, years: tuple[int, ...]) -> Fetched:
    read, left_out = each_year(years, SOURCE.years, lambda year: _year(downloader, year))
    frame = pd.concat([frame for frame, _, _ in read], ignore_index=True)
    description = describe(
        _DATASET,
        key=_NAME,
        publisher=PUBLISHER,
        period=period(sorted(set(frame["school_year"]))),
        sources=tuple(source for _, _, source in read),
        retrieved=[day for _, day, _ in read],
        caveats=_CAVEATS,
        tables=(table("advice", _CONTRACT, _NAME, advice_moment="final", loc_basis="po_school", source=PUBLISHER),),
    )
    return Fetched(description, {"advice": frame}, (*left_out, counts.schools_and_hidden(frame)))


def _year(downloader: Downloader, year: int) -> _Read:
    file = _FILE.format(year, year + 1)
    urls = [downloader.address(SOURCE, f"{prefix}{file}") for prefix in ("04-", "04.-")]
    download = downloader.first(urls, accept=("csv",))
    name = download.url.rpartition("/")[2]
    frame = parse(read_csv(download.path, name), year)
    return frame, download.retrieved, (f"DUO open onderwijsdata, schooladviezen per school, {name}", PAGE)


def parse(given: Table, year: int) -> pd.DataFrame:
    """Return a frame of the contract ``school_advice`` from a file about the school year that begins in ``year``.

    Raises:
        SourceError: a column is missing or new, a cell is no count, a school stands there twice, or the file is
            about another year or has no school in Amsterdam.
    """
    school_year = domain.school_year(year)
    advices = _advices(given)
    institution = given.column("INSTELLINGSCODE", "BRIN_NUMMER", "BRIN NUMMER")
    branch = given.column("VESTIGINGSCODE", "VESTIGINGSNUMMER")
    named = given.column("INSTELLINGSNAAM_VESTIGING", "VESTIGINGSNAAM")
    kind = given.column("SOORT_PO", "SOORT PRIMAIR ONDERWIJS")
    town = given.column("GEMEENTENUMMER")
    day = given.find("PEILDATUM_LEERLINGEN", "PEILDATUM")
    rows: list[tuple[object, ...]] = []
    seen: set[tuple[str, str]] = set()
    for row in given.rows:
        if municipality_of(row.cells[town]) not in municipalities(year):
            continue
        _check_year(given, row, day, year)
        code, school_type = school_code_of(row.cells[institution], row.cells[branch]), _TYPES.get(fold(row.cells[kind]))
        if code is None:
            raise given.wrong(row, institution)
        if school_type is None:
            raise given.wrong(row, kind)
        if (code, school_type) in seen:
            raise SourceError("school_twice", file=given.file, row=row.number, school=code)
        seen.add((code, school_type))
        for index, advice in advices.items():
            rows.append((school_year, code, row.cells[named], school_type, advice, *_count(given, row, index)))
    if not rows:
        raise SourceError("no_schools", file=given.file)
    return pd.DataFrame(rows, columns=list(CONTRACTS[_CONTRACT].columns)).astype(
        dict.fromkeys(("pupils", "pupils_lo", "pupils_hi"), "Int64")
    )


def _advices(given: Table) -> dict[int, str]:
    """Place of each column with an advice; each advice has exactly one."""
    found: dict[int, str] = {}
    for index, name in enumerate(given.header):
        label = fold(name).removeprefix("schooladvies_")
        advice = advice_of(label)
        if advice is not None and advice in found.values():
            raise SourceError("double_column", file=given.file, column=name)
        if advice is not None:
            found[index] = advice
        elif _LIKE_ADVICE.match(label):
            raise SourceError("new_column", file=given.file, column=name)
    missing = [advice for advice in domain.ADVICES if advice not in found.values()]
    if missing:
        raise SourceError("header", file=given.file, column=missing[0])
    return found


def _check_year(given: Table, row: Row, index: int | None, year: int) -> None:
    """The day of counting, where it is printed, lies in the school year that the name of the file says."""
    printed = re.search(r"20\d\d", row.cells[index]) if index is not None else None
    if index is not None and (printed is None or int(printed[0]) not in (year, year + 1)):
        raise given.wrong(row, index)


def _count(given: Table, row: Row, index: int) -> tuple[int | None, int | None, int | None]:
    try:
        return counts.cells(counts.hidden_if_small(counts.read_duo_count(row.cells[index])))
    except ValueError as error:
        raise given.wrong(row, index) from error


SOURCE: Final = Source(name=_NAME, publisher=PUBLISHER, base=IMAGES, years=tuple(range(2011, 2025)), fetch=_fetch)
