"""Time to the first chart of each page, in a browser that has seen nothing yet, against the floor.

From the start of the navigation until the first Plotly chart or map is in the page, by the browser's clock.
Floor and pages take turns, so that a busy moment of the machine hits all of them.
"""

from __future__ import annotations

from collections import defaultdict
from statistics import median

from benchmarks.browser import CHARTLESS, PAGES, chromium, open_page, visit
from benchmarks.report import Row
from benchmarks.servers import Bench


def measure(bench: Bench) -> list[Row]:
    """Visit floor and pages in turn; the first round does not count in a full run."""
    names = bench.pages(PAGES)
    addresses = {"floor": f"{bench.floor.url}/"} | {page: f"{bench.app.url}/{page}" for page in names}
    times: dict[str, list[float]] = defaultdict(list)
    with chromium(bench) as browser:
        for turn in range(2 if bench.small else 7):
            for name, address in addresses.items():
                with visit(browser) as page:
                    taken = open_page(page, address)
                if turn or bench.small:
                    times[name].append(taken)
    floor = median(times["floor"])
    return [
        Row(
            f"/{name} to first {'table' if name == CHARTLESS else 'chart'}",
            median(times[name]),
            "ms",
            floor=floor,
            aim=1.3,
            aim_on="ratio",
            note=f"{len(times[name])} visits, {min(times[name]):.0f} to {max(times[name]):.0f} ms",
        )
        for name in names
    ]
