"""The table of one municipality and one window of cohorts: made, protected, audited and rounded.

Wijken are merged before anything is hidden (METHOD 3.5): a wijk stands apart where each of its counts may be shown, and
the others are taken together as ``OTHER``. What is left that is small is hidden, with as much more as that takes
(METHOD 3.4). Parental education that is not known is counted for the municipality only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kansenbeeld import domain
from kansenbeeld.measures import disclosure
from kansenbeeld.measures.disclosure import Cube
from kansenbeeld.measures.disclosure.primary import THRESHOLD
from kansenbeeld.measures.disclosure.tables import Ints

OTHER: Final = "other"
"""The area of the wijken that are too small to stand apart, taken together."""

WHOLE: Final = ""
"""Label of what is summed: the municipality, every parental education that is known, either placement."""

PLACEMENTS: Final[tuple[str, ...]] = tuple(domain.REACHED)
COLUMNS: Final = ("area_code", "parental_education", "placement", "pupils", "code")

_NOWHERE: Final = "99"
"""End of the code of CBS for a wijk that is not known."""

_COUNTS: Final = "places"
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """The pupils of one municipality in one window, as the aggregate query gives them.

    Attributes:
        key: moment, window of cohorts and municipality.
        wijken: codes; empty for pupils of whom the wijk is not known.
        counts: pupils by wijk, parental class and placement.
        unknown: pupils whose parents' education is unknown.
    """

    key: tuple[str, str, str]
    wijken: tuple[str, ...]
    counts: Ints
    unknown: int


@dataclass(frozen=True, slots=True)
class Protected:
    """What leaves of one place, and how much was hidden.

    Attributes:
        key: as for :class:`Place`.
        rows: the published table with all its margins, columns as ``COLUMNS``.
        hidden: how many of its cells are hidden.
        narrowest: width of the narrowest interval of a hidden cell, in pupils; ``None`` where nothing small is hidden.
        merged: wijken that are taken together.
    """

    key: tuple[str, str, str]
    rows: pd.DataFrame
    hidden: int
    narrowest: float | None
    merged: int


def protect(place: Place) -> Protected:
    """Make the table of a place that may leave: counts rounded to 5, missing and ``c`` where hidden.

    Raises:
        DisclosureError: what would leave gives a small count away.
    """
    areas, counts = merged(place.wijken, place.counts)
    protection = disclosure.protect(disclosure.link(*_cubes(place, areas, counts)))
    audit = disclosure.audit(protection.published())
    audit.check()
    frame = pd.concat([protection.frame(_COUNTS), protection.frame(_UNKNOWN)], ignore_index=True)
    # A dimension that is summed has no label, and a small municipality has no areas at all.
    labels = {name: frame[name].fillna(WHOLE) if name in frame else WHOLE for name in ("area", *COLUMNS[1:3])}
    rows = frame.assign(**labels).rename(columns={"area": "area_code"}).reindex(columns=list(COLUMNS))
    together = len(place.wijken) - sum(area != OTHER for area in areas)
    return Protected(place.key, rows, int((rows["code"] == "c").sum()), audit.narrowest, together)


def merged(wijken: Sequence[str], counts: Ints) -> tuple[tuple[str, ...], Ints]:
    """Take wijken together that are too small to stand apart.

    A wijk with a count below the threshold, zero included, goes to ``OTHER``. As long as that itself has such a
    count, the smallest wijk that is left goes there too: a rest that is hidden would hide others with it.

    Args:
        wijken: codes; what stands for a wijk that is not known never stands apart.
        counts: pupils by wijk, parental class and placement.

    Returns:
        The areas that stand apart, ``OTHER`` last where there is one, with their counts; the areas are empty where
        fewer than two would be left.
    """
    small = (counts < THRESHOLD).any(axis=(1, 2)) | np.array(
        [not code or code.endswith(_NOWHERE) for code in wijken], dtype=bool
    )
    order = sorted(range(len(wijken)), key=lambda number: (int(counts[number].sum()), wijken[number]))
    for number in order:
        if not small.any() or (counts[small].sum(axis=0) >= THRESHOLD).all():
            break
        small[number] = True
    apart = sorted((number for number in order if not small[number]), key=lambda number: wijken[number])
    if not apart or len(apart) + small.any() < 2:
        return (), counts[:0]
    names, parts = [wijken[number] for number in apart], [counts[number] for number in apart]
    if small.any():
        names.append(OTHER)
        parts.append(counts[small].sum(axis=0))
    return tuple(names), np.stack(parts)


def _cubes(place: Place, areas: Sequence[str], counts: Ints) -> Iterator[Cube]:
    classes = {"parental_education": domain.PARENTAL_CLASSES, "placement": PLACEMENTS}
    sensitive = ("parental_education",)
    if areas:
        yield Cube(_COUNTS, {"area": tuple(areas), **classes}, counts, sensitive=sensitive)
    else:
        yield Cube(_COUNTS, classes, place.counts.sum(axis=0), sensitive=sensitive)
    yield Cube(
        _UNKNOWN,
        {"parental_education": (domain.UNKNOWN_EDUCATION,)},
        np.array([place.unknown], dtype=np.int64),
        margins=[("parental_education",)],
        sensitive=sensitive,
    )
