"""Faults of files under those who read them: a damaged current version, before the start and while it is read; gone."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from benchmarks.faults.outcome import Outcome
from benchmarks.faults.places import Ground, Heard
from kansenbeeld.store import Snapshot, Store, StoreError, files
from kansenbeeld.store.build import build, is_whole


def _flip(path: Path) -> None:
    with path.open("r+b") as file:
        content = file.read()[12288:]
        file.seek(12288)
        file.write(bytes(byte ^ 0xFF for byte in content))


def _zero(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))


DAMAGE: Final[Mapping[str, Callable[[Path], None]]] = {
    "flipped": _flip,
    "cut off": lambda path: os.truncate(path, 1 << 19),
    "zeroed": _zero,
}
"""Ways to damage a file in its place, by name."""


def damaged(folder: Path, how: str, *, while_read: bool) -> Outcome:
    """Damage the current version, look what readers get, and repair it with the command ``build``."""
    ground, failures = Ground(folder), []
    target = ground.take()
    path, store = files.version_file(ground.store, target), Store(ground.store)
    if while_read:
        store.snapshot()
    with Heard() as heard:
        DAMAGE[how](path)
        shown = _asked(store, failures)
    # What a process holds in memory of the newest version is right as well.
    if shown is None or shown.version != ground.version or store.stands_in != "older":
        failures.append("the version before it was not shown")
    failures += [] if (said := heard.holding("can't be read")) else ["the log has no sentence"]
    start = time.monotonic()
    build(ground.store, ground.new)
    failures += [] if is_whole(path) else ["it was not repaired"]
    repaired = _asked(store, failures)
    if repaired is None or repaired.version != target or store.stands_in:
        failures.append("the repaired version was not shown")
    seconds = time.monotonic() - start
    failures += [] if list(ground.store.glob("*.damaged-1")) else ["the damaged file was not kept"]
    return Outcome(
        f"The current version is damaged, {'while it is read' if while_read else 'before the start'}",
        "its file is flipped, cut off, or zeroed in place",
        1,
        "the version before it, and a sentence on the page",
        said,
        seconds,
        tuple(failures),
    )


def deleted(folder: Path, *, everything: bool) -> Outcome:
    """Delete the file of the current version, or the whole store folder, under a reader; then build again."""
    ground, failures = Ground(folder), []
    target, store = ground.version, Store(ground.store)
    store.snapshot()
    with Heard() as heard:
        if everything:
            shutil.rmtree(ground.store)
        else:
            files.version_file(ground.store, target).unlink()
        shown = _asked(store, failures)
    if shown is None or shown.version != target or store.stands_in != "gone":
        failures.append("the open version did not go on")
    failures += [] if (said := heard.holding("is gone")) else ["the log has no sentence"]
    start = time.monotonic()
    build(ground.store, ground.old)
    failures += ground.halves()
    if (after := _asked(store, failures)) is None or after.version != target or store.stands_in:
        failures.append("after the build readers were still told that it is gone")
    return Outcome(
        "The whole store is deleted while it is read" if everything else "The current version is deleted while read",
        "deleted, then the command build",
        1,
        "the same figures, and a sentence on the page",
        said,
        time.monotonic() - start,
        tuple(failures),
    )


def _asked(store: Store, failures: list[str]) -> Snapshot | None:
    """Ask as a page does: once more where a file turns out to be damaged under the question."""
    for _ in range(2):
        try:
            snapshot = store.snapshot()
            rows = snapshot.rows("areas", area_vintage=2015, area_level="stadsdeel")
        except StoreError as error:
            if error.kind != "damaged":
                failures.append(f"readers were told: {error}")
                return None
            continue
        if len(rows) != 8:
            failures.append("readers saw figures that are not whole")
        return snapshot
    failures.append("readers got no answer")
    return None
