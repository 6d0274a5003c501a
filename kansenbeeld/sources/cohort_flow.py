"""The municipality's own file: pupils of a cohort by advice, placement, area and parental education.

It is on no public address: ``KANSENBEELD_SOURCE_COHORT_FLOW`` names a path or an address of a CSV or XLSX. Columns have
our names or Dutch ones, cells our codes or the words in use; what is neither is refused with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import COHORT_FLOW, CONTRACTS
from kansenbeeld.datasets.labels import advice_of, area_of, fold, is_missing, placement_of, range_of, school_year_of
from kansenbeeld.sources.areas_known import known_codes, vintage_of
from kansenbeeld.sources.csv_files import Row, Table, read_csv
from kansenbeeld.sources.describing import describe, period, table
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.given_files import given
from kansenbeeld.sources.source import Fetched, Note, Source
from kansenbeeld.sources.spreadsheets import read_sheets

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "cohort": ("cohort", "schooljaar", "cohortjaar", "adviesjaar", "schooljaar groep 8"),
        "area_code": ("area_code", "gebiedcode", "stadsdeelcode", "gebied", "stadsdeel"),
        "parental_education": (
            "parental_education",
            "opleiding_ouders",
            "opleidingsniveau_ouders",
            "ouderlijk_opleidingsniveau",
            "opleiding ouder",
        ),
        "test_advice": ("test_advice", "toetsadvies", "advies toets"),
        "advice": ("advice", "advies", "schooladvies", "basisschooladvies"),
        "moment": ("moment", "meetmoment", "peilmoment", "leerjaar"),
        "position": ("position", "positie", "plaatsing", "onderwijspositie", "onderwijssoort"),
        "sex": ("sex", "geslacht"),
        "origin": ("origin", "herkomst", "herkomstgroep"),
        "pupils": ("pupils", "leerlingen", "aantal", "aantal_leerlingen"),
        "pupils_lo": ("pupils_lo", "aantal_minimaal"),
        "pupils_hi": ("pupils_hi", "aantal_maximaal"),
    }
)
"""The names under which each column of the contract is known, ours first; compared as ``labels.fold`` does."""

OPTIONAL: Final = ("test_advice", "sex", "origin", "pupils_lo", "pupils_hi")

SCHOOL_COLUMNS: Final = frozenset(
    fold(name)
    for name in (
        "school",
        "school_code",
        "school_name",
        "schoolnaam",
        "schoolcode",
        "brin",
        "brin nummer",
        "brinnummer",
        "brin6",
        "instellingscode",
        "instellingsnaam",
        "vestiging",
        "vestigingscode",
        "vestigingsnummer",
        "vestigingsnaam",
        "instellingsnaam vestiging",
    )
)
"""Columns that name a school. Beside parental education they are refused: METHOD 3.3, rule 7."""

_PARENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{fold(code): code for code in (*domain.PARENTAL_CLASSES, domain.UNKNOWN_EDUCATION)},
        "maximaal_mbo_1": "max_mbo1",
        "max_mbo_1": "max_mbo1",
        "basisonderwijs_vmbo_mbo_1": "max_mbo1",
        "basisonderwijs_vmbo_mbo1": "max_mbo1",
        "mbo_2_4_havo_vwo": "mbo2_havo_vwo",
        "mbo2_4_havo_vwo": "mbo2_havo_vwo",
        "havo_vwo_mbo_2_4": "mbo2_havo_vwo",
        "havo_vwo_mbo2_4": "mbo2_havo_vwo",
        "hbo_of_wo": "hbo_wo",
        "hbo_wo": "hbo_wo",
        "niet_bekend": domain.UNKNOWN_EDUCATION,
        "unknown": domain.UNKNOWN_EDUCATION,
    }
)
_MOMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{fold(moment): moment for moment in domain.PLACEMENT_MOMENTS},
        "leerjaar_1": "year1",
        "leerjaar_3": "year3",
        "1": "year1",
        "3": "year3",
    }
)
_ELSEWHERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "leerjaar_1_of_2": "year_1_2",
        "nog_in_leerjaar_1_of_2": "year_1_2",
        "uit_het_vo": "left",
        "niet_meer_in_het_vo": "left",
        "onbekend": "unknown",
    }
)
_SEX: Final[Mapping[str, str]] = MappingProxyType(
    {"all": "all", "totaal": "all", "m": "m", "man": "m", "jongen": "m", "v": "v", "vrouw": "v", "meisje": "v"}
)


@dataclass(frozen=True, slots=True)
class _Cells:
    """How a cell of each column becomes ours; ``None``: it can't be told."""

    column: str
    read: Callable[[str], str | None]


