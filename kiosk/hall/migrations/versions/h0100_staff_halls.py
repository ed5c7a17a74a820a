"""Staff work in a hall: their own, or the one they chose for this session."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0100"
down_revision = "h0080"


def upgrade() -> None:
    """Let whoever works here choose, as long as nobody says where they belong."""
    for table in ("staff_accounts", "staff_sessions"):
        op.add_column(table, sa.Column("hall", sa.String(32), nullable=False, server_default=""))
