"""What a headline may say: chosen by rule from an estimate, its interval and the number of pupils (METHOD 2.4, 3.3).

A headline names a direction only when the interval of its number excludes zero.
"""

from __future__ import annotations

from typing import Literal

from kansenbeeld.domain import Status
from kansenbeeld.measures.shares import Estimate, Share

Claim = Literal["estimate", "broken", "too_few", "unclear", "higher", "lower"]


def claim(difference: Estimate | None, *, status: Status = "berekend", across_break: bool = False) -> Claim:
    """Return what may be said of a difference.

    Args:
        difference: the difference with its interval, or ``None`` where it may not be shown.
        status: an estimate (``schatting``) is never tested, so no direction is named.
        across_break: whether the two values lie on either side of a break (METHOD 1.7), so that their difference
            is no change of one process.

    Returns:
        ``estimate`` and ``broken`` before all else; ``too_few`` without a difference; ``unclear`` when its interval
        holds zero; otherwise its direction.
    """
    if status == "schatting":
        return "estimate"
    if across_break:
        return "broken"
    if difference is None:
        return "too_few"
    if difference.holds_zero:
        return "unclear"
    return "higher" if difference.value > 0 else "lower"


def showable(*shares: Share | None) -> bool:
    """Whether a number that rests on these shares may be shown: each of them may (METHOD 3.3, rule 5)."""
    return all(share is not None and share.showable for share in shares)
