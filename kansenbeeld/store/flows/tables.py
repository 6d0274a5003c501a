"""The tables of a cohort flow that are published, as one linked system (METHOD 3.4, 3.5).

- ``cube``: district x parental education x three advice groups x placed at havo or higher, known placements only;
- ``flow``: the city's parental education x five advice classes x six placement classes;
- ``unknown``: district x parental education with ``onbekend``, known placements only;
- ``sex``, ``origin``: the city's parental education x that split x placed at havo or higher, where the data have it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from kansenbeeld import domain
from kansenbeeld.measures.disclosure import Cube, Protection

ALL: Final = "all"
EVERYONE: Final = ""
"""Label of a dimension that is summed."""

LABELS: Final = ("area_code", "parental_education", "advice", "placement", "split")

COLUMNS: Final = (
    "moment",
    "tab",
    *LABELS,
    "pupils",
    "pupils_lo",
    "pupils_hi",
    "code",
)
_SPLITS: Final = ("sex", "origin")
_WITH_UNKNOWN: Final = (*domain.PARENTAL_CLASSES, domain.UNKNOWN_EDUCATION)


def with_classes(raw: pd.DataFrame) -> pd.DataFrame:
    """Add the columns ``advice_class`` and ``placement_class``, and leave out advices that are no level."""
    rows = raw.assign(
        advice_class=raw["advice"].map(domain.advice_class),
        placement_class=raw["position"].map(domain.placement_class),
    )
    return rows[rows["advice_class"].notna()]


def unsplit(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are not split by sex or origin."""
    return rows[(rows["sex"] == ALL) & (rows["origin"] == ALL)]


