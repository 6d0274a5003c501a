"""Numbers of pupils as publishers print them, hidden ones as the range that is left; what can be added of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from kansenbeeld.measures.disclosure.publishers import Interval, read_duo_count
from kansenbeeld.sources.source import Note

SMALL: Final = read_duo_count("<5")
"""What a hidden number can be (METHOD 3.2)."""


def total(intervals: Iterable[Interval]) -> Interval:
    """Return what a sum can be."""
    low, high = 0.0, 0.0
    for interval in intervals:
        low, high = low + interval.low, high + interval.high
    return Interval(low, high)


def hidden_if_small(interval: Interval) -> Interval:
    """Return a number of pupils of one school as we show it: 1 to 4 becomes that range, as DUO does in later years."""
    return SMALL if interval.low == interval.high and SMALL.low <= interval.low <= SMALL.high else interval


def cells(interval: Interval) -> tuple[int | None, int | None, int | None]:
    """Return the cells ``pupils, pupils_lo, pupils_hi``: the number, or else the range."""
    low, high = int(interval.low), int(interval.high)
    return (low, None, None) if low == high else (None, low, high)


def schools_and_hidden(frame: pd.DataFrame) -> Note:
    """Return what there is to say of rows about schools: how many schools and years they hold, how much is hidden.

    Args:
        frame: with ``school_code``, ``school_year`` and ``pupils``, which is missing where a number is hidden.
    """
    return Note(
        "schools_and_hidden",
        {
            "schools": frame["school_code"].nunique(),
            "rows": len(frame),
            "hidden": int(frame["pupils"].isna().sum()),
            "years": frame["school_year"].nunique(),
        },
    )


__all__ = ["SMALL", "Interval", "cells", "hidden_if_small", "read_duo_count", "schools_and_hidden", "total"]
