from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansenbeeld.measures.shares import Share, difference, gap

Examples = dict[str, dict[str, Any]]


def test_gap_of_the_policy_indicator(examples: Examples) -> None:
    example = examples["B04"]
    low, high = example["inputs"]["mbo_or_none"], example["inputs"]["hbo_wo"]
    for year, expected in example["expected"]["gap_pp"].items():
        found = gap(Share.from_percentage(high[year], 1000), Share.from_percentage(low[year], 1000))
        assert found.value == pytest.approx(expected, abs=example["tolerance"])


def test_printed_percentages_of_counts(examples: Examples) -> None:
    inputs, expected = examples["B06"]["inputs"], examples["B06"]["expected"]
    higher = Share(inputs["higher_test"], inputs["tested"]).estimate()
    adjusted = Share(inputs["adjusted"], inputs["higher_test"]).estimate()
    assert higher.value == pytest.approx(expected["higher_pct"], abs=0.5)
    assert adjusted.value == pytest.approx(expected["adjusted_of_higher_pct"], abs=0.5)


@pytest.mark.parametrize(
    ("successes", "total", "shown"),
    [
        (10, 50, True),
        (9, 50, False),
        (40, 50, True),
        (41, 50, False),
        (25, 49, False),
        (9.6, 60, True),
        (0, 500, False),
    ],
)
def test_which_percentages_are_shown(successes: float, total: float, shown: bool) -> None:
    assert Share(successes, total).showable is shown


def test_rest_of_the_city_is_the_city_without_the_district() -> None:
    rest = Share.from_percentage(54.25, 26636).without(Share.from_percentage(45.46, 3751))
    assert rest.total == 26636 - 3751
    assert rest.successes == pytest.approx(0.5425 * 26636 - 0.4546 * 3751)


def test_a_part_that_is_not_inside_is_refused() -> None:
    with pytest.raises(ValueError, match="inside"):
        Share(10, 100).without(Share(50, 60))
    with pytest.raises(ValueError, match="inside"):
        Share(10, 100).without(Share(10, 100))


shares = st.builds(lambda total, part: Share(round(total * part), total), st.integers(1, 2000), st.floats(0, 1))


@given(shares, shares)
def test_a_gap_turned_around_changes_its_sign(first: Share, second: Share) -> None:
    there, back = gap(first, second), gap(second, first)
    assert there.value == pytest.approx(-back.value, abs=1e-9)
    assert there.low == pytest.approx(-back.high, abs=1e-9)
    assert there.holds_zero == back.holds_zero


@given(shares)
def test_no_difference_from_itself(share: Share) -> None:
    same = gap(share, share)
    assert same.value == 0
    assert same.holds_zero


@given(shares, shares, shares, shares)
def test_a_difference_of_gaps_is_less_sure_than_each_gap(a: Share, b: Share, c: Share, d: Share) -> None:
    here, rest = gap(a, b), gap(c, d)
    both = difference(here, rest)
    assert both.value == pytest.approx(here.value - rest.value)
    assert both.high - both.low >= max(here.high - here.low, rest.high - rest.low) / 2 - 1e-9
    assert both.low <= both.value <= both.high
