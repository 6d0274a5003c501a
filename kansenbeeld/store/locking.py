"""One build at a time in a store folder, whatever process it is in. The lock goes with the process that holds it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import fcntl

_LOCK: Final = ".building"


@contextlib.contextmanager
def building(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a store folder; wait for who has it.

    It is a lock of the operating system on an open file, so it neither needs process numbers nor outlives who holds
    it, however that ends. Where there are no such locks (Windows), two builds each write a file of their own aside.

    Args:
        folder: the store folder; it exists.
        say: called with one sentence where somebody else is building.

    Raises:
        OSError: the folder can't be written.
    """
    with (folder / _LOCK).open("ab") as file:
        if sys.platform != "win32":
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(f"another build is at work in {folder.name}; waiting until it is done")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
