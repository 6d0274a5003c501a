"""Many visitors at once, each changing a control every few seconds, over Streamlit's own websocket.

A visitor does what the browser does, as read off real Chromium: the first message names the page; each later
one carries the page's hash, the state of every control with one of them changed, the address that goes with
it, and the hashes of the messages that were kept. Not copied: answers are not drawn, and outlines and scripts
are not fetched. Latency runs from sending that message until the message that the script finished came in,
read by one client process on the same machine, which takes its share of the cores.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Final
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.browser import CHARTLESS, PAGES
from benchmarks.report import Row
from benchmarks.servers import Bench, Server

_EVERY: Final = 5.0
_PATIENCE: Final = 30.0
_CHANGED: Final = ("cut", "high", "district")


@dataclass(slots=True)
class _Control:
    """A control as the page described it: widget id, options (none for a switch), default and choice."""

    id: str
    options: tuple[str, ...]
    default: str
    chosen: str
    is_group: bool

    def state(self) -> WidgetState:
        if self.is_group:
            state = WidgetState(id=self.id)
            state.string_array_value.data.append(self.chosen)
            return state
        if self.options:
            return WidgetState(id=self.id, string_value=self.chosen)
        return WidgetState(id=self.id, bool_value=False)


@dataclass(slots=True)
class _Visitor:
    """One browser's side of the conversation."""

    socket: ClientConnection
    page: str
    page_hash: str = ""
    controls: dict[str, _Control] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    async def run(self) -> float:
        """Ask for a run of the script with the present choices; return the seconds until it finished."""
        message = BackMsg()
        client = message.rerun_script
        chosen = {key: one.chosen for key, one in self.controls.items() if one.chosen != one.default}
        client.query_string = urlencode(chosen)
        client.widget_states.widgets.extend(control.state() for control in self.controls.values())
        client.page_script_hash = self.page_hash
        client.page_name = "" if self.page_hash else self.page
        client.cached_message_hashes.extend(self.kept)
        client.context_info.timezone = "UTC"
        client.context_info.locale = "nl-NL"
        client.context_info.color_scheme = "light"
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(_PATIENCE):
            while True:
                answer = ForwardMsg.FromString(await self.socket.recv(decode=False))
                if answer.WhichOneof("type") == "script_finished":
                    break
                self._learn(answer)
        if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            raise RuntimeError(f"the script of /{self.page} did not finish well")
        return time.perf_counter() - start

    def change(self, choice: random.Random) -> None:
        """Choose another option of one of the page's controls."""
        control = self.controls[choice.choice([key for key in _CHANGED if key in self.controls])]
        control.chosen = choice.choice([option for option in control.options if option != control.chosen])

    def _learn(self, answer: ForwardMsg) -> None:
        if answer.metadata.cacheable and answer.hash:
            self.kept.add(answer.hash)
        kind = answer.WhichOneof("type")
        if kind == "navigation":
            self.page_hash = answer.navigation.page_script_hash
        elif kind == "delta":
            element = answer.delta.new_element
            match element.WhichOneof("type"):
                case "button_group":
                    group = element.button_group
                    options = tuple(option.content for option in group.options)
                    self._meet(group.query_param_key, group.id, options, group.default[0], is_group=True)
                case "selectbox":
                    box = element.selectbox
                    self._meet(box.query_param_key, box.id, tuple(box.options), box.default, is_group=False)
                case "checkbox":
                    self._meet(element.checkbox.query_param_key, element.checkbox.id, (), 0, is_group=False)

    def _meet(self, key: str, widget: str, options: tuple[str, ...], default: int, *, is_group: bool) -> None:
        if key not in self.controls:
            first = options[default] if options else ""
            self.controls[key] = _Control(widget, options, first, first, is_group)


def measure(bench: Bench) -> list[Row]:
    """Let the visitors in, let them click, and count."""
    visitors, seconds = (10, 15.0) if bench.small else (50, 40.0)
    before = bench.app.memory()
    latencies, took = asyncio.run(_crowd(bench.app, visitors, seconds))
    after = bench.app.memory()
    cuts = quantiles(latencies, n=100)
    expected = round(visitors * seconds / _EVERY)
    rows = [
        Row(f"{visitors} sessions, a control every {_EVERY:g} s: p50", cuts[49] * 1000, "ms"),
        Row(
            f"{visitors} sessions, a control every {_EVERY:g} s: p95",
            cuts[94] * 1000,
            "ms",
            aim=500,
            note=f"{len(latencies)} reruns of {expected} intended, slowest {max(latencies) * 1000:.0f} ms",
        ),
        Row("reruns a second", len(latencies) / took, "per s"),
    ]
    if before is not None and after is not None:
        rows.append(Row("memory of the server (RSS)", after, "MB", note=f"{before:.0f} MB before the sessions"))
    return rows


async def _crowd(server: Server, visitors: int, seconds: float) -> tuple[list[float], float]:
    start = time.perf_counter() + visitors / 10
    async with asyncio.TaskGroup() as group:
        ones = [_one(server, number, visitors, start, seconds) for number in range(visitors)]
        tasks = [group.create_task(one) for one in ones]
    return [taken for task in tasks for taken in task.result()], seconds


async def _one(server: Server, number: int, visitors: int, start: float, seconds: float) -> list[float]:
    """Come in before ``start``, ten a second, then change a control at even intervals."""
    choice = random.Random(number)
    pages = [page for page in PAGES if page != CHARTLESS]
    await asyncio.sleep(number / 10)
    address = f"{server.url.replace('http', 'ws', 1)}/_stcore/stream"
    taken = []
    async with connect(address, subprotocols=[Subprotocol("streamlit")], compression=None, max_size=None) as socket:
        visitor = _Visitor(socket, pages[number % len(pages)])
        await visitor.run()
        moment = start + _EVERY * number / visitors
        while moment < start + seconds:
            await asyncio.sleep(max(0.0, moment - time.perf_counter()))
            visitor.change(choice)
            taken.append(await visitor.run())
            moment += _EVERY
    return taken
