"""Many short processes of ``python -m kansenbeeld``: one that has loaded the libraries, which has a child for each.

A build spends more time on loading libraries than on building. Killing it there proves little, so the children begin
where the command begins.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Self

from kansenbeeld import paths

_PARENT: Final = """
import json, os, sys
from pathlib import Path
import duckdb, geopandas, pandera.pandas, pandas, pyogrio, shapely
from kansenbeeld import cli
from kansenbeeld.datasets import outlines, packages, programme_files
from kansenbeeld.publishing import publishing
from kansenbeeld.store import build
# Checking loads more when it checks for the first time, and borders are kept once drawn: what is left of a build is
# what writes. Nothing of DuckDB here: its threads do not survive a fork.
packages.read_tables(packages.read_packages(Path(sys.argv[1])))
for shapes in Path(sys.argv[1]).glob("*/*.geojson"):
    outlines.outlines(shapes)
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if not child:
        said = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        status = cli.main(json.loads(line))
        sys.stdout.flush()
        os._exit(status)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@dataclass(frozen=True, slots=True)
class Child:
    """A running command, to be waited for once; ``handle`` is a file descriptor that can be read when it has ended."""

    handle: int
    _out: IO[str]

    def wait(self) -> int:
        """Wait for its end; return its exit status, negative where a signal ended it."""
        try:
            return os.waitstatus_to_exitcode(int(self._out.readline()))
        finally:
            os.close(self.handle)

    def kill_after(self, seconds: float) -> int:
        """Kill it after some seconds, if it is not done by then; as :meth:`wait`, so -9 where it was still at work."""
        time.sleep(seconds)
        # Not by its number: its parent waits for it, so once it is done that may be of another process.
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        return self.wait()


class Zygote:
    """The process with the libraries."""

    def __init__(self, data: Path, said: Path) -> None:
        """Take data to check while loading, and the file that gets what the last command says."""
        environment = {**os.environ, "PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PARENT, str(data), str(said)],
            cwd=paths.ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, *words: str) -> Child:
        """Start ``python -m kansenbeeld`` with these words."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return Child(os.pidfd_open(int(self._process.stdout.readline())), self._process.stdout)

    def __enter__(self) -> Self:
        """Wait until the libraries are loaded."""
        assert self._process.stdout is not None
        while self._process.stdout.readline() not in ("ready\n", ""):
            pass
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.communicate()
