"""What a headline may say: chosen by rule from an estimate, its interval and the number of pupils (METHOD 2.4, 3.3).

A headline names a direction only when the interval of its number excludes zero.
"""

from __future__ import annotations

from typing import Literal

from kansenbeeld.measures.shares import Estimate, Share

Claim = Literal["too_few", "unclear", "higher", "lower"]


def claim(estimate: Estimate | None) -> Claim:
    """Return what may be said of a difference.

    Args:
        estimate: the difference with its interval, or ``None`` where it may not be shown.

    Returns:
        ``too_few`` without an estimate, ``unclear`` when the interval holds zero, else its direction.
    """
    if estimate is None:
        return "too_few"
    if estimate.holds_zero:
        return "unclear"
    return "higher" if estimate.value > 0 else "lower"


def showable(*shares: Share | None) -> bool:
    """Whether a number that rests on these shares may be shown: each of them may (METHOD 3.3, rule 5)."""
    return all(share is not None and share.showable for share in shares)
