"""What a table must look like: one contract per kind of table, said once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from kansenbeeld import domain
from kansenbeeld.datasets.fields import (
    CODE,
    SCHOOL_CODE,
    SCHOOL_YEAR,
    Contract,
    Field,
    area,
    percentage,
    school_year,
    text,
    vintage,
)

OUTLINES: Final = "outlines"
"""The contract name of a GeoJSON with outlines: no table, read by ``kansenbeeld.datasets.outlines``."""

COHORT_FLOW: Final = "cohort_flow"
"""The contract name of pupils from advice to placement: raw counts, which never reach the public store."""

PUPILS: Final = "pupils"
"""The contract name of pupil rows: a folder of Parquet files, no flat table; see ``PUPIL_ROWS``."""

NOTES: Final = "notes"
"""The contract name of notes on charts."""

NOTE_MOMENTS: Final[tuple[str, ...]] = ("group8", "year3")
"""What the school year of a note counts: that in which children are in group 8, or in leerjaar 3."""

_BIRTH_OR_ADVICE_YEARS: Final = r"\d{4}-\d{4}"
_ALL: Final = "all"

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
        text(
            "cohort",
            "Cohort",
            "School year (2019/20), years of advice (2014-2018) or years of birth (1998-2002); the chip "
            "cohort_basis says which.",
            pattern=f"{SCHOOL_YEAR}|{_BIRTH_OR_ADVICE_YEARS}",
            example="2019/20",
            school_year=True,
        ),
        area(),
        text(
            "moment",
            "Moment",
            "Moment in the school career at which the level is observed.",
            codes=domain.MOMENTS,
        ),
        text(
            "measure",
            "Measure",
            "A level means: this level or higher (vmbo-gt/havo counts below havo); same_direction: same "
            "direction as the group-8 advice; above_test: advice higher than the test.",
            codes=MEASURES,
        ),
        text("group_by", "Grouped by", "What the pupils are grouped by.", codes=tuple(domain.GROUPS)),
        text("grp", "Group", "The group, one of those that belong to group_by.", codes=_GROUPS),
        Field(
            "n",
            "integer",
            "Pupils",
            "Number of pupils in the group; empty where not printed.",
            required=False,
            minimum=0,
            maximum=20_000_000,
        ),
        percentage(),
    ),
    ("cohort", "area_code", "moment", "measure", "group_by", "grp"),
)

_POSITION_COUNTS = Contract(
    "position_counts",
    "Number of pupils in leerjaar 3 by type of education.",
    (
        school_year(),
        area(),
        text(
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
        school_year(),
        area(),
        text(
            "advice",
            "Advice",
            "Advice in group 8; vso/pro/vmbo-bb is one class in which CBS joins the three.",
            codes=DISTRIBUTION_ADVICES,
        ),
        percentage(),
    ),
    ("school_year", "area_code", "advice"),
)

_PUPILS_OR_RANGE: Final = (
    Field("pupils", "integer", "Pupils", "Number of pupils; empty where hidden.", required=False, minimum=0),
    Field("pupils_lo", "integer", "At least", "Least number where the source hides it.", required=False, minimum=0),
    Field("pupils_hi", "integer", "At most", "Largest number where the source hides it.", required=False, minimum=0),
)
"""A number as printed, or the range that a hidden one such as "<5" leaves: 1 to 4 (METHOD 3.2)."""

_COHORT_FLOW = Contract(
    COHORT_FLOW,
    "Pupils of a cohort by advice and by where they are in secondary school, per area and parental education. "
    "Placements and pupils elsewhere sum to the cohort. Never published as it is: a build protects it first.",
    (
        school_year("cohort", "Cohort"),
        area(),
        text(
            "parental_education",
            "Parental education",
            "Highest of two parents; onbekend is a class of its own.",
            codes=(*domain.PARENTAL_CLASSES, domain.UNKNOWN_EDUCATION),
        ),
        text(
            "test_advice",
            "Test advice",
            "Level that the test advised; empty where not known.",
            required=False,
            codes=tuple(domain.ADVICES),
        ),
        text("advice", "Advice", "Advice of group 8; the chip advice_moment says which.", codes=tuple(domain.ADVICES)),
        text("moment", "Moment", "When the placement is observed.", codes=domain.PLACEMENT_MOMENTS),
        text(
            "position",
            "Position",
            "Level or combined class, or why there is none.",
            codes=(*domain.PLACEMENTS, *domain.ELSEWHERE),
        ),
        text("sex", "Sex", "all: not split.", codes=(_ALL, "m", "v")),
        text(
            "origin", "Origin", "Origin group in the words of the source; all: not split.", pattern=CODE, example=_ALL
        ),
        *_PUPILS_OR_RANGE,
    ),
    ("cohort", "area_code", "parental_education", "test_advice", "advice", "moment", "position", "sex", "origin"),
)

PUPIL_ROWS: Final = Contract(
    PUPILS,
    "One row per pupil and moment of placement, as Parquet files in a folder or in object storage, partitioned by "
    "cohort (cohort=2019-2020/part-0.parquet). Every file has every column, as text; only cohort is left out where the "
    "folders name it. The most sensitive data there are: a build counts them, protects the counts, and keeps nothing "
    "else.",
    (
        school_year("cohort", "Cohort"),
        text("municipality", "Municipality", "Code of CBS.", pattern=r"\d{4}", example="0363"),
        text(
            "district",
            "District",
            f"Code of a stadsdeel of 2022; required in Amsterdam ({domain.MUNICIPALITY}), and not read elsewhere.",
            required=False,
            example="A",
        ),
        text(
            "wijk",
            "Wijk",
            "Code of CBS, which begins with that of the municipality; it ends in 99 where not known.",
            pattern=r"WK\d{6}",
            example="WK036301",
        ),
        text(
            "school",
            "School",
            "Code of the regular primary school, never of a special one: BRIN and two digits for the branch.",
            pattern=SCHOOL_CODE,
            example="18BR00",
        ),
        *(_COHORT_FLOW.field(name) for name in ("parental_education", "advice", "test_advice")),
        replace(
            _COHORT_FLOW.field("moment"),
            description="When the placement is observed; every moment holds the same pupils. Only year3 gives counts "
            "by municipality.",
        ),
        *(_COHORT_FLOW.field(name) for name in ("position", "sex", "origin")),
    ),
    (),
)
"""What pupil rows must look like. It is not in ``CONTRACTS``, which are of flat tables: ``queries/build/pupil_faults``
checks it on whichever engine a build runs."""

_CONTEXT_INDICATORS = Contract(
    "context_indicators",
    "Indicators per area and period as a publisher prints them. Where it masks a small or large value, the range that "
    "is left stands in value_lo and value_hi and the value is empty.",
    (
        text(
            "period",
            "Period",
            "School year (2019/20) or calendar year (2021); the chip cohort_basis says which.",
            pattern=rf"{SCHOOL_YEAR}|\d{{4}}",
            example="2019/20",
            school_year=True,
        ),
        area(),
        text("indicator", "Indicator", "Code of the indicator.", pattern=CODE, example="disadvantage_score"),
        text("unit", "Unit", "Unit of the value; percent is 0 to 100.", codes=("percent", "count", "score")),
        Field("value", "number", "Value", "Value in the unit; empty where masked.", required=False),
        Field("value_lo", "number", "At least", "Least value where the source masks it.", required=False),
        Field("value_hi", "number", "At most", "Largest value where the source masks it.", required=False),
    ),
    ("period", "area_code", "indicator"),
)

_SINGLE_FIGURES = Contract(
    "single_figures",
    "Single published figures, each with the precision in which it was printed.",
    (
        text("publisher", "Publisher", "Who published the figure."),
        text("measure", "Measure", "Code of what is measured.", pattern=CODE, example="diploma_at_advice"),
        text("measure_nl", "Measure in Dutch", "What is measured, in Dutch."),
        text("measure_en", "Measure in English", "What is measured, in English."),
        area(),
        text("period_nl", "Period in Dutch", "Period as printed, in Dutch."),
        text("period_en", "Period in English", "Period as printed, in English."),
        text(
            "parental_education",
            "Parental education",
            "Class of parental education in the scheme of the publisher, which differs per publisher; all: no split.",
            codes=("all", "low", "high", "hbo_wo"),
        ),
        text("unit", "Unit", "Unit of the value.", codes=("percent", "pupils", "schools")),
        Field("value", "number", "Value", "Value in the unit; of a figure in words an approximation.", minimum=0),
        text(
            "precision",
            "Precision",
            "exact: printed as a number; in_words: printed in words, never shown as exact.",
            codes=("exact", "in_words"),
        ),
        text(
            "printed_nl",
            "Words in Dutch",
            "How a figure in words is said in Dutch; empty if exact or if the words are not known.",
            required=False,
        ),
        text(
            "printed_en",
            "Words in English",
            "How a figure in words is said in English; empty if exact or if the words are not known.",
            required=False,
        ),
        text("source", "Source", "Address of the source; a ~ marks an address of which only a part is known."),
    ),
    ("publisher", "measure", "area_code", "period_en", "parental_education"),
)

_AREAS = Contract(
    "areas",
    "The areas of each division and how they nest.",
    (
        vintage("area_vintage", "Vintage"),
        area(),
        text("area_name", "Area name", "Name of the area."),
        text("area_level", "Area level", "Level of the area.", codes=domain.AREA_LEVELS),
        area(
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
        vintage("from_vintage", "From vintage"),
        area(
            "from_code",
            "From code",
            "Code in the old division; empty for ground that is new.",
            required=False,
        ),
        vintage("to_vintage", "To vintage"),
        area("to_code", "To code", "Code in the new division."),
        text(
            "relation",
            "Relation",
            "same: same ground and code; renumbered: same ground, other code; split: the new area is one of "
            "the pieces of the old one; merged: the old area is whole inside a larger new one; part: a "
            "piece of the old area is a piece of the new one; new: ground that was no part of Amsterdam.",
            codes=RELATIONS,
        ),
        text("note_nl", "Note in Dutch", "What a reader must know, in Dutch.", required=False),
        text("note_en", "Note in English", "What a reader must know, in English.", required=False),
    ),
    ("from_vintage", "from_code", "to_vintage", "to_code"),
)

SECTORS: Final[tuple[str, ...]] = ("po", "vo")
"""Primary and secondary education."""

LOCATIONS: Final[tuple[str, ...]] = ("address", "postcode6", "postcode4", "none")
"""How precisely a school is placed: at its address, in its street, in its neighbourhood, or not at all."""

_SCHOOL_TYPE: Final = text(
    "school_type",
    "School type",
    "bo: regular primary; sbo: special primary; so: special; vo: secondary.",
    codes=("bo", "sbo", "so", "vo"),
)


def _school() -> Field:
    return text(
        "school_code",
        "School code",
        "Code of the institution (BRIN) followed by two digits for the branch (vestiging).",
        pattern=SCHOOL_CODE,
        example="18BR00",
    )


_SCHOOLS = Contract(
    "schools",
    "Schools with their place, and the district in which they stand in one division of areas.",
    (
        _school(),
        text("school_name", "School name", "Name of the school."),
        text("sector", "Sector", "po: primary; vo: secondary.", codes=SECTORS),
        _SCHOOL_TYPE,
        text("address", "Address", "Street and number.", required=False),
        text("postcode", "Postcode", "Without a space.", required=False, pattern=r"\d{4}[A-Z]{2}", example="1011AB"),
        text("place", "Place", "Name of the place.", required=False),
        text("municipality_code", "Municipality", "Code of four digits.", pattern=r"\d{4}", example="0363"),
        Field("longitude", "number", "Longitude", "Degrees (WGS 84).", required=False, minimum=3, maximum=8),
        Field("latitude", "number", "Latitude", "Degrees (WGS 84).", required=False, minimum=50, maximum=54),
        text("location", "Location", "How precisely the school is placed.", codes=LOCATIONS),
        vintage("area_vintage", "Vintage"),
        area("area_code", "District", "District in which the school stands; empty outside them.", required=False),
        text(
            "district_by",
            "District by",
            "How the district was found: point in polygon, area of the postcode, or not.",
            codes=("point", "postcode", "none"),
        ),
        Field(
            "border_m",
            "integer",
            "To the border",
            "Metres from the school to the nearest border of a district; empty where not known.",
            required=False,
            minimum=0,
        ),
    ),
    ("school_code", "area_vintage"),
)

_SCHOOL_ADVICE = Contract(
    "school_advice",
    "Number of pupils in group 8 by school and advice. Never with parental education.",
    (
        school_year(),
        _school(),
        text("school_name", "School name", "Name of the school in that year."),
        _SCHOOL_TYPE,
        text("advice", "Advice", "Advice of group 8; the chip advice_moment says which.", codes=tuple(domain.ADVICES)),
        *_PUPILS_OR_RANGE,
    ),
    ("school_year", "school_code", "school_type", "advice"),
)

_SCHOOL_POSITIONS = Contract(
    "school_positions",
    "Number of pupils in leerjaar 3 by secondary school and level or combined class. Never with parental education.",
    (
        school_year(),
        _school(),
        text("school_name", "School name", "Name of the school in that year."),
        text(
            "position",
            "Position",
            "Level, or a combined class as a range of levels that is never split.",
            codes=tuple(domain.PLACEMENTS),
        ),
        *_PUPILS_OR_RANGE,
    ),
    ("school_year", "school_code", "position"),
)

_QUESTIONS: Final = r"[a-z][a-z0-9_]*( [a-z][a-z0-9_]*)*"
_ADDRESS: Final = r"https?://[^\s<>\"'\\]+"

_NOTES: Final = Contract(
    NOTES,
    "Notes on charts: what a reader must know of one school year or one area, with the source. A note stands in every "
    "chart that it concerns and changes no figure. It has a school year or an area, never both.",
    (
        text("id", "Id", "Name of the note.", pattern=CODE, example="no_test"),
        school_year("school_year", "School year", "School year written as 2019/20; empty for an area.", required=False),
        text(
            "counted_by",
            "Counted by",
            "group8: the school year is that in which children are in group 8, and a chart of leerjaar 3 shows the "
            "note three years later; year3: that in which they are in leerjaar 3; empty for an area.",
            required=False,
            codes=NOTE_MOMENTS,
        ),
        area("area_code", "Area code", "Code of the area, as in dataset geo; empty for a school year.", required=False),
        vintage("area_vintage", "Vintage", required=False),
        text("label_nl", "Label in Dutch", "What stands in a chart, in Dutch.", longest=32),
        text("label_en", "Label in English", "What stands in a chart, in English.", longest=32),
        text("text_nl", "Text in Dutch", "One sentence for below the chart, in Dutch.", longest=90),
        text("text_en", "Text in English", "One sentence for below the chart, in English.", longest=90),
        text(
            "questions",
            "Questions",
            "Ids of the questions that it concerns, with spaces between, as they stand in the address of a finding "
            "(/f/school_advice); all: every question whose chart has the year or the area.",
            pattern=_QUESTIONS,
            example="school_advice same_direction",
        ),
        text("publisher", "Publisher", "Who published the source."),
        text("source_title", "Source", "Title of the source.", longest=120),
        text(
            "source_url",
            "Address",
            "Address of the source; empty where not known.",
            required=False,
            pattern=_ADDRESS,
            example="https://example.org/report",
        ),
        Field(
            "source_year",
            "integer",
            "Year",
            "Year of the source; empty where not known.",
            required=False,
            minimum=1900,
            maximum=2100,
        ),
    ),
    ("id",),
)

CONTRACTS: Final[Mapping[str, Contract]] = MappingProxyType(
    {
        contract.name: contract
        for contract in (
            _OUTCOME_SHARES,
            _POSITION_COUNTS,
            _ADVICE_DISTRIBUTION,
            _COHORT_FLOW,
            _SCHOOL_ADVICE,
            _SCHOOL_POSITIONS,
            _SCHOOLS,
            _CONTEXT_INDICATORS,
            _SINGLE_FIGURES,
            _AREAS,
            _AREA_CHANGES,
            _NOTES,
        )
    }
)
"""The contracts of tables by name. ``OUTLINES`` and ``PUPILS`` are not among them: they are no flat tables."""
