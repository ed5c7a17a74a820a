"""The table of forms that citizens have not finished."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKeyConstraint, LargeBinary, String, Table

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

draft_pages = Table(
    "draft_pages",
    metadata,
    Column("hall", String(32), primary_key=True),
    Column("owner", String(64), primary_key=True),
    Column("page", String(64), primary_key=True),
    Column("content_sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["hall", "owner"], ["drafts.hall", "drafts.owner"], ondelete="CASCADE", name="page_of_draft"
    ),
)
"""The pages a form names, each by its SHA-256; an empty content was not handed over yet."""
