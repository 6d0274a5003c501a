"""Indicators whose code and unit are known, so that the same code never stands for something else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "disadvantage_score_per_pupil": "score",
        "disadvantage_score_per_pupil_threshold": "score",
        "advice_pro_vmbo_b_k": "percent",
        "advice_vmbo_gt": "percent",
        "advice_havo_vwo": "percent",
        "primary_parents_up_to_vmbo": "percent",
        "primary_parents_mbo_havo_vwo": "percent",
        "primary_parents_hbo_wo": "percent",
        "secondary_parents_up_to_vmbo": "percent",
        "secondary_parents_mbo_havo_vwo": "percent",
        "secondary_parents_hbo_wo": "percent",
        "year3_below_advice": "percent",
    }
)
"""Code of an indicator to its unit in ``context_indicators``; any other code may have any unit."""
