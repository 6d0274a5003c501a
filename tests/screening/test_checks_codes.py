"""Codes come to ours by their label, or are refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_files

from kansenbeeld.screening.checks import header, table
from kansenbeeld.screening.report import Check


def _school(folder: Path, column: str, *values: str) -> tuple[list[str | None], dict[str, Check]]:
    rows = [small_files.changed(small_files.SCHOOL, small_files.ADVICE, **{column: value}) for value in values]
    with small_files.typed(folder, small_files.SCHOOL, rows, "school_advice") as (table, checks):
        found = [value for (value,) in table.scratch.rows(f"select {column} from typed order by row")]
    return found, {check.code: check for check in checks if check.place.column}


def _share(folder: Path, column: str, *values: str) -> tuple[list[str | None], dict[str, Check]]:
    rows = [small_files.changed(small_files.SHARES, small_files.SHARE, **{column: value}) for value in values]
    with small_files.typed(folder, small_files.SHARES, rows, "outcome_shares") as (table, checks):
        found = [value for (value,) in table.scratch.rows(f"select {column} from typed order by row")]
    return found, {check.code: check for check in checks if check.place.column}


def test_advices_of_every_vintage(tmp_path: Path) -> None:
    found, checks = _school(tmp_path, "advice", "havo", "VMBO_BL_KL", "VMBO_K", "havo / vwo", "vmbo-theoretisch")
    assert found == ["havo", "vmbo-bb/kb", "vmbo-kb", "havo/vwo", "vmbo-gt"]
    assert set(checks) == {"codes.rewritten"}
    assert (checks["codes.rewritten"].result, checks["codes.rewritten"].times) == ("pass", 4)


def test_an_advice_as_a_number_is_refused(tmp_path: Path) -> None:
    found, checks = _school(tmp_path, "advice", "10", "11", "havo")
    assert found == [None, None, "havo"]
    assert (checks["codes.numeric_advice"].result, checks["codes.numeric_advice"].times) == ("fail", 2)


def test_an_unknown_advice_with_the_nearest(tmp_path: Path) -> None:
    _, checks = _school(tmp_path, "advice", "havoo", "zzz")
    assert checks["codes.unknown_near"].details["nearest"] == "havo"
    assert checks["codes.unknown"].place.value == "zzz"
    assert "vmbo-gt/havo" in checks["codes.unknown"].details["expected"]


def test_school_years_in_every_notation(tmp_path: Path) -> None:
    found, checks = _school(tmp_path, "school_year", "2019/20", "2019-2020", "20192020", "'19/'20", "2019-20")
    assert set(found) == {"2019/20"}
    assert (checks["codes.rewritten"].result, checks["codes.rewritten"].times) == ("pass", 4)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2019/21", "codes.no_school_year"),
        ("2019-2021", "codes.no_school_year"),
        ("okt-19", "codes.date"),
        ("2019-10-20", "codes.date"),
        ("2019", "codes.single_year"),
        ("x/y", "codes.no_school_year"),
    ],
)
def test_what_is_no_school_year(value: str, code: str, tmp_path: Path) -> None:
    found, checks = _school(tmp_path, "school_year", "2019/20", value)
    assert found == ["2019/20", None]
    assert (checks[code].result, checks[code].place.row) == ("fail", 3)


def test_years_that_may_be_a_school_year(tmp_path: Path) -> None:
    found, checks = _share(tmp_path, "cohort", "2014-2018", "2019-2020")
    assert found == ["2014-2018", "2019-2020"]
    assert checks["codes.years_or_school_year"].result == "warning"
    assert checks["codes.years_or_school_year"].place.row == 3


def test_school_codes(tmp_path: Path) -> None:
    found, checks = _school(tmp_path, "school_code", "18BR00", "18br00", "18BR 0", "18BR", "school")
    assert found == ["18BR00", "18BR00", "18BR00", None, None]
    assert checks["codes.rewritten"].times == 2
    assert checks["codes.no_branch"].place.row == 5
    assert checks["codes.no_school"].place.row == 6


def test_areas(tmp_path: Path) -> None:
    found, checks = _share(tmp_path, "area_code", "STAD", "n", "GM0363", "dx01")
    assert found == ["STAD", "N", "STAD", "DX01"]
    assert (checks["codes.rewritten"].result, checks["codes.rewritten"].times) == ("pass", 3)
    assert set(checks) == {"codes.rewritten"}


@pytest.mark.parametrize(("name", "code"), [("Nieuw-West", "F"), ("ZUID", "K"), ("Amsterdam", "STAD")])
def test_the_name_of_an_area_is_a_guess(name: str, code: str, tmp_path: Path) -> None:
    found, checks = _share(tmp_path, "area_code", name)
    assert found == [code]
    assert checks["codes.named"].result == "warning"


@pytest.mark.parametrize("value", ["C", "u"])
def test_a_district_until_2010_is_refused(value: str, tmp_path: Path) -> None:
    found, checks = _share(tmp_path, "area_code", value)
    assert found == [None]
    assert checks["codes.old_district"].result == "fail"


@pytest.mark.parametrize(("value", "code"), [("Zuidost", "codes.unknown_near"), ("ergens in de stad", "codes.no_area")])
def test_an_unknown_area(value: str, code: str, tmp_path: Path) -> None:
    _, checks = _share(tmp_path, "area_code", value)
    assert checks[code].result == "fail"


@pytest.mark.parametrize(("value", "number"), [("2015", 2015), ("2022.0", 2022)])
def test_the_vintage_of_areas(value: str, number: int, tmp_path: Path) -> None:
    columns = ("area_vintage", "area_code", "area_name", "area_level", "parent_code", "area_km2")
    rows = [(value, "N", "Noord", "Stadsdeel", "stad", "63,8")]
    with small_files.typed(tmp_path, columns, rows, "areas") as (table, _):
        found = table.scratch.rows("select area_vintage, area_level, parent_code, area_km2 from typed")
    assert found == [(number, "stadsdeel", "STAD", 63.8)]


def test_a_code_that_is_also_a_word_for_nothing(tmp_path: Path) -> None:
    columns = ("school_code", "school_name", "sector", "school_type", "municipality_code", "location", "area_vintage")
    rows = [("18BR00", "De Brug", "PO", "bo", "GM0363", "None", "2022", "none")]
    with small_files.typed(tmp_path, (*columns, "district_by"), rows, "schools") as (table, checks):
        found = table.scratch.rows("select sector, municipality_code, location, district_by from typed")
    assert found == [("po", "0363", "none", "none")]
    assert not small_files.found(checks, result="fail")


def test_an_empty_code_and_a_word_for_nothing(tmp_path: Path) -> None:
    found, checks = _school(tmp_path, "advice", "havo", "", "n.v.t.")
    assert found == ["havo", None, None]
    assert checks["types.empty"].place.row == 3
    assert checks["types.missing_word"].place.row == 4


@pytest.mark.parametrize("basis", ["", "birth_year", "school_year"])
def test_a_description_says_what_two_years_are(basis: str, tmp_path: Path) -> None:
    """2021-2022 is a school year where the cohort is counted by it; without a description nobody knows."""
    values = ("2021-2022", "2019/20", "2021-2022")
    rows = [small_files.changed(small_files.SHARES, small_files.SHARE, cohort=value) for value in values]
    with small_files.given(tmp_path, small_files.SHARES, rows) as file:
        matched, _ = header.match(file, "outcome_shares")
        assert matched is not None
        typed, checks, _ = table.typed(file, matched, basis)
        found = [value for (value,) in typed.scratch.rows("select cohort from typed order by row")]
    codes = {check.code: check for check in checks}
    if basis == "school_year":
        assert found == ["2021/22", "2019/20", "2021/22"]
        assert "codes.years_or_school_year" not in codes
        assert codes["codes.rewritten"].times == 2
    else:
        assert found == list(values)
        assert codes["codes.years_or_school_year"].result == "warning"
