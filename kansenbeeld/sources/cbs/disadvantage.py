"""Disadvantage scores of primary schools (CBS), a spreadsheet per year, brought to districts by where schools stand.

The first sheet with figures has scores with a threshold, the second without; what a sheet says in its own title rows
comes first. The third row above the figures is the header, an empty row may follow it. The first three columns are the
code of the school, its pupils and its score; a file that has others there is refused.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from kansenbeeld import domain, paths
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.labels import fold, is_missing, school_code_of
from kansenbeeld.sources.cbs.indicators import LICENCE
from kansenbeeld.sources.describing import describe, table
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.given_files import given
from kansenbeeld.sources.source import Fetched, Note, Source
from kansenbeeld.sources.spreadsheets import read_sheets

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

SHEETS: Final = {"Tabel 1": "disadvantage_score_per_pupil_threshold", "Tabel 2": "disadvantage_score_per_pupil"}
"""The sheets with figures, and the indicator that each holds unless its title says otherwise."""

_HEADER: Final = 3
"""Rows above the header."""

_COLUMNS: Final = ("vestiging", "leerling", "score")
"""A word in the title of each of the first three columns."""

_DAY: Final = re.compile(r"1\s+(oktober|februari)\s+(\d{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of schools on one day.

    Attributes:
        school_year: of the day on which pupils were counted.
        frame: ``school_code``, ``indicator``, ``pupils`` (number of pupils) and ``score`` (sum over pupils).
        hidden: rows without a score.
    """

    school_year: str
    frame: pd.DataFrame
    hidden: int


def fetch(downloader: Downloader, years: tuple[int, ...]) -> Fetched:
    """Read the file that ``KANSENBEELD_SOURCE_CBS_DISADVANTAGE`` names and aggregate it; see ``Source.fetch``.

    Districts come from the lists of schools that were fetched or added before; without them there is nothing to give.
    """
    path, file, day = given(downloader, SOURCE, ("xlsx",))
    scores = read_scores(path, file)
    schools = placed_schools()
    if schools.empty:
        raise SourceError("disadvantage_no_schools", file=file)
    frame, notes = by_district(scores, schools)
    vintage = int(schools["area_vintage"].max())
    described = table(
        "district",
        "context_indicators",
        "cbs_disadvantage",
        loc_basis="po_school",
        area_version=str(vintage),
        source="CBS",
    )
    description = describe(
        SOURCE.name,
        key="cbs_disadvantage",
        publisher=SOURCE.publisher,
        period=dict.fromkeys(("nl", "en"), scores.school_year),
        sources=((f"CBS, achterstandsscores per school ({file})", "https://www.cbs.nl"),),
        retrieved=[day],
        caveats=("disadvantage_school", "disadvantage_score", "disadvantage_sum", "disadvantage_two"),
        tables=(replace(described, status="berekend"),),
        licence=LICENCE,
    )
    return Fetched(description, {"district": frame}, notes)


def read_scores(path: Path, file: str) -> Scores:
    """Read the two sheets of a spreadsheet.

    Raises:
        SourceError: a sheet, a column or the day is missing, or a cell is not what it should be.
    """
    sheets = read_sheets(path, file, *SHEETS).rows
    missing = [name for name in SHEETS if name not in sheets]
    if missing:
        raise SourceError("sheet", file=file, sheet=missing[0])
    parts, years, hidden = [], set(), 0
    for name in SHEETS:
        rows = sheets[name]
        said = " ".join(cell for row in rows[:_HEADER] for cell in row)
        years.add(_school_year(said, file, name))
        _check_header(rows[_HEADER] if len(rows) > _HEADER else [], file, name)
        found, empty = _rows(rows[_HEADER + 1 :], file, name)
        parts.append(found.assign(indicator=_indicator(said, name)))
        hidden += empty
    frame = pd.concat(parts, ignore_index=True)
    if len(years) > 1 or frame["indicator"].nunique() < len(SHEETS):
        raise SourceError("sheets_differ", file=file)
    return Scores(years.pop(), frame, hidden)


def placed_schools() -> pd.DataFrame:
    """Return the primary schools with a district, of the data folder and of what was fetched before.

    Columns ``school_code``, ``area_code`` and ``area_vintage``. A dataset that can't be read is not ours to report.
    """
    from kansenbeeld.datasets.packages import DESCRIPTOR, read_package, read_resource

    columns = ["school_code", "area_code", "area_vintage"]
    found = [pd.DataFrame(columns=columns)]
    for folder in (paths.sources_folder() / "datasets", paths.data_folder()):
        for descriptor in sorted(folder.glob(f"*/{DESCRIPTOR}")):
            with contextlib.suppress(DatasetError):
                package = read_package(descriptor.parent)
                lists = [read_resource(one) for one in package.resources if one.contract == "schools"]
                found += [one.loc[one["sector"].eq("po") & one["area_code"].notna(), columns] for one in lists]
    return pd.concat(found, ignore_index=True) if len(found) > 1 else found[0]


