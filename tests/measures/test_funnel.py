from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kansenbeeld.measures import funnel

Examples = dict[str, dict[str, Any]]


def test_limits_by_hand() -> None:
    low, high = funnel.limits(0.5, [100, 400])
    assert low.tolist() == pytest.approx([0.402, 0.451])
    assert high.tolist() == pytest.approx([0.598, 0.549])
    outer = funnel.limits(0.5, [100], funnel.Z_OUTER)
    assert float(outer[1][0]) == pytest.approx(0.5 + 3.09 * 0.05)


def test_limits_widen_but_never_narrow() -> None:
    plain, wide = funnel.limits(0.3, 200), funnel.limits(0.3, 200, dispersion=4)
    assert float(wide[1]) - 0.3 == pytest.approx(2 * (float(plain[1]) - 0.3))
    assert funnel.limits(0.3, 200, dispersion=0.5) == plain
    low, high = funnel.limits(0.02, 10)
    assert (float(low), float(high) < 1) == (0, True)


def test_overdispersion_by_hand() -> None:
    # z-scores of -2, 0 and 2 areas around one half, 100 pupils each: their standard error is 5 pupils.
    assert funnel.overdispersion([40, 50, 60], [100] * 3, 0.5, winsorise=0) == pytest.approx(8 / 3)


def test_one_odd_area_hardly_counts() -> None:
    reached, pupils = [50, 52, 48, 51, 49, 50, 53, 47, 50, 50, 95], [100] * 11
    plain = funnel.overdispersion(reached, pupils, 0.5, winsorise=0)
    assert plain > 5
    assert funnel.overdispersion(reached, pupils, 0.5) < 0.2


def test_overdispersion_is_about_one_by_chance() -> None:
    random = np.random.default_rng(3)
    pupils = np.full(4000, 250)
    assert funnel.overdispersion(random.binomial(250, 0.4, 4000), pupils, 0.4, winsorise=0) == pytest.approx(1, abs=0.1)


def test_james_stein_as_published(examples: Examples) -> None:
    inputs, expected = examples["D08"]["inputs"], examples["D08"]["expected"]
    mean = float(np.mean(inputs["y"]))
    factor, shrunk = funnel.james_stein(inputs["y"], mean * (1 - mean) / inputs["n"])
    assert mean == pytest.approx(expected["grand_mean"], abs=examples["D08"]["tolerance"])
    assert factor == pytest.approx(expected["c"], abs=examples["D08"]["tolerance"])
    assert shrunk[0] == pytest.approx(expected["first"], abs=examples["D08"]["tolerance"])


areas = st.lists(st.tuples(st.integers(10, 900), st.floats(0.02, 0.98)), min_size=2, max_size=10)


@settings(max_examples=50, deadline=None)
@given(areas)
def test_shrunk_shares_lie_between_raw_and_mean(found: list[tuple[int, float]]) -> None:
    n = np.array([size for size, _ in found])
    x = np.rint([size * part for size, part in found])
    result = funnel.shrink(x, n)
    assert result.raw.tolist() == (x / n).tolist()
    assert result.mean == pytest.approx(x.sum() / n.sum())
    assert np.all(np.abs(result.shrunk - result.mean) <= np.abs(result.raw - result.mean) + 1e-12)
    assert np.all((result.shrunk - result.mean) * (result.raw - result.mean) >= -1e-12)
    order = np.argsort(n, kind="stable")
    assert np.all(np.diff(result.pull[order]) <= 1e-12)  # a larger area is pulled less


def test_equal_areas_are_shrunk_as_the_formula_says() -> None:
    x, n = np.array([20, 35, 50, 62]), np.full(4, 100)
    result = funnel.shrink(x, n)
    variance = result.mean * (1 - result.mean) / 100
    spread = ((x / 100 - result.mean) ** 2).sum()
    assert result.pull == pytest.approx(np.full(4, 3 * variance / spread))
    assert result.variance == pytest.approx(spread / 3 - variance)


def test_areas_that_differ_by_chance_become_one() -> None:
    result = funnel.shrink([50, 51, 49], [100, 100, 100])
    assert result.variance == 0
    assert result.shrunk == pytest.approx(np.full(3, 0.5))
    nobody = funnel.shrink([0, 0], [10, 20])
    assert (nobody.mean, nobody.shrunk.tolist()) == (0, [0, 0])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_flags_are_those_of_scipy(p_values: list[float]) -> None:
    adjusted = stats.false_discovery_control(p_values)
    if np.abs(adjusted - 0.1).min() > 1e-12:
        assert funnel.benjamini_hochberg(p_values).tolist() == (adjusted <= 0.1).tolist()


def test_flags_by_hand() -> None:
    assert funnel.benjamini_hochberg([0.001, 0.9, 0.04, 0.049]).tolist() == [True, False, True, True]
    assert funnel.benjamini_hochberg([0.001, 0.9, 0.04, 0.049], rate=0.05).tolist() == [True, False, False, False]


def test_impossible_areas_are_refused() -> None:
    with pytest.raises(ValueError, match="must have pupils"):
        funnel.limits(0.5, [0])
    with pytest.raises(ValueError, match="between 0 and 1"):
        funnel.limits(1.5, [10])
    with pytest.raises(ValueError, match="between 0 and 1"):
        funnel.overdispersion([1], [10], 0)
    with pytest.raises(ValueError, match="length"):
        funnel.shrink([1], [10, 10])
    with pytest.raises(ValueError, match="the area"):
        funnel.shrink([11, 1], [10, 10])
    with pytest.raises(ValueError, match="two areas"):
        funnel.shrink([1], [10])
    with pytest.raises(ValueError, match="four values"):
        funnel.james_stein([1, 1, 1, 1], 1)
