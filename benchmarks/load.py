"""Many readers at once, beside the bare floor in the same run.

First a lone visitor on every page: bytes and time of the server. Then as many sessions as asked on the floor, the same
on the dashboard, and once more on the dashboard while one person has presentations and session packs made. The client
runs on the same machine and takes its share of the cores, on floor and dashboard alike.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from benchmarks import results
from benchmarks.browser import PAGES
from benchmarks.crowd import CONTROLS, Click, Plan, crowd
from benchmarks.decks import Builder, conversations
from benchmarks.protocol import visitor
from benchmarks.results import Table
from benchmarks.servers import Bench, Server

_ALL: Final = (*PAGES, "advies-en-plaatsing", "zekerheid")
_CLICKED: Final = tuple(page for page in _ALL if page != "data-en-methode")
_FLOOR: Final = {"control": "1"}
_P95_AIM, _RATIO_AIM, _MEMORY_AIM, _DECK_AIM = 0.4, 2.0, 60.0, 1.5
_REST: Final = 130.0
"""Seconds after which Streamlit has forgotten a session that left."""

_FLOOR_PAGE: Final = "(floor)"
_COMPARED: Final = "Pages before and after"
_TAKEN_OVER: Final = "Before: taken over from the result that was kept on "


@dataclass(frozen=True, slots=True)
class _Round:
    """One crowd: its clicks, seconds of the server's cores in their time, the client's, and memory at their end."""

    clicks: list[Click]
    busy: float
    client: float
    memory: float

    @property
    def good(self) -> list[float]:
        return [click.seconds for click in self.clicks if not click.fault]

    @property
    def faults(self) -> list[str]:
        return [click.fault for click in self.clicks if click.fault]


@dataclass(frozen=True, slots=True)
class _Alone:
    """A lone visitor on one page: first visit and change of a control, in kB, ms of the server, and ms in all."""

    page: str
    first: tuple[float, float, float]
    change: tuple[float, float, float] | None


def add(commands: Any) -> None:
    """Add ``load`` to the commands."""
    parser: argparse.ArgumentParser = commands.add_parser("load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=100, metavar="N", help="visitors at once (100)")
    parser.add_argument("--seconds", type=float, default=60.0, metavar="S", help="how long they click (60)")
    parser.add_argument("--every", type=float, default=5.0, metavar="S", help="seconds between two clicks of one (5)")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="processes of the dashboard (1)")
    parser.add_argument("--rest", type=float, default=_REST, metavar="S", help=f"seconds after they left ({_REST:g})")
    parser.add_argument("--visits", type=int, default=8, metavar="N", help="first visits of each page (8)")
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="an earlier checkout, to compare pages with")
    parser.add_argument("--keep", action="store_true", help="write benchmarks/results/load.json")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Measure, print, and keep; exit status 1 where a session met an error."""
    plan = Plan(options.sessions, options.seconds, options.every, _CLICKED, {}, turns=True)
    with contextlib.ExitStack() as stack:
        tables, notes, short, faults = _measure(Bench(stack, small=False), plan, options)
    print("\n" + results.text(tables, notes, short), flush=True)
    if options.keep:
        print(results.keep("load", tables, notes, short=short))
    return 1 if faults else 0


