"""A table on its way through screening: as it was given, and with the types of its contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kansenbeeld.datasets.fields import Contract
from kansenbeeld.screening.report import Place

if TYPE_CHECKING:
    from kansenbeeld.store.scratch import Scratch


@dataclass(frozen=True, slots=True)
class Given:
    """A file that could be read, as text.

    In ``scratch`` it is the table ``given``: ``row`` (bigint, as a spreadsheet counts) and ``c0`` ... ``cN`` (text,
    empty text where a cell is empty, blanks around a value taken off).

    Attributes:
        file, sheet: as in ``Place``.
        header: the names of ``c0`` ... ``cN`` as the file has them.
        header_row: the row in which they stand.
        rows: number of rows below it.
    """

    scratch: Scratch
    file: str
    sheet: str
    header: tuple[str, ...]
    header_row: int
    rows: int

    def place(self, row: int | None = None, column: str = "", value: object = "") -> Place:
        """Return a place in this file; the value is shortened to 40 characters and kept on one line."""
        text = "".join(sign if sign.isprintable() else " " for sign in str(value))
        short = text if len(text) <= 40 else f"{text[:40]}..."
        return Place(self.file, self.sheet, row, column, short)


@dataclass(frozen=True, slots=True)
class Typed:
    """A table that fits its contract column by column.

    In ``scratch`` it is the table ``typed``: ``row`` and the columns of the contract under their own names,
    ``varchar`` (of few codes an ``enum`` of them, which reads as text), ``bigint`` or ``double``, with our codes (an
    advice of any vintage is one of ``domain.ADVICES``) and null where empty.

    Attributes:
        given: the file.
        contract: what it was held against.
        columns: column of the contract to the name that the file gives it, for places.
    """

    given: Given
    contract: Contract
    columns: Mapping[str, str]

    @property
    def scratch(self) -> Scratch:
        """Where the table is."""
        return self.given.scratch

    def place(self, row: int | None = None, column: str = "", value: object = "") -> Place:
        """Return a place; ``column`` is one of the contract and is written as the file has it."""
        return self.given.place(row, self.columns.get(column, column), value)
