"""Shares of pupils who reached a level, by area and group, as findings use them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kansenbeeld.charts.dots import Panel
from kansenbeeld.charts.series import Point, Series
from kansenbeeld.domain import CITY
from kansenbeeld.findings.finding import round_count
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate, Share
from kansenbeeld.store import Snapshot

GROUP8: Final[ResourceName] = ("kco_outcomes", "group8")
AGE16: Final[ResourceName] = ("kco_outcomes", "age16")
SCHOOL_ADVICE: Final[ResourceName] = ("duo_school_advice", "district")
TOTAL: Final = "total"


ByYear = Mapping[str, Mapping[str, float]]
"""Percentages (0-100) of groups, by school year in order."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area: its code, name, and the code of the area that holds it."""

    code: str
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Areas in order (the city or country first, then by name) and the shares that may be shown."""

    areas: tuple[Area, ...]
    shares: Mapping[tuple[str, str], Share]

    @property
    def codes(self) -> list[str]:
        """The codes of the areas in their order."""
        return [area.code for area in self.areas]

    def share(self, area: str, group: str = TOTAL) -> Share | None:
        """Return the share of a group in an area, or ``None`` where it is missing or may not be shown."""
        return self.shares.get((area, group))

    def rest(self, area: str, group: str = TOTAL, whole: str = CITY) -> Share | None:
        """Return the share of a group in the rest of ``whole``, or ``None`` where it can't be worked out."""
        inside, total = self.share(area, group), self.share(whole, group)
        return None if inside is None or total is None else total.without(inside)

    def name(self, area: str) -> str:
        """Return the name of an area.

        Raises:
            KeyError: the area is not among those asked for.
        """
        return {one.code: one.name for one in self.areas}[area]


@functools.lru_cache(maxsize=512)
def outcomes(
    snapshot: Snapshot,
    resource: ResourceName,
    *,
    moment: str,
    threshold: str,
    group_by: str = TOTAL,
    area_level: str = "stadsdeel",
    cohort: str | None = None,
) -> Outcomes:
    """Read shares from the store.

    Args:
        snapshot: the data version.
        resource: dataset and table.
        moment: one of ``domain.MOMENTS``.
        threshold: the lowest level that counts as reached.
        group_by: what pupils are grouped by.
        area_level: level of the areas beside the city.
        cohort: a single cohort, where the table holds more than one.

    Returns:
        The shares that METHOD 3.3 lets be shown; nothing at all when the source has no such numbers.
    """
    rows = snapshot.rows(
        "shares_by_area",
        dataset=resource[0],
        resource=resource[1],
        moment=moment,
        measure=threshold,
        group_by=group_by,
        area_level=area_level,
    )
    rows = [row for row in rows if cohort is None or row["cohort"] == cohort]
    areas = {row["area_code"]: Area(row["area_code"], row["area_name"], row["parent_code"]) for row in rows}
    shares = {
        (row["area_code"], row["grp"]): Share.from_percentage(row["percentage"], row["n"])
        for row in rows
        if row["n"] is not None
    }
    return Outcomes(tuple(areas.values()), {key: share for key, share in shares.items() if share.showable})


def percentages_by_year(rows: Sequence[Mapping[str, Any]], group: str) -> ByYear:
    """Return the column ``percentage`` of rows by their ``school_year``, in the order of the rows.

    Args:
        rows: one for each school year and group.
        group: the column that tells the groups apart.
    """
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        found.setdefault(row["school_year"], {})[row[group]] = row["percentage"]
    return found


def composition(total: Outcomes, groups: Outcomes, area: str, group: str) -> Share | None:
    """Return which part of the pupils of an area is of a group, ``None`` where either number is not known.

    Args:
        total, groups: the same outcome of all pupils, and by group.
        area: code of the area.
        group: such as a class of parental education.
    """
    part, whole = groups.share(area, group), total.share(area)
    return None if part is None or whole is None else Share(part.total, whole.total)


def percentage(share: Share | None) -> float | None:
    """Return a share as a percentage (0-100) for a table, ``None`` where it may not be shown."""
    return None if share is None else 100 * share.value


def point(share: Share | None, language: Language, label: str) -> Point | None:
    """Turn a share into a mark with its interval; the pointer shows label, percentage, interval and pupils."""
    if share is None:
        return None
    estimate = share.estimate()
    hover = language.text(
        "hover.share",
        label=label,
        value=language.percent(estimate.value),
        low=language.percent(estimate.low),
        high=language.percent(estimate.high),
        n=pupils(share, language),
    )
    return Point(estimate.value, estimate.low, estimate.high, hover)


def gap_point(estimate: Estimate | None, language: Language, label: str) -> Point | None:
    """Turn a difference in percentage points into a mark with its interval."""
    if estimate is None:
        return None
    hover = language.text(
        "hover.points",
        label=label,
        value=language.number(estimate.value),
        low=language.number(estimate.low),
        high=language.number(estimate.high),
    )
    return Point(estimate.value, estimate.low, estimate.high, hover)


def plain_point(value: float, written: str, language: Language, label: str) -> Point:
    """Turn a number without an interval into a mark; the pointer shows the label and how the number is written."""
    return Point(value, hover=language.text("hover.percent_only", label=label, value=written))


def labelled_panel(title: str, series: Series, language: Language, limits: tuple[float, float] | None = None) -> Panel:
    """Return a panel of one series of percentages (0-100) with each of them written beside its mark.

    Args:
        title: what its axis measures.
        series: the marks; one that is missing has no label.
        language: the reader's language.
        limits: the axis in percent, see ``Panel``.
    """
    labels = tuple("" if value is None else language.percent(value) for value in series.values)
    return Panel(title, (series,), limits=limits, labels=labels, in_legend=False)


def pupils(share: Share, language: Language) -> str:
    """Write how many pupils a share rests on, rounded for display."""
    return language.number(round_count(share.total))
