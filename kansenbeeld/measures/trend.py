"""Change over cohorts, within one regime only (METHOD 1.7, 2.8).

After a break, values are not of the same process: no line is fitted across one, and the levels before and after
it are shown instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from kansenbeeld.domain import BREAKS, school_year_start
from kansenbeeld.measures.intervals import Floats
from kansenbeeld.measures.shares import Estimate

MIN_COHORTS = 4
"""Fewest cohorts for a trend."""

BREAK_YEARS = tuple(mark.group8_year for mark in BREAKS)
"""Group-8 years that begin a new regime."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A linear trend in shares.

    ``slope`` is in percentage points per cohort. ``statistic`` is the chi-square (1 df) of Cochran and Armitage.
    ``overdispersion`` is the chi-square of the cohorts around the line, per degree of freedom; above 1 the
    interval of the slope and ``p_value`` are widened by it.
    """

    slope: Estimate
    statistic: float
    p_value: float
    overdispersion: float
    cohorts: int


def cochran_armitage(
    x: ArrayLike,
    n: ArrayLike,
    scores: Sequence[str] | Sequence[float] | Floats,
    *,
    breaks: Sequence[str] = BREAK_YEARS,
    confidence: float = 0.95,
) -> Trend:
    """Linear trend in shares over the cohorts of one regime.

    Args:
        x, n: pupils with the outcome, and all pupils, per cohort.
        scores: group-8 year of each cohort, as ``"2018/19"`` or as the calendar year in which it begins. Other
            numbers, such as 0, 1, 2, are taken as they are.
        breaks: group-8 years that are the first of a new regime.
        confidence: between 0 and 1.

    Returns:
        Slope with its interval, from the variance that the test has when shares do not change.

    Raises:
        ValueError: fewer than four cohorts, a break between them, impossible counts, all scores equal, or an
            outcome that everybody or nobody reached.

    Source: Cochran (1954), Armitage (1955), with the binomial variance (as R's ``prop.trend.test``).
    """
    reached, pupils = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    score = np.array([school_year_start(year) if isinstance(year, str) else float(year) for year in scores])
    if not reached.shape == pupils.shape == score.shape or score.ndim != 1:
        raise ValueError("pupils, outcome and scores must be rows of equal length")
    if len(score) < MIN_COHORTS:
        raise ValueError(f"a trend needs at least {MIN_COHORTS} cohorts")
    if not (np.all(pupils > 0) and np.all(reached >= 0) and np.all(reached <= pupils)):
        raise ValueError("the pupils with the outcome must lie between 0 and the pupils of the cohort")
    for mark in breaks:
        if score.min() < school_year_start(mark) <= score.max():
            raise ValueError(f"a trend can't cross the break of {mark}")
    mean = reached.sum() / pupils.sum()
    away = score - (pupils * score).sum() / pupils.sum()
    spread = float((pupils * away**2).sum())
    variance = float(mean * (1 - mean))
    if spread == 0 or variance == 0:
        raise ValueError("without differences between cohorts, or between pupils, there is no trend to test")
    slope = float((away * reached).sum()) / spread
    statistic = slope**2 * spread / variance
    between = float((pupils * (reached / pupils - mean) ** 2).sum()) / variance
    overdispersion = max(0.0, between - statistic) / (len(score) - 2)
    error = sqrt(variance / spread * max(overdispersion, 1.0))
    margin = NormalDist().inv_cdf(0.5 + confidence / 2) * error
    return Trend(
        Estimate(100 * slope, 100 * (slope - margin), 100 * (slope + margin)),
        statistic,
        erfc(abs(slope) / error / sqrt(2)),
        overdispersion,
        len(score),
    )
