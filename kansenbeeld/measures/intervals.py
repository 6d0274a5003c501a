"""Intervals of shares and of differences between shares.

The data are full counts; an interval says how far a share could move by chance if the same process ran again
(METHOD 2.4). All functions work on single numbers and, element by element, on arrays of equal shape.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

Floats = NDArray[np.float64]


def wilson(successes: ArrayLike, total: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson score interval of a share.

    Args:
        successes: number of pupils who reached the outcome; may be fractional, as when a published
            percentage is turned back into a count.
        total: number of pupils, above 0.
        confidence: between 0 and 1.

    Returns:
        Lower and upper limit as shares (0-1).

    Raises:
        ValueError: a total is not above 0, or successes lie outside 0..total.

    Source: Wilson (1927), as method 3 in Newcombe, Statistics in Medicine 1998;17:857-872.
    """
    x, n = _checked(successes, total)
    low, high = proportion_confint(x, n, alpha=1 - confidence, method="wilson")
    return np.asarray(low, dtype=float), np.asarray(high, dtype=float)


def newcombe_difference(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Newcombe interval (method 10) of the difference ``x1/n1 - x2/n2`` of two disjoint groups.

    Args:
        x1, n1: successes and total of the first group.
        x2, n2: successes and total of the second group.
        confidence: between 0 and 1.

    Returns:
        Lower and upper limit as shares (-1 to 1).

    Raises:
        ValueError: as for :func:`wilson`.

    Source: Newcombe, Statistics in Medicine 1998;17:873-890, method 10.
    """
    x1, n1 = _checked(x1, n1)
    x2, n2 = _checked(x2, n2)
    low, high = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff", alpha=1 - confidence)
    return np.asarray(low, dtype=float), np.asarray(high, dtype=float)


def mover_difference(
    estimate1: ArrayLike,
    low1: ArrayLike,
    high1: ArrayLike,
    estimate2: ArrayLike,
    low2: ArrayLike,
    high2: ArrayLike,
) -> tuple[Floats, Floats]:
    """Interval of ``estimate1 - estimate2`` from the separate intervals of two independent estimates.

    Newcombe's interval is this rule applied to two Wilson intervals; applied to two Newcombe intervals it gives
    the difference between two gaps, such as that of a district and of the rest of the city.

    Args:
        estimate1, low1, high1: first estimate and its limits, in any unit.
        estimate2, low2, high2: second estimate and its limits, in the same unit.

    Returns:
        Lower and upper limit in that unit.

    Source: Zou and Donner, Statistics in Medicine 2008;27:1693-1702 (method of variance estimates recovery).
    """
    e1, l1, h1, e2, l2, h2 = (
        np.asarray(value, dtype=float) for value in (estimate1, low1, high1, estimate2, low2, high2)
    )
    difference = e1 - e2
    low = difference - np.hypot(e1 - l1, h2 - e2)
    high = difference + np.hypot(h1 - e1, e2 - l2)
    return low, high


def _checked(successes: ArrayLike, total: ArrayLike) -> tuple[Floats, Floats]:
    x, n = np.asarray(successes, dtype=float), np.asarray(total, dtype=float)
    if np.any(~(n > 0)):
        raise ValueError("a total must be above 0")
    if np.any(~((x >= 0) & (x <= n))):
        raise ValueError("successes must lie between 0 and the total")
    return x, n
