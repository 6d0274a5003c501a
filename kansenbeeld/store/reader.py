"""A store folder as its readers see it: what is current, what stands in for it, what is open.

A version is opened once per process (``kansenbeeld.store.snapshot``) and shared by its threads.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Final, Literal

from kansenbeeld.paths import QUERIES
from kansenbeeld.store import files
from kansenbeeld.store.errors import StoreError, unreadable
from kansenbeeld.store.snapshot import Snapshot, VersionInfo

_LOG: Final = logging.getLogger(__name__)

StandIn = Literal["", "older", "gone"]


class Store:
    """A folder of store files. Looks up the current version on each request, so a new one needs no restart.

    Where the current version is damaged, the one that was current before it stands in, until the file is whole again.
    Where its file is gone while it is open, it goes on to be served from the open file.
    """

    def __init__(self, folder: Path, query_folder: Path = QUERIES) -> None:
        """Take the folder of the store files; nothing is opened yet."""
        self.folder: Final = folder
        self._query_folder: Final = query_folder
        self._lock: Final = threading.Lock()
        self._open: Final[dict[str, Snapshot]] = {}
        self._damaged: Final[dict[str, files.Identity | None]] = {}
        self._shown = ""
        self._stands_in: StandIn = ""

    @property
    def stands_in(self) -> StandIn:
        """What readers should be told: ``older`` version shown, files ``gone``, or nothing; as of the last look."""
        return self._stands_in

    def current_version(self) -> str:
        """Return the version to show: the current one, or the one that stands in for it.

        Raises:
            StoreError: nothing was built yet, or nothing of it can be opened.
        """
        pointed = files.pointed(self.folder)
        if pointed and self._serves(pointed[0]):
            here = files.version_file(self.folder, pointed[0]).is_file()
            return self._note(pointed[0], "" if here else "gone")
        if pointed:
            # What was current before, latest first; then what a store from before the pointer knew it has.
            version = next(filter(self._serves, (*pointed[1:], *self._of_the_folder())), None)
            if version is None:
                raise unreadable(pointed[0])
            return self._note(version, "older")
        if self._shown and self._serves(self._shown):
            return self._note(self._shown, "gone")
        raise StoreError("empty", "There are no data yet; build them with: python -m kansenbeeld build")

    def versions(self) -> tuple[VersionInfo, ...]:
        """Return every version that can be opened, newest data first, the current one in front."""
        current, infos = self.current_version(), []
        # Data of one day are in the order in which they became current, which no clock tells.
        order = {version: -place for place, version in enumerate(files.pointed(self.folder))}
        for version in dict.fromkeys((current, *files.versions(self.folder))):
            try:
                infos.append(self.snapshot(version).info)
            except StoreError:
                continue
        return tuple(
            sorted(
                infos,
                key=lambda info: (
                    info.version == current,
                    info.data_date,
                    order.get(info.version, -len(order)),
                    info.version,
                ),
                reverse=True,
            )
        )

    def snapshot(self, version: str | None = None) -> Snapshot:
        """Open a version, or the current one; the same object as long as this process lives and its file is whole.

        Raises:
            StoreError: the version is not there, or can't be opened.
        """
        version = version or self.current_version()
        with self._lock:
            path = files.version_file(self.folder, version) if files.is_version(version) else None
            found = files.identity(path) if path else None
            opened = self._open.get(version)
            if opened is not None and not self._is_spoilt(opened, found):
                return opened
            if path is None or found is None:
                raise StoreError(
                    "unknown",
                    f"Data version {version} is not here; leave it out of the address for the newest.",
                    version,
                )
            if self._damaged.get(version) == found:
                raise unreadable(version)
            try:
                self._open[version] = Snapshot(path, version, self._query_folder)
            except StoreError as error:
                self._damaged[version] = found
                _LOG.error("%s", error)
                raise
            self._damaged.pop(version, None)
            return self._open[version]

    def _is_spoilt(self, opened: Snapshot, found: files.Identity | None) -> bool:
        """Whether an open version must be opened again: it failed, or somebody wrote in its file and it is not whole.

        A file that went, or that took the place of another, is no fault: the open one goes on, and holds the same.
        """
        before = opened.identity
        if not opened.damaged:
            if found is None or before is None or found == before or found[:2] != before[:2]:
                return False
            if files.intact(self.folder, opened.version):
                opened.identity = found
                return False
        opened.close()
        del self._open[opened.version]
        return True

    def _serves(self, version: str) -> bool:
        try:
            self.snapshot(version)
        except StoreError:
            return False
        return True

    def _of_the_folder(self) -> list[str]:
        """Return the versions of the folder, the one whose data are newest first; ties by when they were built."""
        infos = [self.snapshot(name).info for name in files.versions(self.folder) if self._serves(name)]
        return [info.version for info in sorted(infos, key=lambda info: (info.data_date, info.built), reverse=True)]

    def _note(self, version: str, stands_in: StandIn) -> str:
        self._shown, before = version, self._stands_in
        if stands_in != before:
            self._stands_in = stands_in
            _LOG.log(logging.ERROR if stands_in else logging.WARNING, _SAID[stands_in], version)
        return version


_SAID: Final[dict[StandIn, str]] = {
    "": "data version %s, which is the newest, is whole and shown again",
    "older": "the newest data version can't be read and %s is shown; repair it with: python -m kansenbeeld build",
    "gone": "the file of data version %s is gone and readers keep it until this process ends; "
    "make it again with: python -m kansenbeeld build",
}
