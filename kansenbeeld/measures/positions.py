"""Where a pupil is compared with the advice: below it, at it or above it (METHOD 1.4).

An advice is a range of one or two levels and a placement a range of one or more. Two rules compare them and
differ only in who has risen; numbers of one rule are never put beside those of the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal, TypeAlias, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kansenbeeld.domain import ADVICES, COMBINED_LOWEST_ADVICE, ELSEWHERE, PLACEMENTS, RULES
from kansenbeeld.measures.intervals import Floats

Rule = Literal["laagste", "interval"]
"""Rule A compares with the lowest level of a double advice, rule C with its whole range."""

Label = Literal["onder", "op", "boven"]

Codes: TypeAlias = "NDArray[Any] | pd.Series[Any] | list[str | None] | list[str] | tuple[str | None, ...]"

_ADVICE_ROWS: Final = {code: row for row, code in enumerate((*ADVICES, COMBINED_LOWEST_ADVICE))}
_PLACEMENT_COLUMNS: Final = {code: column for column, code in enumerate((*PLACEMENTS, *ELSEWHERE))}


@overload
def position(advice: str | None, placement: str | None, rule: Rule) -> float: ...
@overload
def position(advice: Codes, placement: Codes, rule: Rule) -> Floats: ...
def position(advice: str | Codes | None, placement: str | Codes | None, rule: Rule) -> float | Floats:
    """Score of a placement against an advice.

    Args:
        advice: code of ``domain.ADVICES``, or an array of them.
        placement: code of ``domain.PLACEMENTS`` or ``domain.ELSEWHERE``, or an array of the same shape.
        rule: ``"laagste"`` (A) or ``"interval"`` (C).

    Returns:
        -1 below the advice, 0 at it, 1 above it; under rule A also 0.5 for a pupil in a combined class that
        starts at the lowest level of the advice and reaches further (that pupil counts as above). NaN where
        advice or placement is empty or no level.

    Raises:
        ValueError: an advice, placement or rule is not known.

    Source: METHOD 1.4; rule A reproduces the published cases of the Inspectorate, Vensters, NCO and NOS.
    """
    table = _scores(rule)
    scores = table[_index(advice, _ADVICE_ROWS, "an advice"), _index(placement, _PLACEMENT_COLUMNS, "a placement")]
    return float(scores) if scores.ndim == 0 else scores


def label(score: float) -> Label | None:
    """The word for a score of :func:`position`; ``None`` for NaN. Half a level above counts as ``boven``."""
    if np.isnan(score):
        return None
    return "onder" if score < 0 else "boven" if score > 0 else "op"


def midpoint(advice: str) -> float:
    """Middle of an advice on the ladder of 1 (pro) to 6 (vwo); NaN where it is no level.

    The scale is our own and takes all steps as equal (METHOD 2.1). It orders advices; as a mean it serves only
    for change over time, next to the distribution.

    Raises:
        ValueError: the advice is not known.
    """
    _index(advice, _ADVICE_ROWS, "an advice")
    low_high = _advice_range(advice)
    return sum(low_high) / 2 if low_high else float("nan")


def can_rise(advice: str, rule: Rule) -> bool:
    """Whether any placement is above this advice: not for vwo, and under rule C not for havo/vwo either."""
    return position(advice, "vwo", rule) > 0


def can_fall(advice: str, rule: Rule) -> bool:
    """Whether any placement is below this advice: not for pro."""
    return position(advice, "pro", rule) < 0


def _advice_range(code: str) -> tuple[int, int] | None:
    advice = ADVICES.get(code)
    if advice is None or advice.low is None or advice.high is None:
        return None
    return advice.low, advice.high


def _score(advice: tuple[int, int], placement: tuple[int, int], rule: Rule) -> float:
    (advice_low, advice_high), (low, high) = advice, placement
    if advice_low > high:
        return -1
    if rule == "interval":
        return 0 if low <= advice_high else 1
    if advice_low == high or low < advice_low < high:
        return 0
    if low == advice_low:
        return 0 if advice_high >= high else 0.5
    return 1


@cache
def _scores(rule: Rule) -> Floats:
    """Scores of every advice (rows) and placement (columns); the last of each is NaN and stands for empty."""
    if rule not in RULES:
        raise ValueError(f"'{rule}' is not a position rule; known are {', '.join(RULES)}")
    table = np.full((len(_ADVICE_ROWS) + 1, len(_PLACEMENT_COLUMNS) + 1), np.nan)
    for advice, row in _ADVICE_ROWS.items():
        advice_range = _advice_range(advice)
        if advice_range is not None:
            for placement, placement_levels in PLACEMENTS.items():
                table[row, _PLACEMENT_COLUMNS[placement]] = _score(advice_range, placement_levels, rule)
    table.flags.writeable = False  # the cache hands out one table to everyone
    return table


def _index(codes: str | Codes | None, known: Mapping[str, int], what: str) -> NDArray[np.intp]:
    """Row or column of each code in ``_scores``; -1, the last, where a code is empty."""
    values = np.asarray(codes, dtype=object)
    numbers, found = pd.factorize(values.ravel())  # one look-up per code, not per pupil
    unknown = [str(code) for code in found if code not in known]
    if unknown:
        raise ValueError(f"'{unknown[0]}' is not {what}; known are {', '.join(known)}")
    rows = np.array([*(known[code] for code in found), -1], dtype=np.intp)
    return rows[numbers].reshape(values.shape)
