"""How far apart groups are: ratio, probability of superiority, slope and concentration indices (METHOD 2.1-2.5).

Groups and classes run from low to high along the last axis; axes before it are separate cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from statsmodels.stats.proportion import confint_proportions_2indep

from kansenbeeld.measures.intervals import Floats


def ratio(share_high: ArrayLike, share_low: ArrayLike) -> Floats:
    """Ratio of two shares, ``share_high / share_low``; NaN where the second is 0.

    Shares in any one unit. Print both levels beside it: with rising levels the ratio and the gap in points can
    move in opposite directions (METHOD 2.3).
    """
    high, low = np.broadcast_arrays(np.asarray(share_high, dtype=float), np.asarray(share_low, dtype=float))
    return np.asarray(np.divide(high, low, out=np.full(high.shape, np.nan), where=low != 0))


def ratio_interval(
    x_high: float, n_high: float, x_low: float, n_low: float, *, confidence: float = 0.95
) -> tuple[float, float]:
    """Koopman score interval of the ratio ``(x_high/n_high) / (x_low/n_low)`` of two disjoint groups.

    Args:
        x_high, n_high: successes and total of the first group.
        x_low, n_low: successes and total of the second group.
        confidence: between 0 and 1.

    Returns:
        Lower and upper limit of the ratio.

    Raises:
        ValueError: a count is not above 0 or above its total; the ratio then has no finite interval.

    Source: Koopman (1984), as in Fagerland, Lydersen and Laake (2015).
    """
    if not (0 < x_high <= n_high and 0 < x_low <= n_low):
        raise ValueError("successes must lie above 0 and within the total")
    low, high = confint_proportions_2indep(
        x_high, n_high, x_low, n_low, method="score", compare="ratio", alpha=1 - confidence
    )
    return float(low), float(high)


def probability_of_superiority(n_low: ArrayLike, n_high: ArrayLike, *, order: ArrayLike | None = None) -> Floats:
    """Chance that a pupil of the high group has the higher class, a tie counting for half.

    Args:
        n_low, n_high: pupils per class (last axis) of both groups.
        order: place of each class, such as the midpoint of the advice; classes with the same place are a tie.
            Without it the classes already run from low to high.

    Returns:
        0-1; 0.5 means that neither group is ahead.

    Raises:
        ValueError: the two groups or ``order`` do not have the same classes, or a group is empty.

    Source: METHOD 2.1; the Mann-Whitney statistic divided by its largest value.
    """
    low, high = np.asarray(n_low, dtype=float), np.asarray(n_high, dtype=float)
    places = np.arange(low.shape[-1]) if order is None else np.asarray(order, dtype=float)
    if low.shape[-1:] != high.shape[-1:] or places.shape != low.shape[-1:]:
        raise ValueError("both groups and the order must have the same classes")
    pairs = low.sum(axis=-1) * high.sum(axis=-1)
    if not np.all(pairs > 0):
        raise ValueError("both groups must have pupils")
    wins = (np.sign(places[:, None] - places) + 1) / 2  # row: class of the high group, column: of the low group
    return np.asarray(np.einsum("...i,ij,...j->...", high, wins, low) / pairs)


@dataclass(frozen=True, slots=True)
class SlopeIndex:
    """Slope index (``sii``, shares) and relative index (``rii``) of inequality; numbers, or arrays of cases."""

    sii: Floats
    rii: Floats


def slope_index(pupils: ArrayLike, shares: ArrayLike) -> SlopeIndex:
    """Slope and relative index of inequality over groups from low to high.

    The share of each group is fitted against its middle rank among all pupils, weighted by its size. The slope
    is the gap between the very lowest and very highest rank: a gap that is corrected for the changing size of
    the groups, and with three groups not more than that.

    Args:
        pupils: size of each group (last axis), above 0.
        shares: share of each group with the outcome, 0-1.

    Returns:
        ``sii`` = slope b, ``rii`` = (a + b) / a, NaN where the fitted line starts at 0 or below.

    Raises:
        ValueError: fewer than two groups, or a group without pupils.

    Source: METHOD 2.5.
    """
    weight, p = _weights(pupils, shares)
    rank = np.cumsum(weight, axis=-1) - weight / 2
    mean = (weight * p).sum(axis=-1, keepdims=True)
    away = rank - 0.5  # the weighted mean of the middle ranks is one half
    slope = (weight * away * (p - mean)).sum(axis=-1) / (weight * away**2).sum(axis=-1)
    start = mean[..., 0] - slope / 2
    relative = np.divide(start + slope, start, out=np.full(np.shape(start), np.nan), where=start > 0)
    return SlopeIndex(np.asarray(slope), relative)


def concentration_index(pupils: ArrayLike, shares: ArrayLike) -> Floats:
    """Concentration index of an outcome over groups from low to high.

    Args:
        pupils: size of each group (last axis), above 0.
        shares: share of each group with the outcome, not all 0.

    Returns:
        -1 to 1; above 0 when the outcome is found with the high groups. It depends on the mean of the outcome:
        report :func:`erreygers` for shares.

    Raises:
        ValueError: as for :func:`slope_index`, or the outcome does not occur.

    Source: METHOD 2.5, the formula for grouped data.
    """
    weight, p = _weights(pupils, shares)
    mean = (weight * p).sum(axis=-1, keepdims=True)
    if not np.all(mean > 0):
        raise ValueError("the outcome does not occur")
    below, reached = np.cumsum(weight, axis=-1), np.cumsum(weight * p / mean, axis=-1)
    return np.asarray((below[..., :-1] * reached[..., 1:] - below[..., 1:] * reached[..., :-1]).sum(axis=-1))


def erreygers(pupils: ArrayLike, shares: ArrayLike) -> Floats:
    """Erreygers' index, 4 x mean x concentration index, for an outcome that is a share (0-1).

    Args, errors: as for :func:`concentration_index`. Source: Erreygers (2009), METHOD 2.5.
    """
    weight, p = _weights(pupils, shares)
    return np.asarray(4 * (weight * p).sum(axis=-1) * concentration_index(pupils, shares))


def _weights(pupils: ArrayLike, shares: ArrayLike) -> tuple[Floats, Floats]:
    n, p = np.broadcast_arrays(np.asarray(pupils, dtype=float), np.asarray(shares, dtype=float))
    if n.ndim == 0 or n.shape[-1] < 2:
        raise ValueError("an index needs at least two groups")
    if not np.all(n > 0):
        raise ValueError("each group must have pupils")
    return n / n.sum(axis=-1, keepdims=True), p
