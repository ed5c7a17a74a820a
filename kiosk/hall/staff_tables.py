"""Tables of the staff: accounts, failed sign-ins, one-time links and sessions."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, String, Table

from kiosk.hall.tables import metadata

staff_accounts = Table(
    "staff_accounts",
    metadata,
    Column("login", String(40), primary_key=True),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("roles", String(80), nullable=False),
    Column("department", String(200), nullable=False, default=""),
    Column("password_hash", String(200), nullable=False),
    Column("is_disabled", Boolean, nullable=False, default=False),
    Column("made_at", DateTime, nullable=False),
    Column("hall", String(32), nullable=False, server_default=""),
)

staff_failures = Table(
    "staff_failures",
    metadata,
    Column("login_digest", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", DateTime, nullable=False),
    Column("locked_until", DateTime),
)
"""Failed sign-ins by the digest of the name typed, so that unknown names look like known ones."""

staff_links = Table(
    "staff_links",
    metadata,
    Column("code_digest", String(64), primary_key=True),
    Column("roles", String(80), nullable=False),
    Column("expires_at", DateTime, nullable=False),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    Column("login", String(40), nullable=False),
    Column("link_roles", String(80), nullable=False, default=""),
    Column("window", String(20), nullable=False, default=""),
    Column("expires_at", DateTime, nullable=False, index=True),
    Column("hall", String(32), nullable=False, server_default=""),
)
"""`hall` is the one chosen for this session; "" is the account's own, or the first."""
