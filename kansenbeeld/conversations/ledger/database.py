"""The connection to the database of the ledger, SQLite or PostgreSQL, and its tables brought up to date."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError

MIGRATIONS: Final = Path(__file__).resolve().parent / "migrations"
_LOCK: Final = 0x6B616E73
"""Number of the advisory lock under which PostgreSQL is migrated; any number will do that nobody else takes."""

_BUSY_MS: Final = 10_000
_ONE_AT_A_TIME: Final = threading.Lock()
"""Alembic keeps what it works on in its module, so a process migrates one database at a time."""


def engine(url: str) -> sa.Engine:
    """Return the engine of a database; nothing is opened yet.

    Args:
        url: ``sqlite:///file``, or ``postgresql://…`` (also as ``postgres://`` and ``postgresql+psycopg://``).

    Raises:
        LedgerUnavailableError: the address is of no database that we know (kind ``address``).
    """
    try:
        address = sa.make_url(url)
    except ArgumentError:
        raise LedgerUnavailableError("address") from None
    if address.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return sa.create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            # The second, in milliseconds, is for a connection that was open when the network went.
            connect_args={"connect_timeout": 5, "tcp_user_timeout": 5000, "application_name": "kansenbeeld"},
        )
    if address.drivername in ("sqlite", "sqlite+pysqlite") and address.database not in (None, "", ":memory:"):
        return _sqlite(address)
    raise LedgerUnavailableError("address")


def writing(database: sa.Engine) -> sa.Engine:
    """Return the same engine for transactions that write: on SQLite they take the lock at once, or wait for it.

    A transaction that reads first and then writes would fail there when somebody else wrote in between.
    """
    return database.execution_options(kansenbeeld_writes=True)


def _sqlite(address: sa.URL) -> sa.Engine:
    database = sa.create_engine(address, pool_pre_ping=True, connect_args={"timeout": _BUSY_MS / 1000})

    @sa.event.listens_for(database, "do_connect")
    def _make_folder(dialect: Any, record: Any, arguments: Any, parameters: Any) -> None:
        Path(str(address.database)).resolve().parent.mkdir(parents=True, exist_ok=True)

    @sa.event.listens_for(database, "connect")
    def _set_up(connection: Any, record: Any) -> None:
        # Transactions begin where we say so (see below), not where Python's sqlite3 thinks they do.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        # Readers go on while somebody writes; the file remembers it. Where another process is busy with a new file,
        # most likely setting the same, it works without, only slower.
        with contextlib.suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")

    @sa.event.listens_for(database, "begin")
    def _begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("kansenbeeld_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return database


def migrate(database: sa.Engine) -> None:
    """Bring the tables to the newest revision; harmless where they are, and with other processes doing the same.

    Args:
        database: from :func:`engine`.

    Raises:
        LedgerUnavailableError: a later version of Kansenbeeld made them (kind ``newer``).
        sqlalchemy.exc.SQLAlchemyError: the database does not answer.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    # A percent sign would be taken for the begin of a variable.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with _ONE_AT_A_TIME, writing(database).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise LedgerUnavailableError("newer") from error
