"""How a contract is written: fields with their meaning and limits, and the columns that tell rows apart.

Two things follow from it: the pandera schema that checks a frame, and the Data Package v2 ``schema`` object that
stands beside the table in ``datapackage.json``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

import pandas as pd
import pandera.pandas as pa

from kansenbeeld import domain

FieldType = Literal["string", "integer", "number"]

UNKNOWN_CODE: Final = "unknown_code"
OUT_OF_RANGE: Final = "out_of_range"
WRONG_FORM: Final = "wrong_form"
NO_SCHOOL_YEAR: Final = "no_school_year"
TOO_LONG: Final = "too_long"

SCHOOL_YEAR: Final = r"\d{4}/\d{2}"
AREA_CODE: Final = r"[A-Z][A-Z0-9]{0,7}"
SCHOOL_CODE: Final = r"[0-9]{2}[A-Z]{2}[0-9]{2}"
CODE: Final = r"[a-z][a-z0-9_]*"
_DTYPES: Final[dict[FieldType, str]] = {"string": "str", "integer": "int64", "number": "float64"}


@dataclass(frozen=True)
class Field:
    """One column: its name, type, meaning and limits.

    ``codes`` are the only values allowed (empty: any); ``pattern`` is a regular expression for the whole
    value and ``example`` a value that fits it; ``minimum`` and ``maximum`` are inclusive; a field that is not
    ``required`` may be empty. With ``school_year`` a value such as ``2019/20`` must have halves that follow.
    ``longest`` is the most signs that a text may have.
    """

    name: str
    type: FieldType
    title: str
    description: str
    required: bool = True
    codes: tuple[str, ...] = ()
    pattern: str = ""
    example: str = ""
    minimum: float | None = None
    maximum: float | None = None
    school_year: bool = False
    longest: int | None = None

    @property
    def dtype(self) -> str:
        """The pandas dtype of the converted column."""
        if self.type == "integer" and not self.required:
            return "Int64"
        return _DTYPES[self.type]

    def constraints(self) -> dict[str, Any]:
        """Return the Data Package v2 ``constraints`` object."""
        found: dict[str, Any] = {"required": True} if self.required else {}
        if self.codes:
            found["enum"] = [int(code) for code in self.codes] if self.type == "integer" else list(self.codes)
        if self.pattern:
            found["pattern"] = self.pattern
        if self.longest is not None:
            found["maxLength"] = self.longest
        if self.minimum is not None:
            found["minimum"] = self.minimum
        if self.maximum is not None:
            found["maximum"] = self.maximum
        return found

    def checks(self) -> list[pa.Check]:
        """Return the pandera checks; the ``error`` of each is one of the codes at the top of this module."""
        checks: list[pa.Check] = []
        if self.codes:
            checks.append(pa.Check.isin(self.constraints()["enum"], error=UNKNOWN_CODE))
        if self.pattern:
            checks.append(pa.Check.str_matches(f"^(?:{self.pattern})$", error=WRONG_FORM))
        if self.longest is not None:
            checks.append(pa.Check.str_length(max_value=self.longest, error=TOO_LONG))
        if self.minimum is not None:
            checks.append(pa.Check.ge(self.minimum, error=OUT_OF_RANGE))
        if self.maximum is not None:
            checks.append(pa.Check.le(self.maximum, error=OUT_OF_RANGE))
        if self.school_year:
            checks.append(pa.Check(_halves_follow, element_wise=True, error=NO_SCHOOL_YEAR))
        return checks


@dataclass(frozen=True)
class Contract:
    """What one kind of table must look like: its fields in order, and the columns that tell rows apart."""

    name: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(field.name for field in self.fields)

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """The pandera schema of a frame with converted columns (strict: no column more, none less)."""
        columns = {
            field.name: pa.Column(field.dtype, field.checks(), nullable=not field.required, coerce=True)
            for field in self.fields
        }
        return pa.DataFrameSchema(columns, strict=True, unique=list(self.key), name=self.name)

    def field(self, name: str) -> Field:
        """Return the field called ``name``.

        Raises:
            KeyError: the contract has no such field.
        """
        return {field.name: field for field in self.fields}[name]

    def table_schema(self) -> dict[str, Any]:
        """Return the Data Package v2 ``schema`` object: fields, key and missing values.

        The key is a ``primaryKey``, or ``uniqueKeys`` where a part of it may be empty (a primary key may
        not); neither is there where rows have no key, since an empty one is no valid schema.
        """
        fields = [
            {
                "name": field.name,
                "type": field.type,
                "title": field.title,
                "description": field.description,
                "constraints": field.constraints(),
            }
            for field in self.fields
        ]
        whole = all(self.field(name).required for name in self.key)
        named = {"primaryKey": list(self.key)} if whole else {"uniqueKeys": [list(self.key)]}
        return {"fields": fields, **(named if self.key else {}), "missingValues": [""]}


def _halves_follow(value: object) -> bool:
    """Whether a school year is one (2019/20); other notations and empty cells pass here."""
    if pd.isna(value) or "/" not in str(value):  # type: ignore[call-overload]
        return True
    try:
        domain.school_year_start(str(value))
    except ValueError:
        return False
    return True


def text(name: str, title: str, description: str, **limits: Any) -> Field:
    """Make a field of text; ``limits`` are those of ``Field``."""
    return Field(name, "string", title, description, **limits)


def school_year(
    name: str = "school_year", title: str = "School year", description: str = "", required: bool = True
) -> Field:
    """Make a field of school years such as 2019/20."""
    return text(
        name,
        title,
        description or "School year written as 2019/20.",
        required=required,
        pattern=SCHOOL_YEAR,
        example="2019/20",
        school_year=True,
    )


def area(name: str = "area_code", title: str = "Area code", description: str = "", required: bool = True) -> Field:
    """Make a field of area codes."""
    meaning = description or "Code of the area, as in dataset geo; STAD is Amsterdam, NL the Netherlands."
    return text(name, title, meaning, required=required, pattern=AREA_CODE, example="STAD")


def vintage(name: str, title: str, required: bool = True) -> Field:
    """Make a field of the year of an area division."""
    codes = tuple(str(vintage) for vintage in domain.AREA_VINTAGES)
    meaning = "Year of the area division: 2015, or 2022 with Weesp."
    return Field(name, "integer", title, meaning, required=required, codes=codes)


def percentage() -> Field:
    """Make a field of percentages, 0 to 100."""
    return Field("percentage", "number", "Percentage", "Share in percent, 0 to 100.", minimum=0, maximum=100)
