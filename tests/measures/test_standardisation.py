from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kansenbeeld.measures.intervals import wilson
from kansenbeeld.measures.standardisation import direct, direct_possible, indirect

# Down syndrome by birth order (rows) and age of the mother, Fleiss (1981) p. 249, with the directly standardised
# rates as printed in the README of the R package tidyrates (rdrr.io/cran/tidyrates/f/README.md).
BIRTHS = np.array(
    [
        [230061, 329449, 114920, 39487, 14208, 3052],
        [72202, 326701, 208667, 83228, 28466, 5375],
        [15050, 175702, 207081, 117300, 45026, 8660],
        [2293, 68800, 132424, 98301, 46075, 9834],
        [327, 30666, 123419, 149919, 104088, 34392],
    ]
)
CASES = np.array(
    [
        [107, 141, 60, 40, 39, 25],
        [25, 150, 110, 84, 82, 39],
        [3, 71, 114, 103, 108, 75],
        [1, 26, 64, 89, 137, 96],
        [0, 8, 63, 112, 262, 295],
    ]
)
PUBLISHED = [0.000923, 0.000912, 0.000851, 0.000927, 0.000755]


def test_direct_as_published() -> None:
    found = [direct(n, x, BIRTHS.mean(axis=0)).value for n, x in zip(BIRTHS, CASES, strict=True)]
    assert found == pytest.approx(PUBLISHED, abs=5e-7)


def test_direct_by_hand() -> None:
    found = direct([40, 60], [10, 45], [300, 100])
    variance = 0.75**2 * 0.25 * 0.75 / 40 + 0.25**2 * 0.75 * 0.25 / 60
    assert found.value == pytest.approx(0.75 * 0.25 + 0.25 * 0.75)
    assert found.effective_pupils == pytest.approx(0.375 * 0.625 / variance)
    low, high = wilson(0.375 * found.effective_pupils, found.effective_pupils)
    assert (found.low, found.high) == pytest.approx((float(low), float(high)))


def test_indirect_by_hand() -> None:
    found = indirect([40, 60], 55, [400, 200], [100, 150])
    assert (found.observed, found.expected, found.difference) == pytest.approx((55, 40 * 0.25 + 60 * 0.75, 0))
    low, high = wilson(55, 100)
    assert (found.low, found.high) == pytest.approx((100 * float(low) - 55, 100 * float(high) - 55))
    assert found.low < 0 < found.high
    more = indirect([40, 60], 80, [400, 200], [100, 150])
    assert more.difference == pytest.approx(25)
    assert more.low > 0


def test_small_strata_are_for_the_indirect_method() -> None:
    assert direct_possible([10, 12])
    assert not direct_possible([9, 500])
    with pytest.raises(ValueError, match="use indirect"):
        direct([9, 500], [4, 300], [100, 100])


def test_strata_without_variance_keep_their_own_pupils() -> None:
    found = direct([20, 20], [0, 20], [100, 100])
    assert (found.value, found.effective_pupils) == (0.5, 40)
    assert found.low < 0.5 < found.high
    assert direct([20, 20], [20, 20], [100, 100]).high == pytest.approx(1)


strata = st.lists(st.tuples(st.integers(10, 300), st.floats(0, 1), st.integers(1, 1000)), min_size=1, max_size=6)


@settings(max_examples=50, deadline=None)
@given(strata)
def test_own_composition_gives_the_raw_share(found: list[tuple[int, float, int]]) -> None:
    n = np.array([size for size, _, _ in found])
    x = np.rint([size * part for size, part, _ in found])
    own = direct(n, x, n)
    assert own.value == pytest.approx(x.sum() / n.sum(), abs=1e-12)
    assert own.low - 1e-12 <= own.value <= own.high + 1e-12
    same = indirect(n, float(x.sum()), n, x)
    assert same.difference == pytest.approx(0, abs=1e-9)
    assert same.low <= 0 <= same.high


@settings(max_examples=50, deadline=None)
@given(strata)
def test_a_standardised_share_lies_between_its_strata(found: list[tuple[int, float, int]]) -> None:
    n = np.array([size for size, _, _ in found])
    x = np.rint([size * part for size, part, _ in found])
    value = direct(n, x, [weight for _, _, weight in found]).value
    assert (x / n).min() - 1e-12 <= value <= (x / n).max() + 1e-12


@pytest.mark.parametrize(
    ("n", "x", "weights"),
    [([20, 20], [5], [1, 1]), ([20, 20], [5, 21], [1, 1]), ([20, 20], [5, 5], [0, 0]), ([20, 20], [5, 5], [-1, 2])],
)
def test_impossible_strata_are_refused(n: list[int], x: list[int], weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"strata|stratum|0 or more"):
        direct(n, x, weights)


def test_a_stratum_that_the_reference_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="reference"):
        indirect([10, 10], 5, [100, 0], [50, 0])
