"""The register on PostgreSQL: a batch costs two round trips, however much it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from kiosk.hall.database import Database
from kiosk.hall.postgres_ledger import COUNT_UP, LOCK_COUNTERS
from kiosk.hall.register import RegisterPage, Rows

_KNOWN = (
    "SELECT application_id, fingerprint, receipt FROM applications WHERE application_id = ANY(%s)"
)


class PostgresRegister:
    """Speaks to the driver itself: look-ups go out together, and so do the writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def open(self, ids: Sequence[str], counters: Sequence[str]) -> Iterator[RegisterPage]:
        """Open a page."""
        with self._database.driver() as connection:
            yield _PostgresPage(connection, ids, counters)


class _PostgresPage:
    def __init__(
        self, connection: psycopg.Connection[Any], ids: Sequence[str], counters: Sequence[str]
    ) -> None:
        self._connection = connection
        rows = connection.cursor(row_factory=namedtuple_row)
        with connection.pipeline():
            locked = connection.execute(LOCK_COUNTERS, (list(counters),))
            rows.execute(_KNOWN, (list(ids),))
        self.known: Sequence[Any] = rows.fetchall()
        self.last_numbers: Mapping[str, int] = dict(locked.fetchall())

    def write(self, filed: Rows, numbered: Rows, sheets: Rows, taken: Mapping[str, int]) -> None:
        """Write applications, cases and pictures, count the counters up, and commit."""
        with self._connection.pipeline():
            for table, rows in (("applications", filed), ("cases", numbered), ("pictures", sheets)):
                for row in rows:
                    self._connection.execute(_insert(table, row), list(row.values()))
            if taken:
                self._connection.execute(COUNT_UP, (list(taken), list(taken.values())))
            self._connection.execute("COMMIT")


def _insert(table: str, row: Mapping[str, Any]) -> str:
    places = ", ".join(["%s"] * len(row))
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})"
