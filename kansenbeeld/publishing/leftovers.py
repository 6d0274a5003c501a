"""Throw away what was prepared and never published, and what a process left that was killed while it wrote.

Only by age: whatever is younger than a day may belong to a build, or to a person, that is still at work.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

KEPT_SECONDS: Final = 24 * 3600
RECOVERY: Final = ".recover-"
"""How the folders begin in which a backup is unpacked, in the store and among the editions."""

_CANDIDATES: Final = ("kansenbeeld-*", "private/raw-*", "*.tmp", "*.tmp.wal")
_STORE: Final = ("*.tmp", "*.tmp.wal", "private/raw-*.tmp", "private/raw-*.tmp.wal")
_TEMPORARY: Final = re.compile(r"kansenbeeld-(check|print|upload|work)-[a-z0-9_]{8}")
"""Names that our own temporary folders get, and that nobody would give to a folder by hand."""


def remove(store: Path, editions: Path, *, temporary: Path | None = None, now: float | None = None) -> None:
    """Remove files and folders of ours that nobody wrote to for a day.

    What can't be removed, since it is of somebody else or just went, is left alone.

    Args:
        store: the store folder; only unfinished files go, and backups that were unpacked and never given their place.
        editions: the folder of editions; only copies that were never given their place go.
        temporary: where temporary folders are made; by default that of this machine.
        now: seconds since 1970; the present by default.
    """
    limit = (time.time() if now is None else now) - KEPT_SECONDS
    for path in dict.fromkeys(_leftovers(store, editions, temporary or Path(tempfile.gettempdir()))):
        with contextlib.suppress(OSError):
            if path.is_symlink() or not _is_ours(path) or _last_written(path) > limit:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def _leftovers(store: Path, editions: Path, temporary: Path) -> Iterator[Path]:
    for folder, patterns in ((store / "candidates", _CANDIDATES), (store, _STORE)):
        yield from (path for pattern in patterns for path in folder.glob(pattern) if path.is_file())
    yield from (path for path in store.glob(f"{RECOVERY}*") if path.is_dir())
    # A recovery begins its folders there with a dot as well.
    yield from (path for path in editions.glob(".*") if path.is_dir())
    yield from (path for path in temporary.glob("kansenbeeld-*") if _TEMPORARY.fullmatch(path.name) and path.is_dir())


def _is_ours(path: Path) -> bool:
    return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()


def _last_written(path: Path) -> float:
    """When anything in a file or folder was written last: a folder itself only knows when a name in it changed."""
    return max((path.lstat().st_mtime, *(one.lstat().st_mtime for one in path.rglob("*"))))
