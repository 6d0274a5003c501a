"""The newest cohort flow of a data version, if it has one: protected counts and results (see ``store.flows``)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kansenbeeld import domain
from kansenbeeld.findings.areas import area_names
from kansenbeeld.findings.provenance import ResourceName
from kansenbeeld.language import Language
from kansenbeeld.measures.shares import Estimate, Share
from kansenbeeld.store import Snapshot

MOMENT: Final = "year3"
CITY_ROWS: Final = ""
LOW: Final = domain.PARENTAL_CLASSES[0]
HIGH: Final = domain.PARENTAL_CLASSES[-1]
SCHEME: Final = "parental_classes"

ResultKey = tuple[str, str, str, str, str]
"""Area (empty for the city), measure, variant, group, detail."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Results of one window of cohorts."""

    resource: ResourceName
    cohorts: str
    years: int
    results: Mapping[ResultKey, Mapping[str, Any]]

    def estimate(
        self, measure: str, *, area: str = CITY_ROWS, variant: str = "", group: str = "", detail: str = ""
    ) -> Estimate | None:
        """Return a result with its interval, or ``None`` where it may not be shown."""
        row = self.results.get((area, measure, variant, group, detail))
        if row is None:
            return None
        low, high = (row["value"] if row[end] is None else row[end] for end in ("low", "high"))
        return Estimate(row["value"], low, high)

    def share(
        self, measure: str, *, area: str = CITY_ROWS, variant: str = "", group: str = "", detail: str = ""
    ) -> Share | None:
        """Return a percentage as a share of its rounded number of pupils, or ``None`` where it may not be shown."""
        row = self.results.get((area, measure, variant, group, detail))
        return None if row is None else Share.from_percentage(row["value"], row["pupils"])


@functools.lru_cache(maxsize=8)
def newest(snapshot: Snapshot) -> Cohort | None:
    """Return the newest window of cohorts, or ``None`` when the data version has no cohort flow."""
    rows = snapshot.rows("flow_results", moment=MOMENT)
    if not rows:
        return None
    first = rows[0]
    same = ("dataset", "resource", "cohorts")
    window = [row for row in rows if all(row[name] == first[name] for name in same)]
    return Cohort(
        (first["dataset"], first["resource"]),
        first["cohorts"],
        first["years"],
        {
            (row["area_code"], row["measure"], row["variant"], row["grp"], row["detail"]): {
                **row,
                "low": None if row["low"] != row["low"] else row["low"],
                "high": None if row["high"] != row["high"] else row["high"],
            }
            for row in window
        },
    )


def place(snapshot: Snapshot, district: str, language: Language) -> tuple[str, str]:
    """Return the area of results for a chosen district (empty: the city), and its name."""
    names = area_names(snapshot, language)
    return (CITY_ROWS if district == domain.CITY else district), names.get(district, names[domain.CITY])
