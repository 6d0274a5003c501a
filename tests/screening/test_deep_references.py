"""References: the same rules as a build, asked of a table in a database."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from deep_tables import INDICATOR, PARENTS, table
from good_rows import POSITION, SCHOOL, SHARE, Row, description

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.indicators import UNITS
from kansenbeeld.datasets.references import is_area, is_group, is_moment, is_range
from kansenbeeld.screening.checks import references
from kansenbeeld.store import Snapshot


def test_a_good_table_passes_every_rule(snapshot: Snapshot, tmp_path: Path) -> None:
    with table(tmp_path, "outcome_shares", SHARE, {}, {**PARENTS, "grp": "hbo"}) as typed:
        checks = references.check(typed, snapshot, description("outcome_shares"))
    assert [check.code for check in checks] == ["references.areas", "references.groups", "references.moments"]


def test_an_area_is_looked_up_in_the_division_of_the_chip(snapshot: Snapshot, tmp_path: Path) -> None:
    with table(tmp_path, "position_counts", POSITION, {}, {"area_code": "DX01"}, {"area_code": "DX02"}) as typed:
        (of_2022,) = references.check(typed, snapshot, description("position_counts"))
        (of_2015,) = references.check(typed, snapshot, description("position_counts", chips={"area_version": "2015"}))
        (of_any,) = references.check(typed, snapshot)
    assert (of_2022.code, of_2022.result, of_2022.place.row, of_2022.times) == (
        "references.area_unknown",
        "fail",
        3,
        2,
    )
    assert of_2022.place.value == "DX01"
    assert of_2015.result == of_any.result == "pass"


def test_without_a_version_areas_are_not_looked_up(tmp_path: Path) -> None:
    with table(tmp_path, "position_counts", POSITION, {}) as typed:
        (check,) = references.check(typed)
    assert (check.code, check.result) == ("references.no_areas", "warning")


def test_areas_nest_within_the_file_itself(tmp_path: Path) -> None:
    base = {"area_vintage": 2022, "area_code": "NL", "area_name": "Nederland", "area_level": "land"}
    lost = {"area_code": "A", "area_name": "Centrum", "area_level": "stadsdeel", "parent_code": "STAD"}
    with table(tmp_path, "areas", base, {}, lost) as typed:
        (check,) = references.check(typed)
    assert (check.code, check.place.row, check.place.column) == ("references.area_unknown", 3, "parent_code")


def test_groups_and_moments(snapshot: Snapshot, tmp_path: Path) -> None:
    wrong = ({**PARENTS, "grp": "hbo_wo"}, {"measure": "above_test", "moment": "test"})
    with table(tmp_path, "outcome_shares", SHARE, *wrong) as typed:
        _, groups, moments = references.check(typed, snapshot)
    assert (groups.code, groups.place.row, groups.details["expected"]) == (
        "references.group_wrong",
        2,
        "geen_hbo_wo, hbo, wo",
    )
    assert (moments.code, moments.place.row, moments.details["expected"]) == (
        "references.moment_wrong",
        3,
        "final_advice",
    )


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"pupils": 12}, "references.ranges"),
        ({"pupils": "", "pupils_lo": 1, "pupils_hi": 4}, "references.ranges"),
        ({"pupils": "", "pupils_lo": 4, "pupils_hi": 1}, "references.range_turned"),
        ({"pupils": ""}, "references.range_none"),
        ({"pupils": "", "pupils_hi": 4}, "references.range_half"),
        ({"pupils": 2, "pupils_lo": 1, "pupils_hi": 4}, "references.range_both"),
    ],
)
def test_a_number_is_printed_or_a_range(cells: dict[str, object], code: str, tmp_path: Path) -> None:
    with table(tmp_path, "school_advice", SCHOOL, cells) as typed:
        (check,) = references.check(typed)
    assert check.code == code


def test_the_rules_themselves() -> None:
    areas = {"2015": {"STAD"}, "2022": {"STAD", "S"}}
    assert is_area("S", "2022", areas)
    assert is_area("S", "none", areas)
    assert not is_area("S", "2015", areas)
    assert is_group("parental_education_ocw", "hbo_wo")
    assert not is_group("total", "hbo_wo")
    assert is_moment("havo", "test")
    assert not is_moment("same_direction", "test")
    assert is_range(printed=False, low=True, high=True, ordered=True)
    frame = pd.DataFrame({"given": [True, False]})
    assert not is_range(printed=bool(frame["given"][0]), low=True, high=False, ordered=True)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"value": 235}, "value"),
        ({"value": -1}, "value"),
        ({"value": "", "value_lo": 90, "value_hi": 110}, "value_hi"),
        ({"value": "", "value_lo": -5, "value_hi": 5}, "value_lo"),
        ({"value": 100}, ""),
        ({"unit": "count", "value": 235}, ""),
    ],
)
def test_a_percentage_lies_from_0_to_100(change: Row, column: str, tmp_path: Path) -> None:
    with table(tmp_path, "context_indicators", INDICATOR, {"unit": "percent", **change}) as typed:
        checks = {check.code: check for check in references.check(typed)}
    assert ("references.percentage_outside" in checks) is bool(column)
    if column:
        found = checks["references.percentage_outside"]
        assert (found.result, found.place.column, found.place.row) == ("fail", column, 2)


@pytest.mark.parametrize(("unit", "fits"), [("percent", True), ("count", False), ("score", False)])
def test_a_known_indicator_keeps_its_unit(unit: str, fits: bool, tmp_path: Path) -> None:
    with table(
        tmp_path, "context_indicators", INDICATOR, {}, {"indicator": "advice_havo_vwo", "unit": unit, "value": 60}
    ) as typed:
        checks = {check.code: check for check in references.check(typed)}
    assert ("references.unit_wrong" in checks) is not fits
    if not fits:
        found = checks["references.unit_wrong"]
        assert (found.result, found.place.row, found.details["expected"]) == ("fail", 3, "percent")


def test_units_are_those_of_the_contract() -> None:
    assert set(UNITS.values()) <= set(CONTRACTS["context_indicators"].field("unit").codes)
