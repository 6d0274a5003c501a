"""Step 4: the table as readers will get it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from kansenbeeld.language import Language

if TYPE_CHECKING:
    from kansenbeeld.datasets.fields import Contract

FIRST_ROWS: Final = 20
_YEARS: Final[tuple[str, ...]] = ("school_year", "cohort", "period", "cohort_year", "year")
_AREAS: Final[tuple[str, ...]] = ("area_code",)


@dataclass(frozen=True, slots=True)
class Overview:
    """What a table holds.

    Attributes:
        first: its first rows, every value as it is written.
        rows: number of rows.
        years: school years, cohorts or periods, in order.
        areas: number of areas, ``None`` where the table has none.
    """

    first: pd.DataFrame
    rows: int
    years: tuple[str, ...]
    areas: int | None


def overview(table: Path, contract: Contract) -> Overview:
    """Return what a table in the form of its contract holds.

    Args:
        table: CSV, UTF-8, commas, decimal points, the columns of the contract.
        contract: its contract.
    """
    first = pd.read_csv(table, dtype=str, keep_default_na=False, nrows=FIRST_ROWS)
    wanted = [name for name in (*_YEARS, *_AREAS) if name in contract.columns] or [contract.columns[0]]
    return _of(first, pd.read_csv(table, dtype="category", keep_default_na=False, usecols=wanted))


def of_frame(frame: pd.DataFrame) -> Overview:
    """Return what a frame holds."""
    return _of(frame.head(FIRST_ROWS), frame)


def _of(first: pd.DataFrame, rows: pd.DataFrame) -> Overview:
    year = next((name for name in _YEARS if name in rows.columns), None)
    area = next((name for name in _AREAS if name in rows.columns), None)
    years = () if year is None else tuple(sorted(str(value) for value in rows[year].dropna().unique() if value))
    return Overview(first, len(rows), years, None if area is None else int(rows[area].nunique()))


def show(found: Overview, words: Language) -> None:
    """Show the first rows, and how many rows, years and areas there are."""
    parts = [words.text("datasets.preview.rows", number=words.number(found.rows))]
    if found.years:
        parts.append(years_text(found.years, words))
    if found.areas is not None:
        parts.append(words.text("datasets.preview.areas", number=words.number(found.areas)))
    st.markdown(" · ".join(parts))
    st.dataframe(
        found.first, hide_index=True, key="datasets_preview", height="content" if len(found.first) < 8 else 320
    )
    st.caption(words.text("datasets.preview.note", number=words.number(len(found.first))))


def years_text(years: tuple[str, ...], words: Language) -> str:
    """Say which years a table has: each of few, else the first, the last and how many."""
    if len(years) <= 3:
        return words.text("datasets.preview.years.few", years=words.listed(years))
    return words.text("datasets.preview.years.many", first=years[0], last=years[-1], number=words.number(len(years)))
