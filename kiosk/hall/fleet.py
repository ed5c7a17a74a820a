"""The fleet of terminals: heartbeats, orders they pick up, and calls for the staff."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, delete, insert, select, true, update

from kiosk.hall.database import Database, restored, stored
from kiosk.hall.fleet_tables import fleet_orders, fleet_terminals, staff_calls
from kiosk.hall.tables import MAIN, terminals
from kiosk.platform.protocol import (
    DoneOrder,
    Heartbeat,
    HeartbeatAnswer,
    Order,
    OrderKind,
    StaffCall,
)

SILENT_AFTER = timedelta(seconds=90)
"""So long without a heartbeat, and a terminal counts as away."""
_ORDER_LASTS = timedelta(hours=12)
_CALL_LASTS = timedelta(hours=12)
ORDER_NAMES = {
    OrderKind.RESTART: "重启程序",
    OrderKind.LEAVE_SERVICE: "暂停服务",
    OrderKind.ENTER_SERVICE: "恢复服务",
    OrderKind.DIAGNOSE: "取诊断报告",
}


@dataclass(frozen=True)
class Terminal:
    """A terminal as it last said of itself."""

    terminal: str
    name: str
    report: Heartbeat
    seen_at: datetime
    is_silent: bool
    orders: tuple[GivenOrder, ...]
    diagnosed_at: datetime | None

    @property
    def needs_care(self) -> bool:
        """Whether somebody should look after it."""
        return self.is_silent or any(device.is_faulty for device in self.report.devices)


@dataclass(frozen=True)
class GivenOrder:
    """An order and what became of it."""

    kind: OrderKind
    ordered_at: datetime
    by: str
    done_at: datetime | None
    succeeded: bool | None
    detail: str

    @property
    def name(self) -> str:
        """What was ordered, in plain words."""
        return ORDER_NAMES[self.kind]


@dataclass(frozen=True)
class OpenCall:
    """A citizen at a terminal waits for somebody of the staff."""

    call_id: str
    terminal: str
    name: str
    is_urgent: bool
    called_at: datetime


class Fleet:
    """What the hall knows of its terminals."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def beat(self, heartbeat: Heartbeat) -> HeartbeatAnswer:
        """Take a heartbeat and give the orders that wait for this terminal."""
        now = self._clock()
        report = heartbeat.model_copy(update={"done": ()}).model_dump_json()
        values = {"name": heartbeat.name, "report": report, "seen_at": stored(now)}
        with self._database.write() as connection:
            own = fleet_terminals.c.terminal == heartbeat.terminal
            changed = connection.execute(update(fleet_terminals).where(own).values(values))
            if not changed.rowcount:
                fresh = {"terminal": heartbeat.terminal, "diagnostics": "", **values}
                connection.execute(insert(fleet_terminals).values(fresh))
            for done in heartbeat.done:
                self._close_order(connection, heartbeat.terminal, done)
            rows = connection.execute(
                select(fleet_orders)
                .where(fleet_orders.c.terminal == heartbeat.terminal)
                .where(fleet_orders.c.done_at.is_(None))
                .where(fleet_orders.c.ordered_at > stored(now - _ORDER_LASTS))
                .order_by(fleet_orders.c.ordered_at)
            ).all()
        return HeartbeatAnswer(
            orders=tuple(Order(order_id=row.order_id, kind=OrderKind(row.kind)) for row in rows)
        )

    def forget(self, terminal: str) -> bool:
        """Take a terminal off the page, with what waits for it."""
        with self._database.write() as connection:
            connection.execute(delete(fleet_orders).where(fleet_orders.c.terminal == terminal))
            gone = connection.execute(
                delete(fleet_terminals).where(fleet_terminals.c.terminal == terminal)
            )
        return bool(gone.rowcount)

    def order(self, terminal: str, kind: OrderKind, by: str) -> bool:
        """Give a terminal an order, which it picks up with its next heartbeat."""
        with self._database.write() as connection:
            known = connection.execute(
                select(fleet_terminals.c.terminal).where(fleet_terminals.c.terminal == terminal)
            ).first()
            if known is None:
                return False
            # The same order again replaces the one that waits: nobody restarts it five times.
            connection.execute(
                delete(fleet_orders).where(
                    fleet_orders.c.terminal == terminal,
                    fleet_orders.c.kind == kind.value,
                    fleet_orders.c.done_at.is_(None),
                )
            )
            values = {
                "order_id": secrets.token_hex(12),
                "terminal": terminal,
                "kind": kind.value,
                "ordered_at": stored(self._clock()),
                "by": by,
            }
            connection.execute(insert(fleet_orders).values(values))
        return True

    def stands_in(self, terminal: str, hall: str) -> bool:
        """Tell whether a terminal of the fleet stands in a hall."""
        own = fleet_terminals.c.terminal == terminal
        with self._database.read() as connection:
            found = select(own).where(own, _in_hall(fleet_terminals.c.terminal, hall))
            return connection.execute(found).first() is not None

    def terminals(self, hall: str | None = None) -> tuple[Terminal, ...]:
        """Return the terminals of a hall, or every one; those that need care come first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(fleet_terminals).where(_in_hall(fleet_terminals.c.terminal, hall))
            ).all()
            found = [self._terminal(connection, row) for row in rows]
        return tuple(sorted(found, key=lambda one: (not one.needs_care, one.name, one.terminal)))

    def diagnostics(self, terminal: str) -> tuple[str, str, datetime] | None:
        """Return a terminal's name, its newest diagnostic report and when it came."""
        with self._database.read() as connection:
            row = connection.execute(
                select(fleet_terminals).where(fleet_terminals.c.terminal == terminal)
            ).one_or_none()
        if row is None or row.diagnosed_at is None:
            return None
        return row.name, row.diagnostics, restored(row.diagnosed_at)

    def call(self, call: StaffCall) -> bool:
        """Take a call for the staff; False when it was taken before.

        Who presses three times calls once: the same place waits on the page until somebody goes.
        """
        same = staff_calls.c.call_id == call.call_id
        waiting = (
            (staff_calls.c.terminal == call.terminal)
            & (staff_calls.c.reason == call.reason)
            & staff_calls.c.answered_at.is_(None)
            & (staff_calls.c.called_at > stored(self._clock() - _CALL_LASTS))
        )
        with self._database.write() as connection:
            known = connection.execute(
                select(staff_calls.c.call_id).where(same | waiting).limit(1)
            ).first()
            if known is not None:
                return False
            values = {
                "call_id": call.call_id,
                "terminal": call.terminal,
                "name": call.name,
                "reason": call.reason,
                "called_at": stored(self._clock()),
            }
            connection.execute(insert(staff_calls).values(values))
        return True

    def open_calls(self, hall: str | None = None) -> tuple[OpenCall, ...]:
        """Return the calls of a hall, or all, nobody has answered yet, the oldest first."""
        since = stored(self._clock() - _CALL_LASTS)
        with self._database.read() as connection:
            rows = connection.execute(
                select(staff_calls)
                .where(staff_calls.c.answered_at.is_(None), staff_calls.c.called_at > since)
                .where(_in_hall(staff_calls.c.terminal, hall))
                .order_by(staff_calls.c.called_at)
            ).all()
        return tuple(
            OpenCall(
                call_id=row.call_id,
                terminal=row.terminal,
                name=row.name,
                is_urgent=row.reason == "emergency",
                called_at=restored(row.called_at),
            )
            for row in rows
        )

    def answer(self, call_id: str, by: str) -> bool:
        """Note that somebody goes there; False when somebody else was first."""
        with self._database.write() as connection:
            changed = connection.execute(
                update(staff_calls)
                .where(staff_calls.c.call_id == call_id, staff_calls.c.answered_at.is_(None))
                .values(answered_at=stored(self._clock()), by=by)
            )
        return bool(changed.rowcount)

    def _close_order(self, connection: Connection, terminal: str, done: DoneOrder) -> None:
        now = stored(self._clock())
        row = connection.execute(
            update(fleet_orders)
            .where(fleet_orders.c.order_id == done.order_id, fleet_orders.c.terminal == terminal)
            .where(fleet_orders.c.done_at.is_(None))
            .values(done_at=now, succeeded=done.succeeded, detail=done.detail[:400])
            .returning(fleet_orders.c.kind)
        ).one_or_none()
        if row is not None and row.kind == OrderKind.DIAGNOSE and done.succeeded:
            connection.execute(
                update(fleet_terminals)
                .where(fleet_terminals.c.terminal == terminal)
                .values(diagnostics=done.detail, diagnosed_at=now)
            )

    def _terminal(self, connection: Connection, row: Row[Any]) -> Terminal:
        orders = connection.execute(
            select(fleet_orders)
            .where(fleet_orders.c.terminal == row.terminal)
            .order_by(fleet_orders.c.ordered_at.desc())
            .limit(3)
        ).all()
        seen_at = restored(row.seen_at)
        diagnosed_at = row.diagnosed_at
        return Terminal(
            terminal=row.terminal,
            name=row.name,
            report=Heartbeat.model_validate_json(row.report),
            seen_at=seen_at,
            is_silent=seen_at < self._clock() - SILENT_AFTER,
            orders=tuple(_given(order) for order in orders),
            diagnosed_at=None if diagnosed_at is None else restored(diagnosed_at),
        )


def _in_hall(terminal: Column[str], hall: str | None) -> ColumnElement[bool]:
    """Say where a terminal stands; who never enrolled is one of the first hall's."""
    if hall is None:
        return true()
    if hall == MAIN:
        others = select(terminals.c.terminal).where(terminals.c.hall != MAIN)
        return terminal.not_in(others)
    return terminal.in_(select(terminals.c.terminal).where(terminals.c.hall == hall))


def _given(row: Row[Any]) -> GivenOrder:
    return GivenOrder(
        kind=OrderKind(row.kind),
        ordered_at=restored(row.ordered_at),
        by=row.by,
        done_at=None if row.done_at is None else restored(row.done_at),
        succeeded=row.succeeded,
        detail=row.detail if row.kind != OrderKind.DIAGNOSE else "",
    )
