from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from kansenbeeld import domain
from kansenbeeld.measures.trend import BREAK_YEARS, cochran_armitage

# The example of R's prop.trend.test (Fleiss 1981, p. 139). Its chi-square for any difference, 12.6 with 3 degrees of
# freedom, is printed at matstat.org/content_en/R-course/proptest.html.
SMOKERS, PATIENTS = np.array([83, 90, 129, 70]), np.array([86, 93, 136, 82])


def test_smokers_against_statsmodels() -> None:
    found = cochran_armitage(SMOKERS, PATIENTS, [1, 2, 3, 4])
    table = sm.stats.Table(np.array([SMOKERS, PATIENTS - SMOKERS]))
    other = table.test_ordinal_association(col_scores=np.arange(4))
    # statsmodels has the variance with fixed margins, which is smaller by (N - 1) / N.
    total = PATIENTS.sum()
    assert found.statistic == pytest.approx(other.zscore**2 * total / (total - 1))
    assert found.statistic + 2 * found.overdispersion == pytest.approx(12.6, abs=0.05)


def test_slope_is_weighted_least_squares() -> None:
    found = cochran_armitage(SMOKERS, PATIENTS, [1, 2, 3, 4])
    fit = sm.WLS(SMOKERS / PATIENTS, sm.add_constant([1.0, 2, 3, 4]), weights=PATIENTS).fit()
    assert found.slope.value == pytest.approx(100 * fit.params[1])
    assert found.cohorts == 4


def test_a_steady_rise_has_no_overdispersion() -> None:
    found = cochran_armitage([400, 420, 440, 460], [1000] * 4, ["2014/15", "2015/16", "2016/17", "2017/18"])
    assert found.slope.value == pytest.approx(2)
    assert found.overdispersion == pytest.approx(0, abs=1e-9)
    error = 100 * np.sqrt(0.43 * 0.57 / (1000 * 5))
    assert (found.slope.low, found.slope.high) == pytest.approx((2 - 1.959964 * error, 2 + 1.959964 * error))
    assert found.statistic == pytest.approx((2 / error) ** 2)
    assert not found.slope.holds_zero


def test_cohorts_that_jump_widen_the_interval() -> None:
    steady = cochran_armitage([400, 420, 440, 460], [1000] * 4, range(4))
    jumping = cochran_armitage([350, 470, 390, 510], [1000] * 4, range(4))
    assert jumping.overdispersion > 1
    ratio = (jumping.slope.high - jumping.slope.low) / (steady.slope.high - steady.slope.low)
    assert ratio == pytest.approx(np.sqrt(jumping.overdispersion), rel=0.01)
    assert jumping.p_value > 0.05


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(20, 500), st.floats(0.05, 0.95)), min_size=4, max_size=7))
def test_test_and_interval_say_the_same(cohorts: list[tuple[int, float]]) -> None:
    n = np.array([size for size, _ in cohorts])
    x = np.rint([size * part for size, part in cohorts])
    found = cochran_armitage(x, n, range(len(n)))
    if abs(found.p_value - 0.05) > 1e-9:
        assert (found.p_value < 0.05) != found.slope.holds_zero
    back = cochran_armitage(x[::-1], n[::-1], range(len(n)))
    assert back.slope.value == pytest.approx(-found.slope.value, abs=1e-9)
    assert back.statistic == pytest.approx(found.statistic, abs=1e-9)


@pytest.mark.parametrize("mark", BREAK_YEARS)
def test_no_trend_across_a_break(mark: str) -> None:
    start = domain.school_year_start(mark)
    years = [domain.school_year(year) for year in range(start - 2, start + 2)]
    for scores in (years, range(start - 2, start + 2)):
        with pytest.raises(ValueError, match="break"):
            cochran_armitage([1, 2, 3, 4], [10] * 4, scores)
    first_of_new = [domain.school_year(year) for year in range(start - 3, start + 1)]
    with pytest.raises(ValueError, match=f"break of {mark}"):
        cochran_armitage([1, 2, 3, 4], [10] * 4, first_of_new, breaks=(mark,))
    assert cochran_armitage([1, 2, 3, 4], [10] * 4, years, breaks=()).cohorts == 4


def test_each_regime_of_four_can_be_tested() -> None:
    for first in (2014, 2019):
        years = [domain.school_year(year) for year in range(first, first + 4)]
        assert cochran_armitage([1, 2, 3, 4], [10] * 4, years).cohorts == 4


@pytest.mark.parametrize(
    ("x", "n", "scores", "why"),
    [
        ([1, 2, 3], [9, 9, 9], [1, 2, 3], "at least 4"),
        ([1, 2, 3, 10], [9, 9, 9, 9], [1, 2, 3, 4], "between 0"),
        ([1, 2, 3, 4], [9, 9, 9, 9], [1, 2, 3], "length"),
        ([1, 2, 3, 4], [9, 9, 9, 9], [2, 2, 2, 2], "no trend"),
        ([0, 0, 0, 0], [9, 9, 9, 9], [1, 2, 3, 4], "no trend"),
    ],
)
def test_what_has_no_trend_is_refused(x: list[int], n: list[int], scores: list[float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        cochran_armitage(x, n, scores)
