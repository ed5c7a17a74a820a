"""Who waits for a window and who missed the call, in as many rows as a page shows."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from kiosk.hall.database import Database
from kiosk.hall.tables import MAIN, tickets
from kiosk.hall.ticketing import IssuedTicket, TicketState, day_of, issued, waiting

_SHOWN = 12
_MISSED_SHOWN = 6


@dataclass(frozen=True)
class Line:
    """The line before one window: its first tickets, how many there are, who missed the call."""

    first: tuple[IssuedTicket, ...]
    count: int
    missed: tuple[IssuedTicket, ...]


class Lines:
    """Reads the lines; a page of a busy hall must not read the whole day."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def before(self, window: str, categories: Collection[str], hall: str = MAIN) -> Line:
        """Return who waits for a window that serves these categories, or all of them."""
        day = day_of(self._clock())
        own = [waiting(hall, day), tickets.c.for_window.in_(["", window])]
        if categories:
            own.append(tickets.c.line.in_(list(categories)))
        with self._database.read() as connection:
            first = connection.execute(
                select(tickets)
                .where(*own)
                .order_by(
                    tickets.c.rank_at, tickets.c.issued_at, tickets.c.sequence, tickets.c.number
                )
                .limit(_SHOWN)
            ).all()
            count = connection.scalar(select(func.count()).select_from(tickets).where(*own))
            missed = connection.execute(
                select(tickets)
                .where(tickets.c.hall == hall, tickets.c.day == day)
                .where(tickets.c.state == TicketState.NO_SHOW.value)
                .where(tickets.c.last_called_at.is_not(None))
                .order_by(tickets.c.last_called_at.desc())
                .limit(_MISSED_SHOWN)
            ).all()
        return Line(
            tuple(issued(row) for row in first), count or 0, tuple(issued(row) for row in missed)
        )

    def called(self, number: str, hall: str = MAIN) -> IssuedTicket | None:
        """Return today's ticket of this number if it has been called."""
        with self._database.read() as connection:
            row = connection.execute(
                select(tickets)
                .where(tickets.c.hall == hall, tickets.c.day == day_of(self._clock()))
                .where(tickets.c.number == number, tickets.c.called_at.is_not(None))
                .limit(1)
            ).one_or_none()
        return None if row is None else issued(row)
