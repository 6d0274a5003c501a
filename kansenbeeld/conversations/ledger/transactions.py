"""Transactions on the database of the ledger, whose tables are made or brought up to date on first use."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa
from sqlalchemy import exc

from kansenbeeld import measured, paths
from kansenbeeld.conversations.ledger import database
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError, Unavailable

_FAULTS_OF_OURS: Final = (exc.IntegrityError, exc.DataError)


class Transactions:
    """Transactions on one database.

    Safe to share between threads, and between processes by its database. A database that does not answer raises
    ``LedgerUnavailableError``, and works again some seconds after it does: for that long a silent database is not asked
    again, and then by one caller, while the others hear at once that it is gone.
    """

    def __init__(self, url: str | None = None, *, rest: float = 10.0) -> None:
        """Nothing is opened yet.

        Args:
            url: address of the database; by default ``paths.ledger_url()``.
            rest: seconds during which a database that did not answer is left alone.

        Raises:
            LedgerUnavailableError: the address is of no database that we know.
        """
        self._engine: Final = database.engine(url or paths.ledger_url())
        self._writing: Final = database.writing(self._engine)
        self._lock: Final = threading.Lock()
        self._ready = False
        self._rest: Final = rest
        self._asked_again: float | None = None
        """When a database that is gone may be asked again, by the clock of the process; ``None`` if it answered."""

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One transaction that only reads."""
        with measured.timed("ledger", "read"), self._transaction(self._engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction that may write; an error within it takes back all of it."""
        with measured.timed("ledger", "write"), self._transaction(self._writing) as connection:
            yield connection

    def close(self) -> None:
        """Close the connections that are not in use; transactions can still be made afterwards."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        """One transaction on a migrated database; a database that is gone is told in one sentence."""
        try:
            self._make_ready()
            with engine.begin() as connection:
                yield connection
        except _FAULTS_OF_OURS:
            raise
        except (exc.SQLAlchemyError, OSError) as error:
            if kind := of_the_disk(error):
                # It answers, and can still be read.
                raise LedgerUnavailableError(kind) from error
            # When it is back it may be another, empty database: look at its tables again.
            self._ready = False
            self._asked_again = time.monotonic() + self._rest
            raise LedgerUnavailableError("gone") from error

    def _make_ready(self) -> None:
        if self._ready:
            return
        # Of a database that answered so far the first callers wait for its tables; one that was gone is asked by one.
        if self._is_gone() or not self._lock.acquire(blocking=self._asked_again is None):
            raise LedgerUnavailableError("gone")
        try:
            if self._is_gone():
                # Whoever had the lock before found it so.
                raise LedgerUnavailableError("gone")
            if not self._ready:
                try:
                    database.migrate(self._engine)
                except (exc.SQLAlchemyError, OSError):
                    # Noted before the lock is let go, or the next one would ask as well.
                    self._asked_again = time.monotonic() + self._rest
                    raise
                self._ready, self._asked_again = True, None
        finally:
            self._lock.release()

    def _is_gone(self) -> bool:
        return self._asked_again is not None and time.monotonic() < self._asked_again


def of_the_disk(error: Exception) -> Unavailable | None:
    """Return what is wrong with the disk of the database, ``None`` where it is something else.

    Args:
        error: what SQLAlchemy or the operating system raised.

    Returns:
        ``full`` or ``closed`` (it may only be read), as of ``LedgerUnavailableError``.
    """
    if isinstance(error, OSError):
        return _DISK_FAULTS.get(errno.errorcode.get(error.errno or 0, ""))
    cause = error.orig if isinstance(error, exc.DBAPIError) else None
    # Of SQLite the name of its code, of PostgreSQL its SQLSTATE (disk_full, read_only_sql_transaction).
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    return next((kind for name, kind in _DISK_FAULTS.items() if str(code).startswith(name)), None)


_DISK_FAULTS: Final[dict[str, Unavailable]] = {
    "ENOSPC": "full",
    "EDQUOT": "full",
    "EFBIG": "full",
    "EROFS": "closed",
    "EACCES": "closed",
    "SQLITE_FULL": "full",
    "SQLITE_READONLY": "closed",
    "53100": "full",
    "25006": "closed",
}
