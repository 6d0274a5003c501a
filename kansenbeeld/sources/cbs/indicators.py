"""Bring a table of StatLine to the contract ``context_indicators``, its columns found by title.

The codes of indicators are the titles that CBS prints, so that nothing is renamed and nothing is guessed:
``Leerlingen`` of ``Vmbo-g/t`` becomes ``cbs_leerlingen__vmbo_g_t``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.datasets.labels import CBS_AREAS, fold
from kansenbeeld.sources.cbs.odata import Dimension, StatlineTable, period_of
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Note

LICENCE: Final = (
    "CC-BY-4.0",
    "Creative Commons Naamsvermelding 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
)

_UNITS: Final[Mapping[str, str]] = {"aantal": "count", "%": "percent"}


@dataclass(frozen=True, slots=True)
class Indicators:
    """What became of a table.

    Attributes:
        frame: the contract ``context_indicators``.
        notes: what was left out.
    """

    frame: pd.DataFrame
    notes: tuple[Note, ...]


def total_of(dimension: Dimension) -> str | None:
    """Return the code of the total of a dimension: the only one whose title begins with ``Totaal``, else ``None``."""
    found = [code for code, title in dimension.titles.items() if fold(title).split("_")[0] == "totaal"]
    return found[0] if len(found) == 1 else None


def indicators(
    table: StatlineTable, *, only: Mapping[str, frozenset[str]], years: tuple[int, ...], areas: frozenset[str]
) -> Indicators:
    """Return the figures of a table by area and period.

    Args:
        table: as read.
        only: codes to keep, by the name of a dimension; such a dimension does not come into the code of an
            indicator where one code is kept.
        years: in which a school year begins, or calendar years; empty: all.
        areas: our codes of areas to keep. A table without regions is about the Netherlands.

    Raises:
        SourceError: the table has no time, a unit that is not ours in every measure, or nothing that is asked.
    """
    time, geo = table.dimension("time"), table.dimension("geo")
    if time is None:
        raise SourceError("cbs_dimensions", table=table.name, kind="time", count=0)
    rows = table.rows.assign(period=table.rows[time.name].map(period_of))
    without_period = int(rows["period"].isna().sum())
    rows["area_code"] = rows[geo.name].map(CBS_AREAS) if geo is not None else domain.COUNTRY
    rows = rows[rows["period"].notna() & rows["area_code"].isin(areas)]
    if years:
        rows = rows[rows["period"].str[:4].astype(int).isin(years)]
    for name, codes in only.items():
        rows = rows[rows[name].isin(codes)]
    rows = _one_split(rows, table, only)
    found, skipped = _long(rows, table, only)
    if found.empty:
        raise SourceError("cbs_nothing", table=table.name)
    notes = (
        Note("cbs_rows", {"table": table.name, "rows": len(found)}),
        *((Note("cbs_other_periods", {"table": table.name, "rows": without_period}),) if without_period else ()),
        *((Note("cbs_units", {"table": table.name, "measures": ", ".join(skipped)}),) if skipped else ()),
    )
    return Indicators(found, notes)


def _one_split(rows: pd.DataFrame, table: StatlineTable, only: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    """Keep rows that split by one background at most: of the others the total."""
    away = pd.Series(0, index=rows.index)
    for dimension in table.dimensions:
        total = total_of(dimension)
        if dimension.kind == "other" and dimension.name not in only and total is not None:
            away = away + rows[dimension.name].ne(total).astype(int)
    return rows[away <= 1]


def _long(
    rows: pd.DataFrame, table: StatlineTable, only: Mapping[str, frozenset[str]]
) -> tuple[pd.DataFrame, list[str]]:
    """One row per measure, and the titles of measures in units that we have not."""
    named = pd.Series("", index=rows.index, dtype="object")
    for dimension in table.dimensions:
        if dimension.kind == "other" and len(only.get(dimension.name, ())) != 1:
            total = total_of(dimension)
            codes = {code: "" if code == total else f"__{fold(title)}" for code, title in dimension.titles.items()}
            named = named + rows[dimension.name].map(codes)
    parts, skipped = [], []
    for measure, title in table.measures.items():
        unit = _UNITS.get(table.units.get(measure, "").casefold())
        if unit is None:
            skipped.append(title)
            continue
        part = rows[["period", "area_code"]].assign(
            indicator=f"cbs_{fold(title)}" + named, unit=unit, value=rows[measure]
        )
        parts.append(part[part["value"].notna()])
    if not parts:
        raise SourceError("cbs_units", table=table.name, measures=", ".join(skipped)[:200])
    found = pd.concat(parts, ignore_index=True).assign(value_lo=None, value_hi=None)
    if found.duplicated(["period", "area_code", "indicator"]).any():
        raise SourceError("cbs_twice", table=table.name)
    return found.reset_index(drop=True), skipped


def dimension_with(table: StatlineTable, wanted: Any, what: str) -> tuple[Dimension, frozenset[str]]:
    """Return the only dimension with titles that answer to something, and the codes of those titles.

    Args:
        table: as read.
        wanted: says of a title whether it is meant.
        what: the thing meant, for the sentence.

    Raises:
        SourceError: no dimension has such titles, or several have.
    """
    found = []
    for dimension in table.dimensions:
        codes = frozenset(code for code, title in dimension.titles.items() if wanted(title))
        if dimension.kind == "other" and codes:
            found.append((dimension, codes))
    if len(found) != 1:
        raise SourceError("cbs_titles", table=table.name, what=what, count=len(found))
    return found[0]
