"""Tables of the fleet: how each terminal is, what it is told to do, and who calls for help."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Index, String, Table, Text

from kiosk.hall.tables import metadata

fleet_terminals = Table(
    "fleet_terminals",
    metadata,
    Column("terminal", String(64), primary_key=True),
    Column("name", String(40), nullable=False),
    Column("report", Text, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("diagnostics", Text, nullable=False, default=""),
    Column("diagnosed_at", DateTime),
)
"""`report` is the newest heartbeat as it came; nothing in it is personal."""

fleet_orders = Table(
    "fleet_orders",
    metadata,
    Column("order_id", String(64), primary_key=True),
    Column("terminal", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("ordered_at", DateTime, nullable=False),
    Column("by", String(40), nullable=False),
    Column("done_at", DateTime),
    Column("succeeded", Boolean),
    Column("detail", String(400), nullable=False, default=""),
    Index("fleet_orders_waiting", "terminal", "done_at"),
)

staff_calls = Table(
    "staff_calls",
    metadata,
    Column("call_id", String(64), primary_key=True),
    Column("terminal", String(64), nullable=False),
    Column("name", String(40), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("called_at", DateTime, nullable=False),
    Column("answered_at", DateTime, index=True),
    Column("by", String(40), nullable=False, default=""),
)
