"""Whether two datasets say the same thing, so that pupils would be counted twice or a line drawn double."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from kansenbeeld.datasets.contracts import CONTRACTS, OUTLINES
from kansenbeeld.datasets.packages import Package, Resource, read_packages
from kansenbeeld.domain import CHIPS
from kansenbeeld.publishing.errors import PublishError

_ONE_EACH: Final = ("areas", "area_changes", OUTLINES)
"""Kinds of tables that all datasets lean on, so that two datasets with one would each be half right."""

_ONCE: Final[Mapping[str, tuple[str, ...]]] = {
    # By school, and not by advice: half of the advices of a school in each dataset would be two halves of a whole.
    "school_advice": ("school_year", "school_code", "school_type"),
    "school_positions": CONTRACTS["school_positions"].key,
    "schools": CONTRACTS["schools"].key,
    "context_indicators": ("period", "area_code", "indicator"),
    "outcome_shares": CONTRACTS["outcome_shares"].key,
}
"""Kinds of tables of which questions take the rows of every dataset together, and what may be in one of them only."""

_ALIKE: Final[Mapping[str, tuple[str, ...]]] = {"context_indicators": ("area_version",), "outcome_shares": CHIPS}
"""The definition chips that must be the same before two tables are about the same thing."""


def refuse_doubles(data: Path) -> None:
    """Refuse a folder of datasets of which two hold what only one may hold.

    Raises:
        PublishError: ``two_of_one`` or ``double``; the sentence names both datasets.
        DatasetError: the metadata of a dataset can't be read.
    """
    packages = read_packages(data)
    _refuse_two_of_one(packages)
    for kind, columns in _ONCE.items():
        tables = [one for package in packages for one in package.resources if one.contract == kind]
        pairs = [(a, b) for a, b in itertools.combinations(tables, 2) if a.dataset != b.dataset and _alike(a, b)]
        keys = {one: _keys(one, columns) for pair in pairs for one in pair}
        for one, other in pairs:
            both = keys[one].intersection(keys[other])
            if len(both):
                row = ", ".join(str(value) for value in both.sort_values()[0])
                raise PublishError("double", one=one.dataset, other=other.dataset, row=row, rows=len(both))


def _refuse_two_of_one(packages: tuple[Package, ...]) -> None:
    for kind in _ONE_EACH:
        holders = [one.name for one in packages if any(resource.contract == kind for resource in one.resources)]
        if len(holders) > 1:
            raise PublishError("two_of_one", contract=kind, datasets=", ".join(holders))


def _alike(one: Resource, other: Resource) -> bool:
    return all(one.chips[chip] == other.chips[chip] for chip in _ALIKE.get(one.contract, ()))


def _keys(table: Resource, columns: tuple[str, ...]) -> pd.MultiIndex:
    """Return what the rows of a table are about; the table was held against its contract when it was taken in."""
    frame = pd.read_csv(table.path, dtype=str, keep_default_na=False, usecols=list(columns), encoding="utf-8-sig")
    return pd.MultiIndex.from_frame(frame[list(columns)].drop_duplicates())
