"""Three rows per contract that show its form. Their figures are invented and say nothing about Amsterdam."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Row = tuple[str, ...]

EXAMPLES: Final[Mapping[str, tuple[Row, Row, Row]]] = MappingProxyType(
    {
        "outcome_shares": (
            ("2019/20", "STAD", "final_advice", "havo", "total", "total", "1200", "52.5"),
            ("2019/20", "STAD", "final_advice", "havo", "parental_education_ocw", "hbo_wo", "500", "70"),
            ("2019/20", "N", "final_advice", "havo", "total", "total", "", "45.1"),
        ),
        "position_counts": (
            ("2021/22", "STAD", "havo", "310"),
            ("2021/22", "STAD", "havo/vwo", "45"),
            ("2021/22", "STAD", "vwo", "420"),
        ),
        "advice_distribution": (
            ("2019/20", "STAD", "vso/pro/vmbo-bb", "10"),
            ("2019/20", "STAD", "vmbo-kb", "15"),
            ("2019/20", "STAD", "havo", "22.5"),
        ),
        "cohort_flow": (
            ("2019/20", "T", "hbo_wo", "havo", "havo", "year3", "havo", "all", "all", "24", "", ""),
            ("2019/20", "T", "hbo_wo", "havo", "havo", "year3", "vwo", "all", "all", "", "1", "4"),
            ("2019/20", "T", "onbekend", "", "vmbo-gt", "year3", "unknown", "all", "all", "11", "", ""),
        ),
        "school_advice": (
            ("2023/24", "99ZZ00", "Voorbeeldschool", "bo", "vmbo-gt/havo", "12", "", ""),
            ("2023/24", "99ZZ00", "Voorbeeldschool", "bo", "havo", "", "1", "4"),
            ("2023/24", "99ZZ00", "Voorbeeldschool", "bo", "vwo", "0", "", ""),
        ),
        "school_positions": (
            ("2021/22", "99ZZ01", "Voorbeeldcollege", "vmbo-gt", "58", "", ""),
            ("2021/22", "99ZZ01", "Voorbeeldcollege", "havo", "40", "", ""),
            ("2021/22", "99ZZ01", "Voorbeeldcollege", "havo/vwo", "", "1", "4"),
        ),
        "schools": (
            (
                *("99ZZ00", "Voorbeeldschool", "po", "bo", "Voorbeeldstraat 1", "1011AB", "Amsterdam", "0363"),
                *("4.9", "52.37", "address", "2022", "A", "point", "250"),
            ),
            (
                *("99ZZ01", "Voorbeeldcollege", "vo", "vo", "", "1102AB", "Amsterdam", "0363"),
                *("4.96", "52.31", "postcode6", "2022", "T", "postcode", ""),
            ),
            (
                *("99ZZ02", "Voorbeeldschool buiten de stad", "po", "bo", "", "", "", "0362"),
                *("", "", "none", "2022", "", "none", ""),
            ),
        ),
        "context_indicators": (
            ("2021", "N", "parents_hbo_wo", "percent", "41.5", "", ""),
            ("2021", "B", "parents_hbo_wo", "percent", "", "90", "100"),
            ("2019/20", "STAD", "disadvantage_score", "score", "312.4", "", ""),
        ),
        "single_figures": (
            (
                *("Voorbeeldbureau", "diploma_at_advice", "diploma op het advies", "diploma at the advice", "STAD"),
                *("2019", "2019", "all", "percent", "61", "exact", "", "", "https://example.org/report"),
            ),
            (
                *("Voorbeeldbureau", "diploma_at_advice", "diploma op het advies", "diploma at the advice", "STAD"),
                *("2020", "2020", "all", "percent", "66", "in_words", "ongeveer twee derde", "about two thirds"),
                "https://example.org/report",
            ),
            (
                *("Voorbeeldbureau", "schools", "aantal scholen", "number of schools", "STAD"),
                *("2020", "2020", "all", "schools", "200", "exact", "", "", "https://example.org/report"),
            ),
        ),
        "areas": (
            ("2022", "NL", "Nederland", "land", "", ""),
            ("2022", "STAD", "Amsterdam", "gemeente", "NL", ""),
            ("2022", "N", "Noord", "stadsdeel", "STAD", "63.8"),
        ),
        "area_changes": (
            ("2015", "A", "2022", "A", "same", "", ""),
            ("2015", "DX01", "2022", "GA01", "renumbered", "", ""),
            ("2015", "", "2022", "S", "new", "Weesp is nieuw in Amsterdam.", "Weesp is new to Amsterdam."),
        ),
        "notes": (
            (
                *("new_form", "2021/22", "group8", "", "", "nieuw formulier", "new form"),
                *("Vanaf 2021/22 staat het advies op een nieuw formulier.", "From 2021/22 there is a new form."),
                *("all", "Voorbeeldbureau", "Jaarverslag", "https://example.org/report", "2022"),
            ),
            (
                *("strike", "2022/23", "year3", "", "", "staking", "strike"),
                *("In leerjaar 3 van 2022/23 was er een week geen les.", "There was a week without lessons."),
                *("same_direction", "Voorbeeldbureau", "Jaarverslag", "", ""),
            ),
            (
                *("school_closed", "", "", "N", "2022", "school gesloten", "school closed"),
                *("Een basisschool in Noord ging in 2020 dicht.", "A primary school in Noord closed in 2020."),
                *("all", "Voorbeeldbureau", "Jaarverslag", "https://example.org/report", "2020"),
            ),
        ),
    }
)
"""By name of the contract, three rows with its columns in order, as a CSV has them."""
