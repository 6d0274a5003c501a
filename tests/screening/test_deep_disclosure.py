"""Disclosure: what tells of a few pupils is found, whatever it hides behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from deep_tables import DISTRICTS, INDICATOR, PARENTS, table
from good_rows import FLOW, POSITION, SCHOOL, SHARE, Row, description
from small_files import given as given_file

from kansenbeeld.measures.disclosure import fitting_numerators
from kansenbeeld.measures.disclosure.audit import MIN_FITTING
from kansenbeeld.measures.shares import MIN_EITHER_SIDE
from kansenbeeld.screening.checks import disclosure
from kansenbeeld.screening.report import Check
from kansenbeeld.store import Snapshot


def _found(
    folder: Path, contract: str, base: Row, *changes: Row, previous: Snapshot | None = None, status: str = "berekend"
) -> dict[str, Check]:
    with table(folder, contract, base, *changes) as typed:
        checks = disclosure.check(typed, previous, description(contract, status=status))
    return {check.code: check for check in checks}


def _group(name: str, n: object) -> Row:
    return {**PARENTS, "grp": name, "n": n}


@pytest.mark.parametrize(("pupils", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_pupils_of_a_district(pupils: int, hidden: bool, tmp_path: Path) -> None:
    found = _found(tmp_path, "position_counts", POSITION, {"pupils": pupils})
    assert ("disclosure.small_count" in found) is hidden


@pytest.mark.parametrize(("pupils", "hidden"), [(9, True), (10, False)])
def test_pupils_split_by_their_parents_have_the_higher_threshold(pupils: int, hidden: bool, tmp_path: Path) -> None:
    found = _found(tmp_path, "outcome_shares", SHARE, {**_group("wo", pupils), "percentage": 50})
    assert ("disclosure.small_count" in found) is hidden
    assert "disclosure.small_count" not in _found(tmp_path, "outcome_shares", SHARE, {"n": 9, "percentage": 50})


def test_what_a_publisher_printed_warns(tmp_path: Path) -> None:
    for status, result in (("berekend", "fail"), ("gepubliceerd", "warning")):
        found = _found(tmp_path, "position_counts", POSITION, {"pupils": 3}, status=status)
        assert found["disclosure.small_count"].result == result


@pytest.mark.parametrize("status", ["berekend", "gepubliceerd"])
def test_a_school_hides_its_small_numbers_whoever_printed_them(status: str, tmp_path: Path) -> None:
    hidden = {"advice": "vwo", "pupils": "", "pupils_lo": 1, "pupils_hi": 4}
    shown = {"advice": "pro", "pupils": 4}
    found = _found(tmp_path, "school_advice", SCHOOL, {}, hidden, {"advice": "vso", "pupils": 0}, shown, status=status)
    assert (found["disclosure.school_count"].result, found["disclosure.school_count"].place.row) == ("fail", 5)


@pytest.mark.parametrize("column", ["OPLEIDING_OUDERS", "parental_education", "Gewichtenleerlingen", "inkomen"])
def test_a_school_is_never_split_by_parents(column: str, tmp_path: Path) -> None:
    with given_file(tmp_path, ("school_code", column), [("18BR00", "x")]) as file:
        assert disclosure.school_split(file).result == "fail"
    with given_file(tmp_path, ("school_code", "advice"), [("18BR00", "x")]) as file:
        assert disclosure.school_split(file).result == "pass"


def test_a_cohort_flow_is_protected_by_the_build(tmp_path: Path) -> None:
    found = _found(tmp_path, "cohort_flow", FLOW, {"pupils": 1})
    assert list(found) == ["disclosure.protected_by_build"]


def test_a_percentage_that_tells_its_numerator(tmp_path: Path) -> None:
    check = _found(tmp_path, "outcome_shares", SHARE, {"n": 24, "percentage": 17})["disclosure.numerator"]
    assert check.details == {"options": "4", "pupils": 24}
    assert "disclosure.numerator" not in _found(tmp_path, "outcome_shares", SHARE, {"n": 455, "percentage": 76.7})


def test_whole_percentages_are_judged_as_the_audit_does(tmp_path: Path) -> None:
    """The question in SQL and the audit of a build find the same percentages."""
    figures = [(pupils, percent) for pupils in (*range(5, 60), 99, 150, 400, 999) for percent in range(1, 100, 2)]
    expected = []
    for row, (pupils, percent) in enumerate(figures, start=2):
        fits = fitting_numerators(percent, pupils, exact=True)
        few = bool(fits) and (min(fits) < MIN_EITHER_SIDE or min(fits.values()) < MIN_EITHER_SIDE)
        if few and len(fits) < MIN_FITTING:
            expected.append(row)
    rows = [{"area_code": f"A{number}", "n": n, "percentage": p} for number, (n, p) in enumerate(figures)]
    check = _found(tmp_path, "outcome_shares", SHARE, *rows)["disclosure.numerator"]
    assert (check.place.row, check.times) == (expected[0], len(expected))


@pytest.mark.parametrize(("n", "percentage", "tells"), [(99, 100, True), (40, 0, True), (100, 100, False)])
def test_all_or_none_of_a_small_group(n: int, percentage: int, tells: bool, tmp_path: Path) -> None:
    found = _found(tmp_path, "outcome_shares", SHARE, {"n": n, "percentage": percentage})
    assert ("disclosure.whole_group" in found) is tells


def test_a_total_that_gives_a_group_away(tmp_path: Path) -> None:
    rows = ({}, _group("geen_hbo_wo", 240), _group("hbo", 154), _group("wo", ""))
    check = _found(tmp_path, "outcome_shares", SHARE, *rows)["disclosure.total_undoes"]
    assert (check.place.row, check.details) == (5, {"total_row": 2, "least": 6, "most": 6})
    large = ({}, _group("geen_hbo_wo", 240), _group("hbo", 100), _group("wo", ""))
    assert "disclosure.totals_keep" in _found(tmp_path, "outcome_shares", SHARE, *large)


def test_two_hidden_groups_with_little_between_them(tmp_path: Path) -> None:
    rows = ({}, _group("geen_hbo_wo", 393), _group("hbo", ""), _group("wo", ""))
    check = _found(tmp_path, "outcome_shares", SHARE, *rows)["disclosure.total_narrows"]
    assert (check.details["least"], check.details["most"]) == (0, 7)
    wide = ({}, _group("geen_hbo_wo", 380), _group("hbo", ""), _group("wo", ""))
    assert "disclosure.totals_keep" in _found(tmp_path, "outcome_shares", SHARE, *wide)


@pytest.mark.parametrize("status", ["berekend", "gepubliceerd"])
def test_the_city_gives_a_district_away(status: str, snapshot: Snapshot, tmp_path: Path) -> None:
    """A row that was left out is worked out as well as one that is empty; a publisher's file no less."""
    rows = [{"area_code": area, "pupils": 100} for area in DISTRICTS[:8]]
    found = _found(tmp_path, "position_counts", POSITION, {"pupils": 803}, *rows, previous=snapshot, status=status)
    assert (found["disclosure.total_undoes"].result, found["disclosure.total_undoes"].details["least"]) == ("fail", 3)
    none = _found(tmp_path, "position_counts", POSITION, {"pupils": 800}, *rows, previous=snapshot)
    assert "disclosure.totals_keep" in none, "a district without this type of school tells of nobody"


