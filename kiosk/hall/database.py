"""Opens the hall's database: SQLite by default, another one by URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from kiosk.hall import tables


class Database:
    """Transactions over the hall's tables."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, pool_pre_ping=True)
        if self._engine.dialect.name == "sqlite":
            _prepare_sqlite(self._engine)
        tables.metadata.create_all(self._engine)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that no other writer can come between; commit at the end."""
        immediate = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        with immediate.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the database and waits for nobody."""
        with self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()


def next_number(connection: Connection, name: str) -> int:
    """Count a counter up and return its new value; it is given out when the transaction commits."""
    sqlite = connection.dialect.name == "sqlite"
    insert = sqlite_insert if sqlite else postgresql_insert
    statement = insert(tables.counters).values(name=name, value=1)
    counted = statement.on_conflict_do_update(
        index_elements=["name"], set_={"value": tables.counters.c.value + 1}
    ).returning(tables.counters.c.value)
    return int(connection.execute(counted).scalar_one())


def stored(at: datetime) -> datetime:
    """Return a time as it is stored: UTC without a zone."""
    return at.astimezone(UTC).replace(tzinfo=None)


def restored(at: datetime) -> datetime:
    """Return a stored time with its zone."""
    return at.replace(tzinfo=UTC)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        # The driver would begin transactions of its own accord, and begin them deferred.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "busy_timeout = 5000",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
