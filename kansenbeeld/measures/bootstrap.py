"""Intervals by drawing the pupils again: parametric multinomial bootstrap with a fixed seed (METHOD 2.4).

The data are full counts. A draw asks what would have been counted if the same process ran again with as many
pupils, each with the advice and placement chances that were found.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from kansenbeeld.measures import decomposition, inequality
from kansenbeeld.measures.intervals import Floats
from kansenbeeld.measures.shares import Estimate

DRAWS = 2000
SEED = 20_210_401
"""Fixed, so that a page and an export built twice show the same interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A number with its percentile interval, in the unit of the measure."""

    value: float
    low: float
    high: float

    def points(self) -> Estimate:
        """A difference of shares (0-1) in percentage points."""
        return Estimate(100 * self.value, 100 * self.low, 100 * self.high)


@dataclass(frozen=True, slots=True)
class DecompositionInterval:
    """:class:`decomposition.Kitagawa` with intervals, and the probability of superiority of the advice (0-1)."""

    rate_low: Interval
    rate_high: Interval
    gap: Interval
    advice: Interval
    after_advice: Interval
    endowment: Interval
    coefficient: Interval
    interaction: Interval
    extra_pupils: Interval
    superiority: Interval


@dataclass(frozen=True, slots=True)
class SlopeInterval:
    """:class:`inequality.SlopeIndex` with intervals."""

    sii: Interval
    rii: Interval


def decomposition_interval(
    n_low: ArrayLike,
    x_low: ArrayLike,
    n_high: ArrayLike,
    x_high: ArrayLike,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    confidence: float = 0.95,
) -> DecompositionInterval:
    """Intervals of every part of a decomposition.

    Args:
        n_low, x_low, n_high, x_high: as for :func:`decomposition.kitagawa`, advice classes from low to high.
        draws: number of draws.
        seed: the same seed gives the same interval.
        confidence: between 0 and 1.

    Returns:
        Each part with its point estimate and percentile interval; shares (0-1), and pupils for ``extra_pupils``.

    Raises:
        ValueError: as for :func:`decomposition.kitagawa`.

    Source: METHOD 2.4 and 2.6.
    """
    point = decomposition.kitagawa(n_low, x_low, n_high, x_high)
    random = np.random.default_rng(seed)
    n_l, x_l, n_h, x_h = (np.asarray(count, dtype=float) for count in (n_low, x_low, n_high, x_high))
    drawn_low, rates_low = _draw(n_l, x_l, draws, random)
    drawn_high, rates_high = _draw(n_h, x_h, draws, random)
    size_low, size_high = drawn_low[0].sum(), drawn_high[0].sum()
    drawn = decomposition.components(drawn_low / size_low, rates_low, drawn_high / size_high, rates_high)
    drawn["extra_pupils"] = size_low * drawn["coefficient"]
    drawn["superiority"] = inequality.probability_of_superiority(drawn_low, drawn_high)
    found = {
        **{field.name: float(getattr(point, field.name)) for field in fields(point)},
        "superiority": float(inequality.probability_of_superiority(n_l, n_h)),
    }
    return DecompositionInterval(**{name: _interval(value, drawn[name], confidence) for name, value in found.items()})


@dataclass(frozen=True, slots=True)
class ThreeFactorInterval:
    """:class:`decomposition.ThreeFactors` with intervals; shares (0-1)."""

    gap: Interval
    test: Interval
    advice: Interval
    placement: Interval


def three_factor_interval(
    n_low: ArrayLike,
    x_low: ArrayLike,
    n_high: ArrayLike,
    x_high: ArrayLike,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    confidence: float = 0.95,
) -> ThreeFactorInterval:
    """Intervals of the split over test, advice and placement.

    Args:
        n_low, x_low, n_high, x_high: as for :func:`decomposition.das_gupta3`, tables of test by advice.
        draws, seed, confidence: as for :func:`decomposition_interval`.

    Raises:
        ValueError: as for :func:`decomposition.das_gupta3`.

    Source: METHOD 2.4 and 2.6.
    """
    names = tuple(field.name for field in fields(ThreeFactorInterval))
    point = decomposition.das_gupta3(n_low, x_low, n_high, x_high)
    random = np.random.default_rng(seed)
    again = [
        _redrawn(np.asarray(n, float), np.asarray(x, float), draws, random)
        for n, x in ((n_low, x_low), (n_high, x_high))
    ]
    found = [
        decomposition.das_gupta3(low_n, low_x, high_n, high_x)
        for low_n, low_x, high_n, high_x in zip(*again[0], *again[1], strict=True)
    ]
    drawn = {name: np.array([getattr(one, name) for one in found]) for name in names}
    return ThreeFactorInterval(**{name: _interval(getattr(point, name), drawn[name], confidence) for name in names})


def _redrawn(n: Floats, x: Floats, draws: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw the pupils of a table again, each into a cell and an outcome: pupils and those with the outcome per draw."""
    chances = np.concatenate([x.ravel(), (n - x).ravel()]) / n.sum()
    counts = random.multinomial(round(n.sum()), chances, size=draws).astype(float)
    with_outcome = counts[:, : n.size].reshape(draws, *n.shape)
    return with_outcome + counts[:, n.size :].reshape(draws, *n.shape), with_outcome


def slope_interval(
    pupils: ArrayLike,
    reached: ArrayLike,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    confidence: float = 0.95,
) -> SlopeInterval:
    """Intervals of the slope and relative index of inequality.

    Args:
        pupils, reached: pupils per group from low to high, and those with the outcome.
        draws, seed, confidence: as for :func:`decomposition_interval`.

    Raises:
        ValueError: as for :func:`inequality.slope_index`.
    """
    n, x = np.asarray(pupils, dtype=float), np.asarray(reached, dtype=float)
    point = inequality.slope_index(n, x / n)
    size = np.rint(n)
    again = np.random.default_rng(seed).binomial(size.astype(int), x / n, size=(draws, len(n)))
    drawn = inequality.slope_index(size, again / size)
    return SlopeInterval(
        _interval(float(point.sii), drawn.sii, confidence), _interval(float(point.rii), drawn.rii, confidence)
    )


def _draw(n: Floats, x: Floats, draws: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Pupils per class and their rates, one row per draw.

    A class that no pupil is drawn into says nothing about its rate, so that it keeps the rate that was found.
    """
    pupils, reached = _redrawn(n, x, draws, random)
    return pupils, np.divide(reached, pupils, out=np.broadcast_to(x / n, pupils.shape).copy(), where=pupils > 0)


def _interval(value: float, drawn: Floats, confidence: float) -> Interval:
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Interval(value, float(low), float(high))
