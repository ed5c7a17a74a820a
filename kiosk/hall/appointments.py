"""Appointments: booked for a span of time, and turned into a ticket when the citizen checks in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select, update

from forms.today import SHANGHAI
from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database, next_number, next_numbers, restored, stored
from kiosk.hall.queueing import Queue
from kiosk.hall.rejection import Rejection
from kiosk.hall.slots import Slot
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
BOOKED, ARRIVED, CANCELLED = "booked", "arrived", "cancelled"
MOST_OPEN = 3
"""Appointments a person may have ahead of them."""

_KEY_REUSED = Rejection(HTTPStatus.CONFLICT, "key_reused", "同一次预约的内容前后不同")
_FULL = Rejection(HTTPStatus.CONFLICT, "full", "这个时间已经约满，请另选一个时间")
_MANY = Rejection(
    HTTPStatus.CONFLICT, "many", f"您已经有 {MOST_OPEN} 个预约，请先取消一个，或直接到大厅取号"
)
_OVER = Rejection(HTTPStatus.CONFLICT, "over", "这个预约已经签到、取消或过时，不能再改")
_PAST = Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "past", "预约的时间已经过去，请另选一个时间")
_UNKNOWN = Rejection(
    HTTPStatus.NOT_FOUND, "unknown_appointment", "没有查到预约，请核对，或直接取普通号"
)


@dataclass(frozen=True)
class Booking:
    """An appointment as its holder sees it on the phone: nothing about the person."""

    code: str
    category: str
    day: date
    starts_at: datetime
    ends_at: datetime
    number: str
    hall: str
    state: str
    """booked, arrived, cancelled or past."""


class _RefusedError(Exception):
    """Takes a transaction back."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.reason)
        self.rejection = rejection


