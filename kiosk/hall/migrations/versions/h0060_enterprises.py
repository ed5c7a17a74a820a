"""Applications of an enterprise are found by its code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0060"
down_revision = "h0050"


def upgrade() -> None:
    """Note whose application it is, and index those of enterprises alone."""
    op.add_column(
        "applications",
        sa.Column("business_fingerprint", sa.String(64), nullable=False, server_default=""),
    )
    where = sa.text("business_fingerprint <> ''")
    op.create_index(
        "applications_business",
        "applications",
        ["business_fingerprint"],
        sqlite_where=where,
        postgresql_where=where,
    )
