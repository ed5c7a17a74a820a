"""Who may act for an enterprise no longer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0080"
down_revision = "h0070"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "revoked_agents",
        sa.Column("business", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
    )