class Appointments:
    """The book of a hall's appointments."""

    def __init__(self, database: Database, vault: Vault, queue: Queue, config: HallConfig) -> None:
        self._database = database
        self._vault = vault
        self._queue = queue
        self._clock = config.clock
        self.rules = config.appointments

    def book(self, wanted: BookAppointment, hall: str) -> Appointment | Rejection:
        """Book once; the same booking again answers with the first one."""
        if wanted.ends_at <= self._clock():
            return _PAST
        if not self._queue.knows(wanted.category):
            return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "no_category", "没有这一类业务")
        wanted = wanted.model_copy(update={"category": self._queue.line_of(wanted.category)})
        try:
            with self._database.write() as connection:
                key = appointments.c.appointment_id == wanted.appointment_id
                row = connection.execute(select(appointments).where(key)).one_or_none()
                row = row or self._write(connection, wanted, hall)
        except _RefusedError as refused:
            return refused.rejection
        booked = _read(row)
        same = (booked.category, booked.starts_at, booked.ends_at) == (
            wanted.category,
            wanted.starts_at,
            wanted.ends_at,
        )
        is_same = same and row.person == self._queue.person(wanted.person_number)
        return booked if is_same and row.hall == hall else _KEY_REUSED

    def days(self) -> tuple[date, ...]:
        """Return the days that can be booked."""
        return self.rules.days(day_of(self._clock()))

    def slots(self, category: str, day: date, hall: str) -> tuple[Slot, ...]:
        """Return the slots of a day that have not begun, with how many can still come."""
        if day not in self.days():
            return ()
        statement = (
            select(appointments.c.starts_at, func.count())
            .where(self._of_line(hall, self._queue.line_of(category)))
            .where(appointments.c.day == day)
            .group_by(appointments.c.starts_at)
        )
        with self._database.read() as connection:
            taken = {restored(at): count for at, count in connection.execute(statement)}
        return tuple(
            Slot(begins, ends, max(0, self.rules.capacity - taken.get(begins, 0)))
            for begins, ends in self.rules.slots(day)
            if begins > self._clock()
        )

    def find(self, code: str) -> Booking | None:
        """Return the appointment whose QR holds this code."""
        with self._database.read() as connection:
            row = connection.execute(
                select(appointments).where(appointments.c.code == code)
            ).one_or_none()
        return None if row is None else self._booking(row)

    def move(self, code: str, starts_at: datetime) -> Booking | Rejection:
        """Move an appointment to another slot; its code stays, its number is that of the day."""
        try:
            with self._database.write() as connection:
                row = connection.execute(
                    select(appointments).where(appointments.c.code == code).with_for_update()
                ).one_or_none()
                if row is None:
                    return _UNKNOWN
                if self._booking(row).state != BOOKED:
                    return _OVER
                return self._booking(self._move(connection, row, starts_at))
        except _RefusedError as refused:
            return refused.rejection

    def cancel(self, code: str) -> Booking | Rejection:
        """Cancel an appointment; cancelled once more it stays so."""
        with self._database.write() as connection:
            connection.execute(
                update(appointments)
                .where(appointments.c.code == code, appointments.c.state == BOOKED)
                .values(state=CANCELLED)
            )
        found = self.find(code)
        if found is None:
            return _UNKNOWN
        return found if found.state == CANCELLED else _OVER

    def check_in(self, asked: CheckIn, hall: str, terminal: str) -> IssuedTicket | Rejection:
        """Turn an appointment into a ticket, or say plainly why not now."""
        found = self._find(asked, hall)
        if found is None:
            return self._elsewhere(asked) or _UNKNOWN
        if found.state == CANCELLED:
            return Rejection(HTTPStatus.CONFLICT, "cancelled", "这个预约已经取消，请直接取普通号")
        refusal = _refuse(found, self._clock()) if found.state == BOOKED else None
        if refusal is not None:
            return refusal
        request = TicketRequest(
            request_id=self._arrive(found.appointment_id, asked.request_id),
            category=found.category,
            priority=Priority.APPOINTMENT,
        )
        return self._queue.issue(request, hall, terminal)

    def _elsewhere(self, asked: CheckIn) -> Rejection | None:
        """Say where an appointment is, if it is one of another hall of this service."""
        if not asked.code:
            return None
        with self._database.read() as connection:
            hall = connection.scalar(
                select(appointments.c.hall).where(appointments.c.code == asked.code)
            )
        if hall is None:
            return None
        told = f"您约的是{self._queue.windows.name_of(hall)}，请到那里签到"
        return Rejection(HTTPStatus.CONFLICT, "other_hall", told)

    def _write(self, connection: Connection, wanted: BookAppointment, hall: str) -> Row[Any]:
        day = day_of(wanted.starts_at)
        # The counter's row is locked until all is written, so what is counted after it stays so.
        number = next_number(connection, f"appointment {hall} {day:%Y%m%d}")
        person = self._queue.person(wanted.person_number)
        self._check_room(connection, hall, wanted.category, wanted.starts_at)
        self._check_person(connection, hall, person)
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
            "person": person,
            "name_sealed": name,
            "state": BOOKED,
        }
        statement = insert(appointments).values(values).returning(appointments)
        return connection.execute(statement).one()

    def _move(self, connection: Connection, row: Row[Any], starts_at: datetime) -> Row[Any]:
        day = day_of(starts_at)
        ends_at = dict(self.rules.slots(day)).get(starts_at)
        if ends_at is None or day not in self.days():
            raise _RefusedError(_PAST)
        if starts_at <= self._clock():
            raise _RefusedError(_PAST)
        if restored(row.starts_at) == starts_at:
            return row
        values: dict[str, object] = {
            "day": day,
            "starts_at": stored(starts_at),
            "ends_at": stored(ends_at),
        }
        counter = f"appointment {row.hall} {day:%Y%m%d}"
        # Locks the day as booking does; a number is needed on another day only.
        last = next_numbers(connection, {counter: int(day != row.day)})[counter]
        if day != row.day:
            values["number"] = f"Y{last + 1:03d}"
        self._check_room(connection, row.hall, row.category, starts_at)
        return connection.execute(
            update(appointments)
            .where(appointments.c.appointment_id == row.appointment_id)
            .values(values)
            .returning(appointments)
        ).one()

    def _check_room(
        self, connection: Connection, hall: str, category: str, starts_at: datetime
    ) -> None:
        """Take the transaction back when so many have booked this time already."""
        taken = connection.scalar(
            select(func.count())
            .select_from(appointments)
            .where(self._of_line(hall, category))
            .where(appointments.c.day == day_of(starts_at))
            .where(appointments.c.starts_at == stored(starts_at))
        )
        if int(taken or 0) >= self.rules.capacity:
            raise _RefusedError(_FULL)

    def _check_person(self, connection: Connection, hall: str, person: str) -> None:
        """Take the transaction back when one person books the whole hall."""
        ahead = connection.scalar(
            select(func.count())
            .select_from(appointments)
            .where(appointments.c.hall == hall, appointments.c.person == person)
            .where(appointments.c.day >= day_of(self._clock()))
            .where(appointments.c.state == BOOKED)
            .where(appointments.c.ends_at > stored(self._clock()))
        )
        if person and int(ahead or 0) >= MOST_OPEN:
            raise _RefusedError(_MANY)

    def _of_line(self, hall: str, category: str) -> ColumnElement[bool]:
        return and_(
            appointments.c.hall == hall,
            appointments.c.category == category,
            appointments.c.state != CANCELLED,
        )

    def _booking(self, row: Row[Any]) -> Booking:
        ends_at = restored(row.ends_at)
        is_past = row.state == BOOKED and ends_at + LATE < self._clock()
        return Booking(
            row.code,
            row.category,
            row.day,
            restored(row.starts_at),
            ends_at,
            row.number,
            row.hall,
            "past" if is_past else row.state,
        )

    def _find(self, asked: CheckIn, hall: str) -> Row[Any] | None:
        """Return the appointment meant: one known by its code may be of any day."""
        statement = select(appointments).where(appointments.c.hall == hall)
        today = appointments.c.day == day_of(self._clock())
        if asked.code:
            statement = statement.where(appointments.c.code == asked.code)
        elif asked.number:
            number = appointments.c.number == asked.number.upper()
            statement = statement.where(today, number)
        else:
            person = self._queue.person(asked.person_number)
            live = appointments.c.state != CANCELLED
            statement = statement.where(today, live, appointments.c.person == person)
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
