"""Appointments: booked for a span of time, and turned into a ticket when the citizen checks in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from kiosk.hall.config import SHANGHAI
from kiosk.hall.database import Database, next_number, restored, stored
from kiosk.hall.queueing import Queue
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import appointments
from kiosk.hall.ticketing import IssuedTicket, day_of
from kiosk.platform.protocol import (
    Appointment,
    BookAppointment,
    CheckIn,
    Priority,
    TicketRequest,
)
from kiosk.vault import Vault

EARLY = timedelta(minutes=30)
LATE = timedelta(minutes=15)
BOOKED, ARRIVED = "booked", "arrived"

_KEY_REUSED = Rejection(HTTPStatus.CONFLICT, "key_reused", "同一次预约的内容前后不同")
_PAST = Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "past", "预约的时间已经过去，请另选一个时间")
_UNKNOWN = Rejection(
    HTTPStatus.NOT_FOUND, "unknown_appointment", "没有查到预约，请核对，或直接取普通号"
)


class Appointments:
    """The book of a hall's appointments."""

    def __init__(
        self, database: Database, vault: Vault, queue: Queue, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._vault = vault
        self._queue = queue
        self._clock = clock

    def book(self, wanted: BookAppointment, hall: str) -> Appointment | Rejection:
        """Book once; the same booking again answers with the first one."""
        if wanted.ends_at <= self._clock():
            return _PAST
        if not self._queue.knows(wanted.category):
            return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "no_category", "没有这一类业务")
        with self._database.write() as connection:
            key = appointments.c.appointment_id == wanted.appointment_id
            row = connection.execute(select(appointments).where(key)).one_or_none()
            row = row or self._write(connection, wanted, hall)
        booked = _read(row)
        same = (booked.category, booked.starts_at, booked.ends_at) == (
            wanted.category,
            wanted.starts_at,
            wanted.ends_at,
        )
        is_same = same and row.person == self._queue.person(wanted.person_number)
        return booked if is_same and row.hall == hall else _KEY_REUSED

    def check_in(self, asked: CheckIn, hall: str, terminal: str) -> IssuedTicket | Rejection:
        """Turn an appointment into a ticket, or say plainly why not now."""
        found = self._find(asked, hall)
        if found is None:
            return _UNKNOWN
        refusal = _refuse(found, self._clock()) if found.state == BOOKED else None
        if refusal is not None:
            return refusal
        request = TicketRequest(
            request_id=self._arrive(found.appointment_id, asked.request_id),
            category=found.category,
            priority=Priority.APPOINTMENT,
        )
        return self._queue.issue(request, hall, terminal)

    def _write(self, connection: Connection, wanted: BookAppointment, hall: str) -> Row[Any]:
        day = day_of(wanted.starts_at)
        number = next_number(connection, f"appointment {hall} {day:%Y%m%d}")
        name = self._vault.seal_text(wanted.name, f"{wanted.appointment_id} appointment")
        values = {
            "appointment_id": wanted.appointment_id,
            "hall": hall,
            "category": wanted.category,
            "day": day,
            "starts_at": stored(wanted.starts_at),
            "ends_at": stored(wanted.ends_at),
            "number": f"Y{number:03d}",
            "code": secrets.token_urlsafe(12),
            "person": self._queue.person(wanted.person_number),
            "name_sealed": name,
            "state": BOOKED,
        }
        statement = insert(appointments).values(values).returning(appointments)
        return connection.execute(statement).one()

    def _find(self, asked: CheckIn, hall: str) -> Row[Any] | None:
        """Return the appointment meant: one known by its code may be of any day."""
        statement = select(appointments).where(appointments.c.hall == hall)
        today = appointments.c.day == day_of(self._clock())
        if asked.code:
            statement = statement.where(appointments.c.code == asked.code)
        elif asked.number:
            statement = statement.where(today, appointments.c.number == asked.number.upper())
        else:
            person = self._queue.person(asked.person_number)
            statement = statement.where(today, appointments.c.person == person)
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(appointments.c.starts_at)).all()
        # Of several on one day: the first that is still to come in, else the last.
        now = stored(self._clock())
        coming = (r for r in rows if r.state == BOOKED and r.ends_at + LATE >= now)
        return next(coming, rows[-1] if rows else None)

    def _arrive(self, appointment_id: str, request_id: str) -> str:
        """Note the arrival, and return the request its ticket has, whoever asked for it first."""
        mine = appointments.c.appointment_id == appointment_id
        with self._database.write() as connection:
            connection.execute(
                update(appointments)
                .where(mine, appointments.c.state == BOOKED)
                .values(state=ARRIVED, request_id=request_id)
            )
            first = connection.execute(select(appointments.c.request_id).where(mine)).scalar_one()
        return str(first)


def _refuse(row: Row[Any], now: datetime) -> Rejection | None:
    starts_at, ends_at = restored(row.starts_at), restored(row.ends_at)
    span = f"{starts_at.astimezone(SHANGHAI):%H:%M} 到 {ends_at.astimezone(SHANGHAI):%H:%M}"
    if row.day > day_of(now):
        told = f"您约的是 {row.day.month} 月 {row.day.day} 日 {span}，请那天再来签到"
        return Rejection(HTTPStatus.CONFLICT, "too_early", told)
    if now < starts_at - EARLY:
        opens = (starts_at - EARLY).astimezone(SHANGHAI)
        told = f"您约的是今天 {span}，{opens:%H:%M} 起可以签到，请到时再来"
        return Rejection(HTTPStatus.CONFLICT, "too_early", told)
    if now > ends_at + LATE:
        when = "今天" if row.day == day_of(now) else f"{row.day.month} 月 {row.day.day} 日"
        told = f"您约的是{when} {span}，已经过时，请直接取普通号"
        return Rejection(HTTPStatus.CONFLICT, "too_late", told)
    return None


def _read(row: Row[Any]) -> Appointment:
    return Appointment(
        appointment_id=row.appointment_id,
        category=row.category,
        starts_at=restored(row.starts_at),
        ends_at=restored(row.ends_at),
        number=row.number,
        code=row.code,
    )
