"""The tables of pages that arrive in parts."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Integer, LargeBinary, String, Table

from kiosk.hall.tables import metadata

uploads = Table(
    "uploads",
    metadata,
    Column("upload_id", String(40), primary_key=True),
    Column("terminal", String(32), nullable=False, index=True),
    Column("application_id", String(64), nullable=False, index=True),
    Column("sha256", String(64), nullable=False),
    Column("length", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("changed_at", DateTime, nullable=False, index=True),
)
"""`sha256` is what the whole must be; `received` is where the next part begins."""

upload_parts = Table(
    "upload_parts",
    metadata,
    Column("upload_id", ForeignKey("uploads.upload_id", ondelete="CASCADE"), primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("content_sealed", LargeBinary, nullable=False),
)
