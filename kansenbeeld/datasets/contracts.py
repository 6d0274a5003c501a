"""What a table must look like: one contract per kind of table, said once.

A contract is written as a list of fields. Two things follow from it: the pandera schema that checks a frame,
and the Data Package v2 ``schema`` object that stands beside the table in ``datapackage.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal

import pandas as pd
import pandera.pandas as pa

from kansenbeeld import domain

FieldType = Literal["string", "integer", "number"]

OUTLINES: Final = "outlines"
"""The contract name of a GeoJSON with outlines: no table, read by ``kansenbeeld.datasets.outlines``."""

COHORT_FLOW: Final = "cohort_flow"
"""The contract name of pupils from advice to placement: raw counts, which never reach the public store."""

UNKNOWN_CODE: Final = "unknown_code"
OUT_OF_RANGE: Final = "out_of_range"
WRONG_FORM: Final = "wrong_form"
NO_SCHOOL_YEAR: Final = "no_school_year"

_SCHOOL_YEAR: Final = r"\d{4}/\d{2}"
_BIRTH_OR_ADVICE_YEARS: Final = r"\d{4}-\d{4}"
_AREA_CODE: Final = r"[A-Z][A-Z0-9]{0,7}"
_CODE: Final = r"[a-z][a-z0-9_]*"
_DTYPES: Final[dict[FieldType, str]] = {"string": "str", "integer": "int64", "number": "float64"}


@dataclass(frozen=True)
class Field:
    """One column: its name, type, meaning and limits.

    ``codes`` are the only values allowed (empty: any); ``pattern`` is a regular expression for the whole
    value and ``example`` a value that fits it; ``minimum`` and ``maximum`` are inclusive; a field that is not
    ``required`` may be empty. With ``school_year`` a value such as ``2019/20`` must have halves that follow.
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
        not).
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
        key = {"primaryKey": list(self.key)} if whole else {"uniqueKeys": [list(self.key)]}
        return {"fields": fields, **key, "missingValues": [""]}


def _halves_follow(value: object) -> bool:
    """Whether a school year is one (2019/20); other notations and empty cells pass here."""
    if pd.isna(value) or "/" not in str(value):  # type: ignore[call-overload]
        return True
    try:
        domain.school_year_start(str(value))
    except ValueError:
        return False
    return True


def _text(name: str, title: str, description: str, **limits: Any) -> Field:
    return Field(name, "string", title, description, **limits)


def _school_year(name: str = "school_year", title: str = "School year") -> Field:
    return _text(
        name,
        title,
        "School year written as 2019/20.",
        pattern=_SCHOOL_YEAR,
        example="2019/20",
        school_year=True,
    )


def _area(name: str = "area_code", title: str = "Area code", description: str = "", required: bool = True) -> Field:
    text = description or "Code of the area, as in dataset geo; STAD is Amsterdam, NL the Netherlands."
    return _text(name, title, text, required=required, pattern=_AREA_CODE, example="STAD")


def _vintage(name: str, title: str) -> Field:
    codes = tuple(str(vintage) for vintage in domain.AREA_VINTAGES)
    return Field(name, "integer", title, "Year of the area division: 2015, or 2022 with Weesp.", codes=codes)


def _percentage() -> Field:
    return Field("percentage", "number", "Percentage", "Share in percent, 0 to 100.", minimum=0, maximum=100)


MEASURES: Final[tuple[str, ...]] = (*domain.THRESHOLDS, "same_direction", "above_test")
"""The measures of ``outcome_shares``: a threshold ("this level or higher") or one of two other shares."""

MEASURE_MOMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {"same_direction": "position_year3", "above_test": "final_advice"}
)
"""The only moment at which a measure that is no threshold has a meaning."""

POSITIONS: Final[tuple[str, ...]] = (
    "pro",
    "vmbo-bb",
    "vmbo-kb",
    "vmbo-g",
    "vmbo-t",
    "havo",
    "havo/vwo",
    "vwo",
)
"""The types of leerjaar 3 as DUO prints them; vmbo-g and vmbo-t together are the level vmbo-gt."""

DISTRIBUTION_ADVICES: Final[tuple[str, ...]] = (domain.COMBINED_LOWEST_ADVICE, *domain.ADVICES)

RELATIONS: Final[tuple[str, ...]] = ("same", "renumbered", "split", "merged", "part", "new")
"""How an area of one vintage relates to one of another; see the field ``relation`` of ``area_changes``."""

