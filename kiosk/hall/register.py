"""Where a batch of applications looks up what is known, locks counters and is written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, insert, select

from kiosk.hall.database import Database, next_numbers
from kiosk.hall.tables import applications, cases, pictures

Rows = Sequence[Mapping[str, Any]]


class RegisterPage(Protocol):
    """One transaction over the register."""

    known: Sequence[Any]
    """Of the applications asked for: `application_id`, `fingerprint` and `receipt`."""
    last_numbers: Mapping[str, int]

    def write(self, filed: Rows, numbered: Rows, sheets: Rows, taken: Mapping[str, int]) -> None:
        """Write applications, cases and pictures, count the counters up, and commit."""


class Register(Protocol):
    """The tables of applications and cases, and the counters of case numbers."""

    def open(
        self, ids: Sequence[str], counters: Sequence[str]
    ) -> AbstractContextManager[RegisterPage]:
        """Open a page; nobody else counts the same counters until it closes."""


class SqliteRegister:
    """One writer at a time, so nothing comes between look-up and writing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def open(self, ids: Sequence[str], counters: Sequence[str]) -> Iterator[RegisterPage]:
        """Open a page; its context commits."""
        with self._database.write() as connection:
            yield _SqlitePage(connection, ids, counters)


class _SqlitePage:
    def __init__(self, connection: Connection, ids: Sequence[str], counters: Sequence[str]) -> None:
        self._connection = connection
        self.known = connection.execute(
            select(
                applications.c.application_id,
                applications.c.fingerprint,
                applications.c.receipt,
            ).where(applications.c.application_id.in_(ids))
        ).all()
        self.last_numbers: Mapping[str, int] = next_numbers(connection, dict.fromkeys(counters, 0))

    def write(self, filed: Rows, numbered: Rows, sheets: Rows, taken: Mapping[str, int]) -> None:
        """Write applications, cases and pictures, and count the counters up."""
        for table, rows in ((applications, filed), (cases, numbered), (pictures, sheets)):
            if rows:
                self._connection.execute(insert(table), [dict(row) for row in rows])
        if taken:
            next_numbers(self._connection, taken)
