"""Bytes from server to browser: for a first visit of each page, and for one redraw of the district map.

Counted by the browser: bodies with their headers as they came over the wire, compressed or not, and websocket
frames (Streamlit does not compress those). No proxy stands in between; one that compresses saves more.
"""

from __future__ import annotations

import base64
from typing import Any, Final

from playwright.sync_api import Page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.browser import PAGES, chromium, open_page, visit
from benchmarks.report import Row
from benchmarks.servers import Bench

_MAP: Final = "kansenbeeld_map"
_PATIENCE: Final = 10_000


class _Meter:
    """Adds up what a page receives."""

    def __init__(self, page: Page) -> None:
        self.http = 0
        self.frames: list[bytes] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._body)
        session.on("Network.webSocketFrameReceived", self._frame)

    def _body(self, event: dict[str, Any]) -> None:
        self.http += int(event["encodedDataLength"])

    def _frame(self, event: dict[str, Any]) -> None:
        self.frames.append(base64.b64decode(event["response"]["payloadData"]))

    @property
    def messages(self) -> list[ForwardMsg]:
        return [ForwardMsg.FromString(frame) for frame in self.frames]

    @property
    def websocket(self) -> int:
        return sum(map(len, self.frames))


def measure(bench: Bench) -> list[Row]:
    """Visit floor and pages once each, then choose a district on the map."""
    rows = []
    with chromium(bench) as browser:
        with visit(browser) as page:
            floor = _first_visit(page, f"{bench.floor.url}/")
        for name in bench.pages(PAGES):
            with visit(browser) as page:
                meter = _first_visit(page, f"{bench.app.url}/{name}")
                rows.append(
                    Row(
                        f"/{name} first visit",
                        (meter.http + meter.websocket) / 1000,
                        "kB",
                        floor=(floor.http + floor.websocket) / 1000,
                        note=f"websocket: {meter.websocket / 1000:.1f} kB in {len(meter.frames)} messages",
                    )
                )
                if name == "stadsdelen":
                    redraw = _redraw(page, meter)
    return rows + redraw


def _first_visit(page: Page, address: str) -> _Meter:
    meter = _Meter(page)
    open_page(page, address)
    _await_script(page, meter)
    page.wait_for_load_state("networkidle")
    return meter


def _redraw(page: Page, meter: _Meter) -> list[Row]:
    meter.frames.clear()
    meter.http = 0
    page.locator("[role=option][aria-selected=false]").first.dispatch_event("click")
    _await_script(page, meter)
    page.wait_for_load_state("networkidle")
    maps = [
        len(frame)
        for frame, message in zip(meter.frames, meter.messages, strict=True)
        if message.delta.new_element.bidi_component.component_name.endswith(_MAP)
    ]
    if not maps:
        raise RuntimeError("no message carried the map: has its component another name?")
    return [
        Row("map redraw, messages with the map", sum(maps) / 1000, "kB", aim=10),
        Row("the whole page, same redraw", (meter.websocket + meter.http) / 1000, "kB"),
    ]


def _await_script(page: Page, meter: _Meter) -> None:
    for _ in range(_PATIENCE // 50):
        if any(message.WhichOneof("type") == "script_finished" for message in meter.messages):
            return
        page.wait_for_timeout(50)
    raise RuntimeError(f"the script behind {page.url} did not finish")
