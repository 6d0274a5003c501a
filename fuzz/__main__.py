"""Share some time over the targets: ``python -m fuzz --seconds 60 [--target NAME ...]``.

Every finding is written as a file into ``fuzz/corpus/<target>/``, where the tests replay it from then on, and the
command fails.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from fuzz.target import CORPUS
from fuzz.targets import ROOM_OF, TARGETS

_TRIED: Final = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_LEAST: Final = 2


class Outcome(NamedTuple):
    """What came of a target: inputs that were tried, new findings as files of the corpus, what the fuzzer said."""

    name: str
    tried: int
    found: list[Path]
    said: str


def fuzz(room: str, names: Sequence[str], seconds: int, seed: int) -> list[Outcome]:
    """Fuzz targets of a room one after the other, some seconds each, in a process beside this one."""
    with tempfile.TemporaryDirectory(prefix="found-") as folder:
        command = [sys.executable, "-m", "fuzz.one", room, str(seconds), folder, str(seed), *names]
        root = Path(__file__).resolve().parents[1]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, errors="replace", check=False)
        status = dict(line.split() for line in done.stdout.splitlines())
        if done.returncode or status.keys() != set(names):
            sys.exit(f"{room} could not be fuzzed:\n{done.stderr[-3000:]}")
        return [_outcome(name, Path(folder), int(status[name])) for name in names]


def _outcome(name: str, folder: Path, status: int) -> Outcome:
    said = (folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")
    tried = max((int(one) for one in _TRIED.findall(said)), default=0)
    found = []
    for path in sorted((folder / name).iterdir()):
        target = CORPUS / name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        found.append(target)
    if status and not found:
        sys.exit(f"{name} could not be fuzzed:\n{said[-3000:]}")
    return Outcome(name, tried, found, said)


def main() -> int:
    """Run the command; 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for all targets together")
    parser.add_argument("--target", nargs="+", choices=sorted(TARGETS), default=list(TARGETS), metavar="NAME")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="targets at the same time")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same one tries the same inputs again")
    given = parser.parse_args()
    each = max(_LEAST, given.seconds * given.jobs // len(given.target))
    print(f"{len(given.target)} targets, {each} s each, {given.jobs} at a time, seed {given.seed}")
    parts = [
        (room, names[start :: given.jobs])
        for room in dict.fromkeys(ROOM_OF[name] for name in given.target)
        for start in range(given.jobs)
        if (names := [name for name in given.target if ROOM_OF[name] == room])[start :: given.jobs]
    ]
    whole = 0
    with ThreadPoolExecutor(given.jobs) as pool:
        for outcomes in pool.map(lambda part: fuzz(*part, each, given.seed), parts):
            for name, tried, found, said in outcomes:
                print(f"{name}: {tried:,} inputs, {len(found)} findings")
                for path in found:
                    print(f"  {path.relative_to(CORPUS.parents[1])}")
                if found:
                    print("\n".join(f"    {line}" for line in said.splitlines() if line.startswith(("FOUND", "=="))))
                whole += len(found)
    return 1 if whole else 0


if __name__ == "__main__":
    sys.exit(main())
