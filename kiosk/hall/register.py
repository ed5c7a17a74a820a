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
    """Of each counter, before this page."""

    def write(self, filed: Rows, numbered: Rows, sheets: Rows, taken: Mapping[str, int]) -> None:
        """Write applications, cases and pictures; `taken` says how many numbers they used."""


class Register(Protocol):
    """The tables of applications and cases, and the counters of case numbers."""

    def open(
        self, ids: Sequence[str], counters: Mapping[str, int]
    ) -> AbstractContextManager[RegisterPage]:
        """Open a page and count so many up; nobody else counts the same ones until it closes."""


class SqliteRegister:
    """One writer at a time, so nothing comes between look-up and writing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def open(self, ids: Sequence[str], counters: Mapping[str, int]) -> Iterator[RegisterPage]:
        """Open a page; its context commits."""
        with self._database.write() as connection:
            yield _SqlitePage(connection, ids, counters)


class _SqlitePage:
    def __init__(
        self, connection: Connection, ids: Sequence[str], counters: Mapping[str, int]
    ) -> None:
        self._connection = connection
        self._counters = counters
        self.known = connection.execute(
            select(
                applications.c.application_id,
                applications.c.fingerprint,
                applications.c.receipt,
            ).where(applications.c.application_id.in_(ids))
        ).all()
        self.last_numbers: Mapping[str, int] = next_numbers(connection, counters)

    def write(self, filed: Rows, numbered: Rows, sheets: Rows, taken: Mapping[str, int]) -> None:
        """Write applications, cases and pictures, and put the counters right."""
        for table, rows in ((applications, filed), (cases, numbered), (pictures, sheets)):
            if rows:
                self._connection.execute(insert(table), [dict(row) for row in rows])
        unused = unused_numbers(self._counters, taken)
        if unused:
            next_numbers(self._connection, unused)


def unused_numbers(wanted: Mapping[str, int], taken: Mapping[str, int]) -> dict[str, int]:
    """Return what is to be added to counters that went up by more than was taken: below nought."""
    return {
        name: taken.get(name, 0) - number
        for name, number in wanted.items()
        if taken.get(name, 0) != number
    }
