"""The table of one municipality and one window of cohorts: made, protected, audited and rounded.

Wijken are merged before anything is hidden (METHOD 3.5): a wijk stands apart where each of its counts may be shown, and
the others are taken together as ``OTHER``. What is left that is small is hidden, with as much more as that takes
(METHOD 3.4). Parental education that is not known is counted for the municipality only, and so is everything in a
window of fewer than three cohorts. Percentages are of the counts before they are rounded (METHOD 3.3, rule 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kansenbeeld import domain
from kansenbeeld.measures import disclosure
from kansenbeeld.measures.disclosure import Cube, Protection, ShownPercentage
from kansenbeeld.measures.disclosure.primary import THRESHOLD
from kansenbeeld.measures.disclosure.tables import Ints
from kansenbeeld.store.flows.results import EXACT_FROM

OTHER: Final = "other"
"""The area of the wijken that are too small to stand apart, taken together."""

WHOLE: Final = ""
"""Label of what is summed: the municipality, every parental education that is known, either placement."""

PLACEMENTS: Final[tuple[str, ...]] = tuple(domain.REACHED)
REACHED: Final = "havo_plus"
"""The placement whose rows carry a percentage."""

_LABELS: Final = ("area_code", "parental_education", "placement")
COLUMNS: Final = (*_LABELS, "pupils", "percent", "code")

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
        wijken_apart: whether wijken may stand apart: a window of fewer than three cohorts serves the whole only.
    """

    key: tuple[str, str, str]
    wijken: tuple[str, ...]
    counts: Ints
    unknown: int
    wijken_apart: bool = True


@dataclass(frozen=True, slots=True)
class Protected:
    """What leaves of one place, and how much was hidden.

    Attributes:
        key: as for :class:`Place`.
        rows: the published table with all its margins, columns as ``COLUMNS``; ``percent`` is 0-100, to a whole
            number and from 1,000 pupils to a tenth.
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
    areas, counts = merged(place.wijken, place.counts) if place.wijken_apart else ((), place.counts[:0])
    protection = disclosure.protect(disclosure.link(*_cubes(place, areas, counts)))
    shares = dict(_percentages(protection))
    audit = disclosure.audit(protection.published(), percentages=(shown for _, shown in shares.values()))
    audit.check()
    frames = [protection.frame(_COUNTS), protection.frame(_UNKNOWN)]
    rows = pd.concat([_labelled(frame) for frame in frames], ignore_index=True)
    found = [shares.get(labels, (None,))[0] for labels in rows[[*_LABELS]].itertuples(index=False, name=None)]
    rows = rows.assign(percent=pd.array(found, dtype="Float64")).reindex(columns=list(COLUMNS))
    together = len(place.wijken) - sum(area != OTHER for area in areas)
    return Protected(place.key, rows, int((rows["code"] == "c").sum()), audit.narrowest, together)


def _labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a published table with a column for each label: a dimension that is summed, or not there, has none."""
    named = frame.rename(columns={"area": "area_code"})
    return named.assign(**{name: named[name].fillna(WHOLE) if name in named else WHOLE for name in _LABELS})


def _percentages(protection: Protection) -> Iterator[tuple[tuple[str, str, str], tuple[float, ShownPercentage]]]:
    """Work out which part is at havo or higher, from the counts before rounding.

    Left out is what METHOD 3.3 rule 2 does not let be shown as a number, and what leaves fewer numerators possible
    than the audit demands.

    Returns:
        For the labels of a row its percentage (0-100), and the same as the audit checks it.
    """
    exact = _labelled(protection.frame(_COUNTS, rounded=False)).dropna(subset="pupils")
    keys = zip(*(exact[name].astype(str) for name in _LABELS), strict=True)
    counts = {
        (area, group, placement): int(count)
        for (area, group, placement), count in zip(keys, exact["pupils"], strict=True)
    }
    for labels, reached in counts.items():
        pupils = counts.get((*labels[:2], WHOLE))
        if labels[2] != REACHED or pupils is None:
            continue
        shown = disclosure.percentage(reached, pupils)
        if shown.form != "value" or shown.percent is None or shown.pupils is None:
            continue
        checked = ShownPercentage("/".join(part for part in labels if part), shown.percent, shown.pupils)
        if disclosure.tells_no_count(checked):
            value = round(100 * reached / pupils, 1) if pupils >= EXACT_FROM else float(shown.percent)
            yield labels, (value, checked)


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
