"""What must be there before the first visitor: a store that is as new as the data."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from kansenbeeld import logs, paths
from kansenbeeld.store import Store, StoreError

_LOG = logging.getLogger(__name__)


def ensure_store(folder: Path, data: Path = paths.DATA) -> None:
    """Build the store when nothing was built yet, or when ``data`` with the active editions was never built.

    A version that an earlier build made is left as it is, so that a version taken back stays taken back. If the
    new data are broken and an earlier version is there, that one is served and the reason goes to the log. The same
    where the database of the ledger is away, which holds what is published, and where the disk is full or may not be
    written.

    Args:
        folder: the store folder.
        data: the folder of datasets that the product ships.

    Raises:
        DatasetError, PublishError, OSError: the data are broken, or can't be written, and there is no
            earlier version.
    """
    from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
    from kansenbeeld.datasets.packages import DatasetError
    from kansenbeeld.publishing.errors import PublishError
    from kansenbeeld.publishing.publishing import Publishing
    from kansenbeeld.store import build

    try:
        publishing = Publishing(store=folder, shipped=data)
        try:
            publishing.clean()
            publishing.settle(progress=_say)
        finally:
            publishing.close()
    except LedgerUnavailableError as error:
        _LOG.error("what was published can't be looked up; what was shown last stays: %s", error)
        if not _serves(folder):
            build.build(folder, data, progress=_say)
    except (DatasetError, PublishError, OSError) as error:
        if not _serves(folder):
            raise
        _LOG.error("the new data were not taken; the earlier version stays: %s", error)


def _serves(folder: Path) -> bool:
    """Whether there is something to show, be it an earlier version than the current one."""
    try:
        Store(folder).current_version()
    except StoreError:
        return False
    return True


def _say(line: str) -> None:
    if logs.is_json():
        _LOG.info(line)
    else:
        print(f"Kansenbeeld: {line}", file=sys.stderr, flush=True)
