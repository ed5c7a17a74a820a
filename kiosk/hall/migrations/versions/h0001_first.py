"""The tables of the first halls: counters, applications, pictures, cases, categories, tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "counters",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
    )
    _make_filing()
    _make_queue()


def _make_filing() -> None:
    op.create_table(
        "applications",
        sa.Column("application_id", sa.String(64), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("name_sealed", sa.LargeBinary, nullable=False),
        sa.Column("number_fingerprint", sa.String(64), nullable=False, index=True),
        sa.Column("body_sealed", sa.LargeBinary, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
    )
    op.create_table(
        "pictures",
        sa.Column(
            "application_id",
            sa.String(64),
            sa.ForeignKey("applications.application_id"),
            primary_key=True,
        ),
        sa.Column("material", sa.String(200), primary_key=True),
        sa.Column("page", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "cases",
        sa.Column("case_number", sa.String(50), primary_key=True),
        sa.Column(
            "application_id",
            sa.String(64),
            sa.ForeignKey("applications.application_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("item_code", sa.String(31), nullable=False),
        sa.Column("item_name", sa.String(200), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("submitted_at", sa.DateTime, nullable=False, index=True),
        sa.Column("promised_on", sa.Date),
    )


def _make_queue() -> None:
    op.create_table(
        "categories",
        sa.Column("category", sa.String(40), primary_key=True),
        sa.Column("prefix", sa.String(1), nullable=False, unique=True),
    )
    op.create_table(
        "tickets",
        sa.Column("request_id", sa.String(64), primary_key=True),
        sa.Column("link", sa.String(40), nullable=False, unique=True),
        sa.Column("category", sa.String(40), sa.ForeignKey("categories.category"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("application_id", sa.String(64), nullable=False),
        sa.Column("issued_at", sa.DateTime, nullable=False),
        sa.Column("ahead", sa.Integer, nullable=False),
        sa.Column("wait_min", sa.Integer, nullable=False),
        sa.Column("called_at", sa.DateTime),
        sa.Column("window", sa.String(20), nullable=False, server_default=""),
        sa.UniqueConstraint("day", "category", "sequence"),
        sa.Index("tickets_waiting", "day", "category", "called_at"),
    )
