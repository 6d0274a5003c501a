"""A file that is not taken any further, as the check that says so."""

from __future__ import annotations

from kansenbeeld.datasets.untrusted.refused import RefusedError
from kansenbeeld.screening.report import Check, Place, Result
from kansenbeeld.store.errors import ScratchError


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
