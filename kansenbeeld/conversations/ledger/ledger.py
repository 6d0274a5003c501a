"""Results, recommendations and details of conversations in a relational database. Nothing is ever overwritten."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import exc

from kansenbeeld.clock import now
from kansenbeeld.conversations.ledger import rows, rules
from kansenbeeld.conversations.ledger.audit import noted
from kansenbeeld.conversations.ledger.entries import ConflictError, Details, DetailsRevision, Entry, Item
from kansenbeeld.conversations.ledger.tables import conversation_details, item_revisions, items
from kansenbeeld.conversations.ledger.transactions import Transactions

_EDITS: Final = [0]
_COUNTING: Final = threading.Lock()


def edits() -> int:
    """Return how often this process wrote in a ledger; who keeps what a ledger says reads again when it changes."""
    return _EDITS[0]


def _edited() -> None:
    with _COUNTING:
        _EDITS[0] += 1


def _subject(item: Item) -> str:
    return f"conversation {item.entry.conversation}, item {item.id}, revision {item.revision}"


class Ledger:
    """The ledger in one database; the tables are made or brought up to date on first use.

    What is written stands in the audit log as well, or it is not written: both are one transaction. Safe to share
    between threads, and between processes by its database. Every method raises
    ``LedgerUnavailableError`` when the database does not answer, and works again some seconds after it does: for that
    long a silent database is not asked again, and then by one caller, while the others hear at once that it is gone.
    """

    def __init__(self, url: str | None = None, *, clock: Callable[[], dt.datetime] = now, rest: float = 10.0) -> None:
        """Open a ledger.

        Args:
            url: address of the database; by default ``paths.ledger_url()``.
            clock: gives the moment of a change, with time zone.
            rest: seconds during which a database that did not answer is left alone.

        Raises:
            LedgerUnavailableError: the address is of no database that we know.
        """
        self._transactions: Final = Transactions(url, rest=rest)
        self._clock: Final = clock

    def items(self, conversation: str | None = None, *, withdrawn: bool = False) -> tuple[Item, ...]:
        """Return the newest revision of each item, in the order in which they were recorded.

        Args:
            conversation: number of a conversation, ``None`` for all.
            withdrawn: also those that were taken back.
        """
        newest = rows.newest_items()
        if conversation is not None:
            newest = newest.where(items.c.conversation == conversation)
        if not withdrawn:
            newest = newest.where(item_revisions.c.withdrawn.is_(False))
        return self._items(newest.order_by(items.c.id))

    def item(self, item_id: int) -> Item:
        """Return the newest revision of an item.

        Raises:
            KeyError: there is no such item.
        """
        return self.history(item_id)[-1]

    def history(self, item_id: int) -> tuple[Item, ...]:
        """Return every revision of an item, the first one first.

        Raises:
            KeyError: there is no such item.
        """
        found = self._items(
            rows.all_items().where(item_revisions.c.item_id == item_id).order_by(item_revisions.c.revision)
        )
        if not found:
            raise KeyError(item_id)
        return found

    def record(self, entry: Entry, *, editor: str) -> Item:
        """Write a new item down.

        Args:
            entry: what was said.
            editor: who writes it down.

        Raises:
            EntryError: it may not be written like this; nothing was written.
        """
        tidy, who, now = rules.checked(entry), rules.checked_editor(editor), self._now()
        with self._transactions.writing() as connection:
            number = connection.execute(
                sa.insert(items).values(conversation=tidy.conversation, created_at=now).returning(items.c.id)
            ).scalar_one()
            item = Item(number, 1, tidy, now, who, now)
            connection.execute(sa.insert(item_revisions).values(rows.of_item(item)))
            noted(connection, now, who, "editor", "record", _subject(item), "done")
        _edited()
        return item

    def revise(self, item_id: int, base_revision: int, entry: Entry, *, editor: str) -> Item:
        """Write a new revision of an item.

        Args:
            item_id: the item.
            base_revision: the revision that the editor saw and changed.
            entry: what it becomes.
            editor: who changes it.

        Raises:
            KeyError: there is no such item.
            EntryError: it may not be written like this.
            ConflictError: somebody else wrote a revision first. In all three cases nothing was written.
        """
        current = self.item(item_id)
        tidy, who = rules.checked(entry, current.entry), rules.checked_editor(editor)
        if current.revision != base_revision:
            raise ConflictError(current)
        item = Item(item_id, base_revision + 1, tidy, self._now(), who, current.recorded_at)
        action = "withdraw" if tidy.withdrawn and not current.entry.withdrawn else "revise"
        if not self._add(item_revisions, rows.of_item(item), action, _subject(item)):
            raise ConflictError(self.item(item_id))
        return item

    def details(self, conversation: str) -> DetailsRevision:
        """Return what editors filled in about a conversation; revision 0 where nobody did."""
        newest = (
            sa.select(conversation_details)
            .where(conversation_details.c.conversation == conversation)
            .order_by(conversation_details.c.revision.desc())
            .limit(1)
        )
        with self._transactions.reading() as connection:
            row = connection.execute(newest).mappings().one_or_none()
        return DetailsRevision(conversation, 0, Details(), None, "") if row is None else rows.to_details(row)

    def details_history(self, conversation: str) -> tuple[DetailsRevision, ...]:
        """Return every revision of the details of a conversation, the first one first; empty where nobody did."""
        found = (
            sa.select(conversation_details)
            .where(conversation_details.c.conversation == conversation)
            .order_by(conversation_details.c.revision)
        )
        with self._transactions.reading() as connection:
            return tuple(rows.to_details(row) for row in connection.execute(found).mappings())

    def fill_in(self, conversation: str, base_revision: int, details: Details, *, editor: str) -> DetailsRevision:
        """Write what is now known about a conversation.

        Args:
            conversation: its number.
            base_revision: the revision that the editor saw, 0 for none.
            details: what it becomes, whole.
            editor: who fills it in.

        Raises:
            EntryError: it may not be written like this.
            ConflictError: somebody else wrote a revision first. In both cases nothing was written.
        """
        tidy, who = rules.checked_details(details, conversation), rules.checked_editor(editor)
        current = self.details(conversation)
        if current.revision != base_revision:
            raise ConflictError(current)
        written = DetailsRevision(conversation, base_revision + 1, tidy, self._now(), who)
        subject = f"conversation {conversation}, revision {written.revision}"
        if not self._add(conversation_details, rows.of_details(written), "fill_in", subject):
            raise ConflictError(self.details(conversation))
        return written

    def close(self) -> None:
        """Close the connections that are not in use; the ledger can still be used afterwards."""
        self._transactions.close()

    def _now(self) -> dt.datetime:
        moment = self._clock()
        if moment.tzinfo is None:
            raise ValueError("the clock of the ledger needs a time zone")
        return moment.astimezone(dt.UTC)

    def _items(self, statement: sa.Select[Any]) -> tuple[Item, ...]:
        with self._transactions.reading() as connection:
            return tuple(rows.to_item(row) for row in connection.execute(statement).mappings())

    def _add(self, table: sa.Table, values: dict[str, Any], action: str, subject: str) -> bool:
        """Add a revision, and to the audit log; ``False`` where it is there already, the unique key being the lock.

        Raises:
            sqlalchemy.exc.IntegrityError: the database refuses it for another reason, which is a fault of ours.
        """
        try:
            with self._transactions.writing() as connection:
                connection.execute(sa.insert(table).values(values))
                noted(connection, values["changed_at"], values["editor"], "editor", action, subject, "done")
        except exc.IntegrityError:
            if not self._holds(table, values):
                raise
            return False
        _edited()
        return True

    def _holds(self, table: sa.Table, values: dict[str, Any]) -> bool:
        there = sa.select(sa.literal(1)).where(*(column == values[column.name] for column in table.primary_key))
        with self._transactions.reading() as connection:
            return connection.execute(there).first() is not None
