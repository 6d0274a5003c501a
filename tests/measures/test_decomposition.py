from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kansenbeeld.measures import decomposition
from kansenbeeld.measures.decomposition import das_gupta3, kitagawa, log_odds, merge_small, product_effects

Examples = dict[str, dict[str, Any]]
Counts = NDArray[np.int64]

# Household headship rates (percent) by age group, United States 1970 and 1985, and three factors of the birth rate
# by age group, Taiwan 1960 and 1970: examples 5.1 and 4.3 of Das Gupta (1993), with the results as printed in the
# README of the R package DasGuptR (github.com/josiahpjking/DasGuptR).
HEADSHIP_SIZE = np.array(
    [
        [12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9],
        [10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5],
    ]
)
HEADSHIP_RATE = np.array(
    [
        [1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8],
        [2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2],
    ]
)
TAIWAN_1970 = [
    [488, 452, 338, 156, 63, 22, 3],
    [0.082, 0.527, 0.866, 0.941, 0.942, 0.923, 0.876],
    [0.058, 0.038, 0.032, 0.030, 0.026, 0.023, 0.019],
]
TAIWAN_1960 = [
    [393, 407, 369, 274, 184, 90, 16],
    [0.122, 0.622, 0.903, 0.930, 0.916, 0.873, 0.800],
    [0.043, 0.041, 0.036, 0.032, 0.026, 0.020, 0.018],
]


def domain_example(examples: Examples) -> tuple[list[int], list[int], list[int], list[int]]:
    low, high = examples["D04"]["inputs"]["low"], examples["D04"]["inputs"]["high"]
    return low["n"], low["havo_plus"], high["n"], high["havo_plus"]


def test_domain_example_by_hand(examples: Examples) -> None:
    counts, expected = domain_example(examples), examples["D04"]["expected"]
    found = kitagawa(*counts)
    values = {
        "pi_low": found.rate_low,
        "pi_high": found.rate_high,
        "gap": found.gap,
        "advice_component": found.advice,
        "after_advice_component": found.after_advice,
        "advice_share": found.advice_share,
        "counterfactual_rate_low": found.low_with_rates_of_high,
        "extra_pupils": found.extra_pupils,
        "counterfactual_HL": found.low_with_advice_of_high,
    }
    assert values == pytest.approx({name: expected[name] for name in values}, abs=examples["D04"]["tolerance"])
    threefold = {name: getattr(found, name) for name in ("endowment", "coefficient", "interaction")}
    assert threefold == pytest.approx(expected["threefold"], abs=1e-6)


def test_log_odds_of_the_domain_example(examples: Examples) -> None:
    expected, found = examples["D04"]["expected"], log_odds(*domain_example(examples))
    assert found.total == pytest.approx(expected["logodds_total"], abs=1e-6)
    assert found.primary == pytest.approx(expected["logodds_primary"], abs=1e-6)
    assert found.secondary == pytest.approx(expected["logodds_secondary"], abs=1e-6)
    assert found.secondary_share == pytest.approx(expected["secondary_share"], abs=5e-5)
    assert np.exp(found.total) == pytest.approx(expected["odds_ratio"], abs=1e-6)


def test_a_gap_that_shrinks_can_still_arise_after_the_advice(examples: Examples) -> None:
    n_low, _, n_high, _ = (np.array(count) for count in domain_example(examples))
    expected = examples["D04"]["expected"]
    for first, name in ((2, "gap_at_advice_lowest_level_pp"), (1, "gap_at_advice_incl_gthavo_pp")):
        at_advice = n_high[first:].sum() / n_high.sum() - n_low[first:].sum() / n_low.sum()
        assert 100 * at_advice == pytest.approx(expected[name])
    found = kitagawa(*domain_example(examples))
    assert 100 * found.gap == pytest.approx(expected["gap_at_placement_pp"])
    assert 100 * found.gap < expected["gap_at_advice_lowest_level_pp"]
    assert found.after_advice > 0.09


def test_headship_rates_as_published_by_das_gupta() -> None:
    reached = HEADSHIP_SIZE * HEADSHIP_RATE / 100
    found = kitagawa(HEADSHIP_SIZE[0], reached[0], HEADSHIP_SIZE[1], reached[1])
    assert [100 * value for value in (found.advice, found.after_advice, found.gap)] == pytest.approx(
        [1.2269, 1.7403, 2.9672], abs=5e-5
    )
    assert (100 * found.rate_low, 100 * found.rate_high) == pytest.approx((44.7268, 47.6940), abs=5e-5)


