"""Read a publisher's CSV as text: whatever its encoding, its quotes, and the spelling of its header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kansenbeeld.datasets.labels import fold
from kansenbeeld.sources.errors import SourceError

_ENCODINGS: Final = ("utf-8-sig", "cp1252")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet counts, and its cells without blanks around them."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text as it stands in a file.

    Attributes:
        file: its name, for sentences.
        header: as printed.
        rows: below the header, each with as many cells.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def find(self, *spellings: str) -> int | None:
        """Return the place of the column that has one of these names, told apart as ``labels.fold`` does."""
        names = [fold(name) for name in self.header]
        return next((names.index(name) for name in map(fold, spellings) if name in names), None)

    def column(self, *spellings: str) -> int:
        """Return the place of a column.

        Raises:
            SourceError: there is none of these names.
        """
        found = self.find(*spellings)
        if found is None:
            raise SourceError("header", file=self.file, column=spellings[0])
        return found

    def where(self, index: int, values: frozenset[str]) -> Iterator[Row]:
        """Return the rows that have one of these values in a column."""
        return (row for row in self.rows if row.cells[index] in values)

    def wrong(self, row: Row, index: int) -> SourceError:
        """Return the error that a cell is not what it should be."""
        return SourceError("cell", file=self.file, row=row.number, column=self.header[index], value=row.cells[index])


def read_csv(path: Path, file: str, delimiter: str = ";") -> Table:
    """Read a CSV file.

    Args:
        path: the file.
        file: its name, for sentences.
        delimiter: between columns.

    Raises:
        SourceError: it is neither UTF-8 nor cp1252, has no rows, two columns of one name, a row with more or fewer
            cells than the header, or quotation marks that don't match.
    """
    text = _decoded(path.read_bytes(), file)
    if delimiter not in text.partition("\n")[0]:
        raise SourceError("delimiter", file=file, delimiter=delimiter)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = tuple(name.strip() for name in next(lines, []))
        names = [fold(name) for name in header]
        double = next((name for place, name in enumerate(header) if fold(name) in names[:place]), None)
        if double is not None:
            raise SourceError("double_column", file=file, column=double)
        rows = []
        for cells in lines:
            if not cells:
                continue
            if len(cells) != len(header):
                raise SourceError("cells", file=file, row=lines.line_num, cells=len(cells), columns=len(header))
            rows.append(Row(lines.line_num, tuple(cell.strip() for cell in cells)))
    except csv.Error as error:
        raise SourceError("quotes", file=file, row=lines.line_num) from error
    if not rows:
        raise SourceError("empty", file=file)
    return Table(file, header, tuple(rows))


def _decoded(body: bytes, file: str) -> str:
    for encoding in _ENCODINGS:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError("encoding", file=file)
