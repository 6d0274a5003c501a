"""What may be shown of one count or one percentage by itself (METHOD 3.3), and how it is rounded.

Rounding comes after suppression and from the unrounded value, so that a cell looks the same wherever it is shown.
It is no protection: everything else in this package assumes that an attacker knows the unrounded values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from kansenbeeld.measures import unknown
from kansenbeeld.measures.disclosure.tables import Bools, Ints, Layout, Linked
from kansenbeeld.measures.shares import MIN_EITHER_SIDE, MIN_PUPILS

THRESHOLD: Final = 10
"""Counts from 1 to one below this are hidden where pupils are split by parental background."""

PLAIN_THRESHOLD: Final = 5
"""The same for counts without that split, such as advice by district."""

ZERO_ROW: Final = 100
"""A zero is shown if its row counts this many pupils."""

MIN_UNCERTAIN: Final = 30
"""From here to ``MIN_PUPILS`` a percentage is shown to analysts only, marked uncertain."""

MIN_BOUNDED: Final = 100
"""From this denominator a share of too few pupils is shown as "<10%" or ">90%"."""

Code = Literal["", "c", "x", "z", "s"]
"""Nothing, or ``c``: hidden; ``x``: not available; ``z``: not applicable; ``s``: estimate."""

CODES: Final[tuple[Code, ...]] = ("", "c", "x", "z", "s")

Form = Literal["value", "below", "above", "uncertain", "hidden"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader gets of a percentage.

    Attributes:
        form: ``value``; ``below`` and ``above`` for "<10%" and ">90%"; ``uncertain`` for the analyst's view only;
            ``hidden``.
        percent: whole percentage (0-100), the limit for ``below`` and ``above``, ``None`` if hidden.
        pupils: denominator rounded by :func:`rounded_base`, ``None`` if hidden.
        code: ``c`` if hidden.
    """

    form: Form
    percent: int | None
    pupils: int | None
    code: Code


HIDDEN: Final = Shown("hidden", None, None, "c")


def primary(counts: Ints, row_totals: Ints, thresholds: Ints, structural: Bools) -> Bools:
    """Which counts are hidden for themselves.

    Args:
        counts: pupils.
        row_totals: pupils in the smallest row that each count is part of.
        thresholds: smallest count that is shown.
        structural: zeros that cannot be otherwise.

    Returns:
        ``True`` where the count is 1 to one below the threshold, or a zero in a row of fewer than 100 pupils.
        Zeros count because they say something about everyone in the row (group disclosure).
    """
    few = (counts >= 1) & (counts < thresholds)
    zero = (counts == 0) & ~structural & (row_totals < ZERO_ROW)
    return np.asarray(few | zero, dtype=bool)


def thresholds_of(layout: Layout, threshold: int, plain_threshold: int) -> Ints:
    """The threshold of each cell of a layout."""
    return np.array([threshold if cell.sensitive else plain_threshold for cell in layout.cells], dtype=np.int64)


def primary_cells(table: Linked, threshold: int = THRESHOLD, plain_threshold: int = PLAIN_THRESHOLD) -> Bools:
    """Which cells of linked tables are hidden for themselves.

    A zero that lies inside a zero that is shown says nothing more than that one, and is shown as well.
    """
    layout = table.layout
    possible = layout.matrix @ (~layout.impossible).astype(np.int64)
    hidden = primary(
        table.counts, table.row_totals, thresholds_of(layout, threshold, plain_threshold), np.asarray(possible == 0)
    )
    shown_zero = np.flatnonzero((table.counts == 0) & ~hidden & layout.published)
    if len(shown_zero):
        known_zero = np.asarray(layout.matrix[shown_zero].sum(axis=0)).ravel() > 0
        free = layout.matrix @ (~(known_zero | layout.impossible)).astype(np.int64)
        hidden &= np.asarray(free > 0)
    return hidden


def percentage(numerator: int, denominator: int, *, hidden: bool = False, analyst: bool = False) -> Shown:
    """What may be shown of ``numerator / denominator`` (METHOD 3.3 rule 2).

    Args:
        numerator, denominator: pupils.
        hidden: whether either of the two is hidden in any linked table; then the percentage is as well, or it
            would give the count back.
        analyst: whether the reader is an analyst, who sees shares of 30 to 49 pupils marked uncertain.

    Returns:
        The percentage in the form in which it may be shown.

    Raises:
        ValueError: the numerator lies outside 0..denominator.
    """
    if not 0 <= numerator <= denominator:
        raise ValueError("a numerator must lie between 0 and its denominator")
    if hidden or denominator < MIN_UNCERTAIN:
        return HIDDEN
    pupils = rounded_base(denominator)
    if numerator < MIN_EITHER_SIDE or denominator - numerator < MIN_EITHER_SIDE:
        if denominator < MIN_BOUNDED:
            return HIDDEN
        if numerator < MIN_EITHER_SIDE:
            return Shown("below", 10, pupils, "")
        return Shown("above", 90, pupils, "")
    percent = rounded(100 * numerator, denominator)
    if denominator < MIN_PUPILS:
        return Shown("uncertain", percent, pupils, "") if analyst else HIDDEN
    return Shown("value", percent, pupils, "")


def gap_showable(*shares: Shown, unknown_share: float = 0.0) -> bool:
    """Whether a gap, decomposition or standardised rate may be shown (METHOD 3.3 rule 5, 1.6).

    Args:
        shares: every share that it is made of.
        unknown_share: share (0-1) of pupils whose parents' education is unknown.
    """
    return bool(shares) and all(share.form == "value" for share in shares) and unknown.gap_showable(unknown_share)


def rounded(value: int, step: int) -> int:
    """``value / step`` to the nearest whole number, halves up: exact, where floating point is not."""
    return (2 * value + step) // (2 * step)


def rounded_count(count: int) -> int:
    """A count as it is displayed: to 5."""
    return 5 * rounded(count, 5)


def base_step(pupils: int) -> int:
    """The step to which a denominator is rounded: 10, and from 100 pupils 50."""
    return 50 if pupils >= 100 else 10


def rounded_base(pupils: int) -> int:
    """A denominator as it is displayed beside a percentage."""
    step = base_step(pupils)
    return step * rounded(pupils, step)
