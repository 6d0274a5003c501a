"""Addresses of schools: what the two lists of DUO, of primary and of secondary schools, have in common."""

from __future__ import annotations

from typing import Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.labels import municipality_of, postcode_of, school_code_of
from kansenbeeld.sources.csv_files import Table, read_csv
from kansenbeeld.sources.describing import describe, table
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.duo.places import PAGE, PUBLISHER, municipalities
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Fetched, Note, Source

CONTRACT: Final = "schools"
_CAVEATS: Final = ("schools_now", "school_not_home", "schools_place")


def fetched(downloader: Downloader, source: Source, files: tuple[str, ...], sector: str, school_type: str) -> Fetched:
    """Return the dataset of the schools of one list.

    Args:
        downloader: gets the file.
        source: whose list it is; its name is that of the dataset.
        files: the names of the file over the years, the current one first.
        sector, school_type: of every school in the list, codes of the contract.

    Raises:
        SourceError: as ``parse``, or the list can't be fetched.
    """
    download = downloader.first([downloader.address(source, file) for file in files], accept=("csv",))
    name = download.url.rpartition("/")[2]
    frame, placed = _placed(downloader, parse(read_csv(download.path, name), sector, school_type))
    day = download.retrieved
    description = describe(
        source.name,
        key=source.name,
        publisher=PUBLISHER,
        period={"nl": str(day.year), "en": str(day.year)},
        sources=((f"DUO open onderwijsdata, {name}", PAGE),),
        retrieved=[day],
        caveats=_CAVEATS,
        tables=(
            table(
                "schools",
                CONTRACT,
                source.name,
                cohort_basis="none",
                loc_basis=f"{sector}_school",
                area_version=str(max(domain.AREA_VINTAGES)),
                source=PUBLISHER,
            ),
        ),
    )
    told = Note("schools", {"schools": len(frame), "day": day})
    return Fetched(description, {"schools": frame}, (told, *placed))


def _placed(downloader: Downloader, frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Place schools by the point of their postcode; without the service of points they stay without a place."""
    from kansenbeeld.sources.placing import placed

    return placed(frame, downloader)


def parse(given: Table, sector: str, school_type: str) -> pd.DataFrame:
    """Return a frame of the contract ``schools`` from a list of addresses, not yet placed in a district.

    Raises:
        SourceError: a column is missing, a code or postcode can't be one, a school stands there twice, or no school
            is in Amsterdam.
    """
    code_at = given.column("VESTIGINGSNUMMER", "VESTIGINGSCODE")
    brin_at = given.find("BRIN NUMMER", "INSTELLINGSCODE", "BRIN_NUMMER")
    name_at = given.column("VESTIGINGSNAAM", "INSTELLINGSNAAM VESTIGING", "INSTELLINGSNAAM_VESTIGING")
    street_at, number_at = given.column("STRAATNAAM"), given.column("HUISNUMMER-TOEVOEGING")
    postcode_at, place_at = given.column("POSTCODE"), given.column("PLAATSNAAM")
    town_at = given.column("GEMEENTENUMMER")
    rows: dict[str, tuple[object, ...]] = {}
    for row in given.rows:
        town = municipality_of(row.cells[town_at])
        if town not in municipalities():
            continue
        printed = row.cells[code_at]
        code = school_code_of(printed)
        if code is None and brin_at is not None:
            code = school_code_of(row.cells[brin_at], printed)
        if code is None:
            raise given.wrong(row, code_at)
        postcode = postcode_of(row.cells[postcode_at])
        if postcode is None and row.cells[postcode_at]:
            raise given.wrong(row, postcode_at)
        if code in rows:
            raise SourceError("school_twice", file=given.file, row=row.number, school=code)
        address = f"{row.cells[street_at]} {row.cells[number_at]}".strip()
        here = (code, row.cells[name_at], sector, school_type, address or None, postcode, row.cells[place_at] or None)
        rows[code] = (*here, town, None, None, "none", max(domain.AREA_VINTAGES), None, "none", None)
    if not rows:
        raise SourceError("no_schools", file=given.file)
    return pd.DataFrame(list(rows.values()), columns=list(CONTRACTS[CONTRACT].columns)).astype(
        {"longitude": "float64", "latitude": "float64", "area_vintage": "int64", "border_m": "Int64"}
    )
