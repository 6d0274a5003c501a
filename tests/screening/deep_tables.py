"""Tables for the deep checks: rows of a contract, typed, as they come out of the stages before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from small_files import typed

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.descriptions import Description, TableDescription
from kansenbeeld.screening.given import Typed

Row = Mapping[str, object]

SHARE: Row = {
    "cohort": "2019/20",
    "area_code": "STAD",
    "moment": "final_advice",
    "measure": "havo",
    "group_by": "total",
    "grp": "total",
    "n": 400,
    "percentage": 54.5,
}
POSITION: Row = {"school_year": "2019/20", "area_code": "STAD", "position": "havo", "pupils": 1946}
SCHOOL: Row = {
    "school_year": "2023/24",
    "school_code": "18BR00",
    "school_name": "De Brug",
    "school_type": "bo",
    "advice": "havo",
    "pupils": 12,
}
FLOW: Row = {
    "cohort": "2020/21",
    "area_code": "STAD",
    "parental_education": "hbo_wo",
    "test_advice": "havo",
    "advice": "havo",
    "moment": "year3",
    "position": "havo",
    "sex": "all",
    "origin": "all",
    "pupils": 120,
}
ADVICE: Row = {"school_year": "2019/20", "area_code": "NL", "advice": "havo", "percentage": 60}
INDICATOR: Row = {"period": "2021", "area_code": "STAD", "indicator": "pupils", "unit": "count", "value": 5200}
PARENTS: Row = {"group_by": "parental_education"}
DISTRICTS = ("A", "B", "E", "F", "K", "M", "N", "S", "T")


@contextmanager
def table(folder: Path, contract: str, base: Row, *changes: Row) -> Iterator[Typed]:
    """A typed table of rows that differ from one good row."""
    columns = CONTRACTS[contract].columns
    rows = [[str({**base, **change}.get(column, "")) for column in columns] for change in changes]
    with typed(folder, columns, rows, contract) as (made, _):
        yield made


def description(contract: str, *, dataset: str = "new", name: str = "table", **changes: Any) -> Description:
    """A description that is as it should be, but for the changes; ``chips`` and ``status`` are those of its table."""
    chips = {
        "rule": "none",
        "advice_moment": "none",
        "havo_cut": "none",
        "loc_basis": "woon",
        "cohort_basis": "school_year",
        "parent_edu_def": "none",
        "area_version": "2022",
        "source": "DUO",
    } | changes.pop("chips", {})
    one = TableDescription(name, contract, {"nl": "Een", "en": "One"}, changes.pop("status", "berekend"), chips)
    whole: dict[str, Any] = {
        "name": dataset,
        "title": {"nl": "Leerlingen", "en": "Pupils"},
        "publisher": "DUO",
        "period": {"nl": "2019/20", "en": "2019/20"},
        "place": {"nl": "Amsterdam", "en": "Amsterdam"},
        "licence_name": "CC0-1.0",
        "licence_title": "CC0",
        "licence_url": "",
        "sources": (("DUO", "https://duo.nl/open_onderwijsdata/"),),
        "retrieved": date(2026, 10, 1),
        "caveats": ({"nl": "Naar de woning.", "en": "By the home."},),
        "tables": (one,),
    }
    return Description(**(whole | changes))
