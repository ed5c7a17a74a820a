"""The table of forms that citizens have not finished."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, LargeBinary, String, Table

from kiosk.hall.tables import metadata

drafts = Table(
    "drafts",
    metadata,
    Column("hall", String(32), primary_key=True),
    Column("owner", String(64), primary_key=True),
    Column("kept_at", DateTime, nullable=False, index=True),
    Column("body_sealed", LargeBinary, nullable=False),
)
"""`owner` is a keyed digest of a resident number; an empty body was submitted or given up."""
