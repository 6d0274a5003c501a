"""Rows that can't be told apart."""

from __future__ import annotations

from pathlib import Path

import small_files

from kansenbeeld.screening.checks import keys

CHANGES = ("from_vintage", "from_code", "to_vintage", "to_code", "relation")


def test_all_rows_are_apart(tmp_path: Path) -> None:
    rows = [small_files.changed(small_files.SHARES, small_files.SHARE, area_code=area) for area in ("N", "T")]
    with small_files.typed(tmp_path, small_files.SHARES, rows, "outcome_shares") as (table, _):
        (check,) = keys.check(table)
    assert (check.code, check.result) == ("key.fits", "pass")


def test_the_first_double_is_named_with_both_rows(tmp_path: Path) -> None:
    areas = ("N", "T", "E", "t", "n", "N")
    rows = [small_files.changed(small_files.SHARES, small_files.SHARE, area_code=area) for area in areas]
    with small_files.typed(tmp_path, small_files.SHARES, rows, "outcome_shares") as (table, _):
        (check,) = keys.check(table)
    assert (check.code, check.result, check.times) == ("key.double", "fail", 3)
    assert (check.details["other_row"], check.place.row) == (2, 6)


def test_empty_cells_count_as_equal(tmp_path: Path) -> None:
    rows = [("2015", "", "2022", "S", "new"), ("2015", "", "2022", "S", "part")]
    with small_files.typed(tmp_path, CHANGES, rows, "area_changes") as (table, _):
        (check,) = keys.check(table)
    assert (check.code, check.details["other_row"], check.place.row) == ("key.double", 2, 3)