def _area(text: str) -> str | None:
    code = area_of(text)
    known = frozenset().union(*(known_codes(vintage) for vintage in domain.AREA_VINTAGES))
    return code if code in known else None


def _origin(text: str) -> str | None:
    folded = fold(text)
    return "all" if folded == "totaal" else folded if folded[:1].isalpha() else None


_READERS: Final = (
    _Cells("cohort", school_year_of),
    _Cells("area_code", _area),
    _Cells("parental_education", lambda text: _PARENTS.get(fold(text))),
    _Cells("test_advice", advice_of),
    _Cells("advice", advice_of),
    _Cells("moment", lambda text: _MOMENTS.get(fold(text))),
    _Cells("position", lambda text: _ELSEWHERE.get(fold(text)) or placement_of(text)),
    _Cells("sex", lambda text: _SEX.get(fold(text))),
    _Cells("origin", _origin),
)
_DEFAULTS: Final = {"test_advice": None, "sex": "all", "origin": "all"}


def fetch(downloader: Downloader, years: tuple[int, ...]) -> Fetched:
    """Read the file that ``KANSENBEELD_SOURCE_COHORT_FLOW`` names; see ``Source.fetch``.

    ``years`` are those in which the school year of a cohort begins.
    """
    path, file, day = given(downloader, SOURCE, ("csv", "xlsx"))
    frame, ranged = parse(read_table(path, file))
    if years:
        frame = frame[frame["cohort"].str[:4].astype(int).isin(years)].reset_index(drop=True)
        if frame.empty:
            raise SourceError("flow_no_year", file=file, year=str(years[0]))
    vintage, certain = _vintage(frame)
    notes = [Note("flow_rows", {"rows": len(frame), "ranges": ranged, "vintage": str(vintage)})]
    if not certain:
        notes.append(Note("flow_vintage", {"vintage": str(vintage)}))
    description = describe(
        SOURCE.name,
        key="cohort_flow",
        publisher=SOURCE.publisher,
        period=period(list(frame["cohort"])),
        # The file itself is on no address; this is that of the office that keeps the figures.
        sources=((f"Gemeente Amsterdam, Onderzoek en Statistiek, {file}", "https://onderzoek.amsterdam.nl"),),
        retrieved=[day],
        caveats=("flow_raw", "flow_definitions"),
        tables=(
            table(
                "flow",
                COHORT_FLOW,
                "cohort_flow",
                advice_moment="not_stated",
                loc_basis="woon",
                cohort_basis="vanaf_advies",
                parent_edu_def="os_three_classes",
                area_version=str(vintage),
                source="AMS",
            ),
        ),
        licence=("notspecified", "Niet openbaar: eigen gegevens van de gemeente", ""),
    )
    return Fetched(description, {"flow": frame}, tuple(notes))


