"""Where tests publish, and what they change in a table."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Callable
from pathlib import Path

from kansenbeeld.publishing.publishing import Publishing

DATASET = "kco_outcomes"
Row = dict[str, str]


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a test publishes: a database, a folder of editions, a store, the shipped data."""

    url: str
    editions: Path
    store: Path
    shipped: Path

    def open(self) -> Publishing:
        """Open the history, as another process would."""
        return Publishing(self.url, editions=self.editions, store=self.store, shipped=self.shipped)


def rewritten(folder: Path, table: str, change: Callable[[Row], Row | None]) -> None:
    """Change each row of a table; a row for which there is ``None`` is left out."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for old in rows if (row := change(dict(old))) is not None)


def lower(row: Row) -> Row:
    if row["grp"] == "geen_hbo_wo":
        row["percentage"] = str(round(float(row["percentage"]) * 0.6, 2))
    return row


def other(row: Row) -> Row | None:
    if row["percentage"] == "85.25":
        row["percentage"] = "85.24"
    return row
