"""Who is at, above and below the advice, among those who can be (METHOD 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from kansenbeeld.domain import ADVICES, ELSEWHERE
from kansenbeeld.measures.intervals import Floats
from kansenbeeld.measures.positions import Codes, Rule, can_fall, can_rise, position

Mask = NDArray[np.bool_]

_UNKNOWN: Final = "unknown"
_COLUMNS: Final = {"advice": object, "placement": object, "pupils": float}


@dataclass(frozen=True, slots=True)
class Flow:
    """The flow of a set of pupils whose advice is a level. Shares are 0-1, and NaN where nobody is in them.

    ``pupils`` is everybody; ``placed`` those with a placement, over whom ``op``, ``boven`` and ``onder`` are
    shares. ``opstroom`` is the share above the advice among the ``able_to_rise`` (placed pupils for whom a
    placement above the advice exists), ``afstroom`` the share below it among the ``able_to_fall``.
    ``elsewhere`` has the share of ``pupils`` for each code of ``domain.ELSEWHERE``.
    """

    pupils: float
    placed: float
    op: float
    boven: float
    onder: float
    able_to_rise: float
    opstroom: float
    able_to_fall: float
    afstroom: float
    elsewhere: Mapping[str, float]

    @property
    def netto(self) -> float:
        """Share above minus share below the advice."""
        return self.boven - self.onder


@dataclass(frozen=True, slots=True)
class Flows:
    """The flow of all pupils and of each advice that occurs, from low to high.

    ``without_level`` is the number of pupils whose advice is no level (vso, no advice, a class that joins vso
    with levels): they are in none of the flows.
    """

    total: Flow
    by_advice: Mapping[str, Flow]
    without_level: float


def flows(advice: Codes, placement: Codes, pupils: ArrayLike, rule: Rule) -> Flows:
    """Flows from advice to placement.

    Args:
        advice: advice of each row, codes of ``domain.ADVICES``.
        placement: placement of each row, codes of ``domain.PLACEMENTS`` or ``domain.ELSEWHERE``; empty counts
            as ``unknown``.
        pupils: number of pupils of each row, all three of equal length.
        rule: position rule of METHOD 1.4. Who is able to rise depends on it: under ``"interval"`` a havo/vwo
            advice is met at vwo, so that it can't be surpassed.

    Returns:
        Flows of all rows together and per advice.

    Raises:
        ValueError: lengths differ, a code is not known, or a number of pupils is not 0 or more.
    """
    codes, places = np.asarray(advice, dtype=object), np.asarray(placement, dtype=object)
    count = np.asarray(pupils, dtype=float)
    if not codes.shape == places.shape == count.shape or count.ndim != 1:
        raise ValueError("advice, placement and pupils must be rows of equal length")
    if not np.all(count >= 0):
        raise ValueError("a number of pupils must be 0 or more")
    # One row per advice and placement, so that rows may be single pupils.
    rows = pd.DataFrame({"advice": codes, "placement": places, "pupils": count})
    cells = rows.groupby(["advice", "placement"], dropna=False, sort=False)["pupils"].sum().reset_index()
    codes, places, count = (cells[column].to_numpy(dtype=kind, copy=True) for column, kind in _COLUMNS.items())
    codes[pd.isna(codes)], places[pd.isna(places)] = None, _UNKNOWN
    score = position(codes, places, rule)
    masks = {code: np.asarray(codes == code) for code, known in ADVICES.items() if known.is_level}
    nobody = np.zeros(codes.shape, dtype=bool)
    rise = sum((mask for code, mask in masks.items() if can_rise(code, rule)), start=nobody)
    fall = sum((mask for code, mask in masks.items() if can_fall(code, rule)), start=nobody)
    of_level = sum(masks.values(), start=nobody)
    where = {code: np.asarray(places == code) for code in ELSEWHERE}

    def flow(rows: Mask) -> Flow:
        return _flow(rows, score, count, rise, fall, where)

    return Flows(
        flow(of_level),
        {code: flow(mask) for code, mask in masks.items() if mask.any()},
        float(count[~of_level].sum()),
    )


def _flow(rows: Mask, score: Floats, count: Floats, rise: Mask, fall: Mask, where: Mapping[str, Mask]) -> Flow:
    def number(of: Mask) -> float:
        return float(count[rows & of].sum())

    placed, up, down = ~np.isnan(score), score > 0, score < 0
    here, able_to_rise, able_to_fall = number(placed), number(placed & rise), number(placed & fall)
    everybody = float(count[rows].sum())
    return Flow(
        pupils=everybody,
        placed=here,
        op=_share(number(score == 0), here),
        boven=_share(number(up), here),
        onder=_share(number(down), here),
        able_to_rise=able_to_rise,
        opstroom=_share(number(up), able_to_rise),
        able_to_fall=able_to_fall,
        afstroom=_share(number(down), able_to_fall),
        elsewhere={code: _share(number(mask), everybody) for code, mask in where.items()},
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
