"""All that leaves a build of raw counts from advice to placement.

Raw counts are pooled over three cohorts (METHOD 3.5), put into a few tables that hang together, protected and audited
as one system, and rounded. Results such as a decomposition are worked out here, from the raw counts, because the
public store does not hold those.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from kansenbeeld import domain
from kansenbeeld.measures import disclosure
from kansenbeeld.store.flows import results, tables

POOLED: Final = 3
"""Cohorts in a window. Windows never overlap, and none runs across a break (METHOD 1.7, 3.5)."""

_KEYS: Final = ("dataset", "resource", "cohorts", "years")
COUNT_COLUMNS: Final = (*_KEYS, *tables.COLUMNS)
RESULT_COLUMNS: Final = (*_KEYS, *results.COLUMNS)


@dataclass(frozen=True, slots=True)
class PublishedFlows:
    """What leaves of one raw table: protected counts, results, and the report of the disclosure control."""

    counts: pd.DataFrame
    results: pd.DataFrame
    report: str


def publish(raw: pd.DataFrame, dataset: str, resource: str) -> PublishedFlows:
    """Make what may leave out of raw counts.

    Args:
        raw: rows of the contract ``cohort_flow``.
        dataset, resource: names that the tables carry.

    Returns:
        Counts rounded to 5, with code ``c`` where hidden; results in percent and points (0-100) and in pupils.

    Raises:
        DisclosureError: something that leaves would give a small count away; the build must stop.
        ValueError: moments of the same cohort do not have the same pupils.
    """
    counts, found, reports = [], [], []
    windows = cohort_windows(sorted(set(raw["cohort"])))
    for cohorts in windows:
        name = _name(cohorts)
        rows = tables.with_classes(raw[raw["cohort"].isin(cohorts)])
        years = len(cohorts)
        if rows["pupils"].isna().any():
            counts.append(tables.bounds(rows).assign(dataset=dataset, resource=resource, cohorts=name, years=years))
            reports.append(f"{dataset}/{resource}, {name}: the source hides counts, so only their bounds leave")
            continue
        protection = disclosure.protect(disclosure.link(*tables.cubes(rows), composed=tables.composed(rows)))
        worked_out = results.results(rows, years, functools.partial(tables.visible, protection))
        audit = disclosure.audit(
            protection.published(),
            percentages=results.shown(worked_out),
            windows={_name(window): window for window in windows},
        )
        audit.check()
        counts.append(
            tables.frames(protection, rows).assign(dataset=dataset, resource=resource, cohorts=name, years=years)
        )
        found.append(worked_out.assign(dataset=dataset, resource=resource, cohorts=name, years=years))
        reports.append(f"{dataset}/{resource}, {name}\n{protection.report()}")
    return PublishedFlows(_joined(counts, COUNT_COLUMNS), _joined(found, RESULT_COLUMNS), "\n".join(reports))


def cohort_windows(cohorts: Sequence[str]) -> list[tuple[str, ...]]:
    """Cut cohorts into windows of three, latest first, that neither overlap nor run across a break.

    A rest of fewer than three is not published beside a whole window: it would be one moving window more. Where no
    regime has three cohorts, the latest regime is one window as it is, and serves the city only.

    Args:
        cohorts: school years of group 8, in order.
    """
    regimes = domain.regimes(cohorts)
    windows = [
        tuple(regime[end - POOLED : end])
        for regime in reversed(regimes)
        for end in range(len(regime), POOLED - 1, -POOLED)
    ]
    return windows or [tuple(regimes[-1])]


def _name(cohorts: Sequence[str]) -> str:
    return cohorts[0] if len(cohorts) == 1 else f"{cohorts[0]}-{cohorts[-1]}"


def _joined(parts: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=list(columns))
    return pd.concat(parts, ignore_index=True)[list(columns)]
