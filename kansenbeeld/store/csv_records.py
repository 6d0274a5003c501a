"""Read a CSV file record by record, slowly and surely: what the fast reader can't place is named here by its row."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kansenbeeld.store import csv_lines
from kansenbeeld.store.errors import ScratchError

BLANKS: Final = " \t\r\n\v\f\u00a0\u2007\u202f\ufeff"
"""What is taken off around a value: blanks, line ends, no-break spaces, and a stray byte order mark."""


def records(
    path: Path, delimiter: str, columns: int, header_row: int, lines: csv_lines.Lines
) -> Iterator[tuple[int, list[str]]]:
    """Yield the records below the header one by one, slowly and surely, with the number of their row."""
    row = 0
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            for row, cells in enumerate(_reader(file, delimiter), start=1):
                if lines.nul and any("\0" in cell for cell in cells):
                    raise ScratchError("nul", row)
                if not all(map(_is_utf8, cells)):
                    raise ScratchError("not_utf8", row)
                if row <= header_row or not cells or (len(cells) == 1 < columns and not cells[0].strip(BLANKS)):
                    continue
                if len(cells) != columns:
                    raise ScratchError("ragged", row, cells=len(cells), columns=columns)
                yield row, cells
    except csv.Error as error:
        raise ScratchError(_quote_fault(str(error)), row + 1) from error


def delimiters_above(path: Path, delimiter: str, header_row: int) -> int:
    """Return how many delimiters stand in the header and above it; -1 where these can't be read."""
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            head = itertools.islice(_reader(file, delimiter), header_row)
            return sum(max(len(cells) - 1, 0) for cells in head)
    except csv.Error:
        return -1


def _is_utf8(cell: str) -> bool:
    """Whether a cell holds no byte that could not be read; such a byte is kept as a lone surrogate."""
    return cell.isascii() or not any("\udc80" <= sign <= "\udcff" for sign in cell)


def _reader(file: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Read records one by one, strictly; a blank before a quote is no part of a value, as for DuckDB."""
    return csv.reader(file, delimiter=delimiter, skipinitialspace=True, strict=True)


def _quote_fault(message: str) -> str:
    if "unexpected end of data" in message:
        return "unclosed_quote"
    return "cell_too_long" if "field larger" in message else "stray_quote"
