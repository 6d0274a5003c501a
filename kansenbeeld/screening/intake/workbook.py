"""Workbooks: choose the sheet with the table, and load it as text with the row numbers of the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kansenbeeld.datasets.untrusted.limits import Limits
from kansenbeeld.datasets.untrusted.refused import RefusedError
from kansenbeeld.datasets.untrusted.workbooks import write_sheets
from kansenbeeld.screening.intake import header


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as plain CSV.

    Attributes:
        name: as the workbook has it.
        path: the CSV, one record per row of the sheet from its first row on.
        columns: the number of cells in each record.
        header: the names of the columns.
        header_row: the row in which they stand.
        others: the names of the other sheets with data.
    """

    name: str
    path: Path
    columns: int
    header: tuple[str, ...]
    header_row: int
    others: tuple[str, ...]


def read_sheet(path: Path, kind: str, folder: Path, limits: Limits) -> Sheet:
    """Write the sheets of a workbook into ``folder`` and return the one that holds the table.

    That is the only one with data, or else the one whose header is most like a contract, the first of equals.

    Raises:
        RefusedError: ``workbook_broken``, ``workbook_too_wide``, ``sheets``, ``no_header`` and ``columns``.
    """
    filled = [(number, sheet) for number, sheet in enumerate(write_sheets(path, kind, folder, limits)) if sheet.rows]
    if not filled:
        raise RefusedError("no_header")
    number, chosen = max(filled, key=lambda one: (_likeness(one[1].head), -one[0]))
    row = header.header_row(chosen.head)
    return Sheet(
        name=chosen.name,
        path=chosen.path,
        columns=chosen.columns,
        header=header.names(chosen.head[row - 1]),
        header_row=row,
        others=tuple(sheet.name for other, sheet in filled if other != number),
    )


def _likeness(head: Sequence[Sequence[str]]) -> int:
    try:
        return header.likeness(header.names(head[header.header_row(head) - 1]))
    except RefusedError:
        return -1
