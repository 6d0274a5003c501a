"""Open store files read-only and ask them named queries.

One connection per version and process, a cursor for each query, the result fetched before the cursor is let go:
a connection shared between threads without cursors gives wrong rows (measured, see docs/decisions.md).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import duckdb
import pandas as pd

from kansenbeeld.paths import QUERIES
from kansenbeeld.store import files, queries
from kansenbeeld.store.connection import open_read_only

StoreFault = Literal["empty", "unknown", "unreadable", "incomplete"]


class StoreError(Exception):
    """The store, or a version of it, can't be opened; the text is one sentence for the person who asked.

    ``kind`` is ``empty`` (nothing was built), ``unknown`` (no such version), ``unreadable``, or ``incomplete`` (an
    older version without a table that a query asks); a page looks its own sentence up by it.
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
        self._query_folder: Final = query_folder
        try:
            self._connection: Final = open_read_only(path)
            built = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
            self.info: Final = VersionInfo(version, self._data_date(), built)
        except duckdb.Error as error:
            raise StoreError(
                "unreadable",
                f"Data version {version} can't be opened; build it again with: python -m kansenbeeld build",
            ) from error

    def query(self, name: str, **parameters: queries.Value) -> pd.DataFrame:
        """Run the query ``queries/<name>.sql`` and return its rows, columns as its header says.

        Raises:
            QueryError: there is no such query, or the parameters do not fit its header.
            StoreError: this version was built without a table that the query asks.
        """
        query = queries.load(name, self._query_folder)
        query.check(parameters)
        with self._connection.cursor() as cursor, self._complete(name):
            return cursor.execute(query.sql, parameters).df()

    def rows(self, name: str, **parameters: queries.Value) -> list[dict[str, Any]]:
        """Run a query and return its rows as dictionaries, with ``None`` where a value is missing; as :meth:`query`."""
        query = queries.load(name, self._query_folder)
        query.check(parameters)
        with self._connection.cursor() as cursor, self._complete(name):
            result = cursor.execute(query.sql, parameters)
            columns = [column[0] for column in result.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]

    @contextlib.contextmanager
    def _complete(self, query: str) -> Iterator[None]:
        """Say in one sentence that an older version lacks a table or column, which is no fault of the query."""
        try:
            yield
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise StoreError(
                "incomplete",
                f"Data version {self.version} was built without the tables of the query {query}; "
                "choose a newer version, or build again with: python -m kansenbeeld build",
                self.version,
            ) from error

    def _data_date(self) -> dt.date:
        with self._connection.cursor() as cursor:
            row = cursor.execute("select max(retrieved) from datasets").fetchone()
        if row is None or not isinstance(row[0], dt.date):
            raise duckdb.Error("the store holds no datasets")
        return row[0]


class Store:
    """A folder of store files. Looks up the current version on each request, so a new one needs no restart."""

    def __init__(self, folder: Path, query_folder: Path = QUERIES) -> None:
        """Take the folder of the store files; nothing is opened yet."""
        self.folder: Final = folder
        self._query_folder: Final = query_folder
        self._lock: Final = threading.Lock()
        self._open: Final[dict[str, Snapshot]] = {}

    def current_version(self) -> str:
        """Return the current version.

        Raises:
            StoreError: nothing was built yet.
        """
        version = files.current(self.folder)
        if version is None:
            raise StoreError("empty", "There are no data yet; build them with: python -m kansenbeeld build")
        return version

    def versions(self) -> tuple[VersionInfo, ...]:
        """Return every version that can be opened, newest data first, the current one in front."""
        current, infos = self.current_version(), []
        for version in files.versions(self.folder):
            try:
                infos.append(self.snapshot(version).info)
            except StoreError:
                continue
        return tuple(
            sorted(infos, key=lambda info: (info.version == current, info.data_date, info.version), reverse=True)
        )

    def snapshot(self, version: str | None = None) -> Snapshot:
        """Open a version, or the current one; the same object as long as this process lives.

        Raises:
            StoreError: the version is not there, or can't be opened.
        """
        version = version or self.current_version()
        with self._lock:
            if version not in self._open:
                if version not in files.versions(self.folder):
                    raise StoreError(
                        "unknown",
                        f"Data version {version} is not here; leave it out of the address for the newest.",
                        version,
                    )
                path = files.version_file(self.folder, version)
                self._open[version] = Snapshot(path, version, self._query_folder)
            return self._open[version]
