"""The rows of the ledger in a form that any database takes: one JSON object per row."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa

from kansenbeeld.conversations.ledger import database
from kansenbeeld.conversations.ledger.tables import METADATA

TABLES: Final = tuple(table.name for table in METADATA.sorted_tables)
"""Every table of the ledger, those that others refer to first."""

_MANY: Final = 500


@contextmanager
def one_moment(url: str) -> Iterator[sa.Connection]:
    """Give a connection that sees the database as it was at one moment, however long it is read.

    Raises:
        LedgerUnavailableError: the address is of no database that we know, or a later version made its tables.
        sqlalchemy.exc.SQLAlchemyError: it does not answer.
    """
    engine = database.engine(url)
    try:
        database.migrate(engine)
        # A read transaction of SQLite sees one moment by itself.
        reading = engine.execution_options(isolation_level="REPEATABLE READ") if _is_postgresql(engine) else engine
        with reading.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def try_to_write(url: str) -> None:
    """Write nothing in the way that a row is written, which a database that may only be read refuses.

    Raises:
        LedgerUnavailableError: as :func:`one_moment`.
        sqlalchemy.exc.SQLAlchemyError: it can't be written, or does not answer.
    """
    engine = database.engine(url)
    try:
        with database.writing(engine).begin() as connection:
            connection.execute(sa.delete(METADATA.tables[TABLES[0]]).where(sa.false()))
    finally:
        engine.dispose()


def revision(connection: sa.Connection) -> str:
    """Return the revision of the tables."""
    return str(
        connection.execute(sa.select(sa.column("version_num")).select_from(sa.table("alembic_version"))).scalar_one()
    )


def dumped(connection: sa.Connection, table: str) -> bytes:
    """Return the rows of a table as lines of JSON, in order of key."""
    known = METADATA.tables[table]
    rows = connection.execute(sa.select(known).order_by(*known.primary_key)).mappings()
    lines = (json.dumps({name: _written(value) for name, value in row.items()}, ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def load(connection: sa.Connection, table: str, lines: bytes) -> int:
    """Write rows into an empty table; returns how many.

    Raises:
        ValueError, KeyError, sqlalchemy.exc.SQLAlchemyError: they are not rows of this table.
    """
    known = METADATA.tables[table]
    rows = [_read(known, json.loads(line)) for line in lines.decode("utf-8").split("\n") if line]
    for begin in range(0, len(rows), _MANY):
        connection.execute(sa.insert(known), rows[begin : begin + _MANY])
    if rows and connection.dialect.name == "postgresql":
        _count_on(connection, known)
    return len(rows)


def lock(connection: sa.Connection) -> None:
    """Let nobody else write in any table until the end of this transaction; readers go on.

    On SQLite a transaction that writes, of ``database.writing``, has the lock from its begin.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"LOCK TABLE {', '.join(TABLES)} IN EXCLUSIVE MODE")


def count(connection: sa.Connection) -> int:
    """Return how many rows all tables hold together, of those that are there."""
    there = set(sa.inspect(connection).get_table_names())
    counts = (sa.select(sa.func.count()).select_from(METADATA.tables[name]) for name in TABLES if name in there)
    return sum(int(connection.execute(counted).scalar_one()) for counted in counts)


def empty(connection: sa.Connection) -> None:
    """Take every row out."""
    there = set(sa.inspect(connection).get_table_names())
    for name in reversed(TABLES):
        if name in there:
            connection.execute(sa.delete(METADATA.tables[name]))


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL number new rows from where the old ones end; SQLite does so by itself."""
    column = table.autoincrement_column
    if column is None:
        return
    sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
    newest = sa.select(sa.func.max(column)).scalar_subquery()
    connection.execute(sa.select(sa.func.setval(sequence, newest)))


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime | dt.date) else value


def _read(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(table.columns[name].type, value) for name, value in row.items()}


def _value(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    if isinstance(value, str) and isinstance(kind, sa.types.TypeDecorator | sa.DateTime):
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if isinstance(value, str) and isinstance(kind, sa.Date) else value


def _is_postgresql(engine: sa.Engine) -> bool:
    return engine.dialect.name == "postgresql"
