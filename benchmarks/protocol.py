"""A client that speaks Streamlit's protocol: one browser's side of the conversation, without a browser.

A visitor does what the browser does, as read off real Chromium: the first message names the page; each later
one carries the page's hash, the state of every control with one of them changed, the address that goes with
it, and the hashes of the messages that were kept. Not copied: answers are not drawn, and outlines and scripts
are not fetched.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

_PATIENCE: Final = 30.0
_LONGEST: Final = 2
"""Runs for which a browser keeps a message that is not asked for (Streamlit's ``maxCachedMessageAge``)."""


class PageFailedError(Exception):
    """A run of a page's script did not finish well, or the page shows an error."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One run of a page's script, seen from outside: seconds until it finished, and bytes of its messages."""

    seconds: float
    size: int


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
        return WidgetState(id=self.id, bool_value=bool(self.chosen))


@dataclass(slots=True)
class Visitor:
    """One browser's side of the conversation.

    Attributes:
        socket: an open connection.
        page: the end of the page's address.
        query: what stands in the address beside the choices.
        controls: by key, as the page described them.
        buttons: widget ids by key.
    """

    socket: ClientConnection
    page: str
    query: Mapping[str, str] = field(default_factory=dict)
    controls: dict[str, _Control] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    _hash: str = ""
    _hashes: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, int] = field(default_factory=dict)
    _runs: int = 0

    async def run(self, pressed: str = "", *, patience: float = _PATIENCE) -> Answer:
        """Ask for a run of the script with the present choices, and wait until it finished.

        Args:
            pressed: key of a button to press.
            patience: seconds to wait.

        Raises:
            PageFailedError: the script did not finish well, or the page shows an error.
            TimeoutError: it took longer than ``patience``.
        """
        size, fault = 0, ""
        start = time.perf_counter()
        await self.socket.send(self._message(pressed).SerializeToString())
        async with asyncio.timeout(patience):
            while True:
                frame = await self.socket.recv(decode=False)
                size += len(frame)
                answer = ForwardMsg.FromString(frame)
                kind = answer.WhichOneof("type")
                if kind == "script_finished":
                    self._forget()
                    break
                fault = fault or self._learn(answer, kind or "")
        if fault or answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            raise PageFailedError(f"/{self.page}: {fault or 'the script did not finish well'}")
        return Answer(time.perf_counter() - start, size)

    async def turn_to(self, page: str) -> Answer:
        """Go to another page by its link in the menu; errors as :meth:`run`."""
        self.page, self._hash = page, self._hashes[page]
        self.controls.clear()
        self.buttons.clear()
        return await self.run()

    def change(self, choice: random.Random, among: tuple[str, ...]) -> bool:
        """Choose another option of one of the page's controls; return whether it has one of those named."""
        there = [key for key in among if key in self.controls]
        if not there:
            return False
        control = self.controls[choice.choice(there)]
        options = control.options or ("", "true")
        control.chosen = choice.choice([option for option in options if option != control.chosen])
        return True

    def _message(self, pressed: str) -> BackMsg:
        message = BackMsg()
        client = message.rerun_script
        chosen = {key: one.chosen for key, one in self.controls.items() if one.chosen != one.default}
        client.query_string = urlencode({**self.query, **chosen})
        client.widget_states.widgets.extend(control.state() for control in self.controls.values())
        if pressed:
            client.widget_states.widgets.append(WidgetState(id=self.buttons[pressed], trigger_value=True))
        client.page_script_hash = self._hash
        client.page_name = "" if self._hash else self.page
        client.cached_message_hashes.extend(self._kept)
        client.context_info.timezone = "UTC"
        client.context_info.locale = "nl-NL"
        client.context_info.color_scheme = "light"
        return message

    def _forget(self) -> None:
        self._runs += 1
        self._kept = {name: run for name, run in self._kept.items() if self._runs - run <= _LONGEST}

    def _learn(self, answer: ForwardMsg, kind: str) -> str:
        """Take over what a message says of page and controls; return the text of an error on the page."""
        if answer.metadata.cacheable and answer.hash:
            self._kept[answer.hash] = self._runs
        elif answer.ref_hash:
            self._kept[answer.ref_hash] = self._runs
        if kind == "navigation":
            self._hash = answer.navigation.page_script_hash
            for page in answer.navigation.app_pages:
                self._hashes["" if page.is_default else page.url_pathname] = page.page_script_hash
        elif kind == "delta":
            return self._meet(answer)
        return ""

    def _meet(self, answer: ForwardMsg) -> str:
        element = answer.delta.new_element
        match element.WhichOneof("type"):
            case "button_group":
                group = element.button_group
                options = tuple(option.content for option in group.options)
                self._know(group.query_param_key, group.id, options, group.default[0], is_group=True)
            case "selectbox":
                box = element.selectbox
                self._know(box.query_param_key, box.id, tuple(box.options), box.default, is_group=False)
            case "checkbox":
                self._know(element.checkbox.query_param_key, element.checkbox.id, (), 0, is_group=False)
            case "button":
                self.buttons[element.button.id.rsplit("-", 1)[-1]] = element.button.id
            case "exception":
                return element.exception.message
            case "alert" if element.alert.format == element.alert.ERROR:
                return element.alert.body
        return ""

    def _know(self, key: str, widget: str, options: tuple[str, ...], default: int, *, is_group: bool) -> None:
        if key not in self.controls:
            first = options[default] if options else ""
            self.controls[key] = _Control(widget, options, first, first, is_group)


@contextlib.asynccontextmanager
async def visitor(server: str, page: str, query: Mapping[str, str] | None = None) -> AsyncIterator[Visitor]:
    """Connect to a server as a browser that opens a page; nothing is asked yet.

    Args:
        server: address without a slash at the end.
        page: the end of the page's address.
        query: what stands in the address.
    """
    address = f"{server.replace('http', 'ws', 1)}/_stcore/stream"
    async with connect(address, subprotocols=[Subprotocol("streamlit")], compression=None, max_size=None) as socket:
        yield Visitor(socket, page, query or {})
