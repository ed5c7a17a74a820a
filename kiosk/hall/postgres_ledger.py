"""The ledger on PostgreSQL: a batch costs two round trips, however many tickets it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from kiosk.hall.database import Database
from kiosk.hall.ledger import Batch, Line, Page, Seen

LOCK_COUNTERS = (
    "INSERT INTO counters (name, value) "
    "SELECT name, number FROM unnest(%s::text[], %s::int[]) AS wanted (name, number) "
    # Always in the same order, or two processes would wait for each other.
    "ORDER BY name ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value "
    "RETURNING name, value"
)
COUNT_UP = (
    "UPDATE counters SET value = counters.value + taken.number "
    "FROM unnest(%s::text[], %s::int[]) AS taken (name, number) WHERE counters.name = taken.name"
)
_KNOWN = "SELECT * FROM tickets WHERE request_id = ANY(%s)"
_OPEN = (
    "SELECT * FROM tickets WHERE day = %s AND person = ANY(%s) AND person <> '' "
    "AND state IN ('waiting', 'called')"
)
_WAITING = (
    "SELECT hall, line, count(*) FROM tickets WHERE state = 'waiting' AND day = %s "
    "AND hall = ANY(%s) AND line = ANY(%s) GROUP BY hall, line"
)
_EARLIER = (
    "SELECT count(*) FROM tickets WHERE state = 'waiting' AND hall = %s AND day = %s "
    "AND line = %s AND rank_at <= %s"
)
_COLUMNS: Mapping[str, str] = {
    "request_id": "text",
    "link": "text",
    "category": "text",
    "line": "text",
    "day": "date",
    "sequence": "int",
    "number": "text",
    "application_id": "text",
    "issued_at": "timestamp",
    "rank_at": "timestamp",
    "hall": "text",
    "priority": "text",
    "person": "text",
    "terminal": "text",
    "ahead": "int",
    "wait_min": "int",
    "windows": "int",
}
_WRITE = (
    f"INSERT INTO tickets ({', '.join(_COLUMNS)}) SELECT {', '.join(_COLUMNS)} "
    # One parameter, whatever the number of tickets: quicker to write out than seventeen arrays.
    "FROM json_to_recordset(%s::json) AS row ("
    + ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    + ")"
)


class PostgresLedger:
    """Speaks to the driver itself: look-ups go out together, and so do the writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def open(self, batch: Batch) -> Iterator[Page]:
        """Open a page as a context."""
        with self._database.driver() as connection:
            yield _PostgresPage(connection, batch)


class _PostgresPage:
    def __init__(self, connection: psycopg.Connection[Any], batch: Batch) -> None:
        self._connection = connection
        halls = sorted({hall for hall, _ in batch.counters})
        lines = sorted({line for _, line in batch.counters})
        rows = connection.cursor(row_factory=namedtuple_row)
        people = connection.cursor(row_factory=namedtuple_row)
        with connection.pipeline():
            # First the lock, so that what is read after it is what nobody changes any more.
            names = list(batch.counters.values())
            locked = connection.execute(LOCK_COUNTERS, (names, [0] * len(names)))
            rows.execute(_KNOWN, (list(batch.request_ids),))
            if batch.persons:
                people.execute(_OPEN, (batch.day, list(batch.persons)))
            counted = connection.execute(_WAITING, (batch.day, halls, lines))
        known = [*rows.fetchall(), *(people.fetchall() if batch.persons else ())]
        self.seen = Seen(
            known,
            dict(locked.fetchall()),
            {(hall, line): count for hall, line, count in counted.fetchall()},
        )

    def count_waiting(self, line: Line, day: date, rank: Any) -> int:
        """Return who waits in the line with this rank or an earlier one."""
        found = self._connection.execute(_EARLIER, (line[0], day, line[1], rank)).fetchone()
        assert found is not None
        return int(found[0])

    def write(self, rows: Sequence[Mapping[str, Any]], taken: Mapping[str, int]) -> None:
        """Write tickets down, count the counters up by what was taken, and commit."""
        with self._connection.pipeline():
            if rows:
                self._connection.execute(_WRITE, (json.dumps(rows, default=str),))
            if taken:
                self._connection.execute(COUNT_UP, (list(taken), list(taken.values())))
            self._connection.execute("COMMIT")
