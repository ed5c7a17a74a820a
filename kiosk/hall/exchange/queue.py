"""The queue of records for a central platform: what is due, what is dead, and both again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, Row, exists, func, select, update

from kiosk.hall.case_tables import case_results, case_steps, evaluations
from kiosk.hall.database import Database, restored, stored, upsert
from kiosk.hall.exchange.central_platform import Answer, Refused, Taken
from kiosk.hall.exchange_tables import exchange_records

KIND_NAMES = MappingProxyType(
    {
        "accept": "受理信息",
        "material": "材料目录",
        "process": "过程信息",
        "result": "结果信息",
        "evaluation": "满意度",
    }
)
MOST_LISTED = 100
# With the pauses below, a platform may be away for a day before anything needs a hand.
_MOST_TRIES = 30
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 10, 3600
# Longer than any delivery takes: who died with a record in hand held it this long.
_LEASE_S = 120


@dataclass(frozen=True)
class QueuedRecord:
    """A record to be made of what the hall knows, or one that was tried."""

    record_key: str
    kind: str
    case_number: str
    step_id: int
    queued_at: datetime
    tries: int
    fault: str

    @property
    def name(self) -> str:
        """What it reports, in plain words."""
        return KIND_NAMES[self.kind]


@dataclass(frozen=True)
class QueueCounts:
    """How many records wait, went out, and need a hand."""

    waiting: int
    sent: int
    dead: int


class ExchangeQueue:
    """Keeps a row for each record until the platform has it; the row survives any crash."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def add(self, connection: Connection, case_number: str) -> None:
        """Queue what is not queued yet of an accepted case, within the transaction that moves it.

        Everything follows from the case's own rows, so a case that began before the reporting was
        switched on is told from its beginning.
        """
        steps = connection.execute(
            select(case_steps.c.step_id, case_steps.c.action)
            .where(case_steps.c.case_number == case_number)
            .order_by(case_steps.c.step_id)
        ).all()
        if not any(step.action == "accepted" for step in steps):
            return
        wanted = [("accept", 0), ("material", 0), *(("process", step.step_id) for step in steps)]
        if _has(connection, case_results.c.case_number, case_number):
            wanted.append(("result", 0))
            if _has(connection, evaluations.c.subject, case_number):
                wanted.append(("evaluation", 0))
        now = stored(self._clock())
        rows = [_new_row(kind, case_number, step_id, now) for kind, step_id in wanted]
        connection.execute(
            upsert(connection, exchange_records).on_conflict_do_nothing(
                index_elements=["record_key"]
            ),
            rows,
        )

    def claim(self) -> QueuedRecord | None:
        """Take the next record that is due; no other worker gets it while it is in hand."""
        now = self._clock()
        with self._database.write() as connection:
            row = connection.execute(_next_due(stored(now))).one_or_none()
            if row is None:
                return None
            connection.execute(
                _change(row.record_key).values(
                    due_at=stored(now + timedelta(seconds=_LEASE_S)), tries=row.tries + 1
                )
            )
        return _record(row)

    def settle(self, record: QueuedRecord, answer: Answer) -> None:
        """Note what came of a record that was claimed."""
        now, tries = self._clock(), record.tries + 1
        values: dict[str, object]
        if isinstance(answer, Taken):
            values = {"state": "sent", "sent_at": stored(now), "fault": ""}
        elif isinstance(answer, Refused) or tries >= _MOST_TRIES:
            values = {"state": "dead", "fault": answer.reason}
        else:
            pause_s = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(tries - 1, 12))
            due_at = stored(now + timedelta(seconds=pause_s))
            values = {"due_at": due_at, "fault": answer.reason}
        with self._database.write() as connection:
            connection.execute(_change(record.record_key).values(values))

    def send_again(self, record_key: str = "") -> int:
        """Let a dead record, or all of them, be tried afresh; return how many there were."""
        again = update(exchange_records).where(exchange_records.c.state == "dead")
        if record_key:
            again = again.where(exchange_records.c.record_key == record_key)
        with self._database.write() as connection:
            values = {"state": "waiting", "due_at": stored(self._clock()), "tries": 0}
            return connection.execute(again.values(values)).rowcount

    def dead(self) -> tuple[QueuedRecord, ...]:
        """Return the records that need a hand, the oldest first."""
        return self._list(exchange_records.c.state == "dead")

    def postponed(self) -> tuple[QueuedRecord, ...]:
        """Return the records that were tried in vain and will be tried again."""
        return self._list((exchange_records.c.state == "waiting") & (exchange_records.c.tries > 0))

    def counts(self) -> QueueCounts:
        """Count the records by what became of them."""
        state = exchange_records.c.state
        with self._database.read() as connection:
            rows = connection.execute(select(state, func.count()).group_by(state)).all()
        found = {name: int(count) for name, count in rows}
        return QueueCounts(found.get("waiting", 0), found.get("sent", 0), found.get("dead", 0))

    def _list(self, condition: Any) -> tuple[QueuedRecord, ...]:
        statement = (
            select(exchange_records)
            .where(condition)
            .order_by(exchange_records.c.record_id)
            .limit(MOST_LISTED)
        )
        with self._database.read() as connection:
            return tuple(_record(row) for row in connection.execute(statement).all())


def record_mark(case_number: str, kind: str, part: object = 0) -> str:
    """Return the mark of a record: the same each time, so that a replay is known as one."""
    return uuid5(NAMESPACE_URL, f"urn:yimen:case:{case_number}:{kind}:{part}").hex


def _new_row(kind: str, case_number: str, step_id: int, now: datetime) -> dict[str, object]:
    return {
        "record_key": record_mark(case_number, kind, step_id),
        "kind": kind,
        "case_number": case_number,
        "step_id": step_id,
        "state": "waiting",
        "queued_at": now,
        "due_at": now,
        "tries": 0,
        "fault": "",
    }


def _next_due(now: datetime) -> Any:
    earlier = exchange_records.alias("earlier")
    # The platform learns of a case in order: what follows waits behind what it has not taken.
    has_earlier = exists().where(
        earlier.c.case_number == exchange_records.c.case_number,
        earlier.c.record_id < exchange_records.c.record_id,
        earlier.c.state != "sent",
    )
    return (
        select(exchange_records)
        .where(exchange_records.c.state == "waiting", exchange_records.c.due_at <= now)
        .where(~has_earlier)
        .order_by(exchange_records.c.due_at, exchange_records.c.record_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _change(record_key: str) -> Any:
    return update(exchange_records).where(exchange_records.c.record_key == record_key)


def _has(connection: Connection, column: Any, value: str) -> bool:
    return connection.execute(select(column).where(column == value).limit(1)).first() is not None


def _record(row: Row[Any]) -> QueuedRecord:
    return QueuedRecord(
        record_key=row.record_key,
        kind=row.kind,
        case_number=row.case_number,
        step_id=row.step_id,
        queued_at=restored(row.queued_at),
        tries=row.tries,
        fault=row.fault,
    )
