"""Many areas beside each other, without a ranking: funnel limits, shrinkage, flags among many tests (METHOD 2.9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.stats.multitest import fdrcorrection

from kansenbeeld.measures.intervals import Floats

Z_INNER = 1.96
Z_OUTER = 3.09
"""Limits that 1 in 20 and 1 in 500 areas pass by chance."""


def limits(p0: float, n: ArrayLike, z: float = Z_INNER, *, dispersion: float = 1.0) -> tuple[Floats, Floats]:
    """Funnel limits around a reference share.

    Args:
        p0: share of the reference (the city), 0-1.
        n: pupils of each area, above 0.
        z: how many standard errors wide.
        dispersion: factor of :func:`overdispersion`; below 1 it does nothing, so that limits never narrow.

    Returns:
        Lower and upper limit as shares, kept within 0-1.

    Raises:
        ValueError: ``p0`` is not a share or an area has no pupils.
    """
    pupils = _pupils(n)
    _share(p0)
    margin = z * np.sqrt(max(dispersion, 1.0) * p0 * (1 - p0) / pupils)
    return np.clip(p0 - margin, 0, 1), np.clip(p0 + margin, 0, 1)


def overdispersion(x: ArrayLike, n: ArrayLike, p0: float, *, winsorise: float = 0.1) -> float:
    """How much more areas differ than chance alone would make them, after pulling in the extremes.

    Args:
        x, n: pupils with the outcome, and all pupils, per area.
        p0: share of the reference, 0-1 but not 0 or 1.
        winsorise: part of the areas at either end whose z-score is set to the quantile of that part.

    Returns:
        Mean of the squared z-scores; about 1 when areas differ by chance only.

    Raises:
        ValueError: impossible counts, or a reference of 0 or 1.

    Source: Spiegelhalter (2005), as in METHOD 2.9.
    """
    pupils, rate = _rates(x, n)
    if not 0 < p0 < 1:
        raise ValueError("the reference must lie between 0 and 1")
    z = (rate - p0) / np.sqrt(p0 * (1 - p0) / pupils)
    low, high = np.quantile(z, [winsorise, 1 - winsorise])
    return float((np.clip(z, low, high) ** 2).mean())


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Raw and shrunk share of each area (0-1). The raw one stays in the table: it can be recomputed.

    ``mean`` is the share of all areas together, ``variance`` that between areas after chance, and ``pull`` how
    far each area went from its raw share (0) to the mean (1).
    """

    raw: Floats
    shrunk: Floats
    mean: float
    variance: float
    pull: Floats


def shrink(x: ArrayLike, n: ArrayLike) -> Shrunk:
    """Pull the shares of small areas towards the mean, as far as chance makes them differ.

    Args:
        x, n: pupils with the outcome, and all pupils, per area; at least two areas.

    Returns:
        Raw and shrunk shares. With about eight areas the variance between them is weakly known: show both.

    Raises:
        ValueError: impossible counts or fewer than two areas.

    Source: DerSimonian and Laird's variance between areas with binomial variances, METHOD 2.9.
    """
    pupils, rate = _rates(x, n)
    if rate.size < 2:
        raise ValueError("shrinkage needs at least two areas")
    mean = float((pupils * rate).sum() / pupils.sum())
    if mean in (0.0, 1.0):
        return Shrunk(rate, rate.copy(), mean, 0.0, np.ones(rate.shape))
    by_chance = mean * (1 - mean) / pupils
    weight = 1 / by_chance
    differences = float((weight * (rate - mean) ** 2).sum())
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    variance = max(0.0, (differences - (rate.size - 1)) / scale)
    pull = by_chance / (by_chance + variance)
    return Shrunk(rate, pull * mean + (1 - pull) * rate, mean, variance, pull)


def james_stein(values: ArrayLike, variance: float) -> tuple[float, Floats]:
    """Shrink values of equal variance to their mean.

    Args:
        values: at least four values, in any unit.
        variance: variance of each by chance, in that unit squared.

    Returns:
        The factor kept of each difference from the mean (0-1), and the shrunk values.

    Raises:
        ValueError: fewer than four values, or all of them equal.

    Source: Efron and Morris (1977); the positive part, so that no value passes the mean.
    """
    given = np.asarray(values, dtype=float)
    spread = float(((given - given.mean()) ** 2).sum())
    if given.size < 4 or spread == 0:
        raise ValueError("shrinkage to the mean needs at least four values that differ")
    factor = max(0.0, 1 - (given.size - 3) * variance / spread)
    return factor, given.mean() + factor * (given - given.mean())


def benjamini_hochberg(p_values: ArrayLike, *, rate: float = 0.10) -> NDArray[np.bool_]:
    """Which of the tests on a page to flag, so that no more than ``rate`` of the flags are expected to be false.

    Source: Benjamini and Hochberg (1995); 10% as in METHOD 2.9.
    """
    flags, _ = fdrcorrection(np.asarray(p_values, dtype=float), alpha=rate)
    return np.asarray(flags, dtype=bool)


def _pupils(n: ArrayLike) -> Floats:
    pupils = np.asarray(n, dtype=float)
    if not np.all(pupils > 0):
        raise ValueError("each area must have pupils")
    return pupils


def _share(p0: float) -> None:
    if not 0 <= p0 <= 1:
        raise ValueError("a share must lie between 0 and 1")


def _rates(x: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    pupils, reached = _pupils(n), np.asarray(x, dtype=float)
    if reached.shape != pupils.shape or pupils.ndim != 1:
        raise ValueError("pupils and outcome must be rows of equal length")
    if not (np.all(reached >= 0) and np.all(reached <= pupils)):
        raise ValueError("the pupils with the outcome must lie between 0 and the pupils of the area")
    return pupils, reached / pupils
