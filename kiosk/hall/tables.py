"""The hall's tables; columns named *_sealed hold personal data and are encrypted."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

counters = Table(
    "counters",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""The last number given out, so that none is ever given twice."""

applications = Table(
    "applications",
    metadata,
    Column("application_id", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("received_at", DateTime, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("number_fingerprint", String(64), nullable=False, index=True),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("receipt", Text, nullable=False),
)

pictures = Table(
    "pictures",
    metadata,
    Column("application_id", ForeignKey("applications.application_id"), primary_key=True),
    Column("material", String(200), primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("content_sealed", LargeBinary, nullable=False),
)
"""Pages of materials, and the signature."""

cases = Table(
    "cases",
    metadata,
    Column("case_number", String(50), primary_key=True),
    Column("application_id", ForeignKey("applications.application_id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("item_code", String(31), nullable=False),
    Column("item_name", String(200), nullable=False),
    Column("status", String(20), nullable=False),
    Column("submitted_at", DateTime, nullable=False, index=True),
    Column("promised_on", Date),
)

categories = Table(
    "categories",
    metadata,
    Column("category", String(40), primary_key=True),
    Column("prefix", String(1), nullable=False, unique=True),
)

tickets = Table(
    "tickets",
    metadata,
    Column("request_id", String(64), primary_key=True),
    Column("link", String(40), nullable=False, unique=True),
    Column("category", ForeignKey("categories.category"), nullable=False),
    Column("day", Date, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("number", String(12), nullable=False),
    Column("application_id", String(64), nullable=False),
    Column("issued_at", DateTime, nullable=False),
    Column("ahead", Integer, nullable=False),
    Column("wait_min", Integer, nullable=False),
    Column("called_at", DateTime),
    Column("window", String(20), nullable=False, default=""),
    UniqueConstraint("day", "category", "sequence"),
    Index("tickets_waiting", "day", "category", "called_at"),
)

questions = Table(
    "questions",
    metadata,
    Column("question_id", String(64), primary_key=True),
    Column("link", String(40), nullable=False, unique=True),
    Column("number", String(20), nullable=False),
    Column("asked_at", DateTime, nullable=False, index=True),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("answer", Text, nullable=False, default=""),
    Column("answered_at", DateTime),
)
"""Questions the terminals could not answer, for the staff; `answer` is empty until they do."""
