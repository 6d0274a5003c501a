"""No headline claims a direction when its interval holds zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansenbeeld.findings.claims import claim, showable
from kansenbeeld.findings.gap_map import class_limits
from kansenbeeld.measures.shares import Estimate, Share


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [
        (None, "too_few"),
        (Estimate(5, 1, 9), "higher"),
        (Estimate(-5, -9, -1), "lower"),
        (Estimate(5, -1, 11), "unclear"),
        (Estimate(-5, -11, 1), "unclear"),
        (Estimate(5, 0, 10), "unclear"),
        (Estimate(0, 0, 0), "unclear"),
    ],
)
def test_claim(estimate: Estimate | None, expected: str) -> None:
    assert claim(estimate) == expected


@pytest.mark.parametrize("estimate", [None, Estimate(5, 1, 9), Estimate(-5, -9, -1), Estimate(5, -1, 11)])
def test_an_estimate_or_a_break_comes_before_any_claim(estimate: Estimate | None) -> None:
    assert claim(estimate, status="schatting") == "estimate"
    assert claim(estimate, status="schatting", across_break=True) == "estimate"
    assert claim(estimate, across_break=True) == "broken"
    assert claim(estimate, status="gepubliceerd") == claim(estimate, status="berekend")


@given(st.floats(-100, 100), st.floats(0, 50), st.floats(0, 50))
def test_a_direction_is_only_named_when_zero_is_outside(value: float, below: float, above: float) -> None:
    estimate = Estimate(value, value - below, value + above)
    named = claim(estimate) in ("higher", "lower")
    assert named == (estimate.low > 0 or estimate.high < 0)


def test_a_number_is_shown_only_if_all_below_it_are() -> None:
    assert showable(Share(20, 60), Share(30, 90))
    assert not showable(Share(20, 60), Share(5, 60))
    assert not showable(Share(20, 60), None)


@given(st.lists(st.floats(0, 90), min_size=1, max_size=30))
def test_map_classes_are_few_and_round(values: list[float]) -> None:
    limits = class_limits(values)
    assert 1 <= len(limits) <= 4
    assert all(limit % 5 == 0 for limit in limits)
    assert list(limits) == sorted(set(limits))
