"""Find in a typed table the first row that breaks a rule, and make of it one line of the report.

A rule is a question in SQL that gives every row that breaks it: first the row number, then the values that the sentence
names. So two million rows take one pass, and the report keeps one line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kansenbeeld.datasets.descriptions import Description, TableDescription
from kansenbeeld.screening.given import Typed
from kansenbeeld.screening.report import Check, Place, Result, Stage


@dataclass(frozen=True, slots=True)
class Found:
    """The first row that breaks a rule, the values that go with it, and how many rows do."""

    row: int | None
    details: Mapping[str, Any]
    times: int


def first(typed: Typed, sql: str, names: Sequence[str] = (), parameters: Sequence[object] = ()) -> Found | None:
    """Return the first row of what a question gives, or ``None`` where it gives nothing.

    Args:
        typed: the table.
        sql: gives ``row`` and one column for each of ``names``.
        names: how the sentence calls those columns.
        parameters: values of the question.
    """
    question = f"select *, count(*) over () as times from ({sql}) as found order by 1 limit 1"
    rows = typed.scratch.rows(question, parameters)
    if not rows:
        return None
    row, *details, times = rows[0]
    return Found(None if row is None else int(row), dict(zip(names, details, strict=True)), int(times))


def line(
    typed: Typed,
    stage: Stage,
    good: str,
    bad: str,
    found: Found | None,
    column: str = "",
    result: Result = "fail",
) -> Check:
    """Return the line of one rule: ``good`` where nothing was found, else ``bad`` with the place of what was."""
    if found is None:
        return passed(typed, stage, good)
    return Check(stage, f"{stage}.{bad}", result, place_of(typed, found.row, column), found.details, found.times)


def passed(typed: Typed, stage: Stage, code: str, **details: object) -> Check:
    """Return a line that says that all is well, about the file as a whole."""
    return Check(stage, f"{stage}.{code}", "pass", typed.place(), details)


def place_of(typed: Typed, row: int | None, column: str = "") -> Place:
    """Return the place of a cell with its value as the file has it, not as we read it."""
    name = typed.columns.get(column, column)
    if row is None or not column:
        return typed.place(row, column)
    if name not in typed.given.header:
        return typed.place(row)
    position = typed.given.header.index(name)
    cells = typed.scratch.rows(f"select c{position} from given where row = ? limit 1", [row])
    return typed.place(row, column, cells[0][0] if cells else "")


def table_of(typed: Typed, description: Description | None) -> TableDescription | None:
    """Return what a description says of this table: the one of its contract, by name of the file where it has more."""
    if description is None:
        return None
    tables = [table for table in description.tables if table.contract == typed.contract.name]
    stem = typed.given.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    named = [table for table in tables if table.name == stem]
    return next(iter(named or tables), None)
