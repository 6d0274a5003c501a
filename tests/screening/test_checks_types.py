"""Numbers in every notation: read where there is one way to, refused where there are two."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import small_files

from kansenbeeld.screening.report import Check


def _percentages(folder: Path, *values: str) -> tuple[list[float | None], dict[str, Check]]:
    rows = [small_files.changed(small_files.SHARES, small_files.SHARE, percentage=value) for value in values]
    return _column(folder, small_files.SHARES, rows, "outcome_shares", "percentage")


def _pupils(folder: Path, *values: str) -> tuple[list[float | None], dict[str, Check]]:
    rows = [small_files.changed(small_files.SCHOOL, small_files.ADVICE, pupils=value) for value in values]
    return _column(folder, small_files.SCHOOL, rows, "school_advice", "pupils")


def _scores(folder: Path, *values: str) -> tuple[list[float | None], dict[str, Check]]:
    columns = ("period", "area_code", "indicator", "unit", "value")
    rows = [("2021", "N", "score", "score", value) for value in values]
    return _column(folder, columns, rows, "context_indicators", "value")


def _column(
    folder: Path, columns: Sequence[str], rows: Sequence[Sequence[str]], contract: str, name: str
) -> tuple[list[float | None], dict[str, Check]]:
    with small_files.typed(folder, columns, rows, contract) as (table, checks):
        values = [value for (value,) in table.scratch.rows(f"select {name} from typed order by row")]
    codes = [(check.code, check.place.column) for check in checks]
    assert len(set(codes)) == len(codes), "one check per code and column"
    return values, {code: check for code, check in small_files.found(checks).items() if check.stage == "types"}


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        (["54.5", "7"], [54.5, 7]),
        (["54,5", "7"], [54.5, 7]),
        (["45%", "12,5 %"], [45, 12.5]),
        (["-0", "0.0"], [0, 0]),
        (["1e1", "5.5"], [10, 5.5]),
        (["12\u00a0", "3"], [12, 3]),
        # 12.345 percent can't be twelve thousand.
        (["12.345", "7"], [12.345, 7]),
        (["0.3333333333333333148", "50"], [pytest.approx(1 / 3), 50]),
    ],
)
def test_percentages(given: list[str], numbers: list[float], tmp_path: Path) -> None:
    found, checks = _percentages(tmp_path, *given)
    assert found == numbers
    assert {check.result for check in checks.values()} == {"pass"}


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        (["1.234,5", "7"], [1234.5, 7]),
        (["1,234.5", "7"], [1234.5, 7]),
        (["1 234,5", "-7"], [1234.5, -7]),
        (["\u22127", "1.2"], [-7, 1.2]),
        # The rest of the column shows that the point is a decimal one.
        (["1.234", "1.2"], [1.234, 1.2]),
        (["0.123", "0.456"], [0.123, 0.456]),
    ],
)
def test_other_numbers(given: list[str], numbers: list[float], tmp_path: Path) -> None:
    found, checks = _scores(tmp_path, *given)
    assert found == numbers
    assert {check.result for check in checks.values()} == {"pass"}


@pytest.mark.parametrize("given", [["1.234", "5"], ["1,234", "5"], ["1.234", "1,2"], ["1.234", "5,678"]])
def test_thousands_or_decimals(given: list[str], tmp_path: Path) -> None:
    _, checks = _scores(tmp_path, *given)
    assert checks["types.thousands"].result == "fail"
    assert checks["types.thousands"].place.row == 2


def test_a_decimal_comma_and_a_decimal_point(tmp_path: Path) -> None:
    _, checks = _percentages(tmp_path, "12,5", "13,5", "14.5")
    mixed = checks["types.mixed_decimals"]
    assert (mixed.result, mixed.place.row, mixed.place.value) == ("fail", 4, "14.5")
    assert mixed.details == {"other": "12,5", "other_row": 2}


@pytest.mark.parametrize(("given", "result"), [(["0.3", "0.5", "1"], "fail"), (["0.3", "1"], "warning")])
def test_shares_in_place_of_percentages(given: list[str], result: str, tmp_path: Path) -> None:
    _, checks = _percentages(tmp_path, *given)
    assert checks["types.shares"].result == result


@pytest.mark.parametrize("given", [["0", "1", "1"], ["0.3", "0.5", "40"], ["0,5", "1,5", "1"]])
def test_low_percentages(given: list[str], tmp_path: Path) -> None:
    _, checks = _percentages(tmp_path, *given)
    assert "types.shares" not in checks


def test_a_hidden_count_is_a_range(tmp_path: Path) -> None:
    rows = [
        small_files.changed(small_files.SCHOOL, small_files.ADVICE, pupils=pupils) for pupils in ("<5", "< 5", "6", "")
    ]
    rows.append(small_files.changed(small_files.SCHOOL, rows[-1], pupils_lo="5", pupils_hi="9"))
    with small_files.typed(tmp_path, small_files.SCHOOL, rows, "school_advice") as (table, checks):
        found = table.scratch.rows("select pupils, pupils_lo, pupils_hi from typed order by row")
    assert found == [(None, 1, 4), (None, 1, 4), (6, None, None), (None, None, None), (None, 5, 9)]
    masked = small_files.found(checks)["types.masked"]
    assert (masked.result, masked.times, masked.place.value) == ("pass", 2, "<5")


def test_a_hidden_count_without_columns_for_its_range(tmp_path: Path) -> None:
    columns = small_files.SCHOOL[:-2]
    rows = [small_files.changed(columns, small_files.ADVICE[:-2], pupils="<5")]
    with small_files.typed(tmp_path, columns, rows, "school_advice") as (table, _):
        assert table.scratch.rows("select pupils, pupils_lo, pupils_hi from typed") == [(None, 1, 4)]


def test_a_hidden_number_where_there_is_no_room_for_one(tmp_path: Path) -> None:
    _, checks = _percentages(tmp_path, "<5", "20")
    assert checks["types.masked_elsewhere"].result == "fail"
    rows = [small_files.changed(small_files.SHARES, small_files.SHARE, n="<5")]
    with small_files.typed(tmp_path, small_files.SHARES, rows, "outcome_shares") as (_, found):
        assert small_files.found(found)["types.masked_optional"].result == "fail", "n may be empty, so that is said"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("12.5", "types.fraction"),
        ("1.234", "types.thousands"),
        ("1,234", "types.thousands"),
        ("12.000", "types.thousands"),
        ("1e3", "types.power"),
        ("45%", "types.percent_sign"),
        ("abc", "types.not_integer"),
        ("12 34", "types.not_integer"),
        ("-5", "types.too_small"),
        ("<", "types.not_integer"),
        ("1234567890123456", "types.not_integer"),
        ("2-jan", "types.date"),
        ("okt-19", "types.date"),
        ("2019-10-20 00:00:00", "types.date"),
        ("=1+1", "types.not_integer"),
        ("nan", "types.taken_as_empty"),
        ("inf", "types.not_integer"),
    ],
)
def test_what_is_no_whole_number(value: str, code: str, tmp_path: Path) -> None:
    found, checks = _pupils(tmp_path, "7", value)
    assert found[0] == 7
    assert checks[code].place.row == 3
    assert checks[code].place.value == value
    assert checks[code].result == ("warning" if code == "types.taken_as_empty" else "fail")


@pytest.mark.parametrize(("value", "number"), [("12.0", 12), ("12,00", 12), ("1 234", 1234), ("12 345 678", 12345678)])
def test_whole_numbers_in_another_notation(value: str, number: int, tmp_path: Path) -> None:
    found, checks = _pupils(tmp_path, "7", value)
    assert found == [7, number]
    assert checks["types.rewritten"].result == "pass"
    assert checks["types.rewritten"].times == 1


@pytest.mark.parametrize(("value", "code"), [("", "types.empty"), ("n.v.t.", "types.missing_word")])
def test_a_value_that_must_be_there(value: str, code: str, tmp_path: Path) -> None:
    found, checks = _percentages(tmp_path, "20", value, value)
    assert found == [20, None, None]
    assert (checks[code].result, checks[code].place.row, checks[code].times) == ("fail", 3, 2)


@pytest.mark.parametrize("value", [".", "-", "x", "NULL", "n.v.t."])
def test_a_word_for_nothing_where_nothing_is_allowed(value: str, tmp_path: Path) -> None:
    found, checks = _pupils(tmp_path, "7", value)
    assert found == [7, None]
    assert checks["types.taken_as_empty"].result == "warning"


def test_a_percentage_above_a_hundred(tmp_path: Path) -> None:
    _, checks = _percentages(tmp_path, "20", "101", "-1")
    outside = checks["types.out_of_range"]
    assert (outside.times, outside.details) == (2, {"minimum": 0, "maximum": 100})


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    _, checks = _pupils(tmp_path, "12.5", "abc", "-5", "1e3", "2-jan")
    assert {"types.fraction", "types.not_integer", "types.too_small", "types.power", "types.date"} <= set(checks)
