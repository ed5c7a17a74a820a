"""Where a batch of tickets looks up what is known, locks its counters and is written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select

from kiosk.hall.database import Database, next_numbers
from kiosk.hall.tables import tickets
from kiosk.hall.ticketing import OPEN_STATES, TicketState, waiting

Line = tuple[str, str]
"""A hall and a category."""


@dataclass(frozen=True)
class Batch:
    """What is asked of the ledger at once; counters are named line by line."""

    day: date
    request_ids: Sequence[str]
    persons: Sequence[str]
    counters: Mapping[Line, str]


@dataclass(frozen=True)
class Seen:
    """What the ledger holds: tickets of these requests or persons, last numbers, who waits."""

    known: Sequence[Any]
    last_numbers: Mapping[str, int]
    waiting: Mapping[Line, int]


class Page(Protocol):
    """One transaction over the ledger."""

    seen: Seen

    def count_waiting(self, line: Line, day: date, rank: Any) -> int:
        """Return who waits in the line with this rank or an earlier one."""

    def write(self, rows: Sequence[Mapping[str, Any]], taken: Mapping[str, int]) -> None:
        """Write tickets down, count the counters up by what was taken, and commit."""


class Ledger(Protocol):
    """The tickets' table and its counters."""

    def open(self, batch: Batch) -> AbstractContextManager[Page]:
        """Open a page as a context; nobody else counts the same counters until it closes."""


class SqliteLedger:
    """One writer at a time, so nothing comes between look-up and writing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def open(self, batch: Batch) -> Iterator[Page]:
        """Open a page as a context."""
        with self._database.write() as connection:
            yield _SqlitePage(connection, batch)


class _SqlitePage:
    def __init__(self, connection: Connection, batch: Batch) -> None:
        self._connection = connection
        wanted: ColumnElement[bool] = tickets.c.request_id.in_(batch.request_ids)
        if batch.persons:
            open_ones = (
                (tickets.c.day == batch.day)
                & tickets.c.person.in_(batch.persons)
                & (tickets.c.person != "")
                & tickets.c.state.in_(OPEN_STATES)
            )
            wanted = or_(wanted, open_ones)
        known = connection.execute(select(tickets).where(wanted)).all()
        last = next_numbers(connection, dict.fromkeys(batch.counters.values(), 0))
        counted = connection.execute(
            select(tickets.c.hall, tickets.c.line, func.count())
            .where(tickets.c.state == TicketState.WAITING.value, tickets.c.day == batch.day)
            .group_by(tickets.c.hall, tickets.c.line)
        )
        self.seen = Seen(known, last, {(hall, line): n for hall, line, n in counted})

    def count_waiting(self, line: Line, day: date, rank: Any) -> int:
        """Return who waits in the line with this rank or an earlier one."""
        statement = select(func.count()).where(waiting(line[0], day, line[1]))
        statement = statement.where(tickets.c.rank_at <= rank)
        return int(self._connection.execute(statement).scalar_one())

    def write(self, rows: Sequence[Mapping[str, Any]], taken: Mapping[str, int]) -> None:
        """Write tickets down and count the counters up; the context commits."""
        if rows:
            self._connection.execute(insert(tickets), [dict(row) for row in rows])
        if taken:
            next_numbers(self._connection, taken)
