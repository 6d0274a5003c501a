"""Time of a build of the shipped data into a new folder."""

from __future__ import annotations

from statistics import median

from benchmarks.report import Row
from benchmarks.servers import Bench
from kansenbeeld.store import build


def measure(bench: Bench) -> list[Row]:
    """Build several times; the first also pays for loading the libraries that only a build needs."""
    reports = [build.build(bench.folder / f"build-{number}") for number in range(2 if bench.small else 6)]
    if not all(report.is_new for report in reports):
        raise RuntimeError("a build found a finished store: this is not the time of a build")
    return [
        Row(
            "first build in a process",
            reports[0].seconds,
            "s",
            aim=10,
            note=f"{sum(reports[0].rows.values())} rows",
        ),
        Row("builds after it", median(report.seconds for report in reports[1:]), "s"),
    ]
