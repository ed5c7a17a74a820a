"""Numbers set aside for terminals, and what they gave out of them while the hall was away."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from forms.today import SHANGHAI
from kiosk.hall.database import Database, next_numbers, restored, stored
from kiosk.hall.issuing import (
    KEY_REUSED,
    NO_CATEGORY,
    Issue,
    Issuing,
    WantedTicket,
    counter_of,
    reserved_sequence,
)
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import number_blocks, tickets
from kiosk.hall.ticketing import OPEN_STATES, TicketState, day_of, issued, rank_at, waiting
from kiosk.hall.waits import Promise, Waits
from kiosk.platform.protocol import BlockRequest, NumberBlock

_NO_BLOCK = Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "no_block", "这个号码不是预留给这台终端的")
_NUMBER_TAKEN = Rejection(HTTPStatus.CONFLICT, "number_taken", "这个号码已经报过一次")


@dataclass(frozen=True)
class GivenTicket:
    """A ticket as its terminal gave it out; `instead_of` is the request the hall did not answer."""

    wanted: WantedTicket
    block_id: str
    sequence: int
    issued_at: datetime
    instead_of: str = ""


class NumberBlocks:
    """Reserves numbers for terminals and learns what became of them."""

    def __init__(
        self, database: Database, waits: Waits, issuing: Issuing, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._waits = waits
        self._issuing = issuing
        self._clock = clock

    def reserve(self, request: BlockRequest, hall: str, terminal: str) -> NumberBlock | Rejection:
        """Set numbers aside for a terminal to give out by itself, today."""
        prefix = self._issuing.prefix(request.category)
        if not prefix:
            return NO_CATEGORY
        with self._database.write() as connection:
            known = _find_block(connection, request.block_id)
            if known is None:
                known = self._set_aside(connection, request, (hall, terminal, prefix))
        if (known.hall, known.terminal, known.category) != (hall, terminal, request.category):
            return KEY_REUSED
        return NumberBlock(
            block_id=known.block_id,
            category=known.category,
            prefix=prefix,
            day=known.day,
            first=known.first,
            last=known.last,
        )

    def take_over(self, given: GivenTicket) -> Issue:
        """Learn of a printed number, whoever's it is: a number somebody holds must be called."""
        wanted, now = given.wanted, self._clock()
        prefix = self._issuing.prefix(wanted.category)
        self._waits.look(wanted.hall, now)
        with self._database.write() as connection:
            block = _find_block(connection, given.block_id)
            if block is None or not _is_of(block, given):
                return _NO_BLOCK
            # Whoever issues tickets of this day and category waits until this one is written.
            next_numbers(connection, {counter_of(wanted.hall, block.day, prefix): 0})
            for known in _known(connection, block.day, given):
                if known.request_id != wanted.request_id:
                    return _NUMBER_TAKEN
                same = (known.category, known.application_id) == (
                    wanted.category,
                    wanted.application_id,
                )
                return issued(known) if same else KEY_REUSED
            came_before = not given.instead_of or _withdraw(connection, given)
            row = self._row(connection, block, given, prefix)
            connection.execute(insert(tickets).values(row))
            if not came_before:
                connection.execute(insert(tickets).values(_spent(given, row)))
            found = select(tickets).where(tickets.c.request_id == wanted.request_id)
            return issued(connection.execute(found).one())

    def _set_aside(
        self, connection: Connection, request: BlockRequest, place: tuple[str, str, str]
    ) -> Row[Any]:
        hall, terminal, prefix = place
        now = self._clock()
        # The hall's own numbers stay without gaps: those of terminals have a range of their own.
        counter = f"reserved {counter_of(hall, day_of(now), prefix)}"
        first = last = 0
        while last - first + 1 != request.count:
            # Again where a block would lie across the end of a range.
            before = next_numbers(connection, {counter: request.count})[counter]
            first = reserved_sequence(before + 1)
            last = reserved_sequence(before + request.count)
        return connection.execute(
            insert(number_blocks)
            .values(
                block_id=request.block_id,
                terminal=terminal,
                hall=hall,
                category=request.category,
                day=day_of(now),
                first=first,
                last=last,
                reserved_at=stored(now),
            )
            .returning(number_blocks)
        ).one()

    def _row(
        self, connection: Connection, block: Row[Any], given: GivenTicket, prefix: str
    ) -> dict[str, Any]:
        wanted, now = given.wanted, self._clock()
        at = _within(block, given.issued_at, now)
        rank = stored(rank_at(at, wanted.priority))
        line = waiting(wanted.hall, block.day, wanted.category) & (tickets.c.rank_at <= rank)
        ahead = connection.execute(select(func.count()).where(line)).scalar_one()
        # Of another day's line nothing can be promised any more.
        promise = (
            self._waits.promise(wanted.hall, wanted.category, ahead, now)
            if block.day == day_of(now)
            else Promise(wait_min=0, windows=0)
        )
        return {
            "request_id": wanted.request_id,
            "link": secrets.token_urlsafe(12),
            "category": wanted.category,
            "line": wanted.category,
            "day": block.day,
            "sequence": given.sequence,
            "number": f"{prefix}{given.sequence:03d}",
            "application_id": wanted.application_id,
            "issued_at": stored(at),
            "rank_at": rank,
            "hall": wanted.hall,
            "priority": wanted.priority.value,
            # Each person's open ticket of a category is found by the person, and there is one.
            "person": "" if _has_open(connection, block.day, wanted) else wanted.person,
            "terminal": wanted.terminal,
            "ahead": ahead,
            "wait_min": promise.wait_min,
            "windows": promise.windows,
            "instead_of": given.instead_of,
        }


