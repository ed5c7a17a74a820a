"""Forms that citizens have not finished, for any terminal of the hall."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0030"
down_revision = "h0020"


def upgrade() -> None:
    """Make the table of the forms."""
    op.create_table(
        "drafts",
        sa.Column("hall", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(64), primary_key=True),
        sa.Column("kept_at", sa.DateTime, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_drafts_kept_at", "drafts", ["kept_at"])
