"""Gives out ticket numbers: each once, none skipped, on the disk before anybody sees it."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from http import HTTPStatus
from string import ascii_uppercase
from typing import Any

from sqlalchemy import Connection, select

from kiosk.hall.batches import Batches
from kiosk.hall.database import Database, restored, stored, upsert
from kiosk.hall.ledger import Batch, Ledger, Line, Page, SqliteLedger
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import categories
from kiosk.hall.ticketing import (
    OPEN_STATES,
    IssuedTicket,
    day_of,
    issued,
    rank_at,
)
from kiosk.hall.waits import Waits
from kiosk.platform.protocol import Priority

NO_CATEGORY = Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "no_category", "业务类别太多，不能再加")
KEY_REUSED = Rejection(HTTPStatus.CONFLICT, "key_reused", "同一次取号的内容前后不同")


@dataclass(frozen=True)
class WantedTicket:
    """One ticket to issue; `person` is a fingerprint."""

    request_id: str
    category: str
    hall: str
    application_id: str = ""
    priority: Priority = Priority.NONE
    person: str = ""
    terminal: str = ""


Issue = IssuedTicket | Rejection


class Issuing:
    """Issues tickets."""

    def __init__(self, database: Database, waits: Waits, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._waits = waits
        self._clock = clock
        self._ledger = _open_ledger(database)
        self._batches: Batches[WantedTicket, Issue] = Batches(self._issue_together)
        self._prefixes: dict[str, str] = {}

    def issue(self, wanted: WantedTicket) -> Issue:
        """Issue a ticket once; the same request, or the same person again, gets the same one."""
        if not self.prefix(wanted.category):
            return NO_CATEGORY
        return self._batches.do(wanted)

    def prefix(self, category: str) -> str:
        """Return the category's letter, giving the next free one to a new category; "" if none."""
        if category not in self._prefixes:
            with self._database.write() as connection:
                self._prefixes.update(_letters(connection, category))
        return self._prefixes.get(category, "")

    def _issue_together(self, batch: Sequence[WantedTicket]) -> list[Issue]:
        now = self._clock()
        for hall in {wanted.hall for wanted in batch}:
            self._waits.look(hall, now)
        asked = self._asked(batch, day_of(now))
        with self._ledger.open(asked) as page:
            known = _Known(page.seen.known)
            fresh = [wanted for wanted in batch if known.take(wanted)]
            places = _Places(page, day_of(now))
            last = dict(page.seen.last_numbers)
            rows = []
            for wanted in fresh:
                counter = asked.counters[_line_of(wanted)]
                last[counter] += 1
                row = self._row(wanted, now, ordinary_sequence(last[counter]))
                row["ahead"] = places.take(wanted, row["rank_at"])
                self._promise(row, now)
                rows.append(row)
                known.add(row)
            taken = {name: last[name] - before for name, before in page.seen.last_numbers.items()}
            page.write(rows, {name: number for name, number in taken.items() if number})
        return [known.outcome(wanted) for wanted in batch]

    def _asked(self, batch: Sequence[WantedTicket], day: date) -> Batch:
        return Batch(
            day=day,
            request_ids=[wanted.request_id for wanted in batch],
            persons=sorted({wanted.person for wanted in batch} - {""}),
            counters={
                _line_of(wanted): counter_of(wanted.hall, day, self._prefixes[wanted.category])
                for wanted in batch
            },
        )

    def _row(self, wanted: WantedTicket, now: datetime, sequence: int) -> dict[str, Any]:
        return {
            "request_id": wanted.request_id,
            "link": secrets.token_urlsafe(12),
            "category": wanted.category,
            "line": wanted.category,
            "day": day_of(now),
            "sequence": sequence,
            "number": f"{self._prefixes[wanted.category]}{sequence:03d}",
            "application_id": wanted.application_id,
            "issued_at": stored(now),
            "rank_at": stored(rank_at(now, wanted.priority)),
            "hall": wanted.hall,
            "priority": wanted.priority.value,
            "person": wanted.person,
            "terminal": wanted.terminal,
        }

    def _promise(self, row: dict[str, Any], now: datetime) -> None:
        promise = self._waits.promise(row["hall"], row["line"], row["ahead"], now)
        row["wait_min"], row["windows"] = promise.wait_min, promise.windows


