"""What unknown parental education, or an unknown outcome, leaves open (METHOD 1.6).

Unknown is not random: it is found most among pupils whose parents were educated abroad. It is shown as its own
class, and bounds say what it could hide.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kansenbeeld.measures.intervals import Floats

MOST_UNKNOWN = 0.20
"""Largest share of unknown with which a gap is shown."""


def unknown_share(known: ArrayLike, unknown: ArrayLike) -> Floats:
    """Share (0-1) that is unknown, from numbers of known and unknown pupils; NaN where there is nobody."""
    some, none = np.broadcast_arrays(np.asarray(known, dtype=float), np.asarray(unknown, dtype=float))
    total = some + none
    return np.asarray(np.divide(none, total, out=np.full(total.shape, np.nan), where=total > 0))


def gap_showable(share: float) -> bool:
    """Whether a gap may be shown beside this share (0-1) of unknown: not above 20%, and not when it isn't known."""
    return share <= MOST_UNKNOWN


def among_known(reached: float, not_reached: float) -> float:
    """Share (0-1) with the outcome among those whose outcome is known.

    Raises:
        ValueError: nobody's outcome is known.
    """
    if not reached + not_reached > 0:
        raise ValueError("nobody's outcome is known")
    return reached / (reached + not_reached)


def share_bounds(reached: float, not_reached: float, unknown: float) -> tuple[float, float]:
    """Lowest and highest share (0-1) with the outcome, whatever the unknown outcomes are.

    Raises:
        ValueError: a number is below 0 or there is nobody.

    Source: Manski's bounds without assumptions.
    """
    total = reached + not_reached + unknown
    if min(reached, not_reached, unknown) < 0 or not total > 0:
        raise ValueError("a number of pupils must be 0 or more, and not 0 everywhere")
    return reached / total, (reached + unknown) / total


def gap_bounds(
    n_low: ArrayLike,
    x_low: ArrayLike,
    n_high: ArrayLike,
    x_high: ArrayLike,
    unknown: ArrayLike,
    reached_unknown: ArrayLike,
) -> tuple[Floats, Floats]:
    """Smallest and largest gap, whichever group each pupil of unknown parental education belongs to.

    Args:
        n_low, x_low: pupils of the low group, and those with the outcome.
        n_high, x_high: the same of the high group.
        unknown, reached_unknown: pupils of unknown parental education, and those with the outcome.

    Returns:
        Lower and upper bound of ``p_high - p_low`` as shares (-1 to 1). The bounds are sharp: each is reached
        by one division of the unknown over the two groups.

    Raises:
        ValueError: a known group is empty or counts are impossible.
    """
    n_l, x_l, n_h, x_h, u, x_u = (
        np.asarray(value, dtype=float) for value in (n_low, x_low, n_high, x_high, unknown, reached_unknown)
    )
    if not (np.all(n_l > 0) and np.all(n_h > 0)):
        raise ValueError("both groups must have pupils")
    for n, x in ((n_l, x_l), (n_h, x_h), (u, x_u)):
        if not (np.all(x >= 0) and np.all(x <= n)):
            raise ValueError("the pupils with the outcome must lie between 0 and the pupils of the group")
    low = x_h / (n_h + u - x_u) - (x_l + x_u) / (n_l + x_u)
    high = (x_h + x_u) / (n_h + x_u) - x_l / (n_l + u - x_u)
    return np.asarray(low), np.asarray(high)


def allocate(known: ArrayLike, unknown: ArrayLike) -> Floats:
    """Divide unknown pupils over the groups in proportion to the known ones of the same cell.

    This supposes that within a cell unknown is random ("missing at random"); what is made with it carries that
    label.

    Args:
        known: pupils per group (first axis) and cell (other axes), such as advice by district.
        unknown: unknown pupils per cell.

    Returns:
        Pupils per group and cell, the unknown among them.

    Raises:
        ValueError: shapes do not fit, a number is below 0, or a cell has unknown pupils but no known ones.
    """
    some, none = np.asarray(known, dtype=float), np.asarray(unknown, dtype=float)
    if some.ndim == 0 or some.shape[1:] != none.shape:
        raise ValueError("unknown pupils must be given for the cells of the known ones")
    if not (np.all(some >= 0) and np.all(none >= 0)):
        raise ValueError("a number of pupils must be 0 or more")
    total = some.sum(axis=0)
    if np.any((total == 0) & (none > 0)):
        raise ValueError("a cell with unknown pupils only can't be divided over the groups")
    return np.asarray(some + none * np.divide(some, total, out=np.zeros(some.shape), where=total > 0))
