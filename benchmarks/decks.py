"""One person who has presentations and session packs made, again and again, while others click."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from benchmarks.protocol import visitor
from benchmarks.servers import Bench
from kansenbeeld.conversations.programme import programme
from kansenbeeld.language import LANGUAGES
from kansenbeeld.store import Store

_PATIENCE: Final = 120.0
_PRESENTATIONS: Final = 4
"""Presentations for each pack."""

_PAUSE: Final = 3.0


@dataclass(slots=True)
class Builder:
    """Has decks made, and remembers when: kind, begin and end by the clock ``time.perf_counter``."""

    server: str
    conversations: Sequence[str]
    spans: list[tuple[str, float, float]] = field(default_factory=list)
    fault: str = ""

    async def work(self) -> None:
        """Go on until cancelled."""
        addresses = _addresses(self.conversations)
        async with visitor(self.server, f"stadsgesprek-{self.conversations[0]}") as speaker:
            await speaker.run()
            while True:
                for _ in range(_PRESENTATIONS):
                    await self._timed("presentation", self._present(*next(addresses)))
                await self._timed("session pack", speaker.run("pack_make", patience=_PATIENCE))

    async def _timed(self, kind: str, made: object) -> None:
        begin = time.perf_counter()
        try:
            await made  # type: ignore[misc]
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the table says it
            self.fault = self.fault or f"{kind}: {type(error).__name__} {error}"
        self.spans.append((kind, begin, time.perf_counter()))
        # As long again with nobody building, so that both halves are of one moment of the machine.
        await asyncio.sleep(max(_PAUSE, time.perf_counter() - begin))

    async def _present(self, path: str, host: str) -> None:
        at = urlsplit(self.server)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        try:
            lines = (f"GET {path} HTTP/1.1", f"Host: {host}:{at.port}", "Accept: text/html", "Connection: close")
            writer.write("\r\n".join((*lines, "", "")).encode("ascii"))
            async with asyncio.timeout(_PATIENCE):
                answer = await reader.read()
        finally:
            writer.close()
        if not answer.startswith(b"HTTP/1.1 200") or not answer.rstrip().endswith(b"</html>"):
            raise RuntimeError(f"{path} is not a whole presentation")


def conversations(bench: Bench) -> list[str]:
    """Return the conversations that have a theme, so that a deck can be made of them."""
    known = programme(Store(bench.store).snapshot())
    return [one.id for one in known.conversations if known.theme_of(one) is not None]


def _addresses(conversations: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Return address and host of presentations that nobody had made yet: a presentation holds the host it is for."""
    for number in itertools.count(2):
        for code, one in itertools.product(LANGUAGES, conversations):
            yield f"/gesprek/{one}/presentatie?lang={code}", f"127.1.{number // 250}.{number % 250}"
