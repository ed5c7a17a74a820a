"""Staff who sign in by name, and questions for them to answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0003"
down_revision = "h0002"


def upgrade() -> None:
    """Make the tables; some halls made them at a start before this step was written."""
    op.create_table(
        "questions",
        sa.Column("question_id", sa.String(64), primary_key=True),
        sa.Column("link", sa.String(40), nullable=False, unique=True),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("text_sealed", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("answered_at", sa.DateTime),
        if_not_exists=True,
    )
    op.create_index("ix_questions_asked_at", "questions", ["asked_at"], if_not_exists=True)
    _make_accounts()
    op.create_table(
        "staff_links",
        sa.Column("code_digest", sa.String(64), primary_key=True),
        sa.Column("roles", sa.String(80), nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_digest", sa.String(64), primary_key=True),
        sa.Column("login", sa.String(40), nullable=False),
        sa.Column("link_roles", sa.String(80), nullable=False),
        sa.Column("window", sa.String(20), nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        if_not_exists=True,
    )
    op.create_index(
        "ix_staff_sessions_expires_at", "staff_sessions", ["expires_at"], if_not_exists=True
    )


def _make_accounts() -> None:
    op.create_table(
        "staff_accounts",
        sa.Column("login", sa.String(40), primary_key=True),
        sa.Column("name_sealed", sa.LargeBinary, nullable=False),
        sa.Column("roles", sa.String(80), nullable=False),
        sa.Column("department", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("is_disabled", sa.Boolean, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "staff_failures",
        sa.Column("login_digest", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", sa.DateTime, nullable=False),
        sa.Column("locked_until", sa.DateTime),
        if_not_exists=True,
    )
