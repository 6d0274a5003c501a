"""Named queries: one ``.sql`` per question, whose header says what it answers, its parameters and its columns.

A header is a run of comment lines at the top of the file::

    -- purpose: Share of pupils at the threshold or higher, per district and parental education.
    -- param: measure text = havo  The lowest advice that counts.
    -- column: area_code text  Code of the area.
    -- column: percentage double  Percentage of pupils, 0-100.

The value behind ``=`` is an example with which the tests run the query; it is not a default. A query of the build
reads tables that it is given, and names each::

    -- input: pupils  Pupil rows.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[a-z0-9_]+")
_PARAM: Final = re.compile(r"(?P<name>\w+) (?P<type>text|integer|boolean) = (?P<example>\S+)  (?P<meaning>.+)")
_COLUMN: Final = re.compile(r"(?P<name>\w+) (?P<type>text|integer|double|boolean|date)  (?P<meaning>.+)")
_INPUT: Final = re.compile(r"(?P<name>\w+)  (?P<meaning>.+)")
_WHOLE: Final = re.compile(r"-?[0-9]{1,18}")
_PLACEHOLDER: Final = re.compile(r"\$(\w+)")
_PYTHON_TYPES: Final[Mapping[str, type]] = {"text": str, "integer": int, "boolean": bool}

Value = str | int | bool


class QueryError(Exception):
    """A query that does not exist, a header that does not fit its text, or parameters that do not fit the header."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query: its name, type (text, integer, boolean), meaning, and an example value."""

    name: str
    type: str
    meaning: str
    example: Value


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a query's answer: its name, type (text, integer, double, boolean, date) and meaning."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Input:
    """A table that a query of the build is given: its name and meaning."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Query:
    """A named query with what its header says; ``inputs`` are the tables that a query of the build is given."""

    name: str
    purpose: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    sql: str
    inputs: tuple[Input, ...] = ()

    def check(self, values: Mapping[str, object]) -> None:
        """Check that exactly the declared parameters are given, each of its declared type.

        Raises:
            QueryError: one is missing, unknown, or of another type.
        """
        declared = {parameter.name: parameter for parameter in self.parameters}
        if missing := sorted(declared.keys() - values.keys()):
            raise QueryError(f"query {self.name} needs the parameter {missing[0]}")
        if unknown := sorted(values.keys() - declared.keys()):
            raise QueryError(f"query {self.name} has no parameter {unknown[0]}")
        for name, value in values.items():
            if type(value) is not _PYTHON_TYPES[declared[name].type]:
                raise QueryError(f"query {self.name}: parameter {name} must be {declared[name].type}, not {value!r}")


def parse(name: str, text: str) -> Query:
    """Read a query from the text of its file.

    Raises:
        QueryError: a header line is not understood, purpose or columns are missing, or the parameters named in the
            header are not those used in the text.
    """
    purpose, parameters, columns, inputs = "", [], [], []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        kind, _, rest = line.removeprefix("--").strip().partition(": ")
        if kind == "purpose":
            purpose = rest
        elif kind == "param" and (found := _PARAM.fullmatch(rest)):
            example = _example(name, found["type"], found["example"])
            parameters.append(Parameter(found["name"], found["type"], found["meaning"], example))
        elif kind == "column" and (found := _COLUMN.fullmatch(rest)):
            columns.append(Column(found["name"], found["type"], found["meaning"]))
        elif kind == "input" and (found := _INPUT.fullmatch(rest)):
            inputs.append(Input(found["name"], found["meaning"]))
        else:
            raise QueryError(f"query {name}: header line not understood: {line}")
    if not purpose or not columns:
        raise QueryError(f"query {name}: the header must hold a purpose and the columns")
    used = set(_PLACEHOLDER.findall(text))
    if used != {parameter.name for parameter in parameters}:
        raise QueryError(
            f"query {name}: the header names other parameters than the text uses: {', '.join(sorted(used))}"
        )
    return Query(name, purpose, tuple(parameters), tuple(columns), text, tuple(inputs))


@functools.cache
def load(name: str, folder: Path) -> Query:
    """Read a query by its name from a folder, once per process.

    Raises:
        QueryError: there is no such query, or :func:`parse` refuses it.
    """
    path = folder / f"{name}.sql"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise QueryError(f"there is no query named {name}")
    return parse(name, path.read_text(encoding="utf-8"))


def names(folder: Path) -> tuple[str, ...]:
    """Return the names of all queries in a folder."""
    return tuple(sorted(path.stem for path in folder.glob("*.sql")))


def _example(name: str, kind: str, text: str) -> Value:
    if kind == "integer":
        if not _WHOLE.fullmatch(text):
            raise QueryError(f"query {name}: the example {text[:40]!r} is no whole number")
        return int(text)
    if kind == "boolean":
        return text == "true"
    return text
