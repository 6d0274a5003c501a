"""Many visitors at once, each changing a control every few seconds, over Streamlit's own websocket.

The same as ``python -m benchmarks load`` does at length, in a form that is short enough to run with the others.
"""

from __future__ import annotations

import asyncio
from statistics import quantiles
from typing import Final

from benchmarks.browser import CHARTLESS, PAGES
from benchmarks.crowd import Plan, crowd
from benchmarks.report import Row
from benchmarks.servers import Bench

_EVERY: Final = 5.0


def measure(bench: Bench) -> list[Row]:
    """Let the visitors in, let them click, and count."""
    visitors, seconds = (10, 5.0) if bench.small else (50, 40.0)
    pages = tuple(page for page in PAGES if page != CHARTLESS)
    plan = Plan(visitors, seconds, _EVERY, pages, {}, turns=False)
    before = bench.app.memory()
    clicks = asyncio.run(crowd([bench.app.url], plan))
    after = bench.app.memory()
    faults = sorted({click.fault for click in clicks if click.fault})
    if faults:
        raise RuntimeError(faults[0])
    latencies = [click.seconds for click in clicks]
    cuts = quantiles(latencies, n=100)
    rows = [
        Row(f"{visitors} sessions, a control every {_EVERY:g} s: p50", cuts[49] * 1000, "ms"),
        Row(
            f"{visitors} sessions, a control every {_EVERY:g} s: p95",
            cuts[94] * 1000,
            "ms",
            aim=500,
            note=f"{len(latencies)} reruns of {plan.intended} intended, slowest {max(latencies) * 1000:.0f} ms",
        ),
        Row("reruns a second", len(latencies) / seconds, "per s"),
    ]
    if before is not None and after is not None:
        rows.append(Row("memory of the server (RSS)", after, "MB", note=f"{before:.0f} MB before the sessions"))
    return rows
