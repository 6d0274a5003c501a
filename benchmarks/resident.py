"""The largest memory that a process and those that it started hold together, watched from outside (Linux)."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_EVERY: Final = 0.2
"""Seconds between two looks."""


@contextlib.contextmanager
def watched(process: int) -> Iterator[list[float]]:
    """Watch a process and its children; the one number that the list holds is the peak of their sum so far, in MB."""
    peak = [0.0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_EVERY):
            peak[0] = max(peak[0], sum(_resident(one) for one in _family(process)))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return
    for child in text.split():
        yield from _family(int(child))


def _resident(process: int) -> float:
    """Return resident memory in MB; 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS:")), 0.0)
