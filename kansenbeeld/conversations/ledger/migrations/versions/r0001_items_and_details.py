"""Items with their revisions, and the details of conversations."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None
branch_labels: Final = None
depends_on: Final = None

# Written out, not taken from tables.py: a migration stays what it was when the tables change later.
_MOMENT: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation", sa.String(20), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_items_conversation", "items", ["conversation"])
    op.create_table(
        "item_revisions",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("said_by", sa.String(40), nullable=False),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("theme", sa.String(80), nullable=False),
        sa.Column("addressee", sa.String(200), nullable=False),
        sa.Column("about_question", sa.String(80)),
        sa.Column("about_selection", sa.JSON),
        sa.Column("about_version", sa.String(80)),
        sa.Column("about_slide", sa.Integer),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("status_date", sa.Date),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("editor", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_revisions_item_id"),
        sa.PrimaryKeyConstraint("item_id", "revision", name="pk_item_revisions"),
    )
    op.create_table(
        "conversation_details",
        sa.Column("conversation", sa.String(20), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("theme", sa.String(80)),
        sa.Column("district", sa.String(20)),
        sa.Column("date", sa.Date),
        sa.Column("place", sa.String(200)),
        sa.Column("participants", sa.JSON),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("editor", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "revision", name="pk_conversation_details"),
    )
