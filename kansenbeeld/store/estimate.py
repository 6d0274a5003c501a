"""An estimate of where young people are at 16 by parental education, which no source prints (METHOD 4).

Known are the advice by district and parental education, and the position at 16 by district. The table in between is
raked from five seeds that differ in how many pupils stay at their advice. What leaves is, per group, the range over
the seeds and the bounds that hold without any assumption. No point leaves where those bounds are wider than 40 points;
nothing leaves per district, because there the seeds alone would speak.

Assumptions, each said beside the numbers: a pupil moves at most one step from the advice; given parental education
and advice, the chance is the same in each district but for what its margin asks; the position figures, which are of an
earlier cohort, hold for this one (the range without that margin is given as well).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kansenbeeld import domain
from kansenbeeld.measures import raking

Floats = NDArray[np.float64]

COLUMNS: Final = {
    "grp": "str",
    "pupils": "int64",
    "advice": "float64",
    "low": "float64",
    "high": "float64",
    "low_without": "float64",
    "high_without": "float64",
    "bound_low": "float64",
    "bound_high": "float64",
    "seeds": "int64",
}
_GROUPS: Final = domain.GROUPS["parental_education"]
_STEPS: Final = ("vmbo-gt", "havo", "vwo")
"""Thresholds that cut the advice into four classes; the last two cut the position into three."""


def estimate(outcomes: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Estimate the share at havo or higher at 16 per group of parental education, for the city.

    Args:
        outcomes: the table ``outcome_shares`` with its ``dataset``.
        figures: the table ``single_figures``; it gives the seeds.

    Returns:
        One row for each group, columns as ``COLUMNS``, in percent (0-100); no rows when a margin is missing.
    """
    margins = _margins(outcomes)
    seeds = _seeds(outcomes, figures)
    if margins is None or len(seeds) < raking.MIN_SEEDS:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    advice, position = margins
    pupils = advice.sum(axis=(0, 2))
    tables = [advice[..., None] * seed for seed in seeds]
    with_position = [
        _reached(raking.rake(table, {(0, 1, 2): advice, (0, 3): position}, add=0.5).table) for table in tables
    ]
    without = [_reached(raking.rake(table, {(0, 1, 2): advice}, add=0.5).table) for table in tables]
    bounds = _bounds(advice, position)
    return pd.DataFrame(
        {
            "grp": list(_GROUPS),
            "pupils": np.rint(pupils).astype(int),
            "advice": 100 * advice[:, :, 2:].sum(axis=(0, 2)) / pupils,
            "low": 100 * np.min(with_position, axis=0),
            "high": 100 * np.max(with_position, axis=0),
            "low_without": 100 * np.min(without, axis=0),
            "high_without": 100 * np.max(without, axis=0),
            "bound_low": 100 * bounds[0],
            "bound_high": 100 * bounds[1],
            "seeds": len(seeds),
        }
    ).astype(COLUMNS)


def _margins(outcomes: pd.DataFrame) -> tuple[Floats, Floats] | None:
    """District x group x advice (four classes), and district x position (three classes), in pupils."""
    kco = outcomes[outcomes["dataset"] == "kco_outcomes"]
    advice = _shares(kco, "final_advice", "parental_education")
    position = _shares(kco, "position_age16", "total")
    districts = [area for area in dict.fromkeys(kco["area_code"]) if len(area) == 1]
    counts = np.zeros((len(districts), len(_GROUPS), len(_STEPS) + 1))
    placed = np.zeros((len(districts), len(_STEPS)))
    for row, district in enumerate(districts):
        for column, group in enumerate(_GROUPS):
            known = [advice.get((district, group, step)) for step in _STEPS]
            if any(one is None for one in known):
                return None
            pupils = known[0][0]  # type: ignore[index]
            counts[row, column] = pupils * -np.diff([1.0, *(share for _, share in known), 0.0])  # type: ignore[misc]
        reached = [position.get((district, "total", step)) for step in _STEPS[1:]]
        if any(one is None for one in reached):
            return None
        # Another cohort: only its shares are used, on the pupils of this one.
        placed[row] = counts[row].sum() * -np.diff([1.0, *(share for _, share in reached), 0.0])  # type: ignore[misc]
    return (counts, placed) if districts else None


def _shares(frame: pd.DataFrame, moment: str, group_by: str) -> Mapping[tuple[str, str, str], tuple[float, float]]:
    rows = frame[(frame["moment"] == moment) & (frame["group_by"] == group_by)]
    return {
        (row["area_code"], row["grp"], row["measure"]): (float(row["n"]), float(row["percentage"]) / 100)
        for row in rows.to_dict("records")
    }


def _seeds(outcomes: pd.DataFrame, figures: pd.DataFrame) -> list[Floats]:
    """Chances of the position given group and advice, one table for each published share at the advice, and uniform."""
    value = {
        (row["measure"], row["period_en"]): float(row["value"]) / 100
        for row in figures.to_dict("records")
        if row["unit"] == "percent"
    }
    below, above = (_only(value, f"year4_{side}_advice") for side in ("below", "above"))
    ocw = outcomes[outcomes["measure"] == "same_direction"].sort_values("cohort").drop_duplicates("grp", keep="last")
    direction = {row["grp"]: float(row["percentage"]) / 100 for row in ocw.to_dict("records")}
    if below is None or above is None or len(direction) != len(domain.GROUPS["parental_education_ocw"]):
        return []
    part_above = above / (above + below)
    other = _only(value, "year3_other_than_first_advice")
    stays: list[tuple[float, ...]] = [
        (stay,) * len(_GROUPS)
        for stay in (
            value.get(("year3_at_advice", "cohort 2018")),
            None if other is None else 1 - other,
            _only(value, "year4_at_advice"),
        )
        if stay is not None
    ]
    stays.append((direction["mbo_or_none"], direction["hbo_wo"], direction["hbo_wo"]))
    uniform = np.full((len(_GROUPS), len(_STEPS) + 1, len(_STEPS)), 1 / len(_STEPS))
    return [np.stack([_chances(stay, part_above) for stay in by_group]) for by_group in stays] + [uniform]


def _only(value: Mapping[tuple[str, str], float], measure: str) -> float | None:
    return next((found for (name, _), found in value.items() if name == measure), None)


def _chances(stay: float, part_above: float) -> Floats:
    """Chances of below havo, havo and vwo (columns) for the four classes of advice (rows); one step at most."""
    above, below = (1 - stay) * part_above, (1 - stay) * (1 - part_above)
    return np.array([[1.0, 0.0, 0.0], [1 - above, above, 0.0], [below, stay, above], [0.0, below, 1 - below]])


def _reached(table: Floats) -> Floats:
    return np.asarray(table[..., 1:].sum(axis=(0, 2, 3)) / table.sum(axis=(0, 2, 3)))


def _bounds(advice: Floats, position: Floats) -> tuple[Floats, Floats]:
    """Sharp bounds per group: those of each district, added up."""
    group = advice.sum(axis=2)
    total, reached = group.sum(axis=1)[:, None], position[:, 1:].sum(axis=1)[:, None]
    low, high = raking.frechet_bounds(total, group, reached)
    weight = group / group.sum(axis=0)
    return (low * weight).sum(axis=0), (high * weight).sum(axis=0)
