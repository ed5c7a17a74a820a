"""Several halls, windows, priority, transfers, appointments, number blocks; terminals with keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "h0002"
down_revision = "h0001"


def upgrade() -> None:
    """Make the tables of the queue and of the terminals."""
    _make_halls()
    _change_tickets()
    _make_appointments()
    _make_terminals()


def _make_halls() -> None:
    halls = op.create_table(
        "halls",
        sa.Column("hall", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
    )
    op.bulk_insert(halls, [{"hall": "main", "name": ""}])
    op.create_table(
        "windows",
        sa.Column("hall", sa.String(32), sa.ForeignKey("halls.hall"), primary_key=True),
        sa.Column("window", sa.String(20), primary_key=True),
        sa.Column("categories", sa.Text, nullable=False),
        sa.Column("opened_at", sa.DateTime),
        sa.Column("serving", sa.String(64), nullable=False, server_default=""),
    )


def _change_tickets() -> None:
    with op.batch_alter_table("tickets", recreate="auto") as tickets:
        tickets.add_column(sa.Column("hall", sa.String(32), nullable=False, server_default="main"))
        tickets.add_column(
            sa.Column("state", sa.String(12), nullable=False, server_default="waiting")
        )
        tickets.add_column(
            sa.Column("priority", sa.String(12), nullable=False, server_default="none")
        )
        tickets.add_column(sa.Column("rank_at", sa.DateTime))
        tickets.add_column(sa.Column("calls", sa.Integer, nullable=False, server_default="0"))
        tickets.add_column(sa.Column("last_called_at", sa.DateTime))
        tickets.add_column(sa.Column("finished_at", sa.DateTime))
        tickets.add_column(sa.Column("person", sa.String(64), nullable=False, server_default=""))
        tickets.add_column(sa.Column("terminal", sa.String(32), nullable=False, server_default=""))
        tickets.add_column(sa.Column("line", sa.String(40), nullable=False, server_default=""))
        tickets.add_column(
            sa.Column("for_window", sa.String(20), nullable=False, server_default="")
        )
        tickets.add_column(sa.Column("windows", sa.Integer, nullable=False, server_default="0"))
    op.execute("UPDATE tickets SET rank_at = issued_at, line = category")
    op.execute(
        "UPDATE tickets SET state = 'finished', calls = 1, last_called_at = called_at, "
        "finished_at = called_at WHERE called_at IS NOT NULL"
    )
    # Named as PostgreSQL names them by itself, or SQLite's could not be told.
    names = {"uq": "%(table_name)s_%(column_0_N_name)s_key"}
    with op.batch_alter_table("tickets", naming_convention=names) as tickets:
        tickets.alter_column("rank_at", existing_type=sa.DateTime(), nullable=False)
        tickets.drop_index("tickets_waiting")
        tickets.drop_constraint("tickets_day_category_sequence_key", type_="unique")
        tickets.create_unique_constraint("tickets_number", ["hall", "day", "category", "sequence"])
    _index_tickets()
    op.create_table(
        "ticket_events",
        sa.Column("event_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "request_id",
            sa.String(64),
            sa.ForeignKey("tickets.request_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("action", sa.String(12), nullable=False),
        sa.Column("window", sa.String(20), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("staff", sa.String(40), nullable=False),
    )


def _index_tickets() -> None:
    # Small however many days there are: only who waits or is being served stands in it.
    for name, columns, condition in (
        ("tickets_waiting", ["hall", "day", "line", "rank_at"], "state = 'waiting'"),
        ("tickets_serving", ["hall", "day", "window"], "state = 'called'"),
    ):
        where = sa.text(condition)
        op.create_index(name, "tickets", columns, sqlite_where=where, postgresql_where=where)
    one_open = sa.text("person <> '' AND state IN ('waiting', 'called')")
    op.create_index(
        "tickets_one_open",
        "tickets",
        ["hall", "day", "category", "person"],
        unique=True,
        sqlite_where=one_open,
        postgresql_where=one_open,
    )
    op.create_index("tickets_called", "tickets", ["hall", "day", "last_called_at"])
    op.create_index("tickets_application", "tickets", ["application_id"])


def _make_appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("appointment_id", sa.String(64), primary_key=True),
        sa.Column("hall", sa.String(32), sa.ForeignKey("halls.hall"), nullable=False),
        sa.Column("category", sa.String(40), sa.ForeignKey("categories.category"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("starts_at", sa.DateTime, nullable=False),
        sa.Column("ends_at", sa.DateTime, nullable=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("code", sa.String(40), nullable=False, unique=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False, server_default=""),
        sa.UniqueConstraint("hall", "day", "number", name="appointments_number"),
        sa.Index("appointments_person", "hall", "day", "person"),
    )
    op.create_table(
        "number_blocks",
        sa.Column("block_id", sa.String(64), primary_key=True),
        sa.Column("terminal", sa.String(32), nullable=False),
        sa.Column("hall", sa.String(32), sa.ForeignKey("halls.hall"), nullable=False),
        sa.Column("category", sa.String(40), sa.ForeignKey("categories.category"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("reserved_at", sa.DateTime, nullable=False),
        sa.Index("number_blocks_day", "hall", "day", "category"),
    )


def _make_terminals() -> None:
    op.create_table(
        "terminals",
        sa.Column("terminal", sa.String(32), primary_key=True),
        sa.Column("hall", sa.String(32), sa.ForeignKey("halls.hall"), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("enrolled_at", sa.DateTime, nullable=False),
        sa.Column("revoked_at", sa.DateTime),
        sa.Column("last_seen_at", sa.DateTime),
    )
    op.create_table(
        "enrolments",
        sa.Column("code_digest", sa.String(64), primary_key=True),
        sa.Column("hall", sa.String(32), sa.ForeignKey("halls.hall"), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("terminal", sa.String(32), nullable=False, server_default=""),
    )
    op.create_table(
        "nonces",
        sa.Column("terminal", sa.String(32), primary_key=True),
        sa.Column("nonce", sa.String(32), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
    )
