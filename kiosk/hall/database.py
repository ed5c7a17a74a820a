"""Opens the hall's database: SQLite by default, another one by URL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql as postgresql_dialect
from sqlalchemy.dialects import sqlite as sqlite_dialect

from kiosk.hall import tables
from kiosk.hall.migrate import migrate


class Database:
    """Transactions over the hall's tables."""

    def __init__(self, url: str) -> None:
        self._engine = _open_engine(url)
        self._bare = _open_bare(url) if is_shared(url) else self._engine
        migrate(self._engine)

    @property
    def is_shared(self) -> bool:
        """Whether several processes may work on it at once."""
        return self._engine.dialect.name != "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction and commit at the end; on SQLite no other writer comes between."""
        immediate = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        with immediate.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the database and waits for nobody."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def driver(self) -> Iterator[Any]:
        """Lend a psycopg connection for a transaction that costs few round trips.

        Nobody asks first whether it still lives, so what is done must be harmless to do again.
        """
        with self._bare.connect() as connection:
            driver = connection.connection.driver_connection
            try:
                yield driver
            except BaseException:
                # It may be lost, or in the midst of a transaction: neither is lent again.
                connection.invalidate()
                if driver is not None and driver.closed:
                    self._bare.dispose()
                raise

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()
        self._bare.dispose()


def next_number(connection: Connection, name: str) -> int:
    """Count a counter up and return its new value; it is given out when the transaction commits."""
    return next_numbers(connection, {name: 1})[name] + 1


def next_numbers(connection: Connection, wanted: Mapping[str, int]) -> dict[str, int]:
    """Count counters up by so many and return each one's last value before.

    Nobody else counts the same ones until the transaction ends; they are given out when it commits.
    """
    # Always in the same order, or two transactions would wait for each other.
    rows = [{"name": name, "value": wanted[name]} for name in sorted(wanted)]
    statement = upsert(connection, tables.counters).values(rows)
    counted = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": tables.counters.c.value + statement.excluded.value},
    ).returning(tables.counters.c.name, tables.counters.c.value)
    return {row.name: row.value - wanted[row.name] for row in connection.execute(counted)}


def upsert(
    connection: Connection, table: Table
) -> postgresql_dialect.Insert | sqlite_dialect.Insert:
    """Return an insert that can say what to do when the row is there already."""
    if connection.dialect.name == "sqlite":
        return sqlite_dialect.insert(table)
    return postgresql_dialect.insert(table)


def stored(at: datetime) -> datetime:
    """Return a time as it is stored: UTC without a zone."""
    return at.astimezone(UTC).replace(tzinfo=None)


def restored(at: datetime) -> datetime:
    """Return a stored time with its zone."""
    return at.replace(tzinfo=UTC)


def is_shared(url: str) -> bool:
    """Tell whether several processes may work on the database at this URL."""
    return make_url(url).get_backend_name() != "sqlite"


def _open_engine(url: str) -> Engine:
    wanted = make_url(url)
    if wanted.get_backend_name() == "sqlite":
        # A statement's values are people's data and stay out of error messages.
        engine = create_engine(wanted, hide_parameters=True)
        _prepare_sqlite(engine)
        return engine
    # As many connections as requests a worker handles at once, and asked whether they still live:
    # the server may have been started again since.
    wanted = wanted.set(drivername="postgresql+psycopg")
    return create_engine(
        wanted, pool_size=20, max_overflow=20, pool_pre_ping=True, hide_parameters=True
    )


def _open_bare(url: str) -> Engine:
    wanted = make_url(url).set(drivername="postgresql+psycopg")
    # Everything is found by a key here. A plan made while the tables were all but empty, and kept,
    # would read them from end to end; a bitmap would meet everybody served today again and again.
    own = wanted.query.get("options", "")
    options = {"options": f"{own} -c enable_seqscan=off -c enable_bitmapscan=off"}
    return create_engine(
        wanted, pool_size=8, max_overflow=32, connect_args=options, hide_parameters=True
    )


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
