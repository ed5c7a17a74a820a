"""Indexes that a new ticket need not stand in; sealed bytes kept without trying to shorten them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0040"
down_revision = "h0004"

_SEALED = (("applications", "body_sealed"), ("pictures", "content_sealed"))


def upgrade() -> None:
    """Make two indexes of tickets partial, and tell PostgreSQL what cannot be compressed."""
    for name, columns, condition in (
        ("tickets_called", ["hall", "day", "last_called_at"], "last_called_at IS NOT NULL"),
        ("tickets_application", ["application_id"], "application_id <> ''"),
    ):
        op.drop_index(name, "tickets")
        where = sa.text(condition)
        op.create_index(name, "tickets", columns, sqlite_where=where, postgresql_where=where)
    if op.get_bind().dialect.name == "postgresql":
        for table, column in _SEALED:
            # What is encrypted looks random: trying to compress it only takes time.
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL")
