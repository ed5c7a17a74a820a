"""The work on cases: steps, notices, reviews, results and evaluations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0004"
down_revision = "h0003"


def upgrade() -> None:
    """Make the tables; some halls made them at a start before this step was written."""
    _make_steps()
    _make_notices()
    _make_reviews()
    _make_results()
    _make_evaluations()


def _case(primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "case_number",
        sa.String(50),
        sa.ForeignKey("cases.case_number"),
        primary_key=primary_key,
        nullable=False,
    )


def _index(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column], if_not_exists=True)


def _make_steps() -> None:
    op.create_table(
        "case_steps",
        sa.Column("step_id", sa.Integer, primary_key=True, autoincrement=True),
        _case(),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("window", sa.String(20), nullable=False),
        sa.Column("department", sa.String(200), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary),
        if_not_exists=True,
    )
    _index("case_steps", "case_number")
    _index("case_steps", "at")


def _make_notices() -> None:
    op.create_table(
        "case_notices",
        sa.Column("notice_id", sa.Integer, primary_key=True, autoincrement=True),
        _case(),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("window", sa.String(20), nullable=False),
        sa.Column("reasons", sa.String(400), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
    _index("case_notices", "case_number")
    _index("case_notices", "at")


def _make_reviews() -> None:
    op.create_table(
        "case_reviews",
        _case(primary_key=True),
        sa.Column("department", sa.String(200), primary_key=True),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("decision", sa.String(12), nullable=False),
        sa.Column("decided_at", sa.DateTime),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary),
        if_not_exists=True,
    )
    _index("case_reviews", "department")


def _make_results() -> None:
    op.create_table(
        "case_results",
        _case(primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("window", sa.String(20), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
    _index("case_results", "at")


def _make_evaluations() -> None:
    op.create_table(
        "evaluations",
        sa.Column("evaluation_id", sa.String(64), primary_key=True),
        sa.Column("subject", sa.String(64), nullable=False, unique=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(12), nullable=False),
        sa.Column("window", sa.String(20), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
    _index("evaluations", "at")