def _find_block(connection: Connection, block_id: str) -> Row[Any] | None:
    statement = select(number_blocks).where(number_blocks.c.block_id == block_id)
    return connection.execute(statement).one_or_none()


def _is_of(block: Row[Any], given: GivenTicket) -> bool:
    wanted = given.wanted
    place = (wanted.terminal, wanted.hall, wanted.category)
    return (
        block.terminal,
        block.hall,
        block.category,
    ) == place and block.first <= given.sequence <= block.last


def _known(connection: Connection, day: date, given: GivenTicket) -> tuple[Row[Any], ...]:
    """Return what the hall has of this request, or of this number, the request first."""
    wanted = given.wanted
    same_number = (
        (tickets.c.hall == wanted.hall)
        & (tickets.c.day == day)
        & (tickets.c.category == wanted.category)
        & (tickets.c.sequence == given.sequence)
    )
    either = or_(tickets.c.request_id == wanted.request_id, same_number)
    rows = connection.execute(select(tickets).where(either)).all()
    return tuple(sorted(rows, key=lambda row: row.request_id != wanted.request_id))


def _withdraw(connection: Connection, given: GivenTicket) -> bool:
    """Call nobody by a number whose answer was lost, and tell whether there was one."""
    request = tickets.c.request_id == given.instead_of
    connection.execute(
        update(tickets)
        .where(request)
        .where(tickets.c.terminal == given.wanted.terminal, tickets.c.hall == given.wanted.hall)
        .where(tickets.c.state == TicketState.WAITING.value)
        .values(state=TicketState.WITHDRAWN.value)
    )
    return connection.execute(select(tickets.c.request_id).where(request)).first() is not None


def _spent(given: GivenTicket, row: dict[str, Any]) -> dict[str, Any]:
    """Return the row by which a request still on its way finds that it has been seen to."""
    return {
        **row,
        "request_id": given.instead_of,
        "link": secrets.token_urlsafe(12),
        # No number: those are above nought.
        "sequence": -given.sequence,
        "state": TicketState.WITHDRAWN.value,
        "person": "",
        "instead_of": "",
    }


def _has_open(connection: Connection, day: date, wanted: WantedTicket) -> bool:
    statement = (
        select(func.count())
        .where(tickets.c.hall == wanted.hall, tickets.c.day == day)
        .where(tickets.c.category == wanted.category, tickets.c.person == wanted.person)
        .where(tickets.c.state.in_(OPEN_STATES))
    )
    return bool(wanted.person and connection.execute(statement).scalar_one())


def _within(block: Row[Any], at: datetime, now: datetime) -> datetime:
    """Return when it was given out as far as the hall can believe it.

    A terminal's clock may be wrong: a ticket from the future would be called last for ever, and
    one from before its block first.
    """
    next_day = datetime.combine(block.day + timedelta(days=1), time(), SHANGHAI)
    latest = min(now, next_day - timedelta(seconds=1))
    return min(max(at, restored(block.reserved_at)), latest)
