"""Issues and calls tickets; a ticket is on the disk before anybody sees its number."""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from string import ascii_uppercase
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.hall.config import SHANGHAI, THEMES, HallConfig
from kiosk.hall.database import Database, next_number, restored, stored
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import categories, tickets
from kiosk.platform.protocol import CategoryState, HallState, TicketRequest

_CALLS_TO_LEARN_FROM = 20
_CALLS_TO_TRUST = 5


@dataclass(frozen=True)
class IssuedTicket:
    """A ticket as the hall keeps it."""

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


class Queue:
    """The tickets of every category, day by day."""

    def __init__(self, database: Database, config: HallConfig) -> None:
        self._database = database
        self._config = config
        with database.write() as connection:
            for theme in THEMES:
                _prefix(connection, theme)

    def issue(self, request: TicketRequest) -> IssuedTicket | Rejection:
        """Issue a ticket once; the same request again gives the same ticket."""
        try:
            return self._issue(request)
        except IntegrityError:
            # The same request came in by another way at this very moment: now it is known.
            return self._issue(request)

    def _issue(self, request: TicketRequest) -> IssuedTicket | Rejection:
        now = self._config.clock()
        day = now.astimezone(SHANGHAI).date()
        with self._database.write() as connection:
            known = connection.execute(
                select(tickets).where(tickets.c.request_id == request.request_id)
            ).one_or_none()
            if known is not None:
                return _again(known, request)
            prefix = _prefix(connection, request.category)
            if not prefix:
                reason = "业务类别太多，不能再加"
                return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "no_category", reason)
            counter = f"ticket {day:%Y%m%d} {prefix}"
            sequence = next_number(connection, counter)
            ahead = self._ahead(connection, request.category, day)
            wait_min = self._wait_min(connection, request.category, day, ahead)
            values = {
                "request_id": request.request_id,
                "link": secrets.token_urlsafe(12),
                "category": request.category,
                "day": day,
                "sequence": sequence,
                "number": f"{prefix}{sequence:03d}",
                "application_id": request.application_id,
                "issued_at": stored(now),
                "rank_at": stored(now),
                "ahead": ahead,
                "wait_min": wait_min,
                "window": "",
            }
            row = connection.execute(insert(tickets).values(values).returning(tickets)).one()
        return _issued(row)

    def call_next(self, window: str, category: str = "") -> IssuedTicket | None:
        """Call who has waited longest today, or nobody when nobody waits."""
        now = self._config.clock()
        waiting = _waiting(now.astimezone(SHANGHAI).date(), category)
        with self._database.write() as connection:
            first = connection.execute(
                select(tickets.c.request_id)
                .where(waiting)
                .order_by(tickets.c.issued_at, tickets.c.sequence)
                .limit(1)
            ).scalar_one_or_none()
            if first is None:
                return None
            row = connection.execute(
                update(tickets)
                .where(tickets.c.request_id == first)
                .values(called_at=stored(now), window=window, state="called")
                .returning(tickets)
            ).one()
        return _issued(row)

    def state(self) -> HallState:
        """Tell how busy the hall is today."""
        day = self._today()
        with self._database.read() as connection:
            rows = connection.execute(select(categories).order_by(categories.c.prefix)).all()
            states = tuple(
                self._category_state(connection, row.category, row.prefix, day) for row in rows
            )
            last = connection.execute(
                select(tickets)
                .where(tickets.c.day == day, tickets.c.called_at.is_not(None))
                .order_by(tickets.c.called_at.desc())
                .limit(1)
            ).one_or_none()
        return HallState(
            name=self._config.name,
            waiting=sum(state.waiting for state in states),
            wait_min=max((state.wait_min for state in states), default=0),
            serving="" if last is None else last.number,
            window="" if last is None else last.window,
            categories=states,
        )

    def today(self) -> tuple[IssuedTicket, ...]:
        """Return today's tickets: who waits in the order of issue, then who was called."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(tickets)
                .where(tickets.c.day == self._today())
                .order_by(tickets.c.called_at.desc().nulls_first(), tickets.c.issued_at)
            ).all()
        return tuple(_issued(row) for row in rows)

    def find(self, link: str) -> tuple[IssuedTicket, int, int] | None:
        """Return the ticket behind a link with who is ahead of it now and the minutes left."""
        with self._database.read() as connection:
            row = connection.execute(select(tickets).where(tickets.c.link == link)).one_or_none()
            if row is None:
                return None
            if row.called_at is not None or row.day != self._today():
                return _issued(row), 0, 0
            ahead = self._ahead(connection, row.category, row.day, row.sequence)
            wait_min = self._wait_min(connection, row.category, row.day, ahead)
        return _issued(row), ahead, wait_min

    def _today(self) -> date:
        return self._config.clock().astimezone(SHANGHAI).date()

    def _category_state(
        self, connection: Connection, category: str, prefix: str, day: date
    ) -> CategoryState:
        waiting = self._ahead(connection, category, day)
        wait_min = self._wait_min(connection, category, day, waiting)
        return CategoryState(category=category, prefix=prefix, waiting=waiting, wait_min=wait_min)

    def _ahead(
        self, connection: Connection, category: str, day: date, before: int | None = None
    ) -> int:
        waiting = _waiting(day, category)
        if before is not None:
            waiting = and_(waiting, tickets.c.sequence < before)
        return int(connection.execute(select(func.count()).where(waiting)).scalar_one())

    def _wait_min(self, connection: Connection, category: str, day: date, ahead: int) -> int:
        """Multiply who is ahead by the pace of today's last calls, or by the usual pace."""
        called = connection.scalars(
            select(tickets.c.called_at)
            .where(tickets.c.day == day, tickets.c.category == category)
            .where(tickets.c.called_at.is_not(None))
            .order_by(tickets.c.called_at.desc())
            .limit(_CALLS_TO_LEARN_FROM)
        ).all()
        pace_min = self._config.service_min / max(1, self._config.windows)
        if len(called) >= _CALLS_TO_TRUST:
            pace_min = (called[0] - called[-1]).total_seconds() / 60 / (len(called) - 1)
        return math.ceil(ahead * pace_min)


def _waiting(day: date, category: str = "") -> ColumnElement[bool]:
    waiting = and_(tickets.c.day == day, tickets.c.called_at.is_(None))
    return and_(waiting, tickets.c.category == category) if category else waiting


def _prefix(connection: Connection, category: str) -> str:
    """Return the category's letter, giving the next free one to a new category; "" if none."""
    known = dict(connection.execute(select(categories.c.category, categories.c.prefix)).all())
    if category in known:
        return str(known[category])
    free = next((letter for letter in ascii_uppercase if letter not in known.values()), "")
    if free:
        connection.execute(insert(categories).values(category=category, prefix=free))
    return free


def _again(row: Row[Any], request: TicketRequest) -> IssuedTicket | Rejection:
    if (row.category, row.application_id) != (request.category, request.application_id):
        return Rejection(HTTPStatus.CONFLICT, "key_reused", "同一次取号的内容前后不同")
    return _issued(row)


def _issued(row: Row[Any]) -> IssuedTicket:
    return IssuedTicket(
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
    )
