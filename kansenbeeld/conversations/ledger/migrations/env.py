"""Alembic runs this to bring a database to the newest revision, on the connection that ``database.py`` opened."""

from __future__ import annotations

from alembic import context

from kansenbeeld.conversations.ledger.tables import METADATA

# The connection is inside a transaction that holds the lock: all of it happens, or nothing.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
