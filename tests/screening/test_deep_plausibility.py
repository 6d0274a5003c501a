"""Plausibility: a jump, another unit, a shifted year or lost rows warn, and nothing ever fails."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from deep_tables import ADVICE, table
from good_rows import POSITION, Row, description

from kansenbeeld import paths
from kansenbeeld.screening.checks import plausibility
from kansenbeeld.screening.report import Check
from kansenbeeld.store import Snapshot

Change = Callable[[dict[str, str]], dict[str, str]]


def _shipped(dataset: str, name: str) -> list[dict[str, str]]:
    with (paths.DATA / dataset / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _found(folder: Path, snapshot: Snapshot, contract: str, rows: list[dict[str, str]]) -> dict[str, Check]:
    with table(folder, contract, {}, *rows) as typed:
        checks = plausibility.check(typed, snapshot)
    assert all(check.result != "fail" for check in checks)
    return {check.code: check for check in checks if check.result == "warning"}


def test_the_same_table_is_no_surprise(snapshot: Snapshot, tmp_path: Path) -> None:
    for contract, dataset, name in (
        ("outcome_shares", "ocw_same_direction", "year3"),
        ("position_counts", "duo_school_positions", "year3"),
        ("context_indicators", "cbs_disadvantage", "district"),
    ):
        assert _found(tmp_path, snapshot, contract, _shipped(dataset, name)) == {}


def test_a_percentage_that_jumps(snapshot: Snapshot, tmp_path: Path) -> None:
    rows = _shipped("ocw_same_direction", "year3")
    rows[3]["percentage"] = "64.4"
    check = _found(tmp_path, snapshot, "outcome_shares", rows)["plausibility.jump"]
    assert check.place.row == 5
    assert check.details == {"old": 54.3469, "new": 64.4, "earlier": "ocw_same_direction/year3"}


def test_with_many_pupils_a_smaller_step_is_a_jump(snapshot: Snapshot, tmp_path: Path) -> None:
    """Four standard errors are 13 points for 455 pupils, and less than 5 for more than 5,000."""
    rows = _shipped("kco_outcomes", "group8")
    many = next(number for number, row in enumerate(rows) if int(row["n"] or 0) > 5000)
    few = next(number for number, row in enumerate(rows) if int(row["n"] or 0) < 500)
    for number in (many, few):
        rows[number]["percentage"] = str(float(rows[number]["percentage"]) + 5)
    check = _found(tmp_path, snapshot, "outcome_shares", rows)["plausibility.jump"]
    assert (check.place.row, check.times) == (many + 2, 1)


@pytest.mark.parametrize(("pupils", "jumps"), [("82", False), ("110", False), ("124", True), ("52", True)])
def test_a_count_that_jumps(pupils: str, jumps: bool, snapshot: Snapshot, tmp_path: Path) -> None:
    rows = _shipped("duo_school_positions", "year3")
    assert rows[3]["pupils"] == "82"
    rows[3]["pupils"] = pupils
    assert ("plausibility.jump" in _found(tmp_path, snapshot, "position_counts", rows)) is jumps


@pytest.mark.parametrize(("factor", "words"), [(0.01, "/ 100"), (1.7, "")])
def test_another_unit_is_read_as_one(factor: float, words: str, snapshot: Snapshot, tmp_path: Path) -> None:
    rows = [
        row | {"percentage": str(float(row["percentage"]) * factor)} for row in _shipped("ocw_same_direction", "year3")
    ]
    rows = [row for row in rows if float(row["percentage"]) <= 100]
    with table(tmp_path, "outcome_shares", {}, *rows) as typed:
        found = {check.code: check for check in plausibility.check(typed, snapshot)}
    assert ("plausibility.unit_changed" in found) is bool(words)
    assert ("plausibility.jump" in found) is not bool(words)
    if words:
        assert found["plausibility.unit_changed"].details["factor"] == words


def test_numbers_that_moved_a_year(snapshot: Snapshot, tmp_path: Path) -> None:
    def later(year: str) -> str:
        start = int(year[:4]) + 1
        return f"{start}/{(start + 1) % 100:02d}"

    rows = [row | {"cohort": later(row["cohort"])} for row in _shipped("ocw_same_direction", "year3")]
    assert _found(tmp_path, snapshot, "outcome_shares", rows)["plausibility.year_shifted"].details["years"] == 1


def test_rows_that_are_gone(snapshot: Snapshot, tmp_path: Path) -> None:
    rows = _shipped("ocw_same_direction", "year3")
    found = _found(tmp_path, snapshot, "outcome_shares", rows[:-1])
    assert found["plausibility.rows_gone"].times == 1
    assert "2021/22" in found["plausibility.rows_gone"].details["key"]
    assert "plausibility.halved" not in found
    assert _found(tmp_path, snapshot, "outcome_shares", rows[:9])["plausibility.halved"].details["now"] == 9


def test_a_new_dataset_is_compared_with_nothing(snapshot: Snapshot, tmp_path: Path) -> None:
    with table(tmp_path, "position_counts", POSITION, {}) as typed:
        named = plausibility.check(typed, snapshot, description("position_counts", dataset="other"))
        same = plausibility.check(
            typed, snapshot, description("position_counts", dataset="duo_school_positions", name="year3")
        )
    assert "plausibility.no_earlier" in {check.code for check in named}
    assert "plausibility.rows_gone" in {check.code for check in same}


def _years(*years: str) -> tuple[Row, ...]:
    return tuple({"school_year": year, "percentage": 50 + number} for number, year in enumerate(years))


def test_patterns_within_a_file(tmp_path: Path) -> None:
    with table(tmp_path, "advice_distribution", ADVICE, *_years("2017/18", "2018/19", "2021/22")) as typed:
        found = {check.code: check for check in plausibility.check(typed)}
    assert found["plausibility.years_missing"].details["years"] == "2019, 2020"
    assert "plausibility.varied" in found
    same = tuple({"advice": advice, "percentage": 20} for advice in ("vwo", "havo", "vso", "pro", "vmbo-kb"))
    with table(tmp_path, "advice_distribution", ADVICE, *same) as typed:
        codes = {check.code for check in plausibility.check(typed)}
    assert {"plausibility.all_equal", "plausibility.years"} <= codes


def test_all_rows_of_the_only_table_of_its_kind_are_gone(snapshot: Snapshot, tmp_path: Path) -> None:
    old = _shipped("duo_school_positions", "year3")
    rows = [{**row, "school_year": "2024/25"} for row in old]
    assert _found(tmp_path, snapshot, "position_counts", rows)["plausibility.rows_gone"].details["rows"] == len(old)
    told = description("position_counts", dataset="duo_school_positions", name="year3")
    with table(tmp_path / "told", "position_counts", {}, *rows) as typed:
        checks = {check.code: check for check in plausibility.check(typed, snapshot, told)}
    assert checks["plausibility.rows_gone"].result == "warning"
    assert checks["plausibility.rows_gone"].details["rows"] == len(old)
