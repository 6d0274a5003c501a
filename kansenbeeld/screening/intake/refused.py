"""A file that is not taken any further, as the check that says so."""

from __future__ import annotations

from kansenbeeld.screening.report import Check, Place, Result
from kansenbeeld.store.scratch import ScratchError


class RefusedError(Exception):
    """Why a file is not read: the code of a check of stage ``file``, where, and the values that its sentence names."""

    def __init__(self, code: str, *, row: int | None = None, column: str = "", **details: object) -> None:
        super().__init__(code, row, details)
        self.code = code
        self.row = row
        self.column = column
        self.details = details


def from_scratch(error: ScratchError) -> RefusedError:
    """Return what the database could not take as a refusal; a message of the database is not shown to people."""
    details = {name: value for name, value in error.details.items() if name not in ("message", "column")}
    code = "broken" if error.code == "query" else error.code
    return RefusedError(code, row=error.row, column=str(error.details.get("column", "")), **details)


def check(file: str, code: str, result: Result, *, sheet: str = "", row: int | None = None, **details: object) -> Check:
    """Return a check of stage ``file``."""
    return Check("file", f"file.{code}", result, Place(file, sheet, row), details)


def failed(file: str, error: RefusedError, sheet: str = "") -> Check:
    """Return a refusal as a check that failed."""
    return Check("file", f"file.{error.code}", "fail", Place(file, sheet, error.row, error.column), error.details)
