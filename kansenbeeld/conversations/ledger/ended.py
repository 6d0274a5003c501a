"""Log-ins that somebody left before their end, known to every process that shares the database."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from kansenbeeld.clock import now
from kansenbeeld.conversations.ledger.tables import ended_logins
from kansenbeeld.conversations.ledger.transactions import Transactions


def mark(login: Sequence[str]) -> str:
    """Return by what a log-in is known here: a checksum, so that the table names nobody.

    Args:
        login: provider, person and moment, see ``kansenbeeld.web.access.login``.
    """
    # Each part with its length: no two log-ins make the same text.
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in login).encode("utf-8", "replace")).hexdigest()


class EndedLogins:
    """Marks of log-ins that were left. Every method raises ``LedgerUnavailableError`` when the database is away."""

    def __init__(self, url: str | None = None, *, clock: Callable[[], dt.datetime] = now, rest: float = 10.0) -> None:
        """Open the table; arguments and errors as of ``Ledger``."""
        self._transactions: Final = Transactions(url, rest=rest)
        self._clock: Final = clock

    def note(self, login: str, until: dt.datetime) -> None:
        """Keep a mark until its log-in would have ended by itself; noting it twice is once. Old marks are dropped."""
        try:
            with self._transactions.writing() as connection:
                connection.execute(sa.delete(ended_logins).where(ended_logins.c.until <= self._clock()))
                if connection.execute(sa.select(ended_logins).where(ended_logins.c.login == login)).first() is None:
                    connection.execute(sa.insert(ended_logins).values(login=login, until=until))
        except IntegrityError:
            # Another process noted it between the question and the answer.
            return

    def among(self, logins: Iterable[str]) -> frozenset[str]:
        """Return which of these marks were noted."""
        asked = sa.select(ended_logins.c.login).where(ended_logins.c.login.in_(list(logins)))
        with self._transactions.reading() as connection:
            return frozenset(connection.execute(asked).scalars())

    def standing(self) -> frozenset[str]:
        """Return all marks of log-ins that have not ended by themselves yet."""
        asked = sa.select(ended_logins.c.login).where(ended_logins.c.until > self._clock())
        with self._transactions.reading() as connection:
            return frozenset(connection.execute(asked).scalars())

    def close(self) -> None:
        """Close the connections that are not in use; the table can still be used afterwards."""
        self._transactions.close()