def test_a_range_that_a_total_narrows(snapshot: Snapshot, tmp_path: Path) -> None:
    masked = [{"area_code": area, "value": "", "value_lo": 1, "value_hi": 5} for area in DISTRICTS[7:]]
    printed = [{"area_code": area, "value": 100} for area in DISTRICTS[:7]]
    narrow = _found(tmp_path, "context_indicators", INDICATOR, {"value": 707}, *printed, *masked, previous=snapshot)
    check = narrow["disclosure.total_narrows"]
    assert (check.place.row, check.details) == (10, {"total_row": 2, "least": 2, "most": 5})
    kept = _found(tmp_path, "context_indicators", INDICATOR, {"value": 706}, *printed, *masked, previous=snapshot)
    assert "disclosure.totals_keep" in kept, "1 to 5 is what the publisher said himself"


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [
        (3, 3, "school_count"),
        (2, 3, "school_range"),
        (0, 3, "school_range"),
        (1, 3, "school_range"),
        (2, 9, "school_range"),
        (1, 4, ""),
        (0, 4, ""),
        (1, 9, ""),
        (0, 0, ""),
        (12, 12, ""),
        (5, 8, ""),
    ],
)
def test_a_range_says_no_more_of_a_school_than_its_publisher(low: int, high: int, code: str, tmp_path: Path) -> None:
    hidden = {"pupils": "", "pupils_lo": low, "pupils_hi": high}
    found = _found(tmp_path, "school_advice", SCHOOL, {}, {"advice": "vwo", **hidden}, status="gepubliceerd")
    fails = {check.code for check in found.values() if check.result == "fail"}
    assert fails == ({f"disclosure.{code}"} if code else set())


