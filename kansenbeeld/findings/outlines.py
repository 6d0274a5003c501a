"""The outlines that the maps of findings need, read from the store."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from kansenbeeld.charts.map import MapSpec, Outline
from kansenbeeld.findings.finding import Finding
from kansenbeeld.store import Snapshot

Outlines = Mapping[str, Mapping[str, Outline]]
"""Outlines by area code, by the key of a map's geometry such as ``"2015-stadsdeel"``."""


@functools.lru_cache(maxsize=16)
def outlines(snapshot: Snapshot, vintage: int, area_level: str) -> dict[str, Outline]:
    """Return the outlines of one level by area code.

    Raises:
        ValueError: the data version has no such areas.
    """
    rows = snapshot.rows("outlines", area_vintage=vintage, area_level=area_level)
    if not rows:
        raise ValueError(f"no outlines of {area_level} in {vintage}")
    return {
        row["area_code"]: Outline(row["area_code"], row["area_name"], row["path"], row["label_x"], row["label_y"])
        for row in rows
    }


def outlines_of(snapshot: Snapshot, findings: Iterable[Finding]) -> Outlines:
    """Return the outlines that the maps among some findings need, by geometry; errors as :func:`outlines`."""
    keys = sorted({finding.chart.geometry for finding in findings if isinstance(finding.chart, MapSpec)})
    return {key: outlines(snapshot, int(key.split("-")[0]), key.split("-")[1]) for key in keys}


def areas_of(finding: Finding, outlines: Outlines) -> Mapping[str, Outline]:
    """Return the areas of the map of a finding by code; nothing for other charts.

    Raises:
        KeyError: its map is not among the outlines.
    """
    return outlines[finding.chart.geometry] if isinstance(finding.chart, MapSpec) else {}


def outlines_for(snapshot: Snapshot, finding: Finding) -> Mapping[str, Outline]:
    """Return the areas of the map of one finding by code; nothing for other charts. Errors as :func:`outlines`."""
    return areas_of(finding, outlines_of(snapshot, [finding]))
