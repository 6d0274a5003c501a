"""What a run of ``load`` says: its tables, and its aims that were missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median, quantiles
from typing import Final

from benchmarks.crowd import Click, Plan
from benchmarks.decks import Builder
from benchmarks.results import Result, Table

_P95_AIM: Final = 0.4
"""Seconds within which 95% of the clicks should be answered."""

_RATIO_AIM: Final = 2.0
_MEMORY_AIM: Final = 60.0
"""MB by which 50 sessions may make a process grow."""

_DECK_AIM: Final = 1.5

_FLOOR_PAGE: Final = "(floor)"
_COMPARED: Final = "Pages before and after"
_TAKEN_OVER: Final = "Before: taken over from the result that was kept on "


@dataclass(frozen=True, slots=True)
class Round:
    """One crowd: its clicks, seconds of the server's cores in their time, the client's, and memory at their end."""

    clicks: list[Click]
    busy: float
    client: float
    memory: float

    @property
    def good(self) -> list[float]:
        """Seconds of each click that was answered as it should be."""
        return [click.seconds for click in self.clicks if not click.fault]

    @property
    def faults(self) -> list[str]:
        """What was wrong with the other clicks."""
        return [click.fault for click in self.clicks if click.fault]


@dataclass(frozen=True, slots=True)
class Alone:
    """A lone visitor on one page: first visit and change of a control, in kB, ms of the server, and ms in all."""

    page: str
    first: tuple[float, float, float]
    change: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Before:
    """What pages took earlier, as cells by page, and where that is known from, as a sentence."""

    cells: Mapping[str, tuple[str, ...]]
    said: str


def just_measured(alone: Sequence[Alone]) -> Before:
    """Return what an earlier checkout took, measured in this run."""
    cells = {one.page: _cells(one) for one in alone}
    return Before(cells, "Before: the earlier checkout, measured in the same run.")


def kept(result: Result | None) -> Before:
    """Return what the last result says of this checkout, and of which day it is."""
    table = None if result is None else next((one for one in result.tables if one.title == _COMPARED), None)
    cells = {row[0].removeprefix("/"): row[1::2] for row in table.rows} if table is not None else {}
    if result is None or table is None or not any(cell for row in cells.values() for cell in row):
        return Before(cells, "Before: nothing was kept of an earlier checkout.")
    known = table.note.partition(_TAKEN_OVER)[2]
    return Before(cells, f"{_TAKEN_OVER}{known or f'{result.date[:10]}, and not measured in this run.'}")


def compared(alone: Sequence[Alone], floor: Alone, before: Before) -> Table:
    """Write kB, ms of the server and ms until an answer of each page, before and after."""
    rows = []
    for one in (*alone, replace(floor, page=_FLOOR_PAGE)):
        now = _cells(one)
        then = before.cells.get(one.page, ("",) * len(now))
        rows.append((one.page if one.page == _FLOOR_PAGE else f"/{one.page}", *_zipped(then, now)))
    heads = ("first visit, kB", "server, ms", "change, kB", "server, ms", "answer, ms")
    columns = ("page", *(f"{head}, {when}" for head in heads for when in ("before", "after")))
    note = (
        "One visitor, every cache of the server warm. kB: messages over the websocket. Server: time that its process "
        "kept a core busy, per first visit and per change of a control. Answer: median until the script finished. "
        f"{before.said}"
    )
    return Table(_COMPARED, columns, tuple(rows), note)


def _zipped(before: Sequence[str], now: Sequence[str]) -> list[str]:
    return [cell for pair in zip(before, now, strict=True) for cell in pair]


def _cells(one: Alone) -> tuple[str, ...]:
    first = (f"{one.first[0]:.1f}", f"{one.first[1]:.0f}")
    if one.change is None:
        return (*first, "", "", "")
    return (*first, f"{one.change[0]:.1f}", f"{one.change[1]:.1f}", f"{one.change[2]:.0f}")


def answers(plan: Plan, floor: Round, app: Round, processes: int) -> Table:
    """Write how fast a crowd was answered, on floor and dashboard: ms, ms of a core, and kB per rerun."""
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


def memories(before: float, full: float, left: float, later: float, growth: float, stayed: float) -> Table:
    """Write the memory of the dashboard in MB: at four moments, and what it grew by and kept per 50 sessions."""
    rows = (
        ("before the sessions, each page visited", f"{before:.0f}", ""),
        ("with all of them there", f"{full:.0f}", ""),
        ("after they left", f"{left:.0f}", ""),
        ("with as many again, decks being made", f"{later:.0f}", ""),
        ("growth per 50 sessions", f"{growth:.1f}", f"< {_MEMORY_AIM:g}"),
        ("of which stays after they left", f"{stayed:.1f}", ""),
    )
    return Table("Memory of the dashboard's processes", ("when", "MB", "aim"), rows, "Resident memory (RSS).")


def decks(round_: Round, builder: Builder) -> tuple[Table, float]:
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


def notes(plan: Plan, app: Round) -> list[str]:
    """Say how the crowd was made, and what it took of the machine."""
    return [
        f"Each session opens one of {len(plan.pages)} pages and then, every {plan.every:g} s, changes a control, or "
        "one time in ten goes to another page; all together at an even pace. Sessions speak Streamlit's protocol over "
        "a websocket of their own, as the browser does, and draw nothing.",
        "The client that plays all sessions runs on the same machine and shares its cores: "
        f"it took {app.client / plan.seconds:.2f} of a core beside the {app.busy / plan.seconds:.2f} of the server.",
        "Floor and dashboard are measured in turn, not at the same moment, with the same number of sessions and pace.",
    ]


def short(floor: Round, app: Round, growth: float, slowed: float, faults: Sequence[str]) -> list[str]:
    """Say which aims were missed: errors, p95 of an answer, growth of memory in MB, p95 beside a deck in the making."""
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


def _processes(number: int) -> str:
    return "one process" if number == 1 else f"{number} processes"
