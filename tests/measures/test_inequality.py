from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kansenbeeld.measures import inequality
from kansenbeeld.measures.positions import midpoint

Examples = dict[str, dict[str, Any]]


def test_ratio_of_under_advice_as_published(examples: Examples) -> None:
    inputs, expected = examples["B05"]["inputs"], examples["B05"]["expected"]
    assert inequality.ratio(inputs["laag_pct"], inputs["hoog_pct"]) == expected["ratio"]
    assert np.isnan(inequality.ratio(1, 0))


def test_ratio_interval_as_published(examples: Examples) -> None:
    inputs, expected = examples["C04"]["inputs"], examples["C04"]["expected"]["ratio_koopman_score"]
    found = inequality.ratio_interval(inputs["x1"], inputs["n1"], inputs["x2"], inputs["n2"])
    assert found == pytest.approx(expected, rel=0.01)
    with pytest.raises(ValueError, match="above 0"):
        inequality.ratio_interval(3, 10, 0, 10)


def test_probability_of_superiority_of_the_domain_example(examples: Examples) -> None:
    inputs, expected = examples["D04"]["inputs"], examples["D04"]["expected"]
    found = inequality.probability_of_superiority(inputs["low"]["n"], inputs["high"]["n"])
    assert found == pytest.approx(expected["prob_superiority_advice"])


counts = st.lists(st.integers(0, 30), min_size=4, max_size=4).filter(any)


@settings(max_examples=50, deadline=None)
@given(counts, counts)
def test_superiority_is_the_mann_whitney_statistic(low: list[int], high: list[int]) -> None:
    found = inequality.probability_of_superiority(low, high)
    lows, highs = np.repeat(range(4), low), np.repeat(range(4), high)
    assert found == pytest.approx(stats.mannwhitneyu(highs, lows).statistic / (len(lows) * len(highs)))
    assert inequality.probability_of_superiority(high, low) == pytest.approx(1 - found)
    assert inequality.probability_of_superiority(low, low) == pytest.approx(0.5)


def test_superiority_orders_by_midpoint_and_takes_equals_for_a_tie() -> None:
    order = [midpoint(code) for code in ("vwo", "vmbo-gt/havo", "havo")]
    assert inequality.probability_of_superiority([0, 4, 0], [1, 0, 1], order=order) == 1
    assert inequality.probability_of_superiority([0, 4], [2, 2], order=[4.5, 4.5]) == 0.5
    with pytest.raises(ValueError, match="same classes"):
        inequality.probability_of_superiority([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="pupils"):
        inequality.probability_of_superiority([0, 0], [1, 2])


groups = st.lists(st.tuples(st.integers(1, 500), st.floats(0.01, 1)), min_size=2, max_size=5)


@settings(max_examples=50, deadline=None)
@given(groups)
def test_slope_is_weighted_least_squares(found: list[tuple[int, float]]) -> None:
    n, p = np.array(found).T
    weight = n / n.sum()
    rank = np.cumsum(weight) - weight / 2
    start, slope = sm.WLS(p, sm.add_constant(rank, has_constant="add"), weights=weight).fit().params
    index = inequality.slope_index(n, p)
    assert float(index.sii) == pytest.approx(slope, abs=1e-9)
    if start > 1e-6:
        assert float(index.rii) == pytest.approx((start + slope) / start)


@settings(max_examples=50, deadline=None)
@given(groups)
def test_concentration_by_the_convenient_covariance(found: list[tuple[int, float]]) -> None:
    n, p = np.array(found).T
    weight = n / n.sum()
    rank = np.cumsum(weight) - weight / 2
    mean = (weight * p).sum()
    covariance = (weight * (p - mean) * (rank - 0.5)).sum()
    assert float(inequality.concentration_index(n, p)) == pytest.approx(2 * covariance / mean, abs=1e-9)
    assert float(inequality.erreygers(n, p)) == pytest.approx(8 * covariance, abs=1e-9)
    # Turned around, and counting who did not reach it, Erreygers' index only changes its sign.
    assert float(inequality.erreygers(n, 1 - p + 1e-9)) == pytest.approx(-8 * covariance, abs=1e-6)


def test_two_equal_groups_by_hand() -> None:
    index = inequality.slope_index([50, 50], [0.4, 0.6])
    assert (float(index.sii), float(index.rii)) == pytest.approx((0.4, 0.7 / 0.3))
    assert float(inequality.concentration_index([50, 50], [0.4, 0.6])) == pytest.approx(0.1)
    assert float(inequality.erreygers([50, 50], [0.4, 0.6])) == pytest.approx(0.2)


def test_many_cases_at_once() -> None:
    n, p = np.array([[50, 50], [20, 80]]), np.array([[0.4, 0.6], [0.1, 0.5]])
    assert inequality.slope_index(n, p).sii[1] == pytest.approx(float(inequality.slope_index(n[1], p[1]).sii))
    assert inequality.concentration_index(n, p)[0] == pytest.approx(0.1)
    assert np.isnan(inequality.slope_index([50, 50], [0.0, 1.0]).rii)  # the line starts below 0


def test_impossible_groups_are_refused() -> None:
    with pytest.raises(ValueError, match="two groups"):
        inequality.slope_index([10], [0.5])
    with pytest.raises(ValueError, match="must have pupils"):
        inequality.slope_index([10, 0], [0.5, 0.5])
    with pytest.raises(ValueError, match="does not occur"):
        inequality.concentration_index([10, 10], [0, 0])
