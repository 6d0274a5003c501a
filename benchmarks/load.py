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
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks import load_tables, results
from benchmarks.browser import PAGES
from benchmarks.crowd import CONTROLS, Plan, crowd
from benchmarks.decks import Builder, conversations
from benchmarks.load_tables import Alone, Round
from benchmarks.protocol import visitor
from benchmarks.results import Table
from benchmarks.servers import Bench, Server

_ALL: Final = (*PAGES, "advies-en-plaatsing", "zekerheid")
_CLICKED: Final = tuple(page for page in _ALL if page != "data-en-methode")
_FLOOR: Final = {"control": "1"}
_REST: Final = 130.0
"""Seconds after which Streamlit has forgotten a session that left."""


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

    decks, slowed = load_tables.decks(beside, builder)
    growth = (on_app.memory - before) / plan.sessions * 50
    stayed = (left - before) / plan.sessions * 50
    tables += [
        load_tables.answers(plan, on_floor, on_app, options.processes),
        load_tables.memories(before, on_app.memory, left, beside.memory, growth, stayed),
        decks,
    ]
    faults = on_floor.faults + on_app.faults + beside.faults + ([builder.fault] if builder.fault else [])
    return tables, load_tables.notes(plan, on_app), load_tables.short(on_floor, on_app, growth, slowed, faults), faults


def _compared(bench: Bench, alone: Sequence[Alone], floor: Alone, options: argparse.Namespace) -> Table:
    """Write bytes and time of each page, beside those of an earlier checkout, or what was kept of it."""
    if options.before is not None:
        _say("a lone visitor on each page, of the earlier checkout")
        earlier = asyncio.run(_pages(bench.earlier(options.before.resolve()), options.visits))
        return load_tables.compared(alone, floor, load_tables.just_measured(earlier))
    return load_tables.compared(alone, floor, load_tables.kept(results.load("load")))


async def _pages(server: Server, visits: int) -> list[Alone]:
    for page in _ALL:
        await _page(server, page, {}, 1)
    return [await _page(server, page, {}, visits) for page in _ALL]


async def _page(server: Server, page: str, query: dict[str, str], visits: int) -> Alone:
    firsts, changes, times = [], [], [_busy(server)]
    for _ in range(visits):
        async with visitor(server.url, page, query) as here:
            firsts.append(await here.run())
    times.append(_busy(server))
    async with visitor(server.url, page, query) as here:
        await here.run()
        choice = random.Random(1)
        if not here.change(choice, CONTROLS):
            return Alone(page, _three(firsts, times[1] - times[0]), None)
        for _ in range(visits * 2):
            # Once through, so that each answer was built before.
            here.change(choice, CONTROLS)
            await here.run()
        start = _busy(server)
        for _ in range(visits * 4):
            here.change(choice, CONTROLS)
            changes.append(await here.run())
        spent = _busy(server) - start
    return Alone(page, _three(firsts, times[1] - times[0]), _three(changes, spent))


def _three(answers: Sequence[Any], busy: float) -> tuple[float, float, float]:
    return (
        median(answer.size for answer in answers) / 1000,
        busy / len(answers) * 1000,
        median(answer.seconds for answer in answers) * 1000,
    )


def _crowded(servers: Sequence[Server], plan: Plan, work: Callable[[], Awaitable[None]] | None = None) -> Round:
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
    return Round(clicks, marks[2] - marks[0], marks[3] - marks[1], memory[0])


def _busy(server: Server) -> float:
    return server.busy() or 0.0


def _memory(servers: Sequence[Server]) -> float:
    return sum(server.memory() or 0.0 for server in servers)


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)
