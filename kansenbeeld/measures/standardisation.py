"""Districts compared as if they had the same pupils (METHOD 2.7).

Strata are classes of parental education, or parental education by advice. Directly standardised numbers may be
compared with each other, indirectly standardised ones only with the reference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kansenbeeld.measures.intervals import Floats, wilson

MIN_STRATUM = 10
"""Fewest pupils in each stratum for direct standardisation."""


@dataclass(frozen=True, slots=True)
class Direct:
    """Directly standardised share with its interval (0-1), and the number of pupils that it is worth."""

    value: float
    low: float
    high: float
    effective_pupils: float


@dataclass(frozen=True, slots=True)
class Indirect:
    """Observed and expected pupils; ``difference`` = observed - expected, with its interval, all in pupils."""

    observed: float
    expected: float
    difference: float
    low: float
    high: float


def direct_possible(n: ArrayLike) -> bool:
    """Whether each stratum has the 10 pupils that direct standardisation needs."""
    return bool(np.all(np.asarray(n, dtype=float) >= MIN_STRATUM))


def direct(n: ArrayLike, x: ArrayLike, reference: ArrayLike, *, confidence: float = 0.95) -> Direct:
    """Share that a district would have with the composition of the reference.

    Args:
        n, x: pupils of the district per stratum, and those with the outcome.
        reference: pupils of the reference (the city) per stratum; only their proportions matter.
        confidence: between 0 and 1.

    Returns:
        Share with a Wilson interval on the effective number of pupils, DS(1 - DS) / Var.

    Raises:
        ValueError: shapes differ, counts are impossible, or a stratum has fewer than 10 pupils (use
            :func:`indirect`).
    """
    pupils, reached, weight = _strata(n, x, reference)
    if not direct_possible(pupils):
        raise ValueError(f"direct standardisation needs {MIN_STRATUM} pupils in each stratum; use indirect")
    weight = weight / weight.sum()
    rate = reached / pupils
    value = min(float((weight * rate).sum()), 1.0)  # rounding can pass 1 by a hair
    variance = float((weight**2 * rate * (1 - rate) / pupils).sum())
    # Without variance (every stratum at 0 or 1) the formula has no answer; then the pupils count as they are.
    effective = value * (1 - value) / variance if variance > 0 else float(pupils.sum())
    low, high = wilson(value * effective, effective, confidence)
    return Direct(value, float(low), float(high), effective)


def indirect(
    n: ArrayLike, observed: float, reference_n: ArrayLike, reference_x: ArrayLike, *, confidence: float = 0.95
) -> Indirect:
    """Pupils more or fewer than expected with the chances that the reference has in each stratum.

    Args:
        n: pupils of the district per stratum.
        observed: pupils of the district with the outcome, over all strata.
        reference_n, reference_x: pupils of the reference (the city) per stratum, and those with the outcome.
        confidence: between 0 and 1.

    Returns:
        Observed minus expected, with the Wilson interval of the observed share set against the expected one.

    Raises:
        ValueError: shapes differ, counts are impossible, or the reference has nobody in a stratum that the
            district has pupils in.
    """
    reference, reached, pupils = _strata(reference_n, reference_x, n)
    if np.any((reference == 0) & (pupils > 0)):
        raise ValueError("the reference must have pupils in each stratum of the district")
    rate = np.divide(reached, reference, out=np.zeros(reference.shape), where=reference > 0)
    total = float(pupils.sum())
    expected = float((pupils * rate).sum())
    low, high = wilson(observed, total, confidence)
    # Rounding can put a limit of Wilson's a hair past its own share, when that is 0 or 1.
    least, most = min(float(low) * total, observed), max(float(high) * total, observed)
    return Indirect(observed, expected, observed - expected, least - expected, most - expected)


def _strata(n: ArrayLike, x: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats, Floats]:
    pupils, reached, weight = (np.asarray(value, dtype=float) for value in (n, x, weights))
    if not pupils.shape == reached.shape == weight.shape or pupils.ndim == 0:
        raise ValueError("the strata must be the same everywhere")
    if not (np.all(reached >= 0) and np.all(reached <= pupils) and np.isfinite(pupils).all()):
        raise ValueError("the pupils with the outcome must lie between 0 and the pupils of the stratum")
    if not (np.all(weight >= 0) and weight.sum() > 0):
        raise ValueError("a number of pupils must be 0 or more, and not 0 everywhere")
    return pupils, reached, weight
