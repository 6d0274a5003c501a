"""The shipped estimate: reproducible, within its certain bounds, and never a point."""

from __future__ import annotations

from typing import Any

import pytest

from kansenbeeld.measures.raking import point_showable
from kansenbeeld.store import Snapshot


def test_range_lies_within_what_is_certain(snapshot: Snapshot) -> None:
    rows = snapshot.rows("placement_estimate")
    assert {row["grp"] for row in rows} == {"geen_hbo_wo", "hbo", "wo"}
    for row in rows:
        assert row["bound_low"] <= row["low"] <= row["high"] <= row["bound_high"]
        assert row["low_without"] <= row["high_without"]
        assert row["seeds"] == 5


def test_no_point_may_be_shown(snapshot: Snapshot) -> None:
    for row in snapshot.rows("placement_estimate"):
        assert not point_showable(row["bound_low"] / 100, row["bound_high"] / 100)


def test_the_position_of_the_city_is_kept(snapshot: Snapshot) -> None:
    """The ranges of the groups, weighed by pupils, hold the position that the source prints for the districts."""
    rows = snapshot.rows("placement_estimate")
    pupils = sum(row["pupils"] for row in rows)
    low = sum(row["low"] * row["pupils"] for row in rows) / pupils
    high = sum(row["high"] * row["pupils"] for row in rows) / pupils
    assert low <= 53 <= high


def test_leaving_out_the_older_cohort_moves_the_estimate(snapshot: Snapshot) -> None:
    rows = snapshot.rows("placement_estimate")
    assert any(abs(row["high"] - row["high_without"]) > 1 for row in rows)


def test_advice_is_that_of_the_source(snapshot: Snapshot) -> None:
    rows = {row["grp"]: row for row in snapshot.rows("placement_estimate")}
    assert rows["wo"]["advice"] == pytest.approx(85.25, abs=0.2)


def test_districts_of_2022_as_published(snapshot: Snapshot, examples: dict[str, dict[str, Any]]) -> None:
    expected = examples["B08"]["expected"]
    names = {row["area_name"] for row in snapshot.rows("areas", area_vintage=2022, area_level="stadsdeel")}
    apart = {"Weesp", "Westpoort"}
    assert len(names - apart) == expected["stadsdelen"]
    assert expected["driemond_moved_to"] in names
    moved = [
        row
        for row in snapshot.rows("rows_area_changes", dataset="geo", resource="area_changes")
        if (row["from_code"], row["to_code"]) == ("T", "S")
    ]
    assert len(moved) == 1
    assert "Driemond" in moved[0]["note_en"]
