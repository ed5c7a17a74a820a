"""The table of who may act for an enterprise no longer."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, String, Table

from kiosk.hall.tables import metadata

revoked_agents = Table(
    "revoked_agents",
    metadata,
    Column("business", String(64), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("by", String(40), nullable=False),
)
"""Keyed digests of USCC and document number; cases from before `at` speak for nobody."""