def _measure(
    bench: Bench, plan: Plan, options: argparse.Namespace
) -> tuple[list[Table], list[str], list[str], list[str]]:
    apps, floor = bench.apps(options.processes), bench.floor
    _say("a lone visitor on each page")
    alone = asyncio.run(_pages(apps[0], options.visits))
    for one in apps[1:]:
        asyncio.run(_pages(one, 1))
    floor_alone = asyncio.run(_page(floor, "", _FLOOR, options.visits))
    tables = [_compared(bench, alone, floor_alone, options)]

    _say(f"{plan.sessions} sessions on the floor")
    on_floor = _crowded([floor], replace(plan, pages=("",), query=_FLOOR, turns=False))
    before = _memory(apps)
    _say(f"{plan.sessions} sessions on the dashboard")
    on_app = _crowded(apps, plan)
    _say(f"nobody, for {options.rest:g} s")
    time.sleep(options.rest)
    left = _memory(apps)

    builder = Builder(apps[0].url, conversations(bench))
    _say(f"{plan.sessions} sessions, and one person who has decks made")
    beside = _crowded(apps, plan, builder.work)

    decks, slowed = _decks(beside, builder)
    growth = (on_app.memory - before) / plan.sessions * 50
    stayed = (left - before) / plan.sessions * 50
    tables += [
        _answers(plan, on_floor, on_app, options.processes),
        _memories(before, on_app.memory, left, beside.memory, growth, stayed),
        decks,
    ]
    faults = on_floor.faults + on_app.faults + beside.faults + ([builder.fault] if builder.fault else [])
    return tables, _notes(plan, on_app), _short(on_floor, on_app, growth, slowed, faults), faults


def _compared(bench: Bench, alone: Sequence[_Alone], floor: _Alone, options: argparse.Namespace) -> Table:
    """Write bytes and time of each page, beside those of an earlier checkout, or what was kept of it."""
    then: dict[str, tuple[str, ...]] = {}
    earlier = "Before: nothing was kept of an earlier checkout."
    if options.before is not None:
        _say("a lone visitor on each page, of the earlier checkout")
        earlier = "Before: the earlier checkout, measured in the same run."
        then = {
            one.page: _cells(one)
            for one in asyncio.run(_pages(bench.earlier(options.before.resolve()), options.visits))
        }
    elif (kept := results.load("load")) is not None:
        table = next((table for table in kept.tables if table.title == _COMPARED), None)
        then = {row[0].removeprefix("/"): row[1::2] for row in table.rows} if table is not None else {}
        if table is not None and any(cell for cells in then.values() for cell in cells):
            known = table.note.partition(_TAKEN_OVER)[2]
            earlier = f"{_TAKEN_OVER}{known or f'{kept.date[:10]}, and not measured in this run.'}"
    rows = []
    for one in (*alone, replace(floor, page=_FLOOR_PAGE)):
        now = _cells(one)
        before = then.get(one.page, ("",) * len(now))
        rows.append((one.page if one.page == _FLOOR_PAGE else f"/{one.page}", *_zipped(before, now)))
    heads = ("first visit, kB", "server, ms", "change, kB", "server, ms", "answer, ms")
    columns = ("page", *(f"{head}, {when}" for head in heads for when in ("before", "after")))
    note = (
        "One visitor, every cache of the server warm. kB: messages over the websocket. Server: time that its process "
        "kept a core busy, per first visit and per change of a control. Answer: median until the script finished. "
        f"{earlier}"
    )
    return Table(_COMPARED, columns, tuple(rows), note)


def _zipped(before: Sequence[str], now: Sequence[str]) -> list[str]:
    return [cell for pair in zip(before, now, strict=True) for cell in pair]


def _cells(one: _Alone) -> tuple[str, ...]:
    first = (f"{one.first[0]:.1f}", f"{one.first[1]:.0f}")
    if one.change is None:
        return (*first, "", "", "")
    return (*first, f"{one.change[0]:.1f}", f"{one.change[1]:.1f}", f"{one.change[2]:.0f}")


async def _pages(server: Server, visits: int) -> list[_Alone]:
    for page in _ALL:
        await _page(server, page, {}, 1)
    return [await _page(server, page, {}, visits) for page in _ALL]


