"""The datasets of a data version as a reader finds them: described, with caveats and definitions."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass

import pandas as pd

from kansenbeeld.findings.areas import area_names
from kansenbeeld.findings.finding import Chip
from kansenbeeld.findings.provenance import caveats, chip_texts
from kansenbeeld.language import Language
from kansenbeeld.store import Snapshot

OUTLINES = "outlines"


@dataclass(frozen=True, slots=True)
class TableInfo:
    """One table of a dataset: its names, contract, title and definitions."""

    dataset: str
    resource: str
    contract: str
    title: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """A dataset as a reader finds it."""

    name: str
    title: str
    publisher: str
    period: str
    place: str
    licence: str
    licence_url: str
    sources: tuple[tuple[str, str], ...]
    retrieved: dt.date
    caveats: tuple[str, ...]
    tables: tuple[TableInfo, ...]


def datasets(snapshot: Snapshot, language: Language) -> tuple[DatasetInfo, ...]:
    """Return every dataset in the reader's language, by name."""
    code = language.code
    tables = [
        TableInfo(
            row["dataset"],
            row["resource"],
            row["contract"],
            row[f"title_{code}"],
            chip_texts(snapshot, language, (row["dataset"], row["resource"])),
        )
        for row in snapshot.rows("resources")
        if row["contract"] != OUTLINES
    ]
    sources = snapshot.rows("sources")
    return tuple(
        DatasetInfo(
            name=row["dataset"],
            title=row[f"title_{code}"],
            publisher=row["publisher"],
            period=row[f"period_{code}"],
            place=row[f"place_{code}"],
            licence=row["licence"],
            licence_url=row["licence_url"],
            sources=tuple((one["title"], one["url"]) for one in sources if one["dataset"] == row["dataset"]),
            retrieved=row["retrieved"],
            caveats=caveats(snapshot, language, row["dataset"]),
            tables=tuple(table for table in tables if table.dataset == row["dataset"]),
        )
        for row in snapshot.rows("datasets")
    )


@functools.lru_cache(maxsize=64)
def holds_practice(snapshot: Snapshot) -> bool:
    """Whether a data version holds invented figures, which the names of their datasets say: ``practice_...``."""
    return any(str(row["dataset"]).startswith("practice") for row in snapshot.rows("datasets"))


def single_figures(snapshot: Snapshot, language: Language) -> pd.DataFrame:
    """Return the single published figures as texts; a figure that was printed in words is preceded by "about"."""
    code = language.code
    names = area_names(snapshot, language)
    rows = snapshot.rows("rows_single_figures", dataset="single_figures", resource="figures")
    return pd.DataFrame(
        {
            language.text("column.measure"): row[f"measure_{code}"],
            language.text("column.area"): names.get(row["area_code"], row["area_code"]),
            language.text("column.period"): row[f"period_{code}"],
            language.text("column.parents"): language.text(f"parents.{row['parental_education']}"),
            language.text("column.value"): figure(row, language),
            language.text("column.publisher"): row["publisher"],
        }
        for row in rows
    )


def figure(row: dict[str, object], language: Language) -> str:
    """Write one single figure with its unit; what was printed in words stays in those words, never exact."""
    value = float(str(row["value"]))
    written = language.percent(value) if row["unit"] == "percent" else language.number(value)
    if row["precision"] != "in_words":
        return written
    words, about = row[f"printed_{language.code}"], language.text("value.about", value="").strip()
    # Where nothing is known of the words but that they were words, or only that they said "about".
    return words if isinstance(words, str) and words not in ("", about) else language.text("value.about", value=written)


def area_changes(snapshot: Snapshot, language: Language) -> pd.DataFrame:
    """Return the changes between the divisions of 2015 and 2022 that have an explanation, as texts."""
    names = area_names(snapshot, language)
    rows = snapshot.rows("rows_area_changes", dataset="geo", resource="area_changes")
    return pd.DataFrame(
        {
            language.text("column.from_area"): _named(row["from_code"], names),
            language.text("column.to_area"): _named(row["to_code"], names),
            language.text("column.change"): row[f"note_{language.code}"],
        }
        for row in rows
        if row[f"note_{language.code}"]
    )


def _named(code: str, names: dict[str, str]) -> str:
    """Return the name of an area with its code, a dash where a division has no such area."""
    return f"{names.get(code, code)} ({code})" if code else "–"
