"""Totals: what adds up passes, what can't be fails, what rounding may explain warns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from deep_tables import ADVICE, DISTRICTS, INDICATOR, PARENTS, table
from good_rows import FLOW, POSITION, SHARE, Row, description

from kansenbeeld.screening.checks import totals
from kansenbeeld.screening.report import Check
from kansenbeeld.store import Snapshot


def _found(folder: Path, contract: str, base: Row, *changes: Row, previous: Snapshot | None = None) -> dict[str, Check]:
    with table(folder, contract, base, *changes) as typed:
        return {check.code: check for check in totals.check(typed, previous)}


def _group(name: str, n: object, percentage: float = 54.5) -> Mapping[str, object]:
    return {**PARENTS, "grp": name, "n": n, "percentage": percentage}


def test_groups_may_be_fewer_than_their_total(tmp_path: Path) -> None:
    found = _found(tmp_path, "outcome_shares", SHARE, {}, _group("geen_hbo_wo", 200), _group("wo", 150))
    assert all(check.result == "pass" for check in found.values())


def test_groups_above_their_total_fail(tmp_path: Path) -> None:
    found = _found(tmp_path, "outcome_shares", SHARE, {}, _group("geen_hbo_wo", 251), _group("wo", 150))
    check = found["totals.groups_above"]
    assert (check.result, check.place.row, check.details) == ("fail", 2, {"parts": 401, "total": 400})


def test_rounding_to_ten_may_put_groups_above_their_total(tmp_path: Path) -> None:
    found = _found(tmp_path, "outcome_shares", SHARE, {}, _group("geen_hbo_wo", 260), _group("wo", 150))
    assert found["totals.groups_rounded"].result == "warning"
    found = _found(tmp_path, "outcome_shares", SHARE, {}, _group("geen_hbo_wo", 270), _group("wo", 150))
    assert found["totals.groups_above"].result == "fail"


@pytest.mark.parametrize(
    ("printed", "code"),
    [(47.5, "totals.shares"), (47.75, "totals.shares_rounded"), (52.0, "totals.shares_unlike")],
)
def test_a_percentage_of_all_fits_those_of_the_groups(printed: float, code: str, tmp_path: Path) -> None:
    groups = (_group("geen_hbo_wo", 250, 40), _group("wo", 150, 60))
    assert code in _found(tmp_path, "outcome_shares", SHARE, {"percentage": printed}, *groups)


def test_pupils_without_a_group_may_explain_a_percentage(tmp_path: Path) -> None:
    """100 of the 400 are in no group: 54.5% of all holds whatever they did between none and all of them."""
    groups = (_group("geen_hbo_wo", 150, 40), _group("wo", 150, 60))
    assert "totals.shares" in _found(tmp_path, "outcome_shares", SHARE, {"percentage": 60}, *groups)
    assert "totals.shares_unlike" in _found(tmp_path, "outcome_shares", SHARE, {"percentage": 70}, *groups)


def test_percentages_of_a_publisher_only_warn(tmp_path: Path) -> None:
    rows = ({"percentage": 70}, _group("geen_hbo_wo", 250, 40), _group("wo", 150, 60))
    with table(tmp_path, "outcome_shares", SHARE, *rows) as typed:
        checks = totals.check(typed, None, description("outcome_shares", status="gepubliceerd"))
    assert {check.code: check.result for check in checks}["totals.shares_unlike"] == "warning"


def test_a_higher_level_is_reached_by_no_more_pupils(tmp_path: Path) -> None:
    assert "totals.levels" in _found(tmp_path, "outcome_shares", SHARE, {}, {"measure": "vwo", "percentage": 54.5})
    check = _found(tmp_path, "outcome_shares", SHARE, {}, {"measure": "vwo", "percentage": 55})["totals.levels_turned"]
    assert (check.place.row, check.details["higher"], check.details["lower"]) == (3, "vwo", "havo")


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        (40, "totals.distribution"),
        (40.1, "totals.distribution"),
        (40.9, "totals.distribution_rounded"),
        (48, "totals.distribution_not_100"),
    ],
)
def test_a_distribution_makes_100(rest: float, code: str, tmp_path: Path) -> None:
    assert code in _found(tmp_path, "advice_distribution", ADVICE, {}, {"advice": "vwo", "percentage": rest})


def test_districts_are_no_more_than_the_city(snapshot: Snapshot, tmp_path: Path) -> None:
    fits = tuple({"area_code": area, "pupils": 200} for area in DISTRICTS)
    assert "totals.areas" in _found(tmp_path, "position_counts", POSITION, {}, *fits, previous=snapshot)
    above = ({"area_code": "A", "pupils": 1900}, {"area_code": "T", "pupils": 47})
    check = _found(tmp_path, "position_counts", POSITION, {}, *above, previous=snapshot)["totals.areas_above"]
    assert (check.result, check.place.row, check.details) == (
        "fail",
        2,
        {"parts": 1947, "total": 1946, "area": "STAD"},
    )


def test_an_indicator_need_not_add_up(snapshot: Snapshot, tmp_path: Path) -> None:
    above = ({"area_code": "A", "value": 5300}, {"area_code": "T", "value": 1})
    found = _found(tmp_path, "context_indicators", INDICATOR, {}, *above, previous=snapshot)
    assert found["totals.areas_above"].result == "warning"


def test_the_sexes_make_all_and_hidden_numbers_may_explain(tmp_path: Path) -> None:
    girls = {"sex": "v", "pupils": 117}
    hidden = {"sex": "m", "pupils": "", "pupils_lo": 1, "pupils_hi": 4}
    assert "totals.split_sex" in _found(tmp_path, "cohort_flow", FLOW, {}, girls, hidden)
    check = _found(tmp_path, "cohort_flow", FLOW, {}, {**girls, "pupils": 110}, hidden)["totals.split_unlike"]
    assert (check.place.row, check.details["split"]) == (2, "sex")
    origins = ({"origin": "surinam", "pupils": 60}, {"origin": "other", "pupils": 61})
    assert "totals.split_unlike" in _found(tmp_path, "cohort_flow", FLOW, {}, *origins)


def test_a_cohort_is_the_same_at_every_moment(tmp_path: Path) -> None:
    later = {"moment": "diploma", "pupils": 110}
    assert "totals.cohorts_unlike" in _found(tmp_path, "cohort_flow", FLOW, {}, later)
    gone = {"moment": "diploma", "position": "left", "pupils": 10}
    assert "totals.cohorts" in _found(tmp_path, "cohort_flow", FLOW, {}, later, gone)
