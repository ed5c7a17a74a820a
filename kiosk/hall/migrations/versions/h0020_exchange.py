"""What a central platform is told of the cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0020"
down_revision = "h0010"


def upgrade() -> None:
    """Make the table of the records and its indexes."""
    op.create_table(
        "exchange_records",
        sa.Column("record_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("record_key", sa.String(32), nullable=False, unique=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("case_number", sa.String(50), sa.ForeignKey("cases.case_number"), nullable=False),
        sa.Column("step_id", sa.Integer, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("queued_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent_at", sa.DateTime),
        sa.Column("fault", sa.String(200), nullable=False),
    )
    op.create_index("ix_exchange_records_case_number", "exchange_records", ["case_number"])
    op.create_index("exchange_records_due", "exchange_records", ["state", "due_at"])
