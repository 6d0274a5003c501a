"""One store file, opened read-only and asked named queries.

One connection per version and process, a cursor for each query, the result fetched before the cursor is let go:
a connection shared between threads without cursors gives wrong rows (measured, see docs/decisions.md).
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd

from kansenbeeld import measured
from kansenbeeld.paths import QUERIES
from kansenbeeld.store import files, queries
from kansenbeeld.store.connection import open_read_only
from kansenbeeld.store.errors import StoreError, unreadable


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
            raise unreadable(version)
        try:
            self._connection: Final = open_read_only(path)
            built = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
            self.info: Final = VersionInfo(version, self._data_date(), built)
        except duckdb.Error as error:
            raise unreadable(version) from error

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