class _Known:
    """What the hall has already of a batch, and what the batch adds."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._by_request: dict[str, IssuedTicket] = {}
        self._by_person: dict[tuple[str, str, str], IssuedTicket] = {}
        for row in rows:
            self._by_request[row.request_id] = issued(row)
            if row.person and row.state in OPEN_STATES:
                self._by_person[row.hall, row.category, row.person] = issued(row)
        self._taken: set[str] = set()

    def take(self, wanted: WantedTicket) -> bool:
        """Tell whether this one needs a number, and keep its place if so."""
        person = (wanted.hall, wanted.category, wanted.person)
        names = {wanted.request_id, *(["/".join(person)] if wanted.person else [])}
        has_open = wanted.person != "" and person in self._by_person
        if wanted.request_id in self._by_request or has_open or names & self._taken:
            return False
        self._taken |= names
        return True

    def add(self, row: dict[str, Any]) -> None:
        """Remember what was given out."""
        ticket = IssuedTicket(
            request_id=row["request_id"],
            category=row["category"],
            number=row["number"],
            day=row["day"],
            ahead=row["ahead"],
            wait_min=row["wait_min"],
            issued_at=restored(row["issued_at"]),
            link=row["link"],
            application_id=row["application_id"],
            priority=Priority(row["priority"]),
            hall=row["hall"],
            line=row["line"],
        )
        self._by_request[ticket.request_id] = ticket
        if row["person"]:
            self._by_person[ticket.hall, ticket.category, row["person"]] = ticket

    def outcome(self, wanted: WantedTicket) -> Issue:
        """Return what this one gets."""
        ticket = self._by_request.get(wanted.request_id)
        if ticket is None:
            return replace(self._by_person[wanted.hall, wanted.category, wanted.person], again=True)
        same = (ticket.category, ticket.application_id) == (wanted.category, wanted.application_id)
        return ticket if same else KEY_REUSED


class _Places:
    """How many are ahead of each ticket of a batch, counted while its numbers are locked."""

    def __init__(self, page: Page, day: date) -> None:
        self._page = page
        self._day = day
        self._added: dict[Line, list[datetime]] = defaultdict(list)

    def take(self, wanted: WantedTicket, rank: datetime) -> int:
        """Return who is ahead of this rank, and count this one for those after it."""
        line = _line_of(wanted)
        if wanted.priority is Priority.NONE:
            # It comes last: everybody who waits is ahead.
            ahead = self._page.seen.waiting.get(line, 0)
        else:
            ahead = self._page.count_waiting(line, self._day, rank)
        ahead += sum(1 for other in self._added[line] if other <= rank)
        self._added[line].append(rank)
        return ahead


def _line_of(wanted: WantedTicket) -> tuple[str, str]:
    return wanted.hall, wanted.category


RANGE = 5000
"""Numbers of a category and day in turn: so many for the hall, so many for its terminals."""


def ordinary_sequence(count: int) -> int:
    """Return the number of the hall's so many-th ticket: 1 to 5000, then 10001 to 15000, …"""
    turn, place = divmod(count - 1, RANGE)
    return 2 * RANGE * turn + place + 1


def reserved_sequence(count: int) -> int:
    """Return the so many-th number set aside for terminals: 5001 to 10000, then 15001 to 20000."""
    return ordinary_sequence(count) + RANGE


def counter_of(hall: str, day: date, prefix: str) -> str:
    """Return the name of the counter of a hall, day and category."""
    # The main hall's counters go on from before there were several halls.
    place = "" if hall == "main" else f"{hall} "
    return f"ticket {place}{day:%Y%m%d} {prefix}"


def _letters(connection: Connection, category: str) -> dict[str, str]:
    """Return every category's letter; a new one gets the next that is free."""
    for _ in ascii_uppercase:
        known = dict(connection.execute(select(categories.c.category, categories.c.prefix)).all())
        if category in known:
            break
        free = next((letter for letter in ascii_uppercase if letter not in known.values()), "")
        if not free:
            break
        # Another process may take the letter at this moment: then the next one is tried.
        connection.execute(
            upsert(connection, categories)
            .values(category=category, prefix=free)
            .on_conflict_do_nothing()
        )
    return {str(name): str(letter) for name, letter in known.items()}


def _open_ledger(database: Database) -> Ledger:
    if not database.is_shared:
        return SqliteLedger(database)
    # Only where there is PostgreSQL is its client library loaded.
    from kiosk.hall.postgres_ledger import PostgresLedger

    return PostgresLedger(database)
