"""What a window does with tickets: call, recall, transfer, no-show, give back, finish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from kiosk.hall.bulletin import Bulletin
from kiosk.hall.database import Database, stored
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import MAIN, ticket_events, tickets, windows
from kiosk.hall.ticketing import IssuedTicket, TicketState, day_of, issued, rank_at, waiting
from kiosk.hall.windows import Windows
from kiosk.platform.protocol import Priority

CALLS_BEFORE_NO_SHOW = 3
_BEHIND = 3
"""Who comes back after having missed the call stands behind so many."""
_UNKNOWN = Rejection(HTTPStatus.NOT_FOUND, "unknown_ticket", "没有这个号")
_NOT_NOW = Rejection(HTTPStatus.CONFLICT, "not_now", "这个号现在不能这样处理，请刷新后再看")
_TOO_EARLY = Rejection(
    HTTPStatus.CONFLICT, "too_early", f"叫满 {CALLS_BEFORE_NO_SHOW} 次无人应答才能过号"
)
Moved = IssuedTicket | Rejection


@dataclass(frozen=True)
class _Move:
    """One change of a ticket: what it must be before, and what it becomes."""

    action: str
    from_states: tuple[TicketState, ...]
    values: Mapping[str, Any]


class Calling:
    """Moves tickets on; each move is one transaction, and then everybody is told."""

    def __init__(
        self,
        database: Database,
        windows: Windows,
        bulletin: Bulletin,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._windows = windows
        self._bulletin = bulletin
        self._clock = clock

    def call_next(
        self,
        window: str,
        category: str = "",
        hall: str = MAIN,
        staff: str = "",
        after: str | None = None,
    ) -> IssuedTicket | None:
        """Call who is first of those this window serves; nobody when nobody waits.

        Whom the window still had is finished with that. `after` is whom the clerk saw there, ""
        for nobody: where another one is there already, the key was pressed twice, and nobody is
        called.
        """
        now = self._clock()
        known = self._windows.find(window, hall)
        lines = (category,) if category else (known.categories if known else ())
        with self._database.write() as connection:
            if after is not None and not self._is_still(connection, hall, window, after, now):
                return None
            if window:
                self._finish_served(connection, hall, window, now)
            first = connection.execute(_first_for(hall, window, lines, now)).scalar_one_or_none()
            if first is None:
                return None
            row = connection.execute(
                update(tickets)
                .where(tickets.c.request_id == first)
                .values(**_called(window, now), calls=tickets.c.calls + 1)
                .returning(tickets)
            ).one()
            _note(connection, row, "call", staff, now)
        return self._tell("call", row)

    def recall(self, request_id: str, staff: str = "") -> Moved:
        """Call the same ticket once more."""
        now = self._clock()
        values = {"calls": tickets.c.calls + 1, "last_called_at": stored(now)}
        return self._move(request_id, _Move("recall", (TicketState.CALLED,), values), staff)

    def transfer(
        self, request_id: str, category: str = "", window: str = "", staff: str = ""
    ) -> Moved:
        """Send a ticket to another category's line or to one window, where it keeps its rank."""
        values: dict[str, Any] = {"state": TicketState.WAITING.value, "for_window": window}
        if category:
            values["line"] = category
        states = (TicketState.CALLED, TicketState.WAITING)
        return self._move(request_id, _Move("transfer", states, values), staff)

    def no_show(self, request_id: str, staff: str = "") -> Moved:
        """Pass over somebody who was called often enough and did not come."""
        found = self._find(request_id)
        if found is not None and found.calls < CALLS_BEFORE_NO_SHOW:
            return _TOO_EARLY if found.state == TicketState.CALLED.value else _NOT_NOW
        values = {"state": TicketState.NO_SHOW.value}
        return self._move(request_id, _Move("no_show", (TicketState.CALLED,), values), staff)

    def give_back(self, request_id: str, staff: str = "") -> Moved:
        """Let a ticket wait again: in its place if called by mistake, else behind the next few."""
        found = self._find(request_id)
        if found is None:
            return _UNKNOWN
        values: dict[str, Any] = {"state": TicketState.WAITING.value, "calls": 0}
        if found.state == TicketState.NO_SHOW.value:
            values["rank_at"] = self._rank_behind(found)
        states = (TicketState.CALLED, TicketState.NO_SHOW)
        return self._move(request_id, _Move("return", states, values), staff)

    def finish(self, request_id: str, staff: str = "") -> Moved:
        """Note that the visit at the window is over."""
        values = {
            "state": TicketState.FINISHED.value,
            "finished_at": stored(self._clock()),
        }
        return self._move(request_id, _Move("finish", (TicketState.CALLED,), values), staff)

    def hall_of(self, request_id: str) -> str:
        """Return in which hall a ticket waits, "" when there is none."""
        found = self._find(request_id)
        return "" if found is None else str(found.hall)

    def at_window(self, window: str, hall: str = MAIN) -> IssuedTicket | None:
        """Return whom a window serves now."""
        with self._database.read() as connection:
            row = connection.execute(
                select(tickets)
                .where(tickets.c.hall == hall, tickets.c.day == day_of(self._clock()))
                .where(tickets.c.state == TicketState.CALLED.value, tickets.c.window == window)
                .order_by(tickets.c.last_called_at.desc())
                .limit(1)
            ).one_or_none()
        return None if row is None else issued(row)

    def last_calls(self, limit: int, hall: str = MAIN) -> tuple[IssuedTicket, ...]:
        """Return today's calls for the board, the newest first; a recall counts as one."""
        shown = (TicketState.CALLED.value, TicketState.FINISHED.value)
        with self._database.read() as connection:
            rows = connection.execute(
                select(tickets)
                .where(tickets.c.hall == hall, tickets.c.day == day_of(self._clock()))
                .where(tickets.c.last_called_at.is_not(None), tickets.c.state.in_(shown))
                .order_by(tickets.c.last_called_at.desc(), tickets.c.calls)
                .limit(limit)
            ).all()
        return tuple(issued(row) for row in rows)

    def _move(self, request_id: str, move: _Move, staff: str) -> Moved:
        with self._database.write() as connection:
            row = connection.execute(
                update(tickets)
                .where(tickets.c.request_id == request_id)
                # The state is part of the condition: of two clerks at once, one moves it.
                .where(tickets.c.state.in_([state.value for state in move.from_states]))
                .where(tickets.c.day == day_of(self._clock()))
                .values(**move.values)
                .returning(tickets)
            ).one_or_none()
            if row is not None:
                _note(connection, row, move.action, staff, self._clock())
        if row is None:
            return _UNKNOWN if self._find(request_id) is None else _NOT_NOW
        return self._tell(move.action, row)

    def _is_still(
        self, connection: Connection, hall: str, window: str, seen: str, now: datetime
    ) -> bool:
        """Tell whether the window has whom the clerk saw; until the end nobody else calls there."""
        connection.execute(
            select(windows.c.window)
            .where(windows.c.hall == hall, windows.c.window == window)
            .with_for_update()
        )
        there = connection.scalar(
            select(tickets.c.request_id)
            .where(tickets.c.hall == hall, tickets.c.day == day_of(now))
            .where(tickets.c.state == TicketState.CALLED.value, tickets.c.window == window)
            .order_by(tickets.c.last_called_at.desc())
            .limit(1)
        )
        return (there or "") == seen

    def _finish_served(self, connection: Connection, hall: str, window: str, now: datetime) -> None:
        connection.execute(
            update(tickets)
            .where(tickets.c.hall == hall, tickets.c.day == day_of(now))
            .where(tickets.c.state == TicketState.CALLED.value, tickets.c.window == window)
            .values(state=TicketState.FINISHED.value, finished_at=stored(now))
        )

    def _find(self, request_id: str) -> Row[Any] | None:
        with self._database.read() as connection:
            return connection.execute(
                select(tickets).where(tickets.c.request_id == request_id)
            ).one_or_none()

    def _rank_behind(self, ticket: Row[Any]) -> datetime:
        """Return the rank behind the next few of its line, or of now when there are fewer."""
        with self._database.read() as connection:
            rank = connection.execute(
                select(tickets.c.rank_at)
                .where(waiting(ticket.hall, ticket.day, ticket.line))
                .order_by(tickets.c.rank_at, tickets.c.sequence)
                .offset(_BEHIND - 1)
                .limit(1)
            ).scalar_one_or_none()
        newest = stored(rank_at(self._clock(), Priority(ticket.priority)))
        # Ranks are moments; the smallest step puts it right behind.
        return newest if rank is None else rank + timedelta(microseconds=1)

    def _tell(self, action: str, row: Row[Any]) -> IssuedTicket:
        ticket = issued(row)
        facts = {
            "hall": ticket.hall,
            "action": action,
            "number": ticket.number,
            "window": ticket.window,
            "category": ticket.line,
        }
        self._bulletin.publish("queue", facts)
        return ticket


def _first_for(hall: str, window: str, lines: tuple[str, ...], now: datetime) -> Any:
    first = (
        select(tickets.c.request_id)
        .where(waiting(hall, day_of(now)))
        .where(tickets.c.for_window.in_(["", window]))
        .order_by(tickets.c.rank_at, tickets.c.issued_at, tickets.c.sequence, tickets.c.number)
        .limit(1)
        # Two windows at once take two people, and neither waits for the other.
        .with_for_update(skip_locked=True)
    )
    return first.where(tickets.c.line.in_(lines)) if lines else first


def _called(window: str, now: datetime) -> dict[str, Any]:
    at = stored(now)
    return {
        "state": TicketState.CALLED.value,
        "window": window,
        "last_called_at": at,
        # The first call ends the wait, whatever comes after it.
        "called_at": func.coalesce(tickets.c.called_at, at),
    }


def _note(connection: Connection, row: Row[Any], action: str, staff: str, now: datetime) -> None:
    connection.execute(
        insert(ticket_events).values(
            request_id=row.request_id,
            at=stored(now),
            action=action,
            window=row.window,
            category=row.line,
            staff=staff[:40],
        )
    )
