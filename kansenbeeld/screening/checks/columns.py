"""The distinct values of one column of a file, each with the number that has it and the first row: what checks read.

A file of two million rows has few different values per column; looking at each once is what keeps screening fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kansenbeeld.datasets.fields import Field
from kansenbeeld.datasets.labels import MISSING
from kansenbeeld.screening.given import Given
from kansenbeeld.screening.report import Check, Result, Stage


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file and the field of the contract that it is.

    Attributes:
        given: the file.
        field: of the contract.
        index: its number: ``c<index>`` in the table ``given``.
    """

    given: Given
    field: Field
    index: int

    @property
    def name(self) -> str:
        """The name that the file gives it."""
        return self.given.header[self.index]

    @property
    def values(self) -> str:
        """Name of the table of its distinct values: ``value``, ``times``, ``first`` (row), and what checks add."""
        return f"values_{self.index}"

    def count(self) -> None:
        """Make the table of its distinct values."""
        self.given.scratch.run(
            f"create or replace temp table {self.values} as "
            f"select c{self.index} as value, count(*) as times, min(row) as first from given group by all"
        )

    def check(
        self,
        stage: Stage,
        code: str,
        result: Result,
        row: int | None = None,
        value: object = "",
        times: int = 1,
        details: Mapping[str, Any] = MappingProxyType({}),
    ) -> Check:
        """Return a check with a place in this column."""
        return Check(stage, code, result, self.given.place(row, self.name, value), details, times)


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading a column.

    Attributes:
        checks: what was found.
        value: SQL of the value in our form, of the columns of ``given`` or, where ``joined``, of ``Column.values``.
        joined: whether the SQL needs that table.
        ranges: SQL of the least and largest number where some of the cells hide theirs, else empty.
    """

    checks: tuple[Check, ...]
    value: str
    joined: bool = False
    ranges: tuple[str, str] | tuple[()] = ()

    @property
    def sound(self) -> bool:
        """Whether every cell could be read."""
        return all(check.result != "fail" for check in self.checks)


def words_for_nothing(column: Column) -> tuple[Check, ...]:
    """Check the cells without a value, and those with a word for none, in the table of distinct values.

    A word that is one of the codes of the field is no word for nothing.
    """
    scratch, field = column.given.scratch, column.field
    checks = []
    empty = scratch.rows(f"select first, times from {column.values} where value = ''")
    if empty and field.required:
        row, times = empty[0]
        checks.append(column.check("types", "types.empty", "fail", row, times=times))
    words = scratch.rows(
        f"select min(first), arg_min(value, first), sum(times)::bigint from {column.values} "
        "where list_contains(?::varchar[], lower(value)) having count(*) > 0",
        [nothing_words(field)],
    )
    if words:
        row, value, times = words[0]
        code: tuple[str, Result] = (
            ("types.missing_word", "fail") if field.required else ("types.taken_as_empty", "warning")
        )
        checks.append(column.check("types", *code, row, value, times))
    return tuple(checks)


def nothing_words(field: Field) -> list[str]:
    """Return the words, in lower case, that stand for no value in a field."""
    return sorted(MISSING - {code.casefold() for code in field.codes})
