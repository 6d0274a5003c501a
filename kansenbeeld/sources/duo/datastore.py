"""School advice from the datastore of DUO (CKAN), page after page, with the names of schools from its list of schools.

The datastore codes the advice by a number, and descriptions of that number contradict each other: in one 10 is
havo/vwo and 11 vwo, in another the reverse. So an advice is read by its label, and a number is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.labels import advice_of, fold, municipality_of, school_code_of
from kansenbeeld.sources import counts
from kansenbeeld.sources.answers import parsed, part
from kansenbeeld.sources.describing import describe, period, table
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.duo.places import PUBLISHER, municipalities
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Fetched, Note, Source

_NAME: Final = "duo_datastore"
_DATASET: Final = "duo_datastore_advice"
_CONTRACT: Final = "school_advice"
_SEARCH: Final = "datastore_search"
_ADVICE: Final = "454c5dd4-6815-4b52-ae2f-b9eebc6afa6d"
_SCHOOLS: Final = "94f22ef5-cf37-4656-b834-51523e8f3bd1"
_PAGE_SIZE: Final = 10_000
_MOST_ROWS: Final = 5_000_000
_HIDDEN: Final = "-1"
"""How the datastore writes what the files print as "<5"."""

_TYPES: Final[Mapping[str, str]] = {"bo": "bo", "sbo": "sbo", "so": "so"}
_CAVEATS: Final = ("at_school", "hidden_minus_one", "no_test_2019", "final_advice", "schools_of_now")
_SOURCES: Final = (("DUO open onderwijsdata, wpoadvies-v1", "https://onderwijsdata.duo.nl/datasets/wpoadvies-v1"),)


def _fetch(downloader: Downloader, years: tuple[int, ...]) -> Fetched:
    if unknown := sorted(set(years) - set(SOURCE.years)):
        first, last = str(SOURCE.years[0]), str(SOURCE.years[-1])
        raise SourceError("year", year=str(unknown[0]), first=first, last=last)
    days: list[date] = []
    schools = _schools(downloader, days)
    rows: list[tuple[object, ...]] = []
    for year in sorted(set(years)) or (None,):
        filters = {} if year is None else {"PEILJAAR": year}
        found = [row for record in _records(downloader, _ADVICE, filters, days) if (row := _row(record, schools))]
        if year is not None and not found:
            raise SourceError("no_rows", file=_ADVICE, year=str(year))
        rows += found
    if not rows:
        raise SourceError("no_schools", file="wpoadvies-v1")
    contract = CONTRACTS[_CONTRACT]
    frame = pd.DataFrame(rows, columns=list(contract.columns))
    if frame.duplicated(list(contract.key)).any():
        raise SourceError("rows_twice", file="wpoadvies-v1")
    frame = frame.astype(dict.fromkeys(("pupils", "pupils_lo", "pupils_hi"), "Int64"))
    description = describe(
        _DATASET,
        key=_NAME,
        publisher=PUBLISHER,
        period=period(sorted(set(frame["school_year"]))),
        sources=_SOURCES,
        retrieved=days,
        caveats=_CAVEATS,
        tables=(table("advice", _CONTRACT, _NAME, advice_moment="final", loc_basis="po_school", source=PUBLISHER),),
    )
    told = {
        "schools": frame["school_code"].nunique(),
        "rows": len(frame),
        "hidden": int(frame["pupils"].isna().sum()),
        "years": frame["school_year"].nunique(),
    }
    return Fetched(description, {"advice": frame}, (Note("schools_and_hidden", told),))


def _schools(downloader: Downloader, days: list[date]) -> dict[str, str]:
    """Names of the primary schools in Amsterdam by code."""
    found: dict[str, str] = {}
    for record in _records(downloader, _SCHOOLS, {"GEMEENTENUMMER": sorted(municipalities())}, days):
        if municipality_of(_cell(record, "GEMEENTENUMMER", _SCHOOLS)) not in municipalities():
            continue
        code = school_code_of(_cell(record, "VESTIGINGSNUMMER", _SCHOOLS))
        if code is None:
            raise SourceError("record", file=_SCHOOLS, column="VESTIGINGSNUMMER")
        found[code] = _cell(record, "VESTIGINGSNAAM", _SCHOOLS)
    return found


def _row(record: Mapping[str, Any], schools: Mapping[str, str]) -> tuple[object, ...] | None:
    """A row of the contract, or ``None`` for a school outside Amsterdam."""
    label = _cell(record, "ADVIES", "wpoadvies-v1")
    if label.lstrip("-").isdigit():
        raise SourceError("advice_numbers", value=label)
    code = school_code_of(_cell(record, "INSTELLINGSCODE", _ADVICE), _cell(record, "VESTIGINGSCODE", _ADVICE))
    if code is None or code not in schools:
        return None
    advice, kind = advice_of(label), _TYPES.get(fold(_cell(record, "TYPE_PO", _ADVICE)))
    if advice is None:
        raise SourceError("unknown_advice", value=label[:40])
    if kind is None:
        raise SourceError("record", file="wpoadvies-v1", column="TYPE_PO")
    year, printed = _cell(record, "PEILJAAR", _ADVICE), _cell(record, "AANTAL_LEERLINGEN", _ADVICE)
    if len(year) != 4 or not year.isdigit():
        raise SourceError("record", file="wpoadvies-v1", column="PEILJAAR")
    try:
        pupils = counts.hidden_if_small(counts.read_duo_count("<5" if printed == _HIDDEN else printed))
    except ValueError as error:
        raise SourceError("record", file="wpoadvies-v1", column="AANTAL_LEERLINGEN") from error
    return (domain.school_year(int(year)), code, schools[code], kind, advice, *counts.cells(pupils))


def _cell(record: Mapping[str, Any], name: str, file: str) -> str:
    for spelling in (name, name.replace("_", " ")):
        if record.get(spelling) is not None:
            return str(record[spelling]).strip()
    raise SourceError("header", file=file, column=name)


def _records(
    downloader: Downloader, resource: str, filters: Mapping[str, Any], days: list[date]
) -> Iterator[dict[str, Any]]:
    """Every record of a resource, counted against the total that the datastore says.

    Raises:
        SourceError: the datastore says that it failed, or gives more or fewer records than it says.
    """
    received, total = 0, None
    while total is None or received < total:
        download = downloader.get(
            downloader.address(SOURCE, _SEARCH),
            accept=("json",),
            parameters={
                "resource_id": resource,
                "filters": json.dumps(filters),
                "sort": "_id",
                "limit": str(_PAGE_SIZE),
                "offset": str(received),
            },
        )
        days.append(download.retrieved)
        answer = parsed(download.path, _SEARCH)
        result = answer.get("result")
        if answer.get("success") is not True or not isinstance(result, dict):
            raise SourceError("datastore_failed", file=resource)
        records, said = part(result, "records", _SEARCH), result.get("total")
        if not isinstance(said, int) or (total is not None and said != total) or said > _MOST_ROWS:
            raise SourceError("datastore_total", file=resource, received=received, total=str(said))
        total = said
        received += len(records)
        if received > total or (not records and received < total):
            raise SourceError("datastore_total", file=resource, received=received, total=str(total))
        yield from records


SOURCE: Final = Source(
    name=_NAME,
    publisher=PUBLISHER,
    base="https://onderwijsdata.duo.nl/api/3/action",
    years=tuple(range(2011, 2026)),
    fetch=_fetch,
)
