"""The fleet of terminals, calls for the staff, and kinds of what citizens say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0010"
down_revision = "h0004"


def upgrade() -> None:
    """Make the tables of the fleet, and room for suggestions and complaints."""
    _make_terminals()
    _make_calls()
    with op.batch_alter_table("questions") as questions:
        questions.add_column(
            sa.Column("kind", sa.String(12), nullable=False, server_default="question")
        )
        questions.add_column(
            sa.Column("answered_by", sa.String(40), nullable=False, server_default="")
        )


def _make_terminals() -> None:
    op.create_table(
        "fleet_terminals",
        sa.Column("terminal", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("diagnostics", sa.Text, nullable=False),
        sa.Column("diagnosed_at", sa.DateTime),
    )
    op.create_table(
        "fleet_orders",
        sa.Column("order_id", sa.String(64), primary_key=True),
        sa.Column("terminal", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("ordered_at", sa.DateTime, nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("done_at", sa.DateTime),
        sa.Column("succeeded", sa.Boolean),
        sa.Column("detail", sa.String(400), nullable=False),
    )
    op.create_index("fleet_orders_waiting", "fleet_orders", ["terminal", "done_at"])


def _make_calls() -> None:
    op.create_table(
        "staff_calls",
        sa.Column("call_id", sa.String(64), primary_key=True),
        sa.Column("terminal", sa.String(64), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("called_at", sa.DateTime, nullable=False),
        sa.Column("answered_at", sa.DateTime),
        sa.Column("by", sa.String(40), nullable=False),
    )
    op.create_index("ix_staff_calls_answered_at", "staff_calls", ["answered_at"])