def test_three_factors_as_published_by_das_gupta() -> None:
    assert product_effects(TAIWAN_1960, TAIWAN_1970) == pytest.approx((-7.285632, -2.720633, -1.565181), abs=5e-7)
    austria, chile = (51.78746, 0.45919, 0.52638), (84.90502, 0.75756, 0.51065)
    assert product_effects(austria, chile) == pytest.approx((10.4340333, 10.5608476, -0.6670084), abs=5e-8)


def test_more_and_fewer_factors_as_published_by_das_gupta() -> None:
    assert product_effects((10930, 0.717892), (16591, 0.825974)) == pytest.approx((4369.913, 1487.262), abs=5e-4)
    found = product_effects((25.3, 0.214, 0.279, 0.949), (32.7, 0.290, 0.473, 0.986))
    assert found == pytest.approx((0.6889411, 0.8125381, 1.3829055, 0.1047547), abs=5e-8)


@st.composite
def tables(draw: st.DrawFn, least: int = 1) -> tuple[Counts, Counts, Counts, Counts]:
    classes = draw(st.integers(2, 6))
    sizes = st.lists(st.integers(least, 300), min_size=classes, max_size=classes).filter(any)
    parts = st.lists(st.floats(0, 1), min_size=classes, max_size=classes)
    n_low, n_high = (np.array(draw(sizes)) for _ in range(2))
    x_low, x_high = (np.rint(n * np.array(draw(parts))).astype(int) for n in (n_low, n_high))
    return n_low, x_low, n_high, x_high


