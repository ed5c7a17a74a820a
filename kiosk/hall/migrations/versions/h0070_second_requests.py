"""What a number was given instead of, and what else a ticket is for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0070"
down_revision = "h0060"


def upgrade() -> None:
    """Make the column, its index and the table."""
    op.add_column(
        "tickets", sa.Column("instead_of", sa.String(64), nullable=False, server_default="")
    )
    where = sa.text("instead_of <> ''")
    op.create_index(
        "tickets_instead", "tickets", ["instead_of"], sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "ticket_applications",
        sa.Column(
            "request_id", sa.String(64), sa.ForeignKey("tickets.request_id"), primary_key=True
        ),
        sa.Column("application_id", sa.String(64), primary_key=True),
    )
    op.create_index(
        "ix_ticket_applications_application_id", "ticket_applications", ["application_id"]
    )
