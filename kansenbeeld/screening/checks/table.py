"""Make of a file that was read as text the table of its contract: ``typed``, and its CSV."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final

from kansenbeeld.datasets.fields import Contract, Field
from kansenbeeld.screening.checks.codes import read_codes
from kansenbeeld.screening.checks.columns import Column, Read
from kansenbeeld.screening.checks.header import Matched
from kansenbeeld.screening.checks.types import read_numbers
from kansenbeeld.screening.given import Given, Typed
from kansenbeeld.screening.report import Check

_SQL_TYPES: Final = MappingProxyType({"string": "varchar", "integer": "bigint", "number": "double"})


def typed(given: Given, matched: Matched) -> tuple[Typed, tuple[Check, ...], frozenset[str]]:
    """Read every column of a file and make the table ``typed`` of them.

    Returns:
        The table; the checks of the stages types and codes; the columns of the contract of which every cell was read.
        The table is made in any case: a cell that could not be read is null in it.
    """
    contract = matched.contract
    columns = {name: Column(given, contract.field(name), index) for name, index in matched.columns.items()}
    read = {name: _read(column) for name, column in columns.items()}
    _make(given, contract, columns, read)
    for column in columns.values():
        # What is no longer needed makes room: the whole file stands in memory twice already.
        given.scratch.run(f"drop table if exists {column.values}")
    checks = [check for name in contract.columns if name in read for check in read[name].checks]
    checks += _all_well(given, contract, checks)
    sound = frozenset(name for name in contract.columns if name not in read or read[name].sound)
    names = MappingProxyType({name: column.name for name, column in columns.items()})
    return Typed(given, contract, names), tuple(checks), sound


def _read(column: Column) -> Read:
    is_number = column.field.type != "string" and not column.field.codes
    return read_numbers(column) if is_number else read_codes(column)


def _make(given: Given, contract: Contract, columns: dict[str, Column], read: dict[str, Read]) -> None:
    chosen = ", ".join(f"{_expression(field, read)} as {field.name}" for field in contract.fields)
    joins = " ".join(
        f"left join {column.values} on given.c{column.index} = {column.values}.value"
        for name, column in columns.items()
        if read[name].joined
    )
    given.scratch.run(f"create or replace temp table typed as select given.row, {chosen} from given {joins}")


def _expression(field: Field, read: dict[str, Read]) -> str:
    """SQL of a field; a range comes from its own cells, or from a hidden number such as <5."""
    own = read[field.name].value if field.name in read else "null"
    stem, _, end = field.name.rpartition("_")
    if end in ("lo", "hi") and stem in read and read[stem].ranges:
        own = f"coalesce({own}, {read[stem].ranges[end == 'hi']})"
    return f"({own})::{_SQL_TYPES[field.type]}"


def _all_well(given: Given, contract: Contract, checks: list[Check]) -> list[Check]:
    """One check for a stage in which nothing was wrong, so that the report says that it was looked at."""
    place = given.place()
    return [
        Check(stage, f"{stage}.fits", "pass", place, {"contract": contract.name})
        for stage in ("types", "codes")
        if all(check.result == "pass" for check in checks if check.stage == stage)
    ]


def write(table: Typed, folder: Path) -> Path:
    """Write the table in our form as ``table.csv`` in a folder: UTF-8, commas, decimal points, rows as they came."""
    path = folder / "table.csv"
    chosen = ", ".join(_written(field) for field in table.contract.fields)
    # Making the table keeps the order of the file; sorting two million rows again for nothing takes seconds.
    moved = table.scratch.one("select count(*) from (select row < lag(row) over () as back from typed) where back")
    order = "order by row" if moved[0] else ""
    table.scratch.write_csv(f"select {chosen} from typed {order}", path)
    return path


def _written(field: Field) -> str:
    if field.type != "number":
        return field.name
    # Powers of ten are no numbers to a spreadsheet; a whole number needs no .0 behind it.
    full = rf"rtrim(rtrim(format('{{:.12f}}', {field.name}), '0'), '.')"
    return f"case when {field.name} is null then null else {full} end as {field.name}"