def moments(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the moments that the rows have, in the order of a school career."""
    present = set(rows["moment"])
    return tuple(moment for moment in domain.PLACEMENT_MOMENTS if moment in present)


def composed(rows: pd.DataFrame) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return the classes that are sums of finer ones, by dimension, as ``disclosure.link`` wants them."""
    placements = {f"placement_{moment}": domain.REACHED for moment in moments(rows)}
    return {"advice": domain.ADVICE_GROUPS, **placements}


def cubes(rows: pd.DataFrame) -> list[Cube]:
    """Return every published table of the rows; all are about the same pupils."""
    return [cube for cube, _ in _tables(rows)]


def frames(protection: Protection, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the published tables with all their margins: counts rounded to 5, missing and ``c`` where hidden."""
    parts = []
    for cube, moment in _tables(rows):
        tab = cube.name.split(":")[0]
        frame = protection.frame(cube.name).rename(columns={"area": "area_code", f"placement_{moment}": "placement"})
        if tab in _SPLITS:
            frame = frame.rename(columns={tab: "split"})
        frame = frame.assign(tab=tab, moment=moment)
        for label in LABELS:
            # A dimension that is summed has no label, and a table may lack the dimension altogether.
            frame[label] = frame[label].fillna(EVERYONE) if label in frame else EVERYONE
        parts.append(frame.reindex(columns=list(COLUMNS)))
    return pd.concat(parts, ignore_index=True)


def visible(protection: Protection, moment: str, area: str, group: str) -> bool:
    """Whether the counts of a group in an area (empty: the city), and of those placed on either side, are all shown.

    A percentage of a hidden count would give it back, so results wait for this (METHOD 3.3 rule 5).
    """
    labels = {"parental_education": group} | ({"area": area} if area else {})
    sides = [{}, *({f"placement_{moment}": side} for side in domain.REACHED)]
    return not any(protection.is_hidden(f"cube:{moment}", **labels, **side) for side in sides)


def bounds(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``flow`` as bounds, where the source hides counts; nothing is filled in.

    Bounds are rounded outwards to 5, so that they hold the true number.
    """
    known = unsplit(rows)
    low = known["pupils"].fillna(known["pupils_lo"]).astype(int)
    high = known["pupils"].fillna(known["pupils_hi"]).astype(int)
    keys = ["moment", "parental_education", "advice_class", "placement_class"]
    summed = known.assign(pupils_lo=low, pupils_hi=high).groupby(keys, as_index=False)[["pupils_lo", "pupils_hi"]].sum()
    return (
        summed.rename(columns={"advice_class": "advice", "placement_class": "placement"})
        .assign(
            tab="flow",
            area_code=EVERYONE,
            split=EVERYONE,
            code="c",
            pupils_lo=lambda frame: frame["pupils_lo"] // 5 * 5,
            pupils_hi=lambda frame: -(-frame["pupils_hi"] // 5) * 5,
        )
        .reindex(columns=list(COLUMNS))
    )


def _tables(rows: pd.DataFrame) -> Iterator[tuple[Cube, str]]:
    """Give every published table with the moment of its placements."""
    whole = unsplit(rows)
    areas = tuple(sorted(set(whole["area_code"])))
    for moment in moments(whole):
        here = rows[rows["moment"] == moment]
        for cube in (*_unsplit_cubes(moment, unsplit(here), areas), *_split_cubes(moment, here)):
            yield cube, moment


def _unsplit_cubes(moment: str, rows: pd.DataFrame, areas: Sequence[str]) -> Iterator[Cube]:
    grouped = _at_either_side(rows)
    # Advice groups are sums of classes as well, which is what links the cube to the flow.
    in_groups = grouped.assign(advice_class=grouped["advice_class"].map(_group_of(domain.ADVICE_GROUPS)))
    of_area, of_parents = ("area_code", areas), ("parental_education", domain.PARENTAL_CLASSES)
    placement, sides = f"placement_{moment}", ("placement_class", tuple(domain.REACHED))
    yield _cube(
        f"cube:{moment}",
        in_groups,
        {
            "area": of_area,
            "parental_education": of_parents,
            "advice": ("advice_class", tuple(domain.ADVICE_GROUPS)),
            placement: sides,
        },
    )
    yield _cube(
        f"flow:{moment}",
        rows,
        {
            "parental_education": of_parents,
            "advice": ("advice_class", domain.ADVICE_CLASSES),
            placement: ("placement_class", domain.PLACEMENT_CLASSES),
        },
    )
    yield _cube(
        f"unknown:{moment}",
        grouped,
        {"area": of_area, "parental_education": ("parental_education", _WITH_UNKNOWN), placement: sides},
        margins=(("area", "parental_education"), ("area",), ("parental_education",), ()),
    )


def _split_cubes(moment: str, rows: pd.DataFrame) -> Iterator[Cube]:
    for split, other in (("sex", "origin"), ("origin", "sex")):
        apart = rows[(rows[split] != ALL) & (rows[other] == ALL)]
        if len(apart):
            yield _cube(
                f"{split}:{moment}",
                _at_either_side(apart),
                {
                    "parental_education": ("parental_education", domain.PARENTAL_CLASSES),
                    split: (split, tuple(sorted(set(apart[split])))),
                    f"placement_{moment}": ("placement_class", tuple(domain.REACHED)),
                },
            )


def _at_either_side(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with their placement at havo or higher, or below it."""
    return rows.assign(placement_class=rows["placement_class"].map(_group_of(domain.REACHED)))


def _cube(
    name: str,
    rows: pd.DataFrame,
    dimensions: Mapping[str, tuple[str, Sequence[str]]],
    margins: Collection[tuple[str, ...]] | None = None,
) -> Cube:
    columns = [column for column, _ in dimensions.values()]
    categories = [list(known) for _, known in dimensions.values()]
    summed = rows.groupby(columns)["pupils"].sum()
    full = summed.reindex(pd.MultiIndex.from_product(categories, names=columns), fill_value=0)
    return Cube(
        name,
        {dimension: known for dimension, (_, known) in dimensions.items()},
        full.to_numpy(dtype=np.int64).reshape([len(known) for known in categories]),
        margins=margins,
        sensitive=("parental_education", *(split for split in _SPLITS if split in dimensions)),
    )


def _group_of(groups: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    return {member: group for group, members in groups.items() for member in members}
