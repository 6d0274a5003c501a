"""Official measures of parental background in primary education: the pupil weight and the school weight.

Neither is a class of parental education: a weight of 0.3 or 1.2 is a much smaller group than "at most mbo-1"
(METHOD 1.6), so the two are never put in one series.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from kansenbeeld.measures.intervals import Floats

Category = Literal[1, 2, 3]

SCHOOL_WEIGHT_LIMITS: Final = (20.0, 40.0)


def pupil_weight(first: Category, second: Category | None) -> float | None:
    """Return the pupil weight of the gewichtenregeling, in force up to 2018/19.

    Args:
        first: category of one parent: 1 at most basisonderwijs, 2 at most lbo, pro or vmbo-bb/kb, 3 more.
        second: category of the other parent, ``None`` for a single carer.

    Returns:
        0, 0.3 or 1.2; ``None`` for a single carer of category 1, which the rule as published does not cover.

    Source: Vensters, Leerlinggewicht.
    """
    if second is None:
        return {1: None, 2: 0.3, 3: 0.0}[first]
    low, high = sorted((first, second))
    if high == 3:
        return 0.0
    return 1.2 if low == 1 else 0.3


def school_weight(values: ArrayLike) -> Floats:
    """Return school weights as the Inspectorate uses them: kept between 20 and 40.

    Source: Inspectie van het Onderwijs, on how CBS computes the schoolweging.
    """
    return np.asarray(np.clip(np.asarray(values, dtype=float), *SCHOOL_WEIGHT_LIMITS))
