"""Shares, gaps and complements of groups of pupils."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from kansenbeeld.measures import intervals

MIN_PUPILS = 50
"""Smallest group whose percentage is shown in public (METHOD 3.3, rule 2)."""

MIN_EITHER_SIDE = 10
"""Smallest numerator, and smallest complement, behind a percentage shown in public (METHOD 3.3, rule 2)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95% interval, all three in percent or percentage points (0-100 scale)."""

    value: float
    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        """Whether chance alone could explain the number: its interval contains 0."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Share:
    """How many pupils of a group reached an outcome.

    ``successes`` may be fractional, because sources print a percentage and a total rather than a count.
    """

    successes: float
    total: float

    @classmethod
    def from_percentage(cls, percentage: float, total: float) -> Share:
        """Make a share from a printed percentage (0-100) and the number of pupils."""
        return cls(percentage / 100 * total, total)

    @property
    def value(self) -> float:
        """The share itself, 0-1."""
        return self.successes / self.total

    @property
    def showable(self) -> bool:
        """Whether METHOD 3.3 rule 2 lets the percentage be shown: 50 pupils, and 10 on either side.

        A fractional count is taken as the whole number that it was printed from, give or take a half.
        """
        smallest_side = min(self.successes, self.total - self.successes)
        return self.total >= MIN_PUPILS and smallest_side >= MIN_EITHER_SIDE - 0.5

    def estimate(self) -> Estimate:
        """The percentage with its Wilson interval."""
        return _estimate(self)

    def without(self, part: Share) -> Share:
        """The pupils who are not in ``part``: the city without a district is the rest of the city.

        Raises:
            ValueError: ``part`` does not fit inside this group.
        """
        successes, total = self.successes - part.successes, self.total - part.total
        # Percentages are printed with two decimals, so a remainder may miss 0 or its total by a fraction of a pupil.
        if total <= 0 or not -0.5 <= successes <= total + 0.5:
            raise ValueError("the part is not inside the whole")
        return Share(min(max(successes, 0.0), total), total)


# The same shares stand in many findings; an interval takes a third of a millisecond to work out.
@functools.lru_cache(maxsize=8192)
def _estimate(share: Share) -> Estimate:
    low, high = intervals.wilson(share.successes, share.total)
    return Estimate(100 * share.value, 100 * float(low), 100 * float(high))


@functools.lru_cache(maxsize=8192)
def gap(high: Share, low: Share) -> Estimate:
    """Difference ``high - low`` in percentage points with its Newcombe interval (METHOD 2.3, 2.4)."""
    below, above = intervals.newcombe_difference(high.successes, high.total, low.successes, low.total)
    return Estimate(100 * (high.value - low.value), 100 * float(below), 100 * float(above))


def gap_or_none(high: Share | None, low: Share | None) -> Estimate | None:
    """The same as :func:`gap`, ``None`` where either share is not known or may not be shown."""
    return None if high is None or low is None else gap(high, low)


def difference(first: Estimate, second: Estimate) -> Estimate:
    """Difference ``first - second`` of two independent estimates, with the interval of ``mover_difference``."""
    low, high = intervals.mover_difference(first.value, first.low, first.high, second.value, second.low, second.high)
    return Estimate(first.value - second.value, float(low), float(high))


def difference_or_none(first: Estimate | None, second: Estimate | None) -> Estimate | None:
    """The same as :func:`difference`, ``None`` where either estimate is not known or may not be shown."""
    return None if first is None or second is None else difference(first, second)
