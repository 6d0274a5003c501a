"""A share of pupils where some counts are hidden by their publisher, and are known as a range only (METHOD 3.2)."""

from __future__ import annotations

from dataclasses import dataclass

from kansenbeeld.measures.disclosure.primary import MIN_BOUNDED, rounded
from kansenbeeld.measures.shares import MIN_EITHER_SIDE, MIN_PUPILS


@dataclass(frozen=True, slots=True)
class RangedShare:
    """How many pupils reached an outcome and how many did not, each as the least and largest number it can be."""

    reached_lo: int
    reached_hi: int
    below_lo: int
    below_hi: int

    def __add__(self, other: RangedShare) -> RangedShare:
        """Pool two groups, such as two years of one school."""
        return RangedShare(
            self.reached_lo + other.reached_lo,
            self.reached_hi + other.reached_hi,
            self.below_lo + other.below_lo,
            self.below_hi + other.below_hi,
        )

    @property
    def pupils_lo(self) -> int:
        """The least number of pupils that the group can count."""
        return self.reached_lo + self.below_lo

    def percent(self) -> tuple[int, int] | None:
        """Return the least and largest whole percentage that the share can be, ``None`` where it may not be shown.

        It may be shown from 50 pupils, 10 of them on either side (METHOD 3.3 rule 2), whatever the hidden numbers are.
        From 100 pupils a share of fewer than 10 is 0 to 10, and one of all but fewer than 10 is 90 to 100.
        """
        if self.pupils_lo >= MIN_BOUNDED and self.reached_hi < MIN_EITHER_SIDE:
            return 0, 10
        if self.pupils_lo >= MIN_BOUNDED and self.below_hi < MIN_EITHER_SIDE:
            return 90, 100
        if self.pupils_lo < MIN_PUPILS or min(self.reached_lo, self.below_lo) < MIN_EITHER_SIDE:
            return None
        low = rounded(100 * self.reached_lo, self.reached_lo + self.below_hi)
        return low, rounded(100 * self.reached_hi, self.reached_hi + self.below_lo)
