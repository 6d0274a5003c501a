"""One good row of several contracts and a good description, which tests change into bad ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kansenbeeld.datasets.descriptions import Description, TableDescription

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
    "pupils_lo": "",
    "pupils_hi": "",
}
NOTE: Row = {
    "id": "closed",
    "school_year": "",
    "counted_by": "",
    "area_code": "N",
    "area_vintage": "2022",
    "label_nl": "school dicht",
    "label_en": "school closed",
    "text_nl": "Een basisschool in Noord ging in 2021 dicht.",
    "text_en": "A primary school in Noord closed in 2021.",
    "questions": "all",
    "publisher": "Voorbeeldbureau",
    "source_title": "Jaarverslag",
    "source_url": "",
    "source_year": "",
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
    "pupils_lo": "",
    "pupils_hi": "",
}


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
