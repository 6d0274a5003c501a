"""The tables of the ledger. Rows are only ever added; the newest revision of an item is what holds.

The primary key of a revision is the optimistic lock: of two revisions made from the same one, only the first fits.
A change here needs a migration in ``migrations/versions``; a test compares the two.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import sqlalchemy as sa


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """A moment in UTC, also on SQLite, which keeps no time zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Bring a moment with a time zone to UTC before it is written."""
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Give a moment its time zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


METADATA: Final = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(column_0_label)s",
    }
)
_JSON: Final = sa.JSON(none_as_null=True)

items: Final = sa.Table(
    "items",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(20), nullable=False, index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    # Never give the number of an item to another one.
    sqlite_autoincrement=True,
)

item_revisions: Final = sa.Table(
    "item_revisions",
    METADATA,
    sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id"), primary_key=True, autoincrement=False),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("said_by", sa.String(40), nullable=False),
    sa.Column("person", sa.String(200), nullable=False),
    sa.Column("theme", sa.String(80), nullable=False),
    sa.Column("addressee", sa.String(200), nullable=False),
    sa.Column("about_question", sa.String(80)),
    sa.Column("about_selection", _JSON),
    sa.Column("about_version", sa.String(80)),
    sa.Column("about_slide", sa.Integer),
    sa.Column("status", sa.String(40), nullable=False),
    sa.Column("status_date", sa.Date),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("editor", sa.String(200), nullable=False),
)

conversation_details: Final = sa.Table(
    "conversation_details",
    METADATA,
    sa.Column("conversation", sa.String(20), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("theme", sa.String(80)),
    sa.Column("district", sa.String(20)),
    sa.Column("date", sa.Date),
    sa.Column("place", sa.String(200)),
    sa.Column("participants", _JSON),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("editor", sa.String(200), nullable=False),
)

publications: Final = sa.Table(
    "publications",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("who", sa.String(200), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("action", sa.String(20), nullable=False),
    sa.Column("dataset", sa.String(80), nullable=False),
    sa.Column("edition", sa.String(12), nullable=False),
    sa.Column("checksum", sa.String(64), nullable=False),
    sa.Column("active", sa.JSON, nullable=False),
    sa.Column("version", sa.String(80), nullable=False),
)
"""Steps in the history of the datasets that are shown; see ``kansenbeeld.publishing``."""

audit: Final = sa.Table(
    "audit",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("who", sa.String(200), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),
    sqlite_autoincrement=True,
)
"""Who did what, or tried to without the right to."""

ended_logins: Final = sa.Table(
    "ended_logins",
    METADATA,
    sa.Column("login", sa.String(64), primary_key=True),
    sa.Column("until", UtcDateTime, nullable=False),
)
"""Log-ins that somebody left before their end, by a checksum; see ``ended``."""
