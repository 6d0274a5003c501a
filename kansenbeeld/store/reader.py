"""Open store files read-only and ask them named queries.

One connection per version and process, a cursor for each query, the result fetched before the cursor is let go:
a connection shared between threads without cursors gives wrong rows (measured, see docs/decisions.md).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import duckdb
import pandas as pd

from kansenbeeld import measured
from kansenbeeld.paths import QUERIES
from kansenbeeld.store import files, queries
from kansenbeeld.store.connection import open_read_only

_LOG: Final = logging.getLogger(__name__)

StoreFault = Literal["empty", "unknown", "unreadable", "incomplete", "damaged"]
StandIn = Literal["", "older", "gone"]


class StoreError(Exception):
    """The store, or a version of it, can't be opened; the text is one sentence for the person who asked.

    ``kind`` is ``empty`` (nothing was built), ``unknown`` (no such version), ``unreadable`` (it can't be opened),
    ``damaged`` (its file was changed while it was open; asked again, the store gives another version), or
    ``incomplete`` (an older version without a table that a query asks); a page looks its own sentence up by it.
    """

    def __init__(self, kind: StoreFault, sentence: str, version: str = "") -> None:
        """Take the kind, the English sentence, and the version that it is about."""
        super().__init__(sentence)
        self.kind: Final = kind
        self.version: Final = version


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A data version.

    Attributes:
        version: its name.
        data_date: when the newest of its sources was retrieved; its figures are older.
        built: when its file was made.
    """

    version: str
    data_date: dt.date
    built: dt.datetime | None = None


class Snapshot:
    """One version of the data, opened read-only. Safe to use from many threads."""

    def __init__(self, path: Path, version: str, query_folder: Path = QUERIES) -> None:
        """Open a store file.

        Raises:
            StoreError: the file can't be opened by this version of DuckDB, or is damaged.
        """
        self.version: Final = version
        self.identity = files.identity(path)
        self.damaged = False
        """Whether a query found that the file was changed under it; then it is of no use any more."""
        self._query_folder: Final = query_folder
        if not files.intact(path.parent, version):
            raise _unreadable(version)
        try:
            self._connection: Final = open_read_only(path)
            built = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
            self.info: Final = VersionInfo(version, self._data_date(), built)
        except duckdb.Error as error:
            raise _unreadable(version) from error

    def query(self, name: str, **parameters: queries.Value) -> pd.DataFrame:
        """Run the query ``queries/<name>.sql`` and return its rows, columns as its header says.

        Raises:
            QueryError: there is no such query, or the parameters do not fit its header.
            StoreError: this version was built without a table that the query asks.
        """
        query = queries.load(name, self._query_folder)
        query.check(parameters)
        with measured.timed("query", name), self._complete(name), self._connection.cursor() as cursor:
            return cursor.execute(query.sql, parameters).df()

    def rows(self, name: str, **parameters: queries.Value) -> list[dict[str, Any]]:
        """Run a query and return its rows as dictionaries, with ``None`` where a value is missing; as :meth:`query`."""
        query = queries.load(name, self._query_folder)
        query.check(parameters)
        with measured.timed("query", name), self._complete(name), self._connection.cursor() as cursor:
            result = cursor.execute(query.sql, parameters)
            columns = [column[0] for column in result.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]

    @contextlib.contextmanager
    def cursor(self, name: str) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor to other code of the store, for what no named query asks; ``name`` says what, in an error.

        Raises:
            StoreError: as :meth:`query`.
        """
        with self._complete(name), self._connection.cursor() as cursor:
            yield cursor

    @contextlib.contextmanager
    def _complete(self, query: str) -> Iterator[None]:
        """Say in one sentence that an older version lacks a table or column, which is no fault of the query.

        The cursor is made within it: another thread may have found the file damaged and closed the connection.
        """
        try:
            yield
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise StoreError(
                "incomplete",
                f"Data version {self.version} was built without the tables of the query {query}; "
                "choose a newer version, or build again with: python -m kansenbeeld build",
                self.version,
            ) from error
        except duckdb.Error as error:
            if type(error) is not duckdb.Error and not isinstance(error, _DAMAGE):
                raise
            self.damaged = True
            raise StoreError(
                "damaged",
                f"The file of data version {self.version} was damaged while it was in use; "
                "make it again with: python -m kansenbeeld build",
                self.version,
            ) from error

    def close(self) -> None:
        """Let go of the file; queries that run come to their end."""
        self._connection.close()

    def _data_date(self) -> dt.date:
        with self._connection.cursor() as cursor:
            row = cursor.execute("select max(retrieved) from datasets").fetchone()
        if row is None or not isinstance(row[0], dt.date):
            raise duckdb.Error("the store holds no datasets")
        return row[0]


# What DuckDB says where a block has another checksum (plain Error), is not there, or where a connection was given up.
_DAMAGE: Final = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
    duckdb.ConnectionException,
)


def _unreadable(version: str) -> StoreError:
    return StoreError(
        "unreadable",
        f"Data version {version} can't be opened; build it again with: python -m kansenbeeld build",
        version,
    )


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
                raise _unreadable(pointed[0])
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
                raise _unreadable(version)
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