def test_a_range_of_one_number_is_that_number(tmp_path: Path) -> None:
    one = {"value": "", "value_lo": 2, "value_hi": 2}
    assert "disclosure.small_count" in _found(tmp_path, "context_indicators", INDICATOR, one)
    masked = {"value": "", "value_lo": 1, "value_hi": 5}
    assert "disclosure.small_count" not in _found(tmp_path, "context_indicators", INDICATOR, masked)


@pytest.mark.parametrize("column", ["OPLEIDINGSNAAM", "education_type", "OPLEIDINGSVORM", "houder", "originally"])
def test_a_type_of_education_is_no_background(column: str, tmp_path: Path) -> None:
    with given_file(tmp_path, ("school_code", column), [("18BR00", "x")]) as file:
        assert disclosure.school_split(file).result == "pass"


@pytest.mark.parametrize(
    ("n", "percentage", "shown"),
    [
        (50, 50, True),
        (49, 50, False),
        (400, 1, False),
        (400, 99, False),
        (120, 0, False),
        (150, 6, False),
        (60, 20, True),
    ],
)
def test_our_own_percentages_keep_the_output_rule(n: int, percentage: float, shown: bool, tmp_path: Path) -> None:
    row = {**_group("wo", n), "percentage": percentage}
    second = {**_group("hbo", 400), "percentage": 54.5}
    code = "disclosure.percentage_of_few"
    found = _found(tmp_path, "outcome_shares", SHARE, row, second)
    assert (found[code].result == "fail" if code in found else None) is (None if shown else True)
    assert code not in _found(tmp_path, "outcome_shares", SHARE, row, second, status="gepubliceerd")


def test_a_percentage_of_nobody_knows_how_many_warns_if_it_is_ours(tmp_path: Path) -> None:
    code = "disclosure.pupils_unknown"
    assert _found(tmp_path, "outcome_shares", SHARE, {"n": ""})[code].result == "warning"
    assert code not in _found(tmp_path, "outcome_shares", SHARE, {"n": ""}, status="gepubliceerd")
    assert code not in _found(tmp_path, "outcome_shares", SHARE, {})


@pytest.mark.parametrize(("status", "result"), [("berekend", "fail"), ("gepubliceerd", "warning")])
def test_a_group_without_a_row_is_worked_out_too(status: str, result: str, tmp_path: Path) -> None:
    rows = ({}, _group("geen_hbo_wo", 240), _group("hbo", 157))
    check = _found(tmp_path, "outcome_shares", SHARE, *rows, status=status)["disclosure.group_left_out"]
    assert (check.result, check.place.row, check.details) == (result, 2, {"least": 3, "most": 3})
    large = ({}, _group("geen_hbo_wo", 240), _group("hbo", 100))
    assert "disclosure.group_left_out" not in _found(tmp_path, "outcome_shares", SHARE, *large, status=status)