_GROUPS: Final = tuple(dict.fromkeys(group for groups in domain.GROUPS.values() for group in groups))

_OUTCOME_SHARES = Contract(
    "outcome_shares",
    "Share of pupils with an outcome, by area and group.",
    (
        _text(
            "cohort",
            "Cohort",
            "School year (2019/20), years of advice (2014-2018) or years of birth (1998-2002); the chip "
            "cohort_basis says which.",
            pattern=f"{_SCHOOL_YEAR}|{_BIRTH_OR_ADVICE_YEARS}",
            example="2019/20",
            school_year=True,
        ),
        _area(),
        _text(
            "moment",
            "Moment",
            "Moment in the school career at which the level is observed.",
            codes=domain.MOMENTS,
        ),
        _text(
            "measure",
            "Measure",
            "A level means: this level or higher (vmbo-gt/havo counts below havo); same_direction: same "
            "direction as the group-8 advice; above_test: advice higher than the test.",
            codes=MEASURES,
        ),
        _text("group_by", "Grouped by", "What the pupils are grouped by.", codes=tuple(domain.GROUPS)),
        _text("grp", "Group", "The group, one of those that belong to group_by.", codes=_GROUPS),
        Field(
            "n",
            "integer",
            "Pupils",
            "Number of pupils in the group; empty where not printed.",
            required=False,
            minimum=0,
            maximum=20_000_000,
        ),
        _percentage(),
    ),
    ("cohort", "area_code", "moment", "measure", "group_by", "grp"),
)

_POSITION_COUNTS = Contract(
    "position_counts",
    "Number of pupils in leerjaar 3 by type of education.",
    (
        _school_year(),
        _area(),
        _text(
            "position",
            "Position",
            "Type of education in leerjaar 3. vmbo-g and vmbo-t are kept apart as printed (together "
            "vmbo-gt); havo/vwo is a mixed class that cannot be split.",
            codes=POSITIONS,
        ),
        Field("pupils", "integer", "Pupils", "Number of pupils.", minimum=0, maximum=20_000_000),
    ),
    ("school_year", "area_code", "position"),
)

_ADVICE_DISTRIBUTION = Contract(
    "advice_distribution",
    "How the advices are distributed, in percent of all pupils with an advice.",
    (
        _school_year(),
        _area(),
        _text(
            "advice",
            "Advice",
            "Advice in group 8; vso/pro/vmbo-bb is one class in which CBS joins the three.",
            codes=DISTRIBUTION_ADVICES,
        ),
        _percentage(),
    ),
    ("school_year", "area_code", "advice"),
)

_ALL: Final = "all"

_COHORT_FLOW = Contract(
    COHORT_FLOW,
    "Pupils of a cohort by advice and by where they are in secondary school, per area and parental education. "
    "Placements and pupils elsewhere sum to the cohort. Never published as it is: a build protects it first.",
    (
        _school_year("cohort", "Cohort"),
        _area(),
        _text(
            "parental_education",
            "Parental education",
            "Highest of two parents; onbekend is a class of its own.",
            codes=(*domain.PARENTAL_CLASSES, domain.UNKNOWN_EDUCATION),
        ),
        _text(
            "test_advice",
            "Test advice",
            "Level that the test advised; empty where not known.",
            required=False,
            codes=tuple(domain.ADVICES),
        ),
        _text("advice", "Advice", "Advice of group 8; the chip advice_moment says which.", codes=tuple(domain.ADVICES)),
        _text("moment", "Moment", "When the placement is observed.", codes=domain.PLACEMENT_MOMENTS),
        _text(
            "position",
            "Position",
            "Level or combined class, or why there is none.",
            codes=(*domain.PLACEMENTS, *domain.ELSEWHERE),
        ),
        _text("sex", "Sex", "all: not split.", codes=(_ALL, "m", "v")),
        _text(
            "origin", "Origin", "Origin group in the words of the source; all: not split.", pattern=_CODE, example=_ALL
        ),
        Field("pupils", "integer", "Pupils", "Number of pupils; empty where hidden.", required=False, minimum=0),
        Field("pupils_lo", "integer", "At least", "Least number where the source hides it.", required=False, minimum=0),
        Field(
            "pupils_hi", "integer", "At most", "Largest number where the source hides it.", required=False, minimum=0
        ),
    ),
    ("cohort", "area_code", "parental_education", "test_advice", "advice", "moment", "position", "sex", "origin"),
)

