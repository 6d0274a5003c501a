"""How publishers mask small numbers, and what a masked number still says (METHOD 3.1, 3.2).

A masked input is never filled in and never recovered: it is carried as the interval that its publisher's rule leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kansenbeeld.measures.disclosure.primary import rounded


@dataclass(frozen=True, slots=True)
class Interval:
    """Lower and upper end of what a number can be, both included, in the number's own unit."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How far the ends lie apart."""
        return self.high - self.low


def bbga_count(count: int) -> int:
    """A count as BBGA prints it, for the variables that have this rule: 1 to 4 becomes 5. Source: example F04."""
    return 5 if 1 <= count <= 4 else count


def bbga_percentage(percent: float) -> float:
    """A percentage as BBGA prints it: above 90 becomes 90. Source: example F04."""
    return min(percent, 90)


def read_bbga_count(printed: int) -> Interval:
    """What a count printed by BBGA can be: a 5 stands for 1 to 5."""
    return Interval(1, 5) if printed == 5 else Interval(printed, printed)


def read_bbga_percentage(printed: float) -> Interval:
    """What a percentage printed by BBGA can be: a 90 stands for 90 to 100."""
    return Interval(90, 100) if printed == 90 else Interval(printed, printed)


_DIGITS: Final = 8
"""Of a count at most: there are fewer pupils than a hundred million."""


def read_duo_count(printed: str) -> Interval:
    """What a count in DUO's open files can be: ``"<5"`` stands for 1 to 4, zero is printed.

    Raises:
        ValueError: the text is neither a whole number nor ``"<5"``.
    """
    text = printed.strip()
    if text.replace(" ", "") == "<5":
        return Interval(1, 4)
    if not text.isdigit() or len(text) > _DIGITS:
        raise ValueError(f"'{printed[:40]}' is not a count as DUO prints it")
    return Interval(int(text), int(text))


def nco_percentage(pupils: int, percent: float) -> float | None:
    """A percentage as NCO prints it: from 5 pupils, below 5 as 5, above 95 as 95. Source: example F05."""
    return None if pupils < 5 else min(max(percent, 5), 95)


def read_nco_percentage(printed: float) -> Interval:
    """What a percentage printed by NCO can be: 5 stands for 0 to 5, 95 for 95 to 100."""
    if printed == 5:
        return Interval(0, 5)
    return Interval(95, 100) if printed == 95 else Interval(printed, printed)


def cbs_income_count(count: int) -> int:
    """A count as CBS income statistics print it: to hundreds, halves up. Source: example F06."""
    return 100 * rounded(count, 100)


def cbs_income_percentage_allowed(denominator: int) -> bool:
    """Whether CBS income statistics print a percentage: from 100 in the denominator. Source: example F06."""
    return denominator >= 100


def read_cbs_income_count(printed: int) -> Interval:
    """What a count rounded to hundreds can be."""
    return Interval(max(printed - 50, 0), printed + 49)
