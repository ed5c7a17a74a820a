"""Pages that arrive in parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0050"
down_revision = "h0040"


def upgrade() -> None:
    """Make the tables of uploads and of their parts."""
    op.create_table(
        "uploads",
        sa.Column("upload_id", sa.String(40), primary_key=True),
        sa.Column("terminal", sa.String(32), nullable=False),
        sa.Column("application_id", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
    )
    for column in ("terminal", "application_id", "changed_at"):
        op.create_index(f"ix_uploads_{column}", "uploads", [column])
    op.create_table(
        "upload_parts",
        sa.Column(
            "upload_id",
            sa.String(40),
            sa.ForeignKey("uploads.upload_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("first", sa.Integer, primary_key=True),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        # What is encrypted looks random: trying to compress it only takes time.
        op.execute("ALTER TABLE upload_parts ALTER COLUMN content_sealed SET STORAGE EXTERNAL")
