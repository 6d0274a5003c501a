"""A person at the running app without a browser: what a browser would send, and what a forger could.

Pages come over Streamlit's websocket, a log-in over plain requests to the app and to a provider on this machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE: Final = 60.0


@dataclass(slots=True)
class Live:
    """A page that is open.

    Attributes:
        session: number of the session, as Streamlit gave it.
        widgets: id of each widget that was drawn, by its key.
        texts: what was drawn as text.
        redirect: where the page sent the browser for a log-in.
    """

    socket: ClientConnection
    page: str
    session: str = ""
    page_hash: str = ""
    widgets: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    redirect: str = ""

    def run(self, *states: WidgetState) -> str:
        """Run the page with the state of some widgets; return what was drawn."""
        message = BackMsg()
        message.rerun_script.widget_states.widgets.extend(states)
        message.rerun_script.page_script_hash = self.page_hash
        message.rerun_script.page_name = "" if self.page_hash else self.page
        return self.send(message.SerializeToString())

    def send(self, message: bytes) -> str:
        """Send a message as it is, and return what was drawn."""
        self.texts.clear()
        self.widgets.clear()
        self.socket.send(message)
        while True:
            answer = ForwardMsg.FromString(self.socket.recv(PATIENCE, decode=False))
            kind = answer.WhichOneof("type")
            if kind == "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                return "\n".join(self.texts)
            self._learn(kind, answer)

    def click(self, key: str, **values: str) -> str:
        """Click a button, with texts and choices in other widgets by their keys; return what was drawn."""
        return self.run(*self.states(key, **values))

    def states(self, key: str, **values: str) -> list[WidgetState]:
        """Return the states of a click, also on a button that was never drawn (by its id in place of its key)."""
        states = [_state(self.widgets[name], value) for name, value in values.items()]
        return [*states, WidgetState(id=self.widgets.get(key, key), trigger_value=True)]

    def _learn(self, kind: str | None, answer: ForwardMsg) -> None:
        if kind == "new_session":
            self.session = answer.new_session.initialize.session_id
        elif kind == "navigation":
            self.page_hash = answer.navigation.page_script_hash
        elif kind == "auth_redirect":
            self.redirect = answer.auth_redirect.url
        elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            drawn: Any = getattr(element, element.WhichOneof("type") or "")
            self.texts.append(str(getattr(drawn, "body", "") or getattr(drawn, "label", "")))
            if str(getattr(drawn, "id", "")).startswith("$$ID-"):
                self.widgets[drawn.id.split("-", 2)[2]] = drawn.id


def _state(widget: str, value: str) -> WidgetState:
    if widget.endswith("_said_by"):
        state = WidgetState(id=widget)
        state.string_array_value.data.append(value)
        return state
    return WidgetState(id=widget, string_value=value)


class Person:
    """Somebody with a browser's cookies."""

    def __init__(self, address: str) -> None:
        """Visit an app for the first time, and get the cookie that proves that later requests are his own."""
        self.address: Final = address
        self.http: Final = httpx.Client(base_url=address, timeout=PATIENCE)
        self.http.get("/_stcore/host-config")
        self.http.get("/_stcore/health")

    def close(self) -> None:
        """Leave."""
        self.http.close()

    @contextmanager
    def page(self, page: str = "", cookies: str | None = None) -> Iterator[Live]:
        """Open a page by its address, and run it once."""
        mine = "; ".join(f"{one.name}={one.value}" for one in self.http.cookies.jar)
        token = str(self.http.cookies.get("_streamlit_xsrf", ""))
        with connect(
            f"{self.address.replace('http', 'ws', 1)}/_stcore/stream",
            origin=Origin(self.address),
            subprotocols=[Subprotocol("streamlit"), *([Subprotocol(token)] if token else [])],
            additional_headers={"Cookie": mine if cookies is None else cookies},
            compression=None,
            max_size=None,
        ) as socket:
            live = Live(socket, page)
            live.run()
            yield live

    def log_in(self, who: str, page: str = "") -> httpx.Response:
        """Log in at the provider as who is known there by that number; return the last answer of the app."""
        return self.http.get(self.callback(who, page))

    def callback(self, who: str, page: str = "") -> str:
        """Go all the way to the provider and return where it sends the person back to."""
        with self.page(page) as live:
            live.click("log_in")
        away = self.http.get(live.redirect, headers={"Referer": f"{self.address}/{page}"})
        provider = away.headers["location"]
        return str(self.http.post(provider, data={"sub": who}).headers["location"])

    def send_file(self, session: str) -> httpx.Response:
        """Send a file to a page by the number of its session, also one of somebody else."""
        headers = {"Origin": self.address, "X-Xsrftoken": str(self.http.cookies.get("_streamlit_xsrf"))}
        files = {"file": ("a.csv", b"a,b\n1,2\n")}
        return self.http.put(f"/_stcore/upload_file/{session}/one", files=files, headers=headers)

    def log_out(self) -> httpx.Response:
        """Log out of the app."""
        return self.http.get("/auth/logout")


def without_time(text: str) -> str:
    """Return a text without numbers of sessions, to compare two pages."""
    return re.sub(r"[0-9a-f]{32,}", "", text)
