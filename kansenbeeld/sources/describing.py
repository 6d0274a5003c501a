"""What a reader must know of a dataset that a connector made: the texts of the catalogues, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from kansenbeeld import domain
from kansenbeeld.datasets.descriptions import Description, TableDescription, Texts
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.sources.source import said

CC0: Final = ("CC0-1.0", "Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
"""Short name, words and address of a licence."""

CHIPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rule": "none",
        "advice_moment": "none",
        "havo_cut": "none",
        "loc_basis": "none",
        "cohort_basis": "school_year",
        "parent_edu_def": "none",
        "area_version": "none",
    }
)
"""The chips of a table that says nothing special; ``source`` and what differs come on top."""


def both(key: str, **values: Any) -> Texts:
    """Return the text ``sources.<key>`` of the catalogues in both languages, with values as ``said`` writes them."""
    texts: dict[str, str] = {}
    for code in LANGUAGES:
        words = language(code)
        texts[code] = words.text(f"sources.{key}", **said(values, words))
    return texts


def period(years: Sequence[str]) -> Texts:
    """Return years or school years as a period: ``2019/20 tot en met 2024/25``. Expects at least one."""
    first, last = min(years), max(years)
    if first == last:
        return dict.fromkeys(LANGUAGES, first)
    return both("period", first=first, last=last)


def table(name: str, contract: str, key: str, **chips: str) -> TableDescription:
    """Return the description of a table with figures as its publisher printed them.

    Args:
        name, contract: of the table.
        key: its title is the text ``sources.<key>.table``.
        chips: at least ``source``; the others as in ``CHIPS`` where left out.
    """
    status: domain.Status = "gepubliceerd"
    return TableDescription(name, contract, both(f"{key}.table"), status, {**CHIPS, **chips})


def describe(
    name: str,
    *,
    key: str,
    publisher: str,
    period: Texts,
    sources: tuple[tuple[str, str], ...],
    retrieved: Sequence[date],
    caveats: Sequence[str],
    tables: tuple[TableDescription, ...],
    licence: tuple[str, str, str] = CC0,
) -> Description:
    """Return the description of a dataset.

    Args:
        name: of the dataset.
        key: its title is the text ``sources.<key>.title``, its place ``sources.<key>.place``.
        publisher, period, sources, tables: as in ``Description``.
        retrieved: the days of its files; the earliest counts.
        caveats: keys of texts, ``sources.caveat.<caveat>``.
        licence: short name, words and address.
    """
    return Description(
        name=name,
        title=both(f"{key}.title"),
        publisher=publisher,
        period=period,
        place=both(f"{key}.place"),
        licence_name=licence[0],
        licence_title=licence[1],
        licence_url=licence[2],
        sources=sources,
        retrieved=min(retrieved),
        caveats=tuple(both(f"caveat.{caveat}") for caveat in caveats),
        tables=tables,
    )