async def _page(server: Server, page: str, query: dict[str, str], visits: int) -> _Alone:
    firsts, changes, times = [], [], [_busy(server)]
    for _ in range(visits):
        async with visitor(server.url, page, query) as here:
            firsts.append(await here.run())
    times.append(_busy(server))
    async with visitor(server.url, page, query) as here:
        await here.run()
        choice = random.Random(1)
        if not here.change(choice, CONTROLS):
            return _Alone(page, _three(firsts, times[1] - times[0]), None)
        for _ in range(visits * 2):
            # Once through, so that each answer was built before.
            here.change(choice, CONTROLS)
            await here.run()
        start = _busy(server)
        for _ in range(visits * 4):
            here.change(choice, CONTROLS)
            changes.append(await here.run())
        spent = _busy(server) - start
    return _Alone(page, _three(firsts, times[1] - times[0]), _three(changes, spent))


def _three(answers: Sequence[Any], busy: float) -> tuple[float, float, float]:
    return (
        median(answer.size for answer in answers) / 1000,
        busy / len(answers) * 1000,
        median(answer.seconds for answer in answers) * 1000,
    )


def _crowded(servers: Sequence[Server], plan: Plan, work: Callable[[], Awaitable[None]] | None = None) -> _Round:
    marks: list[float] = []

    def mark() -> None:
        marks.extend((sum(map(_busy, servers)), time.process_time()))

    async def beside() -> None:
        mark()
        if work is not None:
            await work()

    memory: list[float] = []

    def at_end() -> None:
        mark()
        memory.append(_memory(servers))

    clicks = asyncio.run(crowd([server.url for server in servers], plan, beside, at_end))
    return _Round(clicks, marks[2] - marks[0], marks[3] - marks[1], memory[0])


def _answers(plan: Plan, floor: _Round, app: _Round, processes: int) -> Table:
    rows = [("errors", str(len(floor.faults)), str(len(app.faults)), "", "0")]
    rows.append(
        ("reruns", f"{len(floor.good)} of {plan.intended}", f"{len(app.good)} of {plan.intended}", "", "all"),
    )
    aims = {"p95": f"< {_P95_AIM * 1000:.0f} ms, <= {_RATIO_AIM:g} x floor"}
    for name, low, high in zip(("p50", "p95", "max"), _cuts(floor.good), _cuts(app.good), strict=True):
        rows.append((f"{name}, ms", f"{low * 1000:.0f}", f"{high * 1000:.0f}", f"{high / low:.2f}", aims.get(name, "")))
    low, high = (one.busy / max(1, len(one.clicks)) * 1000 for one in (floor, app))
    rows.append(("server, ms of a core per rerun", f"{low:.1f}", f"{high:.1f}", f"{high / low:.2f}", ""))
    low, high = (one.client / max(1, len(one.clicks)) * 1000 for one in (floor, app))
    rows.append(("client, ms of a core per rerun", f"{low:.1f}", f"{high:.1f}", f"{high / low:.2f}", ""))
    low, high = (median(click.size for click in one.clicks) / 1000 for one in (floor, app))
    rows.append(("websocket, kB per rerun", f"{low:.1f}", f"{high:.1f}", f"{high / low:.2f}", ""))
    title = f"{plan.sessions} sessions, a click every {plan.every:g} s, {_processes(processes)}"
    note = "The floor is one page with one chart and one control; the dashboard's pages have two to six charts."
    return Table(title, ("what", "floor", "dashboard", "ratio", "aim"), tuple(rows), note)


def _memories(before: float, full: float, left: float, later: float, growth: float, stayed: float) -> Table:
    rows = (
        ("before the sessions, each page visited", f"{before:.0f}", ""),
        ("with all of them there", f"{full:.0f}", ""),
        ("after they left", f"{left:.0f}", ""),
        ("with as many again, decks being made", f"{later:.0f}", ""),
        ("growth per 50 sessions", f"{growth:.1f}", f"< {_MEMORY_AIM:g}"),
        ("of which stays after they left", f"{stayed:.1f}", ""),
    )
    return Table("Memory of the dashboard's processes", ("when", "MB", "aim"), rows, "Resident memory (RSS).")