def by_district(scores: Scores, schools: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return scores per pupil by district and for the Netherlands, the contract ``context_indicators``.

    Args:
        scores: of all schools in the country.
        schools: of ``placed_schools``; the latest division counts.
    """
    latest = schools[schools["area_vintage"].eq(schools["area_vintage"].max())].drop_duplicates("school_code")
    districts = scores.frame["school_code"].map(latest.set_index("school_code")["area_code"])
    placed = pd.concat(
        [scores.frame.assign(area_code=domain.COUNTRY), scores.frame.assign(area_code=districts)], ignore_index=True
    ).dropna(subset=["area_code"])
    sums = placed.groupby(["area_code", "indicator"], as_index=False)[["pupils", "score"]].sum()
    sums = sums[sums["pupils"] > 0]
    frame = pd.DataFrame(
        {
            "period": scores.school_year,
            "area_code": sums["area_code"],
            "indicator": sums["indicator"],
            "unit": "score",
            "value": (sums["score"] / sums["pupils"]).round(2),
            "value_lo": None,
            "value_hi": None,
        }
    ).reset_index(drop=True)
    matched = int(scores.frame.loc[districts.notna(), "school_code"].nunique())
    notes = (
        Note("disadvantage_rows", {"schools": int(scores.frame["school_code"].nunique()), "hidden": scores.hidden}),
        Note("disadvantage_districts", {"schools": matched, "unmatched": len(latest) - matched}),
    )
    return frame, notes


def _school_year(said: str, file: str, sheet: str) -> str:
    """The school year of the day that the title rows name: October is its beginning, February its second half."""
    days = {(month.casefold(), int(year)) for month, year in _DAY.findall(said)}
    if len(days) != 1:
        raise SourceError("sheet_day", file=file, sheet=sheet)
    month, year = days.pop()
    return domain.school_year(year if month == "oktober" else year - 1)


def _indicator(said: str, sheet: str) -> str:
    words = fold(said)
    if "zonder_drempel" in words:
        return SHEETS["Tabel 2"]
    return SHEETS["Tabel 1"] if "met_drempel" in words or "na_drempel" in words else SHEETS[sheet]


def _check_header(cells: list[str], file: str, sheet: str) -> None:
    titles = [fold(cell) for cell in cells[: len(_COLUMNS)]]
    for place, word in enumerate(_COLUMNS):
        if place >= len(titles) or word not in titles[place]:
            raise SourceError("sheet_column", file=file, sheet=sheet, column=place + 1, word=word)


def _rows(rows: Iterable[list[str]], file: str, sheet: str) -> tuple[pd.DataFrame, int]:
    found, hidden = [], 0
    for number, row in enumerate(rows, start=_HEADER + 2):
        code = school_code_of(row[0])
        if code is None:
            # Below the figures stand notes; above them an empty row. A school has numbers beside it.
            if any(_number(cell) is not None for cell in row[1:3]):
                raise SourceError("sheet_cell", file=file, sheet=sheet, row=number, value=row[0][:40])
            continue
        numbers = [_number(cell) for cell in row[1:3]]
        if any(is_missing(cell) for cell in row[1:3]):
            hidden += 1
        elif numbers[0] is None or numbers[1] is None:
            raise SourceError("sheet_cell", file=file, sheet=sheet, row=number, value=f"{row[1]}, {row[2]}"[:40])
        else:
            found.append((code, numbers[0], numbers[1]))
    frame = pd.DataFrame(found, columns=["school_code", "pupils", "score"])
    if frame.empty:
        raise SourceError("sheet_empty", file=file, sheet=sheet)
    if frame["school_code"].duplicated().any():
        twice = frame.loc[frame["school_code"].duplicated(), "school_code"].iloc[0]
        raise SourceError("sheet_twice", file=file, sheet=sheet, school=twice)
    return frame, hidden


def _number(cell: str) -> float | None:
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        return None
    return number if 0 <= number < math.inf else None


SOURCE: Final = Source(name="cbs_disadvantage", publisher="CBS", base="", years=(), fetch=fetch, hosts=("www.cbs.nl",))
"""Disadvantage scores of primary schools; the address of the file differs per year and is given by a person."""
