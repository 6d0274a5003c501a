"""How the classes of a map are named."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from kansenbeeld.language import Language


def class_names(breaks: Sequence[float], language: Language) -> tuple[str, ...]:
    """Return the names of the classes that limits part, lowest first: one more than there are limits.

    Args:
        breaks: at least one limit, lowest first, in percent or percentage points.
        language: the reader's language.
    """
    edges = [language.number(edge) for edge in breaks]
    return (
        language.text("map.below", limit=edges[0]),
        *(language.text("map.between", low=low, high=high) for low, high in itertools.pairwise(edges)),
        language.text("map.above", limit=edges[-1]),
    )
