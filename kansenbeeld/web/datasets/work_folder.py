"""Where an uploaded file lies while it is checked: a folder of its own that nobody else can open.

It goes when the session ends, or a day later where the process ended first.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
import weakref
from pathlib import Path
from typing import Final

PREFIX: Final = "kansenbeeld-upload-"
KEPT_SECONDS: Final = 24 * 3600


def new(owner: object, parent: Path | None = None) -> Path:
    """Make a folder that goes when ``owner``, an object of the session, does.

    Args:
        owner: what lives as long as the folder should.
        parent: where to make it; the folder of temporary files of this machine by default.

    Raises:
        OSError: the disk is full or can't be written.
    """
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    weakref.finalize(owner, shutil.rmtree, folder, ignore_errors=True)
    return folder


def remove_old(parent: Path | None = None, now: float | None = None) -> None:
    """Remove folders that an earlier process left more than a day ago.

    Args:
        parent: as :func:`new`.
        now: seconds since 1970; the present by default.
    """
    limit = (time.time() if now is None else now) - KEPT_SECONDS
    for folder in Path(parent or tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # Of somebody else, or removed by another process at this moment: not ours to mind.
        with contextlib.suppress(OSError):
            if folder.is_dir() and not folder.is_symlink() and folder.stat().st_mtime < limit:
                shutil.rmtree(folder, ignore_errors=True)
