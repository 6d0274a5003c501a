"""What the types and programmes that DUO prints mean for a third-year pupil: a level, a combined class, or neither.

Everything goes by the printed words. What is not known here is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kansenbeeld import domain
from kansenbeeld.datasets.labels import fold

NO_LEVEL: Final = ""
"""Education without a level of the ladder, such as an English stream, or pupils of whom vavo takes care."""

_UNPLACED: Final = frozenset(
    {
        "engelse_stroom",
        "european_secondary_school",
        "int_baccelaureaat",
        "int_baccalaureaat",
        "havo_uitbest_aan_vavo",
        "vwo_uitbest_aan_vavo",
        "vmbo_uitbest_aan_vavo",
    }
)

_TRACKS: Final[Mapping[str, str]] = MappingProxyType(
    {"bl": "vmbo-bb", "kl": "vmbo-kb", "gl": "vmbo-gt", "tl": "vmbo-gt", "gtl": "vmbo-gt"}
)
"""The leerwegen of vmbo."""

_PROGRAMMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "havo": "havo",
        "vwo_atheneumstroom": "vwo",
        "vwo_gymnasiumstroom": "vwo",
        "ljvb_op_vwo": "vwo",
        "ljvb_op_havo": "havo",
        "ljvb_op_vwo_havo": "havo/vwo",
        "ljvb_op_havo_vmbo_th_gm_lw": "vmbo-gt/havo",
        "ljvb_op_vwo_havo_vmbo_th_gm_lw": "vmbo-gt/havo/vwo",
    }
)
"""The programmes of havo and vwo before a profile is chosen; "Ljvb op" is a year that prepares for what follows."""


def position_of(kind: str, programme: str) -> str | None:
    """Return where a third-year pupil is.

    Args:
        kind: the type of education as printed, such as ``HAVO/VWO lj 3`` or ``VMBO BL lj 3-4``.
        programme: the name of the programme as printed, such as ``Ljvb op VWO/HAVO``.

    Returns:
        A code of ``domain.PLACEMENTS``, ``NO_LEVEL``, or ``None`` where the words are not known.
    """
    folded = fold(kind)
    if folded in _UNPLACED:
        return NO_LEVEL
    if folded.startswith("praktijkonderwijs"):
        return "pro"
    if folded == "havo_vwo_lj_3":
        return _PROGRAMMES.get(fold(programme))
    found = re.fullmatch(r"vmbo((?:_(?:bl|kl|gl|tl|gtl))+)_lj_3(?:_4)?", folded)
    return _spanning([_TRACKS[track] for track in found[1].strip("_").split("_")]) if found else None


def _spanning(levels: list[str]) -> str | None:
    """The place that reaches from the lowest to the highest of some levels."""
    ranks = [domain.LEVELS[level] for level in levels]
    span = (min(ranks), max(ranks))
    return next((code for code, held in domain.PLACEMENTS.items() if held == span), None)