_CONTEXT_INDICATORS = Contract(
    "context_indicators",
    "Indicators about the surroundings or the schools, not about the children in the outcome tables.",
    (
        _school_year("period", "Period"),
        _area(),
        _text("indicator", "Indicator", "Code of the indicator.", pattern=_CODE, example="disadvantage_score"),
        Field("value", "number", "Value", "Value, in the unit of the indicator."),
    ),
    ("period", "area_code", "indicator"),
)

_SINGLE_FIGURES = Contract(
    "single_figures",
    "Single published figures, each with the precision in which it was printed.",
    (
        _text("publisher", "Publisher", "Who published the figure."),
        _text("measure", "Measure", "Code of what is measured.", pattern=_CODE, example="diploma_at_advice"),
        _text("measure_nl", "Measure in Dutch", "What is measured, in Dutch."),
        _text("measure_en", "Measure in English", "What is measured, in English."),
        _area(),
        _text("period_nl", "Period in Dutch", "Period as printed, in Dutch."),
        _text("period_en", "Period in English", "Period as printed, in English."),
        _text(
            "parental_education",
            "Parental education",
            "Class of parental education in the scheme of the publisher, which differs per publisher; all: no split.",
            codes=("all", "low", "high", "hbo_wo"),
        ),
        _text("unit", "Unit", "Unit of the value.", codes=("percent", "pupils", "schools")),
        Field("value", "number", "Value", "Value in the unit; of a figure in words an approximation.", minimum=0),
        _text(
            "precision",
            "Precision",
            "exact: printed as a number; in_words: printed in words, never shown as exact.",
            codes=("exact", "in_words"),
        ),
        _text(
            "printed_nl",
            "Words in Dutch",
            "How a figure in words is said in Dutch; empty if exact or if the words are not known.",
            required=False,
        ),
        _text(
            "printed_en",
            "Words in English",
            "How a figure in words is said in English; empty if exact or if the words are not known.",
            required=False,
        ),
        _text("source", "Source", "Address of the source; a ~ marks an address of which only a part is known."),
    ),
    ("publisher", "measure", "area_code", "period_en", "parental_education"),
)

_AREAS = Contract(
    "areas",
    "The areas of each division and how they nest.",
    (
        _vintage("area_vintage", "Vintage"),
        _area(),
        _text("area_name", "Area name", "Name of the area."),
        _text("area_level", "Area level", "Level of the area.", codes=domain.AREA_LEVELS),
        _area(
            "parent_code",
            "Parent code",
            "Code of the area one level up in the same vintage; empty for the Netherlands.",
            required=False,
        ),
        Field(
            "area_km2",
            "number",
            "Area",
            "Area in square kilometres, water included; empty where not given.",
            required=False,
            minimum=0,
            maximum=100_000,
        ),
    ),
    ("area_vintage", "area_code"),
)

_AREA_CHANGES = Contract(
    "area_changes",
    "How the areas of one division relate to those of the next.",
    (
        _vintage("from_vintage", "From vintage"),
        _area(
            "from_code",
            "From code",
            "Code in the old division; empty for ground that is new.",
            required=False,
        ),
        _vintage("to_vintage", "To vintage"),
        _area("to_code", "To code", "Code in the new division."),
        _text(
            "relation",
            "Relation",
            "same: same ground and code; renumbered: same ground, other code; split: the new area is one of "
            "the pieces of the old one; merged: the old area is whole inside a larger new one; part: a "
            "piece of the old area is a piece of the new one; new: ground that was no part of Amsterdam.",
            codes=RELATIONS,
        ),
        _text("note_nl", "Note in Dutch", "What a reader must know, in Dutch.", required=False),
        _text("note_en", "Note in English", "What a reader must know, in English.", required=False),
    ),
    ("from_vintage", "from_code", "to_vintage", "to_code"),
)

CONTRACTS: Final[Mapping[str, Contract]] = MappingProxyType(
    {
        contract.name: contract
        for contract in (
            _OUTCOME_SHARES,
            _POSITION_COUNTS,
            _ADVICE_DISTRIBUTION,
            _COHORT_FLOW,
            _CONTEXT_INDICATORS,
            _SINGLE_FIGURES,
            _AREAS,
            _AREA_CHANGES,
        )
    }
)
"""The contracts of tables by name. ``OUTLINES`` is not among them: it is no table."""
