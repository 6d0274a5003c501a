"""Read a publisher's spreadsheet as text, in a process of its own: a workbook may be made to eat memory."""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kansenbeeld.datasets.untrusted import zips
from kansenbeeld.datasets.untrusted.limits import MEGABYTE, Limits
from kansenbeeld.datasets.untrusted.refused import RefusedError
from kansenbeeld.datasets.untrusted.workbooks import WrittenSheet, write_sheets
from kansenbeeld.sources.errors import SourceError

LIMITS: Final = replace(Limits(), unpacked_bytes=500 * MEGABYTE)
MOST_CELLS: Final = 5_000_000
"""Of one sheet; the largest that we know of has some tens of thousands."""

_TOO_MUCH: Final = ("zip_bomb", "zip_files", "workbook_too_wide", "sheets")


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """The sheets of a workbook that were asked.

    Attributes:
        names: of all sheets, in order.
        rows: by name of a sheet, its rows from the first on, each with as many cells; an empty cell is empty text.
    """

    names: tuple[str, ...]
    rows: Mapping[str, list[list[str]]]


def read_sheets(path: Path, file: str, *names: str, limits: Limits = LIMITS) -> Spreadsheet:
    """Return the sheets of an XLSX with these names, the first sheet where none is named.

    Args:
        path: the workbook.
        file: its name, for sentences.
        names: those that are not there are left out.
        limits: how much it may hold.

    Raises:
        SourceError: ``spreadsheet`` where it can't be opened, ``spreadsheet_size`` where it holds too much.
    """
    try:
        zips.measure(path, limits)
        with tempfile.TemporaryDirectory(prefix="kansenbeeld-") as folder:
            sheets = write_sheets(path, "xlsx", Path(folder), limits)
            wanted = [sheet for sheet in sheets if sheet.name in names] if names else list(sheets[:1])
            rows = {sheet.name: _rows(sheet, file) for sheet in wanted}
    except RefusedError as error:
        raise SourceError("spreadsheet_size" if error.code in _TOO_MUCH else "spreadsheet", file=file) from error
    return Spreadsheet(tuple(sheet.name for sheet in sheets), MappingProxyType(rows))


def _rows(sheet: WrittenSheet, file: str) -> list[list[str]]:
    if sheet.rows * sheet.columns > MOST_CELLS:
        raise SourceError("spreadsheet_size", file=file)
    if not sheet.rows:
        return []
    try:
        with sheet.path.open(encoding="utf-8", newline="") as lines:
            return [[sys.intern(cell.strip()) for cell in row] for row in csv.reader(lines)]
    except csv.Error as error:
        # A cell of more than 131,072 letters.
        raise SourceError("spreadsheet_size", file=file) from error
