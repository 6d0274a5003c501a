"""The audit log: who did what, or tried to. Rows are only ever added."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, get_args

import sqlalchemy as sa

from kansenbeeld.clock import now
from kansenbeeld.conversations.ledger.tables import audit
from kansenbeeld.conversations.ledger.transactions import Transactions

Outcome = Literal["done", "refused", "failed"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
UNKNOWN: Final = "unknown"
"""Who tried something without being known by a name."""

_LENGTHS: Final = {"who": 200, "role": 20, "action": 40, "subject": 200}
_NO_TEXT: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log.

    Attributes:
        at: when, with time zone.
        who: mail address or name; ``local`` at the machine itself, ``unknown`` for somebody not known.
        role: the role that it takes.
        action: what was done, a word of ours.
        subject: to what: names and numbers, never what somebody wrote.
        outcome: ``done``, ``refused`` (he may not) or ``failed`` (he may, but it was not written).
    """

    at: dt.datetime
    who: str
    role: str
    action: str
    subject: str
    outcome: Outcome


class Audit:
    """The audit log in one database. Every method raises ``LedgerUnavailableError`` when that does not answer."""

    def __init__(self, url: str | None = None, *, clock: Callable[[], dt.datetime] = now, rest: float = 10.0) -> None:
        """Open a log; arguments and errors as of ``Ledger``."""
        self._transactions: Final = Transactions(url, rest=rest)
        self._clock: Final = clock

    def note(self, who: str, role: str, action: str, subject: str, outcome: Outcome) -> None:
        """Add a line; see :class:`AuditEntry`. What is too long is cut, and what is no text is left out.

        Raises:
            ValueError: there is no such outcome.
        """
        with self._transactions.writing() as connection:
            noted(connection, self._clock(), who, role, action, subject, outcome)

    def entries(self, limit: int = 200) -> tuple[AuditEntry, ...]:
        """Return the newest lines, the newest first, at most ``limit`` of them."""
        newest = sa.select(audit).order_by(audit.c.id.desc()).limit(max(0, limit))
        with self._transactions.reading() as connection:
            found = connection.execute(newest).mappings().all()
        return tuple(
            AuditEntry(row["at"], row["who"], row["role"], row["action"], row["subject"], row["outcome"])
            for row in found
        )

    def close(self) -> None:
        """Close the connections that are not in use; the log can still be used afterwards."""
        self._transactions.close()


def noted(
    connection: sa.Connection, at: dt.datetime, who: str, role: str, action: str, subject: str, outcome: Outcome
) -> None:
    """Add a line within a transaction that writes something else: either both are written, or neither.

    Args:
        connection: in a transaction on the database of the ledger.
        at: when, with time zone.
        who, role, action, subject, outcome: see :class:`AuditEntry`.

    Raises:
        ValueError: there is no such outcome.
        sqlalchemy.exc.SQLAlchemyError: it could not be written.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"there is no outcome {outcome}")
    texts = {"who": who or UNKNOWN, "role": role, "action": action, "subject": subject}
    tidy = {name: _NO_TEXT.sub(" ", text)[: _LENGTHS[name]] for name, text in texts.items()}
    connection.execute(sa.insert(audit).values(at=at, outcome=outcome, **tidy))
