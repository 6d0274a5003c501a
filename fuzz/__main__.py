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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from fuzz.target import CORPUS
from fuzz.targets import ROOM_OF, TARGETS

_TRIED: Final = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_LEAST: Final = 2


def fuzz(name: str, seconds: int, seed: int) -> tuple[int, list[Path], str]:
    """Fuzz a target in a process of its own.

    Returns:
        How many inputs were tried, the new findings, now files of the corpus, and what the fuzzer printed.
    """
    with tempfile.TemporaryDirectory(prefix="found-") as folder:
        command = [sys.executable, "-m", "fuzz.one", ROOM_OF[name], name, str(seconds), folder, str(seed)]
        root = Path(__file__).resolve().parents[1]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, errors="replace", check=False)
        tried = max((int(one) for one in _TRIED.findall(done.stderr)), default=0)
        found = []
        for path in sorted(Path(folder).iterdir()):
            target = CORPUS / name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            found.append(target)
    if done.returncode and not found:
        sys.exit(f"{name} could not be fuzzed:\n{done.stderr[-3000:]}")
    return tried, found, done.stderr


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
    whole = 0
    with ThreadPoolExecutor(given.jobs) as pool:
        for name, (tried, found, said) in zip(
            given.target, pool.map(lambda one: fuzz(one, each, given.seed), given.target), strict=True
        ):
            print(f"{name}: {tried:,} inputs, {len(found)} findings")
            for path in found:
                print(f"  {path.relative_to(CORPUS.parents[1])}")
            if found:
                print("\n".join(f"    {line}" for line in said.splitlines() if line.startswith(("FOUND", "=="))))
            whole += len(found)
    return 1 if whole else 0


if __name__ == "__main__":
    sys.exit(main())
