"""Between what the ledger holds and the rows of its tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from kansenbeeld.conversations.ledger.entries import About, Details, DetailsRevision, Entry, Item
from kansenbeeld.conversations.ledger.tables import item_revisions, items

_PLAIN = ("kind", "text", "said_by", "person", "theme", "addressee", "status", "status_date", "reason", "withdrawn")


def all_items() -> sa.Select[Any]:
    """Return a query for every revision of every item."""
    return sa.select(item_revisions, items.c.conversation, items.c.created_at).join_from(item_revisions, items)


def newest_items() -> sa.Select[Any]:
    """Return a query for the newest revision of every item."""
    other = item_revisions.alias("other")
    newest = sa.select(sa.func.max(other.c.revision)).where(other.c.item_id == item_revisions.c.item_id)
    return all_items().where(item_revisions.c.revision == newest.scalar_subquery())


def of_item(item: Item) -> dict[str, Any]:
    """Return the row of a revision of an item."""
    about = item.entry.about
    return {
        "item_id": item.id,
        "revision": item.revision,
        **{name: getattr(item.entry, name) for name in _PLAIN},
        "about_question": None if about is None else about.question,
        "about_selection": None if about is None else dict(about.selection),
        "about_version": None if about is None else about.version,
        "about_slide": None if about is None else about.slide,
        "changed_at": item.changed_at,
        "editor": item.editor,
    }


def to_item(row: sa.RowMapping) -> Item:
    """Return the revision of an item that a row holds."""
    about = None
    if row["about_question"] is not None:
        about = About(
            question=row["about_question"],
            selection=row["about_selection"] or {},
            version=row["about_version"],
            slide=row["about_slide"] or 0,
        )
    entry = Entry(conversation=row["conversation"], about=about, **{name: row[name] for name in _PLAIN})
    return Item(row["item_id"], row["revision"], entry, row["changed_at"], row["editor"], row["created_at"])


def of_details(written: DetailsRevision) -> dict[str, Any]:
    """Return the row of a revision of the details of a conversation."""
    details = written.details
    return {
        "conversation": written.conversation,
        "revision": written.revision,
        "theme": details.theme,
        "district": details.district,
        "date": details.date,
        "place": details.place,
        "participants": None if details.participants is None else list(details.participants),
        "changed_at": written.changed_at,
        "editor": written.editor,
    }


def to_details(row: sa.RowMapping) -> DetailsRevision:
    """Return the revision of the details of a conversation that a row holds."""
    participants = None if row["participants"] is None else tuple(row["participants"])
    details = Details(row["theme"], row["district"], row["date"], row["place"], participants)
    return DetailsRevision(row["conversation"], row["revision"], details, row["changed_at"], row["editor"])