@settings(max_examples=100, deadline=None)
@given(tables())
def test_parts_add_up_to_the_gap(counts: tuple[Counts, Counts, Counts, Counts]) -> None:
    found = kitagawa(*counts)
    n_low, x_low, n_high, x_high = counts
    assert found.gap == pytest.approx(x_high.sum() / n_high.sum() - x_low.sum() / n_low.sum(), abs=1e-12)
    assert found.advice + found.after_advice == pytest.approx(found.gap, abs=1e-12)
    assert found.endowment + found.coefficient + found.interaction == pytest.approx(found.gap, abs=1e-12)
    assert found.advice == pytest.approx(found.endowment + found.interaction / 2, abs=1e-12)
    assert found.after_advice == pytest.approx(found.coefficient + found.interaction / 2, abs=1e-12)
    extra = (n_low * x_high / n_high).sum() - x_low.sum()
    assert found.extra_pupils == pytest.approx(extra, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(tables())
def test_groups_turned_around_change_the_sign(counts: tuple[Counts, Counts, Counts, Counts]) -> None:
    there, back = kitagawa(*counts), kitagawa(*counts[2:], *counts[:2])
    assert there.advice == pytest.approx(-back.advice, abs=1e-12)
    assert there.after_advice == pytest.approx(-back.after_advice, abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(tables())
def test_two_factors_are_the_split_of_kitagawa(counts: tuple[Counts, Counts, Counts, Counts]) -> None:
    n_low, x_low, n_high, x_high = counts
    found = kitagawa(*counts)
    effects = product_effects([n_low / n_low.sum(), x_low / n_low], [n_high / n_high.sum(), x_high / n_high])
    assert effects == pytest.approx((found.advice, found.after_advice), abs=1e-12)


@st.composite
def two_way(draw: st.DrawFn) -> tuple[Counts, Counts, Counts, Counts]:
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    cells = rows * columns
    sizes = st.lists(st.integers(0, 40), min_size=cells, max_size=cells).filter(any)
    parts = st.lists(st.floats(0, 1), min_size=cells, max_size=cells)
    n_low, n_high = (np.array(draw(sizes)).reshape(rows, columns) for _ in range(2))
    shape = (rows, columns)
    x_low, x_high = (np.rint(n * np.array(draw(parts)).reshape(shape)).astype(int) for n in (n_low, n_high))
    return n_low, x_low, n_high, x_high


@settings(max_examples=100, deadline=None)
@given(two_way())
def test_three_parts_sum_to_the_gap(counts: tuple[Counts, Counts, Counts, Counts]) -> None:
    found = das_gupta3(*counts)
    n_low, x_low, n_high, x_high = counts
    assert found.test + found.advice + found.placement == pytest.approx(found.gap, abs=1e-12)
    assert found.gap == pytest.approx(x_high.sum() / n_high.sum() - x_low.sum() / n_low.sum(), abs=1e-12)
    assert found.borrowed == ((n_low == 0) != (n_high == 0)).sum()


def test_three_parts_find_the_one_that_differs() -> None:
    n = np.array([[30, 10], [20, 40]])
    x = np.array([[3, 2], [8, 30]])
    more_able = das_gupta3(n, x, n * [[1], [3]], x * [[1], [3]])
    assert more_able.test == pytest.approx(more_able.gap)
    assert more_able.gap > 0
    assert (more_able.advice, more_able.placement, more_able.borrowed) == pytest.approx((0, 0, 0))
    better_placed = das_gupta3(n, x, n, x + 2)
    assert better_placed.placement == pytest.approx(better_placed.gap)
    higher_advice = das_gupta3(n, x, [[20, 20], [20, 40]], [[2, 4], [8, 30]])
    assert higher_advice.advice == pytest.approx(higher_advice.gap)
    assert higher_advice.gap > 0


def test_without_spread_over_tests_the_split_is_that_of_kitagawa(examples: Examples) -> None:
    counts = domain_example(examples)
    found = das_gupta3(*([count] for count in counts))
    assert found.test == pytest.approx(0)
    assert (found.advice, found.placement) == pytest.approx((0.3755, 0.0945))


def test_merging_takes_the_smaller_neighbour() -> None:
    merged = merge_small([40, 3, 12, 50], [4, 1, 6, 40], [30, 20, 15, 60], [6, 5, 9, 55])
    assert merged.classes == ((0,), (1, 2), (3,))
    assert [count.tolist() for count in merged.counts] == [[40, 15, 50], [4, 7, 40], [30, 35, 60], [6, 14, 55]]
    assert kitagawa(*merged.counts).gap == pytest.approx(75 / 125 - 51 / 105)


@settings(max_examples=100, deadline=None)
@given(tables(least=0))
def test_merged_classes_are_large_and_lose_nobody(counts: tuple[Counts, Counts, Counts, Counts]) -> None:
    try:
        merged = merge_small(*counts)
    except ValueError:
        # Never refused without need: a group is small, or some class is.
        assert min(counts[0].min(), counts[2].min()) < 10
        return
    assert merged.counts[0].min() >= 10
    assert merged.counts[2].min() >= 10
    assert [place for members in merged.classes for place in members] == list(range(len(counts[0])))
    for before, after in zip(counts, merged.counts, strict=True):
        assert after.tolist() == [before[list(members)].sum() for members in merged.classes]


def test_classes_that_are_large_stay_as_they_are(examples: Examples) -> None:
    counts = domain_example(examples)
    assert merge_small(*counts).classes == ((0,), (1,), (2,), (3,))


def test_impossible_counts_are_refused() -> None:
    good = ([20, 20], [5, 10], [20, 20], [8, 15])
    with pytest.raises(ValueError, match="same classes"):
        kitagawa([20, 20, 1], *good[1:])
    with pytest.raises(ValueError, match="merge small"):
        kitagawa([20, 0], [5, 0], *good[2:])
    with pytest.raises(ValueError, match="between 0"):
        kitagawa(good[0], [5, 21], *good[2:])
    with pytest.raises(ValueError, match="must have pupils"):
        kitagawa([0, 0], [0, 0], *good[2:])
    with pytest.raises(ValueError, match="too few pupils"):
        merge_small([9, 20], [1, 1], [20, 20], [1, 1])
    with pytest.raises(ValueError, match="in one row"):
        merge_small(*([count] for count in good))
    with pytest.raises(ValueError, match="no log odds"):
        log_odds([20, 20], [0, 0], *good[2:])
    with pytest.raises(ValueError, match="test by advice"):
        das_gupta3(*good)
    with pytest.raises(ValueError, match="same factors"):
        product_effects([1], [1, 2])


@pytest.mark.parametrize(
    ("n_low", "n_high", "cohorts", "city", "shown"),
    [(100, 90, 1, True, True), (400, 400, 3, False, True), (400, 400, 2, False, False), (399, 900, 3, False, False)],
)
def test_districts_only_when_pooled_and_large(n_low: int, n_high: int, cohorts: int, city: bool, shown: bool) -> None:
    assert decomposition.showable(n_low, n_high, cohorts=cohorts, city=city) is shown
