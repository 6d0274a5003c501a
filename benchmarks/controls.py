"""Time from a click on "Advies vanaf" until the chart is redrawn, against the floor.

From the release of the mouse button until a drawing has other marks than before, seen by a mutation observer
in the page. The aim is on the first drawing that changes; the last one is shown as well, since a page has
several charts and the floor one. Two levels for which every chart has figures are clicked in turn, so most
answers were built before.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack
from statistics import median
from typing import Final

from playwright.sync_api import Page

from benchmarks.browser import CHARTLESS, PAGES, chromium, open_page, visit
from benchmarks.report import Row
from benchmarks.servers import Bench

_LABEL: Final = "Advies vanaf"
_LEVELS: Final = ("havo", "vwo")


def measure(bench: Bench) -> list[Row]:
    """Click the same control on floor and pages in turn."""
    names = bench.pages([page for page in PAGES if page != CHARTLESS])
    addresses = {"floor": f"{bench.floor.url}/?control=1"}
    addresses |= {name: f"{bench.app.url}/{name}?cut={_LEVELS[0]}" for name in names}
    first: dict[str, list[float]] = defaultdict(list)
    last: dict[str, list[float]] = defaultdict(list)
    charts: dict[str, int] = {}
    with chromium(bench) as browser, ExitStack() as stack:
        pages = {name: stack.enter_context(visit(browser)) for name in addresses}
        for name, page in pages.items():
            open_page(page, addresses[name])
            page.wait_for_load_state("networkidle")
        for turn in range(1, 4 if bench.small else 13):
            for name, page in pages.items():
                seen = _click(page, _LEVELS[turn % len(_LEVELS)])
                first[name].append(seen["first"])
                last[name].append(seen["last"])
                charts[name] = max(charts.get(name, 0), int(seen["changed"]))
    rows = []
    for name in names:
        rows.append(
            Row(
                f"/{name} first chart redrawn",
                median(first[name]),
                "ms",
                floor=median(first["floor"]),
                aim=1.3,
                aim_on="ratio",
                note=f"{len(first[name])} clicks, {min(first[name]):.0f} to {max(first[name]):.0f} ms",
            )
        )
        rows.append(Row(f"/{name} all {charts[name]} redrawn", median(last[name]), "ms", floor=median(last["floor"])))
    return rows


def _click(page: Page, level: str) -> dict[str, float]:
    page.bring_to_front()
    option = page.get_by_role("radiogroup", name=_LABEL).get_by_role("radio", name=level, exact=True)
    page.evaluate("bench.arm()")
    option.click()
    seen: dict[str, float] = page.evaluate("bench.changes")
    return seen
