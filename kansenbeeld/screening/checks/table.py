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

_MOST_CODES: Final = 20_000
"""The most values of a column that is kept as numbers of a list of its values."""

_COMPARED: Final = ("all", "total")
"""Values to which checks compare a column that has no list of codes."""

_SQL_TYPES: Final = MappingProxyType({"string": "varchar", "integer": "bigint", "number": "double"})


def typed(given: Given, matched: Matched, cohort_basis: str = "") -> tuple[Typed, tuple[Check, ...], frozenset[str]]:
    """Read every column of a file and make the table ``typed`` of them.

    Args:
        given: the file.
        matched: which column is which.
        cohort_basis: what its description says; with ``school_year`` a cohort such as 2021-2022 is one.

    Returns:
        The table; the checks of the stages types and codes; the columns of the contract of which every cell was read.
        The table is made in any case: a cell that could not be read is null in it.
    """
    contract = matched.contract
    columns = {name: Column(given, contract.field(name), index) for name, index in matched.columns.items()}
    read = {name: _read(column, cohort_basis) for name, column in columns.items()}
    _make(given, contract, columns, read)
    for column in columns.values():
        # What is no longer needed makes room: the whole file stands in memory twice already.
        given.scratch.run(f"drop table if exists {column.values}")
    checks = [check for name in contract.columns if name in read for check in read[name].checks]
    checks += _all_well(given, contract, checks)
    sound = frozenset(name for name in contract.columns if name not in read or read[name].sound)
    names = MappingProxyType({name: column.name for name, column in columns.items()})
    return Typed(given, contract, names), tuple(checks), sound


def _read(column: Column, cohort_basis: str) -> Read:
    is_number = column.field.type != "string" and not column.field.codes
    return read_numbers(column) if is_number else read_codes(column, cohort_basis)


def _make(given: Given, contract: Contract, columns: dict[str, Column], read: dict[str, Read]) -> None:
    listed = {name for name, column in columns.items() if _listed(column, read[name])}
    chosen = ", ".join(
        f"({_expression(field, read)}){f'::{_kind(field)}' if field.name in listed else ''} as {field.name}"
        for field in contract.fields
    )
    joins = " ".join(
        f"left join {column.values} on given.c{column.index} = {column.values}.value"
        for name, column in columns.items()
        if read[name].joined
    )
    given.scratch.run(f"create or replace temp table typed as select given.row, {chosen} from given {joins}")


def _listed(column: Column, read: Read) -> bool:
    """Make the type of a column of codes, a list of them: to group and join by numbers is far faster than by text.

    Whether there is one; not for free text, and not for more codes than make sense.
    """
    field, scratch = column.field, column.given.scratch
    if field.type != "string" or not (field.codes or field.pattern) or read.value == "null":
        return False
    name = "code" if read.joined else "value"
    found = scratch.rows(
        f"select distinct {name} from {column.values} where {name} <> '' order by 1 limit {_MOST_CODES + 1}"
    )
    if len(found) > _MOST_CODES:
        return False
    # Comparing with a code that is not in the list would be a fault, so that all that may be asked for are in it.
    codes = dict.fromkeys((*field.codes, *_COMPARED, *(code for (code,) in found)))
    scratch.run(f"drop type if exists {_kind(field)}")
    scratch.run("create or replace temp table codes as select unnest(?::varchar[]) as code", [list(codes)])
    scratch.run(f"create type {_kind(field)} as enum (select code from codes)")
    return True


def _kind(field: Field) -> str:
    return f"codes_of_{field.name}"


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
    # Most numbers are short; the shortest text that gives the number is then the same, and made much faster.
    text = f"({field.name}::varchar)"
    short = f"abs({field.name}) < 1000 and length({text}) <= 12 and not contains({text}, 'e')"
    whole = f"{field.name} = trunc({field.name})"
    return (
        f"case when {field.name} is null then null when {short} then "
        f"case when {whole} then replace({text}, '.0', '') else {text} end else {full} end as {field.name}"
    )