def read_table(path: Path, file: str) -> Table:
    """Read a CSV (semicolons or commas, UTF-8 or cp1252) or the first sheet of an XLSX as text.

    Raises:
        SourceError: it is neither, or as ``csv_files.read_csv``.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head.startswith(b"PK"):
        line = head.decode("cp1252", "replace").splitlines()[0] if head.strip() else ""
        return read_csv(path, file, ";" if line.count(";") > line.count(",") else ",")
    spreadsheet = read_sheets(path, file)
    rows = next(iter(spreadsheet.rows.values()), [])
    if len(rows) < 2:
        raise SourceError("empty", file=file)
    body = tuple(Row(number, tuple(row)) for number, row in enumerate(rows[1:], start=2) if any(row))
    return Table(file, tuple(rows[0]), body)


def parse(given_table: Table) -> tuple[pd.DataFrame, int]:
    """Return a frame of the contract ``cohort_flow``, and how many of its numbers are ranges.

    Raises:
        SourceError: a school is named beside parental education, a column is missing, a cell can't be told, a number
            is none, or two rows are about the same pupils.
    """
    schools = [name for name in given_table.header if fold(name) in SCHOOL_COLUMNS]
    if schools:
        raise SourceError("flow_school", file=given_table.file, column=schools[0])
    places: dict[str, int | None] = {}
    for column, names in COLUMNS.items():
        wanted = given_table.find if column in OPTIONAL else given_table.column
        places[column] = wanted(*names)
    rows = [_row(given_table, row, places) for row in given_table.rows]
    contract = CONTRACTS[COHORT_FLOW]
    frame = pd.DataFrame(rows, columns=list(contract.columns))
    frame = frame.astype(dict.fromkeys(("pupils", "pupils_lo", "pupils_hi"), "Int64"))
    doubled = frame.duplicated(list(contract.key))
    if doubled.any():
        raise SourceError("flow_twice", file=given_table.file, row=given_table.rows[int(doubled.argmax())].number)
    return frame, int(frame["pupils"].isna().sum())


def _row(given_table: Table, row: Row, places: Mapping[str, int | None]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for reader in _READERS:
        place = places[reader.column]
        text = row.cells[place] if place is not None else ""
        # "geen" and "onbekend" are answers; only an optional column may be empty.
        if text == "" and reader.column in _DEFAULTS:
            cells[reader.column] = _DEFAULTS[reader.column]
            continue
        found = reader.read(text)
        if found is None and place is not None:
            raise given_table.wrong(row, place)
        cells[reader.column] = found
    return cells | _numbers(given_table, row, places)


def _numbers(given_table: Table, row: Row, places: Mapping[str, int | None]) -> dict[str, int | None]:
    """The number, or the range of a hidden one: ``<10`` is 1 to 9."""
    texts = {
        name: row.cells[place] for name in ("pupils", "pupils_lo", "pupils_hi") if (place := places[name]) is not None
    }
    number = texts["pupils"]
    if number.isascii() and number.isdigit():
        return {"pupils": int(number), "pupils_lo": None, "pupils_hi": None}
    hidden = range_of(number)
    ends = (texts.get("pupils_lo", ""), texts.get("pupils_hi", ""))
    if hidden is None and is_missing(number) and all(end.isascii() and end.isdigit() for end in ends):
        hidden = int(ends[0]), int(ends[1])
    if hidden is None or hidden[0] > hidden[1]:
        raise given_table.wrong(row, places["pupils"] or 0)
    return {"pupils": None, "pupils_lo": hidden[0], "pupils_hi": hidden[1]}


def _vintage(frame: pd.DataFrame) -> tuple[int, bool]:
    """The division of areas of a file, and whether its codes say so.

    Districts alone fit both divisions. All of them without Weesp are taken for those of 2015, and this is reported.
    """
    try:
        found = vintage_of(frame["area_code"])
    except ValueError:
        raise SourceError("two_divisions", period="cohort_flow") from None
    return (found, True) if found else (domain.AREA_VINTAGES[0], False)


SOURCE: Final = Source(name=COHORT_FLOW, publisher="Gemeente Amsterdam", base="", years=(), fetch=fetch)
"""The municipality's own file; nobody publishes it."""
