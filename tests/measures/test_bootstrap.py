from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from kansenbeeld.measures import inequality
from kansenbeeld.measures.bootstrap import (
    DecompositionInterval,
    decomposition_interval,
    slope_interval,
    three_factor_interval,
)
from kansenbeeld.measures.decomposition import kitagawa
from kansenbeeld.measures.intervals import newcombe_difference, wilson

Examples = dict[str, dict[str, Any]]
Counts = tuple[list[float], list[float], list[float], list[float]]


@pytest.fixture(scope="module")
def counts(examples: Examples) -> Counts:
    low, high = examples["D04"]["inputs"]["low"], examples["D04"]["inputs"]["high"]
    return low["n"], low["havo_plus"], high["n"], high["havo_plus"]


@pytest.fixture(scope="module")
def found(counts: Counts) -> DecompositionInterval:
    return decomposition_interval(*counts)


def test_scale_of_the_city(found: DecompositionInterval) -> None:
    after, extra = found.after_advice.points(), found.extra_pupils
    assert (after.value, after.low, after.high) == pytest.approx((9.45, 4.5, 14.7), abs=0.6)
    assert (extra.value, extra.low, extra.high) == pytest.approx((43.6, 19, 69), abs=1.5)
    assert not after.holds_zero


def test_a_district_is_too_small(counts: Counts) -> None:
    quarter = [[number / 4 for number in count] for count in counts]
    after = decomposition_interval(*quarter).after_advice
    assert after.value == pytest.approx(0.0945)
    assert after.points().holds_zero


def test_values_are_those_of_the_data(counts: Counts, found: DecompositionInterval) -> None:
    point = kitagawa(*counts)
    for field in fields(point):
        assert getattr(found, field.name).value == getattr(point, field.name)
    assert found.superiority.value == pytest.approx(0.79375)
    for field in fields(found):
        interval = getattr(found, field.name)
        assert interval.low < interval.value < interval.high


def test_intervals_of_plain_shares_are_near_the_exact_ones(counts: Counts, found: DecompositionInterval) -> None:
    n_low, x_low, n_high, x_high = (sum(count) for count in counts)
    low, high = newcombe_difference(x_high, n_high, x_low, n_low)
    assert (found.gap.low, found.gap.high) == pytest.approx((float(low), float(high)), abs=0.006)
    low, high = wilson(x_low, n_low)
    assert (found.rate_low.low, found.rate_low.high) == pytest.approx((float(low), float(high)), abs=0.008)


def test_same_seed_same_interval(counts: Counts, found: DecompositionInterval) -> None:
    assert decomposition_interval(*counts) == found
    assert decomposition_interval(*counts, seed=1) != found


def test_confidence_and_size_change_the_width(counts: Counts, found: DecompositionInterval) -> None:
    narrow = decomposition_interval(*counts, confidence=0.8).after_advice
    tenfold = decomposition_interval(*([10 * number for number in count] for count in counts)).after_advice
    width = found.after_advice.high - found.after_advice.low
    assert narrow.high - narrow.low < width
    assert tenfold.high - tenfold.low == pytest.approx(width / np.sqrt(10), rel=0.1)


def test_a_class_that_is_drawn_empty_breaks_nothing() -> None:
    interval = decomposition_interval([1, 30], [1, 10], [1, 40], [0, 20])
    for field in fields(interval):
        assert np.isfinite([getattr(interval, field.name).low, getattr(interval, field.name).high]).all()


def test_slope_interval() -> None:
    n, x = np.array([300, 400, 500]), np.array([105, 200, 410])
    interval = slope_interval(n, x)
    point = inequality.slope_index(n, x / n)
    assert (interval.sii.value, interval.rii.value) == (float(point.sii), float(point.rii))
    # The slope is a weighted sum of independent shares, so that its standard error is known.
    rank = np.cumsum(n) / n.sum() - n / n.sum() / 2 - 0.5
    weights = n / n.sum() * rank / (n / n.sum() * rank**2).sum()
    error = np.sqrt((weights**2 * x / n * (1 - x / n) / n).sum())
    assert interval.sii.low == pytest.approx(float(point.sii) - 1.96 * error, abs=0.01)
    assert interval.sii.high == pytest.approx(float(point.sii) + 1.96 * error, abs=0.01)
    assert interval.rii.low < interval.rii.value < interval.rii.high
    assert slope_interval(n, x) == interval


def test_three_factors_have_intervals_that_hold_their_point() -> None:
    low = np.array([[40.0, 20.0], [15.0, 25.0]])
    high = np.array([[20.0, 20.0], [20.0, 60.0]])
    found = three_factor_interval(low, 0.4 * low, high, 0.7 * high, draws=300)
    again = three_factor_interval(low, 0.4 * low, high, 0.7 * high, draws=300)
    assert found == again
    for part in (found.gap, found.test, found.advice, found.placement):
        assert part.low < part.value < part.high
    whole = found.test.value + found.advice.value + found.placement.value
    assert whole == pytest.approx(found.gap.value)
