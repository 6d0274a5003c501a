"""Many visitors at once, each of whom changes a control or turns to another page at an even pace.

Latency runs from sending a message until the message that the script finished came in, read by one client process on
the same machine, which takes its share of the cores.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from websockets.exceptions import WebSocketException

from benchmarks.protocol import Answer, PageFailedError, Visitor, visitor

_ARRIVALS: Final = 10.0
"""Visitors that come in a second, before the clicks that count begin."""

CONTROLS: Final = ("cut", "high", "district", "areas", "rule")
_TURNS: Final = 0.1
"""Share of the clicks that go to another page."""


@dataclass(frozen=True, slots=True)
class Click:
    """One click: when it began, by the clock ``time.perf_counter``, its seconds and bytes, and what was wrong."""

    begin: float
    seconds: float
    size: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a crowd does.

    Attributes:
        sessions: how many visitors.
        seconds: how long they click.
        every: seconds between two clicks of one visitor.
        pages: the pages, by the end of their address; visitor by visitor another.
        query: what stands in each address.
        turns: whether visitors also turn to another page, one click in ten.
    """

    sessions: int
    seconds: float
    every: float
    pages: tuple[str, ...]
    query: Mapping[str, str]
    turns: bool

    @property
    def intended(self) -> int:
        """How many clicks there are if no answer takes longer than the pause between two."""
        return sum(len(self.moments(number)) for number in range(self.sessions))

    def moments(self, number: int) -> list[float]:
        """When a visitor clicks, in seconds from the beginning; all visitors together click at an even pace."""
        first = self.every * number / self.sessions
        turns = max(0, math.ceil((self.seconds - first) / self.every - 1e-9))
        return [first + turn * self.every for turn in range(turns)]


async def crowd(
    servers: Sequence[str],
    plan: Plan,
    beside: Callable[[], Awaitable[None]] | None = None,
    at_end: Callable[[], None] | None = None,
) -> list[Click]:
    """Let the visitors in, let them click, and return the clicks.

    Args:
        servers: addresses; visitors are spread over them.
        plan: what they do.
        beside: something else that runs while they click, ended with them.
        at_end: called when the clicks are done and everybody is still there.
    """
    start = time.perf_counter() + plan.sessions / _ARRIVALS
    done = asyncio.Barrier(plan.sessions + 1)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_one(servers[number % len(servers)], number, plan, start, done))
            for number in range(plan.sessions)
        ]
        other = None if beside is None else group.create_task(_later(beside, start))
        await done.wait()
        if at_end is not None:
            at_end()
        if other is not None:
            other.cancel()
        await done.wait()
    return [click for task in tasks for click in task.result()]


async def _later(beside: Callable[[], Awaitable[None]], start: float) -> None:
    await asyncio.sleep(max(0.0, start - time.perf_counter()))
    await beside()


async def _one(server: str, number: int, plan: Plan, start: float, done: asyncio.Barrier) -> list[Click]:
    clicks: list[Click] = []
    choice = random.Random(number)
    await asyncio.sleep(number / _ARRIVALS)
    try:
        async with visitor(server, plan.pages[number % len(plan.pages)], plan.query) as here:
            await here.run()
            for moment in plan.moments(number):
                await asyncio.sleep(max(0.0, start + moment - time.perf_counter()))
                clicks.append(await _click(here, choice, plan, start + moment))
            # Everybody stays until the last answer has come: memory is of a full house.
            await _together(done)
    except (OSError, TimeoutError, WebSocketException, PageFailedError) as error:
        clicks.append(Click(time.perf_counter(), 0.0, 0, f"{type(error).__name__}: {error}"))
        await _together(done)
    return clicks


async def _together(done: asyncio.Barrier) -> None:
    """Wait for everybody to be done, and then until ``at_end`` was called."""
    await done.wait()
    await done.wait()


async def _click(here: Visitor, choice: random.Random, plan: Plan, due: float) -> Click:
    # Who still waits for an answer clicks late; the time since the click was due belongs to the wait.
    begin, fault, answer = time.perf_counter(), "", Answer(0.0, 0)
    late = begin - due
    others = [page for page in plan.pages if page != here.page]
    try:
        if plan.turns and others and choice.random() < _TURNS:
            answer = await here.turn_to(choice.choice(others))
        else:
            here.change(choice, CONTROLS)
            answer = await here.run()
    except (TimeoutError, PageFailedError) as error:
        fault = f"{type(error).__name__}: {error}"
    return Click(begin, late + (answer.seconds or time.perf_counter() - begin), answer.size, fault)
