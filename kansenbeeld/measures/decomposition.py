"""Where a gap in placement arises: already at the advice, or after it (METHOD 2.6).

Pupils of a low and a high group are counted per advice class (``n``), and so are those of them who reached the
placement (``x``). The parts describe; none of them is an effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, log

import numpy as np
from numpy.typing import ArrayLike

from kansenbeeld.measures.intervals import Floats

MIN_CLASS = 10
"""Fewest pupils of either group in an advice class; smaller classes are merged."""

MIN_GROUP = 400
"""Fewest pupils of either group for a decomposition of less than the city."""

MIN_COHORTS = 3
"""Fewest cohorts that are pooled for a decomposition of less than the city."""


@dataclass(frozen=True, slots=True)
class Kitagawa:
    """Split of the gap ``rate_high - rate_low``. All in shares (0-1), except ``extra_pupils``.

    ``advice`` + ``after_advice`` = ``gap``, and ``endowment`` + ``coefficient`` + ``interaction`` = ``gap``.
    ``extra_pupils`` is how many more pupils of the low group would have reached the placement if, with the same
    advice, their chance had been that of the high group.
    """

    rate_low: float
    rate_high: float
    gap: float
    advice: float
    after_advice: float
    endowment: float
    coefficient: float
    interaction: float
    extra_pupils: float

    @property
    def advice_share(self) -> float:
        """Part of the gap that is already there at the advice; NaN without a gap."""
        return self.advice / self.gap if self.gap else float("nan")

    @property
    def low_with_rates_of_high(self) -> float:
        """Rate of the low group if, with its own advices, it had the chances of the high group."""
        return self.rate_low + self.coefficient

    @property
    def low_with_advice_of_high(self) -> float:
        """Rate of the low group if, with its own chances, it had the advices of the high group."""
        return self.rate_low + self.endowment


def kitagawa(n_low: ArrayLike, x_low: ArrayLike, n_high: ArrayLike, x_high: ArrayLike) -> Kitagawa:
    """Split a gap in placement into what is there at the advice and what arises after it.

    Args:
        n_low, x_low: pupils of the low group per advice class, and those who reached the placement.
        n_high, x_high: the same of the high group, in the same classes. Counts may be fractional.

    Returns:
        The symmetric two-part and the threefold decomposition.

    Raises:
        ValueError: shapes differ, counts are impossible, or a class has no pupils of one of the groups (merge
            small classes first with :func:`merge_small`).

    Source: Kitagawa (1955); threefold: Oaxaca and Blinder on cells; METHOD 2.6.
    """
    n_l, x_l, n_h, x_h = _counts(n_low, x_low, n_high, x_high)
    if n_l.ndim != 1 or np.any(n_l == 0) or np.any(n_h == 0):
        raise ValueError("each advice class needs pupils of both groups; merge small classes first")
    parts = components(n_l / n_l.sum(), x_l / n_l, n_h / n_h.sum(), x_h / n_h)
    return Kitagawa(
        **{name: float(value) for name, value in parts.items()},
        extra_pupils=float(n_l.sum() * parts["coefficient"]),
    )


def components(w_low: Floats, r_low: Floats, w_high: Floats, r_high: Floats) -> dict[str, Floats]:
    """Parts of a gap from shares of pupils per class ``w`` and rates per class ``r``, classes on the last axis.

    Axes before it are separate cases. Returns all of :class:`Kitagawa` but ``extra_pupils``, by name.
    """
    more, better = w_high - w_low, r_high - r_low
    parts = {
        "rate_low": w_low * r_low,
        "rate_high": w_high * r_high,
        "gap": w_high * r_high - w_low * r_low,
        "advice": more * (r_high + r_low) / 2,
        "after_advice": better * (w_high + w_low) / 2,
        "endowment": more * r_low,
        "coefficient": better * w_low,
        "interaction": more * better,
    }
    return {name: part.sum(axis=-1) for name, part in parts.items()}


@dataclass(frozen=True, slots=True)
class ThreeFactors:
    """Split of a gap over test, advice given the test, and placement given both; shares (0-1) that sum to ``gap``.

    ``borrowed`` is the number of cells in which one group had no pupils, so that its conditional share was
    taken from the other group.
    """

    gap: float
    test: float
    advice: float
    placement: float
    borrowed: int


def das_gupta3(n_low: ArrayLike, x_low: ArrayLike, n_high: ArrayLike, x_high: ArrayLike) -> ThreeFactors:
    """Split a gap in placement over test, advice given the test, and placement given both.

    Args:
        n_low, x_low: pupils of the low group per test class (rows) and advice class (columns), and those who
            reached the placement.
        n_high, x_high: the same of the high group.

    Returns:
        Three parts that sum exactly to the gap. Where one group has no pupils in a cell, no difference within
        that cell can be known: the other group's conditional share is used, and the cell is counted.

    Raises:
        ValueError: shapes differ or are not two-dimensional, or counts are impossible.

    Source: Das Gupta (1993), the case of three factors; METHOD 2.6.
    """
    n_l, x_l, n_h, x_h = _counts(n_low, x_low, n_high, x_high)
    if n_l.ndim != 2:
        raise ValueError("a split in three needs a table of test by advice")
    low, high = _conditional(n_l, x_l), _conditional(n_h, x_h)
    borrowed = int((np.isnan(low[2]) != np.isnan(high[2])).sum())
    first = [_filled(mine, theirs) for mine, theirs in zip(low, high, strict=True)]
    second = [_filled(mine, theirs) for mine, theirs in zip(high, low, strict=True)]
    test, advice, placement = product_effects(first, second)
    gap = float(x_h.sum() / n_h.sum() - x_l.sum() / n_l.sum())
    return ThreeFactors(gap, test, advice, placement, borrowed)


def product_effects(low: Sequence[ArrayLike], high: Sequence[ArrayLike]) -> tuple[float, ...]:
    """Das Gupta's effects of the factors of a rate that is the sum of a product.

    Args:
        low, high: the factors of either population, in the same order; arrays that broadcast together.

    Returns:
        One effect per factor, in the unit of the rate; their sum is the rate of ``high`` minus that of ``low``.

    Raises:
        ValueError: the populations do not have the same factors.

    Source: Das Gupta (1993), chapters 2 and 4.
    """
    if len(low) != len(high) or not low:
        raise ValueError("both populations must have the same factors")
    factors = [(np.asarray(a, dtype=float), np.asarray(b, dtype=float)) for a, b in zip(low, high, strict=True)]
    count = len(factors)

    def rate(of_high: set[int]) -> float:
        product: Floats = np.ones(())
        for place, pair in enumerate(factors):
            product = product * pair[place in of_high]
        return float(product.sum())

    effects = []
    for factor in range(count):
        others = [place for place in range(count) if place != factor]
        effects.append(
            sum(
                factorial(size)
                * factorial(count - size - 1)
                / factorial(count)
                * (rate({*chosen, factor}) - rate(set(chosen)))
                for size in range(count)
                for chosen in combinations(others, size)
            )
        )
    return tuple(effects)


@dataclass(frozen=True, slots=True)
class LogOdds:
    """Boudon's split of the log odds ratio of the placement: ``primary`` + ``secondary`` = ``total``.

    Not for the public view, and ``primary`` is not a "primary effect" there: the advice already holds the
    expectations of teachers (METHOD 2.6).
    """

    total: float
    primary: float
    secondary: float

    @property
    def secondary_share(self) -> float:
        """Part of the log odds ratio that arises after the advice; NaN without a difference."""
        return self.secondary / self.total if self.total else float("nan")


def log_odds(n_low: ArrayLike, x_low: ArrayLike, n_high: ArrayLike, x_high: ArrayLike) -> LogOdds:
    """Split the log odds ratio of a placement into a part at the advice and a part after it.

    Args, errors: as for :func:`kitagawa`; it also refuses a rate, real or counterfactual, of 0 or 1.

    Source: Boudon; Erikson and Jonsson; Jackson et al. (2007), as in METHOD 2.6.
    """
    parts = kitagawa(n_low, x_low, n_high, x_high)
    ll, hh = _logit(parts.rate_low), _logit(parts.rate_high)
    hl, lh = _logit(parts.low_with_advice_of_high), _logit(parts.low_with_rates_of_high)
    return LogOdds(hh - ll, ((hh - lh) + (hl - ll)) / 2, ((hh - hl) + (lh - ll)) / 2)


@dataclass(frozen=True, slots=True)
class Merged:
    """Counts in merged classes. ``classes`` lists which of the old classes are in each new one.

    ``counts`` is in the order that :func:`kitagawa` takes: ``kitagawa(*merged.counts)``.
    """

    counts: tuple[Floats, Floats, Floats, Floats]
    classes: tuple[tuple[int, ...], ...]


def merge_small(
    n_low: ArrayLike, x_low: ArrayLike, n_high: ArrayLike, x_high: ArrayLike, *, minimum: float = MIN_CLASS
) -> Merged:
    """Merge adjacent advice classes until both groups have enough pupils in each.

    The smallest class goes together with the smaller of its neighbours, so that the fewest pupils change class.

    Args:
        n_low, x_low, n_high, x_high: counts per class, from low to high.
        minimum: fewest pupils of either group in a class.

    Raises:
        ValueError: shapes differ, counts are impossible, or fewer than two classes would be left.
    """
    counts = _counts(n_low, x_low, n_high, x_high)
    if counts[0].ndim != 1:
        raise ValueError("classes to merge must be in one row")
    classes: list[tuple[int, ...]] = [(place,) for place in range(len(counts[0]))]

    def size(members: tuple[int, ...]) -> float:
        return float(min(counts[0][list(members)].sum(), counts[2][list(members)].sum()))

    while True:
        here = min(range(len(classes)), key=lambda place: size(classes[place]))
        if size(classes[here]) >= minimum:
            break
        if len(classes) <= 2:
            raise ValueError(f"too few pupils for two advice classes with {minimum:g} of either group in each")
        neighbours = [place for place in (here - 1, here + 1) if 0 <= place < len(classes)]
        there = min(neighbours, key=lambda place: size(classes[place]))
        first = min(here, there)
        classes[first : first + 2] = [classes[first] + classes[first + 1]]
    starts = [members[0] for members in classes]
    low_n, low_x, high_n, high_x = (np.add.reduceat(count, starts) for count in counts)
    return Merged((low_n, low_x, high_n, high_x), tuple(classes))


def showable(n_low: float, n_high: float, *, cohorts: int, city: bool) -> bool:
    """Whether METHOD 2.6 lets a decomposition be shown: the city always, a district only when pooled and large."""
    return city or (cohorts >= MIN_COHORTS and min(n_low, n_high) >= MIN_GROUP)


def _counts(*given: ArrayLike) -> tuple[Floats, Floats, Floats, Floats]:
    n_low, x_low, n_high, x_high = (np.asarray(count, dtype=float) for count in given)
    if not n_low.shape == x_low.shape == n_high.shape == x_high.shape or n_low.ndim == 0:
        raise ValueError("both groups must have the same classes")
    for n, x in ((n_low, x_low), (n_high, x_high)):
        if not (np.all(x >= 0) and np.all(x <= n) and np.isfinite(n).all()):
            raise ValueError("the pupils who reached a placement must lie between 0 and the pupils of the class")
        if not n.sum() > 0:
            raise ValueError("both groups must have pupils")
    return n_low, x_low, n_high, x_high


def _conditional(n: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
    """Shares of the tests, of the advices given the test, and rates given both; NaN where nobody is."""
    of_test = n.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return of_test / n.sum(), n / of_test, x / n


def _filled(mine: Floats, theirs: Floats) -> Floats:
    """``mine``, with ``theirs`` where it is not known, and 0 where neither is: there is nobody to weigh it."""
    return np.nan_to_num(np.where(np.isnan(mine), theirs, mine), nan=0.0)


def _logit(rate: float) -> float:
    if not 0 < rate < 1:
        raise ValueError("a rate of 0 or 1 has no log odds")
    return log(rate / (1 - rate))
