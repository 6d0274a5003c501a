"""The steps of publishing in the database of the ledger. Rows are only ever added; the number is the lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa
from sqlalchemy import exc

from kansenbeeld.conversations.ledger.audit import noted
from kansenbeeld.conversations.ledger.tables import publications
from kansenbeeld.conversations.ledger.transactions import Transactions
from kansenbeeld.publishing.publication import Publication

_LOCK: Final = 0x7075626C
"""Number of the advisory lock under which a step becomes current where the database is PostgreSQL."""

_FIELDS: Final = tuple(column.name for column in publications.columns)


class Steps:
    """The table of publications; every method raises ``LedgerUnavailableError`` where the database does not answer."""

    def __init__(self, url: str) -> None:
        """Take the address of the database; nothing is opened yet.

        Raises:
            LedgerUnavailableError: the address is of no database that we know.
        """
        self._transactions: Final = Transactions(url)

    def all(self) -> tuple[Publication, ...]:
        """Return every step, the first one first."""
        with self._transactions.reading() as connection:
            rows = connection.execute(sa.select(publications).order_by(publications.c.number)).mappings().all()
        return tuple(_step(row) for row in rows)

    def last(self) -> Publication | None:
        """Return the last step, ``None`` where nothing was published yet."""
        with self._transactions.reading() as connection:
            return _last(connection)

    def add(self, step: Publication) -> bool:
        """Write a step, also in the audit log; ``False`` where there is one with that number, and nothing was written.

        Raises:
            sqlalchemy.exc.IntegrityError: the database refuses it for another reason, which is a fault of ours.
        """
        values = {name: getattr(step, name) for name in _FIELDS} | {"active": dict(step.active)}
        subject = f"publication {step.number}" + (f", dataset {step.dataset}" if step.dataset else "")
        try:
            with self._transactions.writing() as connection:
                connection.execute(sa.insert(publications).values(values))
                noted(connection, step.at, step.who, "analyst", step.action, subject, "done")
        except exc.IntegrityError:
            last = self.last()
            if last is None or last.number < step.number:
                raise
            return False
        return True

    @contextmanager
    def exclusive(self) -> Iterator[Publication | None]:
        """Give the last step while nobody else, in whatever process, can make one current."""
        with self._transactions.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield _last(connection)

    def close(self) -> None:
        """Let go of the connections that are not in use."""
        self._transactions.close()


def _last(connection: sa.Connection) -> Publication | None:
    newest = sa.select(publications).order_by(publications.c.number.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return None if row is None else _step(row)


def _step(row: sa.RowMapping) -> Publication:
    return Publication(**{name: row[name] for name in _FIELDS})
