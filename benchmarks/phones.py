"""A room that follows along: phones that open light pages, each over a connection of its own.

A phone opens one page, some slide of some conversation in one of the languages, and gets it compressed; it has no
cache and keeps no connection. Latency runs from asking for the connection until the last byte, read by one client
process on the same machine, which takes its share of the cores. An answer counts as good if it is whole: status 200,
as long as its header says, and HTML to its end.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final
from urllib.parse import urlsplit

from benchmarks.report import Row
from benchmarks.servers import Bench
from kansenbeeld.conversations.programme import programme
from kansenbeeld.language import LANGUAGES
from kansenbeeld.store import Store

_PATIENCE: Final = 30.0
_FIRST_FINDING: Final = 2


@dataclass(frozen=True, slots=True)
class _Visit:
    """What one phone got: seconds, bytes over the wire, and what was wrong, empty if nothing was."""

    seconds: float
    size: int
    fault: str


def measure(bench: Bench) -> list[Row]:
    """Let a whole room open one page at the same moment, then phones arrive spread over seconds."""
    pages = _pages(bench)
    room, phones, seconds = (40, 100, 2.0) if bench.small else (100, 500, 10.0)
    at_once = asyncio.run(_phones(bench.app.url, [pages[0]] * room, 0.0))
    chance = random.Random(1)
    spread = asyncio.run(_phones(bench.app.url, [chance.choice(pages) for _ in range(phones)], seconds))
    memory = bench.app.memory()
    bench.facts["memory after the phones"] = "unknown" if memory is None else f"{memory:.0f} MB"
    return [
        *_rows(f"{room} phones at once, one page", at_once),
        *_rows(f"{phones} phones in {seconds:g} s, {len(pages)} pages", spread),
    ]


def _pages(bench: Bench) -> list[str]:
    snapshot = Store(bench.store).snapshot()
    known = programme(snapshot)
    return [
        f"/m/{one.id}/{number}?version={snapshot.version}&lang={code}"
        for one in known.conversations
        if (theme := known.theme_of(one)) is not None
        for number, _ in enumerate(theme.evidence, start=_FIRST_FINDING)
        for code in LANGUAGES
    ]


async def _phones(server: str, pages: Sequence[str], seconds: float) -> list[_Visit]:
    chance = random.Random(2)
    return list(await asyncio.gather(*(_phone(server, page, chance.uniform(0, seconds)) for page in pages)))


async def _phone(server: str, page: str, delay: float) -> _Visit:
    await asyncio.sleep(delay)
    start, answer = time.perf_counter(), b""
    try:
        async with asyncio.timeout(_PATIENCE):
            answer = await _get(server, page)
        fault = _fault(answer)
    except (OSError, TimeoutError) as error:
        fault = type(error).__name__
    return _Visit(time.perf_counter() - start, len(answer), fault)


async def _get(server: str, page: str) -> bytes:
    at = urlsplit(server)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    try:
        lines = (
            f"GET {page} HTTP/1.1",
            f"Host: {at.netloc}",
            "Accept: text/html",
            "Accept-Encoding: gzip",
            "Connection: close",
        )
        writer.write("\r\n".join((*lines, "", "")).encode("ascii"))
        return await reader.read()
    finally:
        writer.close()


def _fault(answer: bytes) -> str:
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    if status.split(" ")[1:2] != ["200"]:
        return status or "no answer"
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("content-length") != str(len(body)):
        return "another length than its header says"
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return "" if body.rstrip().endswith(b"</html>") else "not a whole page"


def _rows(what: str, visits: Sequence[_Visit]) -> list[Row]:
    faults = sorted({visit.fault for visit in visits if visit.fault})
    cuts = quantiles((visit.seconds * 1000 for visit in visits), n=20)
    sizes = [visit.size / 1000 for visit in visits]
    return [
        Row(f"{what}: errors", sum(1 for visit in visits if visit.fault), "phones", aim=0, note="; ".join(faults)),
        Row(f"{what}: p50", cuts[9], "ms"),
        Row(f"{what}: p95", cuts[18], "ms", aim=1000),
        Row(f"{what}: most bytes", max(sizes), "kB", aim=150),
    ]
