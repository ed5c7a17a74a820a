"""The register on PostgreSQL: a batch costs two round trips, however much it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from kiosk.hall.database import Database
from kiosk.hall.postgres_ledger import COUNT_UP, LOCK_COUNTERS
from kiosk.hall.register import RegisterPage, Rows, unused_numbers

_KNOWN = (
    "SELECT application_id, fingerprint, receipt FROM applications WHERE application_id = ANY(%s)"
)
_APPLICATIONS: Mapping[str, str] = {
    "application_id": "text",
    "fingerprint": "text",
    "received_at": "timestamp",
    "name_sealed": "bytea",
    "number_fingerprint": "text",
    "body_sealed": "bytea",
    "receipt": "text",
    "business_fingerprint": "text",
}
_CASES: Mapping[str, str] = {
    "case_number": "text",
    "application_id": "text",
    "position": "int",
    "item_code": "text",
    "item_name": "text",
    "status": "text",
    "submitted_at": "timestamp",
    "promised_on": "date",
}
_PICTURES: Mapping[str, str] = {
    "application_id": "text",
    "material": "text",
    "page": "int",
    "name": "text",
    "content_sealed": "bytea",
}


class PostgresRegister:
    """Speaks to the driver itself: look-ups go out together, and so do the writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def open(self, ids: Sequence[str], counters: Mapping[str, int]) -> Iterator[RegisterPage]:
        """Open a page."""
        with self._database.driver() as connection:
            yield _PostgresPage(connection, ids, counters)


class _PostgresPage:
    def __init__(
        self, connection: psycopg.Connection[Any], ids: Sequence[str], counters: Mapping[str, int]
    ) -> None:
        self._connection = connection
        self._counters = counters
        rows = connection.cursor(row_factory=namedtuple_row)
        with connection.pipeline():
            wanted = (list(counters), list(counters.values()))
            locked = connection.execute(LOCK_COUNTERS, wanted)
            rows.execute(_KNOWN, (list(ids),))
        self.known: Sequence[Any] = rows.fetchall()
        self.last_numbers: Mapping[str, int] = {
            name: value - counters[name] for name, value in locked.fetchall()
        }

    def write(self, filed: Rows, numbered: Rows, sheets: Rows, taken: Mapping[str, int]) -> None:
        """Write applications, cases and pictures, put the counters right, and commit."""
        unused = unused_numbers(self._counters, taken)
        with self._connection.pipeline():
            self._insert("applications", _APPLICATIONS, filed)
            self._insert("cases", _CASES, numbered)
            for sheet in sheets:
                # Each by itself: together they might be hundreds of megabytes in one message.
                self._insert("pictures", _PICTURES, [sheet])
            if unused:
                self._connection.execute(COUNT_UP, (list(unused), list(unused.values())))
            self._connection.execute("COMMIT")

    def _insert(self, table: str, columns: Mapping[str, str], rows: Rows) -> None:
        """Write rows as one statement, a parameter a column.

        In binary: as text, each quote of a receipt and each byte of a body would be escaped.
        """
        if not rows:
            return
        names = ", ".join(columns)
        arrays = ", ".join(f"%b::{kind}[]" for kind in columns.values())
        self._connection.execute(
            f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})",
            [[row[name] for row in rows] for name in columns],
        )
