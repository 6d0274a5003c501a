"""What takes long is made once per run of the tests, whatever number of workers they run on."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

if sys.platform != "win32":
    import fcntl

_WORKER: Final = "PYTEST_XDIST_WORKER"


def made_once(places: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder of this worker's own with what ``make`` puts into a folder that does not exist yet.

    The first worker that asks makes it, under a lock of the operating system; the others wait for it. Each gets a
    copy, so that nothing that a test writes is seen by another worker.

    Args:
        places: of the session.
        name: of what is made; the same name is the same thing.
        make: gets the folder to make.
    """
    own = places.mktemp(name) / name
    # Without workers the folder of the session is the run's own; with them it is one of several in that of the run.
    run = places.getbasetemp().parent if _WORKER in os.environ else places.getbasetemp()
    made = run / f"once-{name}"
    with (run / f"once-{name}.lock").open("ab") as lock:
        if sys.platform != "win32":
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            # Aside first: what a test run that was stopped half-way left is not taken for the whole.
            half = run / f"once-{name}.{os.getpid()}"
            make(half)
            half.rename(made)
    shutil.copytree(made, own)
    return own
