"""Which areas are alike in who lives there: a standardised distance over named indicators.

Two areas are as far apart as the root mean square of their differences, each in standard deviations of that indicator
over all areas (standardised Euclidean distance, divided by the root of the number of indicators). It says who lives
in an area and is no measure of how its children do: no outcome may be among the indicators, and no estimate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np

LEAST: Final = 2
MOST: Final = 3
"""How many areas are named as alike."""


def distances(indicators: Mapping[str, Sequence[float]]) -> dict[tuple[str, str], float]:
    """Return how far apart each two areas are, in standard deviations.

    Args:
        indicators: the values of each area, the same indicators in the same order, each in a unit of its own.

    Returns:
        For both orders of each pair of areas their distance, 0 or more. An indicator that is the same everywhere
        tells nothing apart and counts for nothing; without any other, every distance is 0.

    Raises:
        ValueError: areas have different numbers of indicators, or a value is missing (NaN).
    """
    areas = list(indicators)
    if len({len(values) for values in indicators.values()}) > 1:
        raise ValueError("each area needs a value of each indicator")
    values = np.array([list(indicators[area]) for area in areas], dtype=float).reshape(len(areas), -1)
    if np.isnan(values).any():
        raise ValueError("each area needs a value of each indicator")
    spread = values.std(axis=0) if len(areas) else np.empty(0)
    telling = spread > 1e-12
    scaled = values[:, telling] / spread[telling]
    found = {}
    for first, second in combinations(range(len(areas)), 2):
        apart = scaled[first] - scaled[second]
        distance = float(np.sqrt(np.mean(apart**2))) if apart.size else 0.0
        found[areas[first], areas[second]] = found[areas[second], areas[first]] = distance
    return found


def most_alike(indicators: Mapping[str, Sequence[float]], area: str) -> dict[str, float]:
    """Return the two or three areas most like one of them, with their distances, in the order of ``indicators``.

    The third is named where it is no farther away than two areas mostly are: than the median of all distances.

    Args:
        indicators: as for :func:`distances`.
        area: the area that they are compared with.

    Raises:
        KeyError: ``area`` is not among them.
        ValueError: as :func:`distances`.
    """
    if area not in indicators:
        raise KeyError(area)
    apart = distances(indicators)
    near = sorted((other for other in indicators if other != area), key=lambda other: apart[area, other])
    usual = float(np.median(list(apart.values()))) if apart else 0.0
    chosen = [*near[:LEAST], *(other for other in near[LEAST:MOST] if apart[area, other] <= usual)]
    return {other: apart[area, other] for other in indicators if other in chosen}
