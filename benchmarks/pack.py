"""Time of a session pack of eight findings, as the button on a conversation's page makes it."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import cycle, islice
from statistics import median

from benchmarks.report import Row
from benchmarks.servers import Bench
from kansenbeeld.conversations import programme
from kansenbeeld.conversations.deck import pack
from kansenbeeld.conversations.story import story
from kansenbeeld.exports import images
from kansenbeeld.findings.outlines import outlines_of
from kansenbeeld.store import Store, build

_FINDINGS = 8


def measure(bench: Bench) -> list[Row]:
    """Make the pack of the first conversation with eight findings; the first time also starts the browser."""
    folder = bench.folder / "pack-store"
    build.build(folder)
    snapshot = Store(folder).snapshot()
    known = programme.programme(snapshot)
    conversation = known.conversation("1")
    theme = known.theme_of(conversation)
    assert theme is not None
    theme = replace(theme, evidence=tuple(islice(cycle(theme.evidence), _FINDINGS)))
    told = story(snapshot, conversation, theme, "nl")
    outlines = outlines_of(snapshot, [step.finding for step in told.steps])
    seconds = []
    for _ in range(2 if bench.small else 4):
        begin = time.perf_counter()
        made = pack.pack(told, outlines, "https://kansenbeeld.example")
        seconds.append(time.perf_counter() - begin)
    note = "" if images.can_draw() else "without Chromium: no PDFs and no pictures"
    return [
        Row("first pack of 8 findings", seconds[0], "s", aim=30, note=note),
        Row("packs after it", median(seconds[1:]), "s"),
        Row("size of its zip", len(pack.zipped(made)) / 1000, "kB"),
    ]
