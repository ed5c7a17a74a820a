"""The table of what a central platform is told; it holds nothing about a person."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, String, Table

from kiosk.hall.tables import metadata

exchange_records = Table(
    "exchange_records",
    metadata,
    Column("record_id", Integer, primary_key=True, autoincrement=True),
    Column("record_key", String(32), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("case_number", ForeignKey("cases.case_number"), nullable=False, index=True),
    Column("step_id", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("queued_at", DateTime, nullable=False),
    Column("due_at", DateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sent_at", DateTime),
    Column("fault", String(200), nullable=False),
    Index("exchange_records_due", "state", "due_at"),
)
"""`state` is waiting, sent or dead; `step_id` is 0 where the record is about the whole case."""
