"""The pictures of unfinished forms, each kept once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0090"
down_revision = "h0030"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "draft_pages",
        sa.Column("hall", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(64), primary_key=True),
        sa.Column("page", sa.String(64), primary_key=True),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["hall", "owner"],
            ["drafts.hall", "drafts.owner"],
            ondelete="CASCADE",
            name="page_of_draft",
        ),
    )
