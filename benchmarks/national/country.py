"""An invented country: municipalities, their wijken and schools, and where pupils live and learn.

Codes have the form of CBS and DUO. That of Amsterdam is its own, with its districts; the others are not in use, so
that no GENERATED figure can be taken for one of a real place.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from kansenbeeld.domain import MUNICIPALITY

DISTRICTS: Final[tuple[str, ...]] = ("A", "E", "F", "K", "M", "N", "S", "T")
"""The districts of Amsterdam of 2022 that have figures."""

MUNICIPALITIES: Final = 342
WIJKEN: Final = 3_000
SCHOOLS: Final = 7_000
SLOTS: Final = 60_000
"""Pupils are spread over this many places of equal weight, each a wijk with a school."""

_FIRST_CODE: Final = 7001
_AMSTERDAM_SHARE: Final = 0.05
_AMSTERDAM_WIJKEN: Final = 98
"""CBS keeps the number 99 for pupils of whom the wijk is not known."""
_SEED: Final = 6


def slots() -> pd.DataFrame:
    """Return the places of pupils, always the same.

    Returns:
        One row for each of ``SLOTS`` places: ``slot`` (0 and up), ``municipality``, ``district`` (empty outside
        Amsterdam), ``wijk``, ``school``, and ``unknown``, ``low`` and ``middle``: in thousandths, how many pupils
        have parents of unknown education, that or the lowest class, and those or the middle class; ``shift`` moves
        the advice of pupils with parents of the lowest class, in steps of a quarter of a percent.
    """
    rng = np.random.default_rng(_SEED)
    sizes = rng.lognormal(0.0, 0.85, MUNICIPALITIES - 1)
    weights = np.append(_AMSTERDAM_SHARE, (1 - _AMSTERDAM_SHARE) * sizes / sizes.sum())
    codes = [MUNICIPALITY, *(f"{_FIRST_CODE + number:04d}" for number in range(MUNICIPALITIES - 1))]
    places = _shared_out(weights, SLOTS)
    # More wijken in a large municipality, but not as many more as it has pupils.
    wijken = np.append(_AMSTERDAM_WIJKEN, _shared_out(np.sqrt(weights[1:]), WIJKEN - _AMSTERDAM_WIJKEN))
    schools = _shared_out(weights, SCHOOLS)
    parts, first_school = [], 0
    for code, count, inside, schooled in zip(codes, places, wijken, schools, strict=True):
        parts.append(_municipality(rng, code, int(count), int(inside), first_school, int(schooled)))
        first_school += int(schooled)
    joined = pd.concat(parts, ignore_index=True)
    return joined.assign(slot=np.arange(len(joined), dtype=np.int32))


def _municipality(
    rng: np.random.Generator, code: str, places: int, wijken: int, first_school: int, schools: int
) -> pd.DataFrame:
    sizes = rng.dirichlet(np.full(wijken, 3.0))
    wijk = np.repeat(np.arange(wijken), _shared_out(sizes, places))
    tilt = np.clip(rng.normal(0.0, 0.5, wijken), -1.0, 1.0)[wijk]
    # Places differ in advice too, beyond who lives there, or all their gaps would be one.
    shift = np.rint(rng.normal(0.0, 8.0) + rng.normal(0.0, 14.0, wijken)).astype(np.int32)[wijk]
    unknown = 50
    low = np.rint(190 - 120 * tilt).astype(int)
    middle = np.rint(400 - 40 * tilt).astype(int)
    # A child goes to a school of its own wijk or of the next one.
    near = wijk * schools // wijken + rng.integers(0, 1 + -(-schools // wijken), len(wijk))
    return pd.DataFrame(
        {
            "municipality": code,
            "district": [DISTRICTS[one % len(DISTRICTS)] if code == MUNICIPALITY else "" for one in wijk],
            "wijk": [f"WK{code}{one:02d}" for one in wijk],
            "school": [_school(first_school + int(one) % schools) for one in near],
            "unknown": unknown,
            "low": unknown + low,
            "middle": unknown + low + middle,
            "shift": shift,
        }
    )


def _school(number: int) -> str:
    """Write a number in the form of a school and its branch; no real code begins with 99."""
    letters, branch = number // 11, number % 11
    return f"99{letters // 26 + 65:c}{letters % 26 + 65:c}{branch:02d}"


def _shared_out(weights: np.ndarray, total: int) -> np.ndarray:
    """Share out a whole number by weight, at least one to each, largest remainders first."""
    exact = weights / weights.sum() * (total - len(weights))
    counts = np.floor(exact).astype(np.int64) + 1
    rest = total - int(counts.sum())
    counts[np.argsort(-(exact % 1), kind="stable")[:rest]] += 1
    return counts
