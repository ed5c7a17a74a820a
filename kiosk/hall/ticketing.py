"""What a ticket is: its states, its rank in the line, and how the tables hold it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_

from forms.today import SHANGHAI
from kiosk.hall.database import restored
from kiosk.hall.tables import MAIN, tickets
from kiosk.platform.protocol import Priority

SOON_AHEAD = 3
"""With so many ahead or fewer, it is time to come near."""
HEAD_START = timedelta(minutes=15)
"""Who has priority stands as if come so much earlier.

That is the ageing rule as well: nobody who comes more than this after me is ever called before me,
however many of them have priority, so nobody starves.
"""


class TicketState(StrEnum):
    """Where a ticket is on its way."""

    WAITING = "waiting"
    CALLED = "called"
    FINISHED = "finished"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"
    """Nobody holds it: its terminal gave its owner another number while the hall was away."""


OPEN_STATES = (TicketState.WAITING.value, TicketState.CALLED.value)


@dataclass(frozen=True)
class IssuedTicket:
    """A ticket as the hall keeps it."""

    request_id: str
    category: str
    number: str
    day: date
    ahead: int
    wait_min: int
    issued_at: datetime
    link: str
    called_at: datetime | None = None
    window: str = ""
    application_id: str = ""
    state: TicketState = TicketState.WAITING
    priority: Priority = Priority.NONE
    hall: str = MAIN
    line: str = ""
    """The category in whose line it stands; differs from `category` after a transfer."""
    for_window: str = ""
    calls: int = 0
    again: bool = False
    """The person had this open ticket already."""


def rank_at(issued_at: datetime, priority: Priority) -> datetime:
    """Return the moment that decides the order of calls: the earlier, the sooner."""
    return issued_at if priority is Priority.NONE else issued_at - HEAD_START


def day_of(at: datetime) -> date:
    """Return the day of the hall at this moment."""
    return at.astimezone(SHANGHAI).date()


def waiting(hall: str, day: date, line: str = "") -> ColumnElement[bool]:
    """Select who waits, in one line or in all."""
    everybody = and_(
        tickets.c.state == TicketState.WAITING.value,
        tickets.c.hall == hall,
        tickets.c.day == day,
    )
    return and_(everybody, tickets.c.line == line) if line else everybody


def before(rank: datetime, sequence: int) -> ColumnElement[bool]:
    """Select who is called earlier than this rank (as stored) and number."""
    earlier = tickets.c.rank_at < rank
    return or_(earlier, and_(tickets.c.rank_at == rank, tickets.c.sequence < sequence))


def issued(row: Row[Any]) -> IssuedTicket:
    """Read a ticket's row."""
    return IssuedTicket(
        request_id=row.request_id,
        category=row.category,
        number=row.number,
        day=row.day,
        ahead=row.ahead,
        wait_min=row.wait_min,
        issued_at=restored(row.issued_at),
        link=row.link,
        called_at=None if row.called_at is None else restored(row.called_at),
        window=row.window,
        application_id=row.application_id,
        state=TicketState(row.state),
        priority=Priority(row.priority),
        hall=row.hall,
        line=row.line,
        for_window=row.for_window,
        calls=row.calls,
    )