def _decks(round_: _Round, builder: Builder) -> tuple[Table, float]:
    """Split the clicks by what was being built in their time; return the table, and the worst ratio of p95."""
    groups: dict[str, list[float]] = {"nothing": [], "presentation": [], "session pack": []}
    for click in round_.clicks:
        if not click.fault:
            end = click.begin + click.seconds
            kinds = {kind for kind, start, stop in builder.spans if click.begin < stop and start < end}
            for kind in kinds or {"nothing"}:
                groups[kind].append(click.seconds)
    base, worst, rows = _cuts(groups["nothing"]), 0.0, []
    for kind, good in groups.items():
        made = [stop - start for name, start, stop in builder.spans if name == kind]
        cuts = _cuts(good)
        ratio = cuts[1] / base[1] if base[1] else 0.0
        if kind != "nothing" and len(good) > 1:
            worst = max(worst, ratio)
        rows.append(
            (
                kind,
                f"{len(made)}, {median(made):.1f} s each" if made else "",
                str(len(good)),
                *(f"{cut * 1000:.0f}" for cut in cuts),
                f"{ratio:.2f}",
                "" if kind == "nothing" else f"<= {_DECK_AIM:g}",
            )
        )
    columns = ("being made", "how many", "clicks of others", "p50, ms", "p95, ms", "max, ms", "p95, ratio", "aim")
    return Table("Others while decks are made for one person", columns, tuple(rows)), worst


def _notes(plan: Plan, app: _Round) -> list[str]:
    return [
        f"Each session opens one of {len(_CLICKED)} pages and then, every {plan.every:g} s, changes a control, or one "
        "time in ten goes to another page; all together at an even pace. Sessions speak Streamlit's protocol over a "
        "websocket of their own, as the browser does, and draw nothing.",
        "The client that plays all sessions runs on the same machine and shares its cores: "
        f"it took {app.client / plan.seconds:.2f} of a core beside the {app.busy / plan.seconds:.2f} of the server.",
        "Floor and dashboard are measured in turn, not at the same moment, with the same number of sessions and pace.",
    ]


def _short(floor: _Round, app: _Round, growth: float, slowed: float, faults: Sequence[str]) -> list[str]:
    low, high = _cuts(floor.good)[1], _cuts(app.good)[1]
    lines = []
    if faults:
        lines.append(f"{len(faults)} errors; the first: {faults[0]}")
    if high >= _P95_AIM:
        lines.append(f"p95 of an answer is {high * 1000:.0f} ms; the aim is below {_P95_AIM * 1000:.0f} ms.")
    if high > _RATIO_AIM * low:
        lines.append(
            f"p95 of an answer is {high / low:.1f} times the floor's ({high * 1000:.0f} and {low * 1000:.0f} ms); the "
            f"aim is {_RATIO_AIM:g} times. A page of the dashboard has several charts, with their texts, tables and "
            "controls; the floor has one chart."
        )
    if growth >= _MEMORY_AIM:
        lines.append(f"Memory grows by {growth:.0f} MB per 50 sessions; the aim is below {_MEMORY_AIM:g} MB.")
    if slowed > _DECK_AIM:
        lines.append(f"A deck being made slows others by {slowed:.1f} times (p95); the aim is {_DECK_AIM:g} times.")
    return lines


def _cuts(seconds: Sequence[float]) -> tuple[float, float, float]:
    """Return p50, p95 and the greatest; zeros where there are too few."""
    if len(seconds) < 2:
        return (0.0, 0.0, 0.0)
    cuts = quantiles(seconds, n=100, method="inclusive")
    return cuts[49], cuts[94], max(seconds)


def _busy(server: Server) -> float:
    return server.busy() or 0.0


def _memory(servers: Sequence[Server]) -> float:
    return sum(server.memory() or 0.0 for server in servers)


def _processes(number: int) -> str:
    return "one process" if number == 1 else f"{number} processes"


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)
