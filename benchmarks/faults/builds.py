"""Faults of a build: killed, a full disk, a folder that may only be read, broken data, two at once."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from benchmarks.faults.outcome import Outcome, one
from benchmarks.faults.places import Ground, Readers, closed, command, data, last_line, read_only, small_disk, told
from benchmarks.faults.zygote import Zygote
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.store import files
from kansenbeeld.store.build import build, version_of

_SEED: Final = 20261124
_AT_ONCE: Final = 2


def killed(folder: Path, kills: int = 50, seed: int = _SEED) -> Outcome:
    """Kill builds at random moments, spread over as long as a build takes here; those that were done do not count.

    Each build is a process of its own that runs the command ``build``; those that share a folder come one after the
    other, and the next one has to cope with what the last one left. Two folders are at it at a time.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        shares = [kills // _AT_ONCE + (number < kills % _AT_ONCE) for number in range(_AT_ONCE)]
        jobs = [
            pool.submit(_killed, folder / f"kills-{number}", share, random.Random(seed + number))
            for number, share in enumerate(shares)
            if share
        ]
        return one([job.result() for job in jobs])


def _killed(folder: Path, kills: int, chance: random.Random) -> Outcome:
    ground, failures = Ground(folder), []
    target = version_of(ground.new)
    words = ("--store", str(ground.store), "build", "--data", str(ground.new))
    said = folder / "said.txt"
    with Zygote(ground.old, said) as zygote, Readers(ground.store) as readers:
        lengths, hits = [], 0
        for _ in range(3):
            _back(ground, target)
            start = time.monotonic()
            zygote.start(*words).wait()
            lengths.append(time.monotonic() - start)
        # Not by how slow the machine was for a moment.
        length = min(lengths)
        for number in range(kills):
            _back(ground, target)
            # One moment in each of as many equal parts of the build, in an order of chance.
            status = zygote.start(*words).kill_after(length * (number + chance.random()) / kills)
            hits += status == -signal.SIGKILL
            # A build that was quicker than its moment has to be well.
            failures += [] if status in (0, -signal.SIGKILL) else [f"a build ended with {status}"]
            failures += ground.halves()
            if files.current(ground.store) not in (ground.version, target):
                failures.append("something else became current")
        _back(ground, target)
        start = time.monotonic()
        status = zygote.start(*words).wait()
        seconds = time.monotonic() - start
    failures += [] if hits > kills // 2 else [f"only {hits} of {kills} builds were still at work when they were killed"]
    failures += [] if status == 0 and files.current(ground.store) == target else ["the next build failed"]
    failures += [f"left behind: {name}" for name in ground.unfinished()] + readers.faults
    failures += [] if readers.versions <= {ground.version, target} else ["readers saw another version"]
    return Outcome(
        "A build is killed",
        f"SIGKILL, spread over the {length:.1f} s that it takes",
        hits,
        "the last good version, without a fault",
        next((line for line in said.read_text(encoding="utf-8").splitlines() if "is current" in line), ""),
        seconds,
        tuple(failures),
    )


def _back(ground: Ground, target: str) -> None:
    """Show the first version, and have the second still to be built."""
    files.make_current(ground.store, ground.version)
    files.version_file(ground.store, target).unlink(missing_ok=True)


def full_disk(folder: Path) -> Outcome:
    """Build where the disk has no room for a second version; then make room."""
    ground = Ground(folder)
    target, failures = version_of(ground.new), []
    size = files.version_file(ground.store, ground.version).stat().st_size
    with small_disk(folder, size // (1 << 20) + 2, lambda place: _copied(ground.store, place)) as (place, limits):
        with Readers(place / "store") as readers:
            status, sentence, failures = told(_build(place / "store", ground.new, folder, **limits))
        failures += [] if status == 1 else [f"the build ended with {status}"]
        failures += [] if files.current(place / "store") == ground.version else ["the current version changed"]
        failures += [f"left behind: {path.name}" for path in (place / "store").glob("*.tmp*")] + readers.faults
        _copied(place / "store", folder / "room")
    start = time.monotonic()
    build(folder / "room" / "store", ground.new)
    seconds = time.monotonic() - start
    failures += [] if files.current(folder / "room" / "store") == target else ["with room it was not built"]
    return Outcome("The disk is full", "a build without room", 1, _STAYS, sentence, seconds, tuple(failures))


def read_only_store(folder: Path) -> Outcome:
    """Build other data into a store that may only be read, and the same data, for which nothing is to be written."""
    ground = Ground(folder)
    start = time.monotonic()
    with read_only(lambda place: _copied(ground.folder, place, "store", "old", "new")) as (place, options):
        with Readers(place / "store") as readers:
            status, sentence, failures = told(_build(place / "store", place / "new", folder, **options))
            same, _, wrong = told(_build(place / "store", place / "old", folder, **options))
        failures += [] if status == 1 else [f"the build ended with {status}"]
        failures += wrong + ([] if same == 0 else [f"the build of the same data ended with {same}"])
        failures += [] if files.current(place / "store") == ground.version else ["the current version changed"]
    build(ground.store, ground.new)
    seconds = time.monotonic() - start
    return Outcome("The store may only be read", "a build", 1, _STAYS, sentence, seconds, (*failures, *readers.faults))


def read_only_data(folder: Path) -> Outcome:
    """Build data that may only be read, as somebody who may not write there: nothing is ever written there."""
    ground = Ground(folder)
    start = time.monotonic()
    with closed(lambda place: _copied(ground.folder, place, "new", "store")) as (place, options):
        probe = subprocess.run([*options["prefix"], "test", "-w", str(place / "new")])
        process = _build(place / "store", place / "new", place, **options)
        said, errors = process.communicate(timeout=300)
        target = version_of(place / "new")
        failures = [] if files.current(place / "store") == target else [f"it was not built: {last_line(errors)}"]
        failures += [] if probe.returncode else ["the data could be written all the same"]
    sentence = next((line for line in said.splitlines() if "is current" in line), "")
    seconds = time.monotonic() - start
    return Outcome(
        "The data folder may only be read", "a build", 1, "the new version", sentence, seconds, tuple(failures)
    )


def truncated(folder: Path, times: int = 3) -> Outcome:
    """Cut a table of the data off, at several places, and put it back."""
    ground, failures, sentences = Ground(folder), [], []
    table = ground.new / "kco_outcomes" / "group8.csv"
    whole = table.read_bytes()
    # In the header, in the middle of a figure, and with nothing left.
    cuts = [len(whole) // 2 + 3, 20, 0, *(len(whole) * part // 10 + 1 for part in range(1, 9))][:times]
    with Readers(ground.store) as readers:
        for cut in cuts:
            table.write_bytes(whole[:cut])
            try:
                build(ground.store, ground.new)
            except DatasetError as error:
                sentences.append(str(error))
            else:
                rest = whole[:cut].count(b"\n")
                # A cut at the end of a row can't be told from a shorter table.
                failures.append(f"a table that was cut after {rest} rows was taken")
            failures += ground.halves()
        failures += [] if files.current(ground.store) == ground.version else ["the current version changed"]
        table.write_bytes(whole)
        start = time.monotonic()
        build(ground.store, ground.new)
        seconds = time.monotonic() - start
    sentence = sentences[0] if sentences else ""
    done = "a table cut off in the middle of a row, in its header, and to nothing"
    return Outcome("A dataset is cut off", done, len(cuts), _STAYS, sentence, seconds, (*failures, *readers.faults))


def two_builds(folder: Path) -> Outcome:
    """Start two builds at once: of the same data in an empty folder, and of other data in a folder that is read."""
    ground, empty = Ground(folder), folder / "empty"
    start = time.monotonic()
    with Readers(ground.store) as readers:
        same = [_build(empty, ground.old, folder) for _ in range(2)]
        results = [process.communicate(timeout=300) for process in same]
        third = data(folder / "third", changed=True)
        shutil.rmtree(third / "kco_outcomes")
        shutil.copytree(ground.old / "kco_outcomes", third / "kco_outcomes")
        package = third / "kco_outcomes" / "datapackage.json"
        package.write_text(package.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        other = [_build(ground.store, one_of, folder) for one_of in (ground.new, third)]
        results += [process.communicate(timeout=300) for process in other]
    seconds = time.monotonic() - start
    failures = [f"a build failed: {errors[-200:]}" for _, errors in results if "Traceback" in errors]
    failures += [f"a build ended with {process.returncode}" for process in (*same, *other) if process.returncode]
    failures += ground.halves() + [f"left behind: {name}" for name in ground.unfinished()] + readers.faults
    expected = {ground.version, version_of(ground.new), version_of(third)}
    failures += [] if set(files.versions(ground.store)) == expected else ["a version is missing"]
    failures += [] if files.versions(empty) == (ground.version,) else ["the empty folder has no version"]
    made = sum("writing data version" in said for said, _ in results[:2])
    failures += [] if made == 1 else [f"{made} of two builds wrote the same version"]
    waited = [line for said, _ in results for line in said.splitlines() if "another build" in line]
    sentence = waited[0] if waited else "the later one finds it done"
    done = "two processes into an empty folder, and two with other data into a folder that is read"
    return Outcome("Two builds at once", done, 4, "whole versions only", sentence, seconds, tuple(failures))


_STAYS: Final = "the version that was there, without a fault"


def _build(store: Path, given: Path, folder: Path, **options: object) -> subprocess.Popen[str]:
    return command("--store", str(store), "build", "--data", str(given), folder=folder, **options)


def _copied(source: Path, place: Path, *names: str) -> None:
    if not names:
        shutil.copytree(source, place / source.name)
    for name in names:
        shutil.copytree(source / name, place / name)
