"""Transactions on the database of the ledger, whose tables are made or brought up to date on first use."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa
from sqlalchemy import exc

from kansenbeeld import paths
from kansenbeeld.conversations.ledger import database
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError

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
        with self._transaction(self._engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction that may write; an error within it takes back all of it."""
        with self._transaction(self._writing) as connection:
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
