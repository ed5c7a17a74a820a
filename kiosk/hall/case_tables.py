"""Tables of the work on cases: steps, notices, reviews, results and evaluations."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, LargeBinary, String, Table

from kiosk.hall.tables import metadata

case_steps = Table(
    "case_steps",
    metadata,
    Column("step_id", Integer, primary_key=True, autoincrement=True),
    Column("case_number", ForeignKey("cases.case_number"), nullable=False, index=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("action", String(20), nullable=False),
    Column("by", String(40), nullable=False),
    Column("window", String(20), nullable=False),
    Column("department", String(200), nullable=False),
    Column("note_sealed", LargeBinary),
)
"""What the staff did with a case, in order."""

case_notices = Table(
    "case_notices",
    metadata,
    Column("notice_id", Integer, primary_key=True, autoincrement=True),
    Column("case_number", ForeignKey("cases.case_number"), nullable=False, index=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("by", String(40), nullable=False),
    Column("window", String(20), nullable=False),
    Column("reasons", String(400), nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
)
"""One-time notices; `reasons` are the keys of what was missing, for the statistics."""

case_reviews = Table(
    "case_reviews",
    metadata,
    Column("case_number", ForeignKey("cases.case_number"), primary_key=True),
    Column("department", String(200), primary_key=True, index=True),
    Column("asked_at", DateTime, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("decision", String(12), nullable=False, default=""),
    Column("decided_at", DateTime),
    Column("by", String(40), nullable=False, default=""),
    Column("reason_sealed", LargeBinary),
)
"""One row a department; asking again after a correction empties the decision."""

case_results = Table(
    "case_results",
    metadata,
    Column("case_number", ForeignKey("cases.case_number"), primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("outcome", String(12), nullable=False),
    Column("by", String(40), nullable=False),
    Column("window", String(20), nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
)

evaluations = Table(
    "evaluations",
    metadata,
    Column("evaluation_id", String(64), primary_key=True),
    Column("subject", String(64), nullable=False, unique=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("level", Integer, nullable=False),
    Column("channel", String(12), nullable=False),
    Column("window", String(20), nullable=False, default=""),
    Column("text_sealed", LargeBinary, nullable=False),
)
"""好差评: level 1 is very satisfied, 5 very dissatisfied; one for each case or ticket."""
