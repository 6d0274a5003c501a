"""A file that is not taken any further."""

from __future__ import annotations


class RefusedError(Exception):
    """Why a file is not read: a code, where, and the values that a sentence about it names."""

    def __init__(self, code: str, *, row: int | None = None, column: str = "", **details: object) -> None:
        super().__init__(code, row, details)
        self.code = code
        self.row = row
        self.column = column
        self.details = details
