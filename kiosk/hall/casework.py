"""Works on cases: accept, return once with a complete notice, review, finish."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from forms.today import SHANGHAI
from kiosk.hall.case_tables import case_notices, case_results, case_reviews, case_steps
from kiosk.hall.database import Database, restored, stored
from kiosk.hall.filing import promised_day
from kiosk.hall.notices import (
    Lacking,
    Notice,
    notice_fault,
    pack_notice,
    reason_keys,
    unpack_notice,
)
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import cases
from kiosk.platform.protocol import CaseStatus
from kiosk.vault import Vault

_REVIEW_DAYS = 5
_OPEN = (CaseStatus.SUBMITTED, CaseStatus.ACCEPTED, CaseStatus.RETURNED)


class Outcome(StrEnum):
    """How a case ends."""

    GRANTED = "granted"
    REFUSED = "refused"


OUTCOME_NAMES = {Outcome.GRANTED: "准予办理", Outcome.REFUSED: "不予办理"}
ACTION_NAMES = {
    "accepted": "窗口受理",
    "returned": "退回补正",
    "sent": "转部门审批",
    "approve": "部门同意",
    "correct": "部门要求补正",
    "refuse": "部门不同意",
    "finished": "办结",
}


@dataclass(frozen=True)
class Doer:
    """Who does something with a case, and where."""

    login: str
    window: str = ""
    department: str = ""


@dataclass(frozen=True)
class Step:
    """Something that was done with a case."""

    at: datetime
    action: str
    by: str
    place: str
    note: str
    step_id: int

    @property
    def name(self) -> str:
        """What was done, in plain words."""
        return ACTION_NAMES[self.action]


@dataclass(frozen=True)
class Result:
    """How a case ended."""

    at: datetime
    outcome: Outcome
    text: str

    @property
    def name(self) -> str:
        """The outcome in plain words."""
        return OUTCOME_NAMES[self.outcome]


class Casework:
    """What windows do with cases; each call is one transaction."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Callable[[], datetime],
        on_step: Callable[[Connection, str], None] = lambda connection, case_number: None,
    ) -> None:
        """Tell `on_step` of each step, within the transaction that takes it."""
        self._database = database
        self._vault = vault
        self._clock = clock
        self._on_step = on_step

    def accept(self, case_number: str, doer: Doer) -> Rejection | None:
        """Accept a case, or accept it again after what was missing came."""
        with self._database.write() as connection:
            refused = _move(
                connection,
                case_number,
                (CaseStatus.SUBMITTED, CaseStatus.RETURNED),
                CaseStatus.ACCEPTED,
            )
            if refused is None:
                self.note(connection, case_number, "accepted", doer)
        return refused

    def give_back(
        self, case_number: str, lacking: Collection[Lacking], note: str, doer: Doer
    ) -> int | Rejection:
        """Return a case with a one-time notice; give the notice's number."""
        fault = notice_fault(lacking, note)
        if fault:
            return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "incomplete", fault)
        body = pack_notice(lacking, note.strip())
        with self._database.write() as connection:
            refused = _move(connection, case_number, _OPEN, CaseStatus.RETURNED)
            if refused is not None:
                return refused
            values = {
                "case_number": case_number,
                "at": stored(self._clock()),
                "by": doer.login,
                "window": doer.window,
                "reasons": reason_keys(lacking, note),
                "body_sealed": self._vault.seal_text(body, f"notice {case_number}"),
            }
            # What the departments said is settled by the notice; they are asked afresh.
            connection.execute(
                delete(case_reviews).where(case_reviews.c.case_number == case_number)
            )
            self.note(connection, case_number, "returned", doer)
            made = insert(case_notices).values(values).returning(case_notices.c.notice_id)
            return int(connection.execute(made).scalar_one())

    def send(self, case_number: str, departments: Collection[str], doer: Doer) -> Rejection | None:
        """Hand an accepted case to departments, which review side by side."""
        if not departments:
            reason = "请选择至少一个审批部门"
            return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "no_department", reason)
        now = self._clock()
        with self._database.write() as connection:
            row = _locked(connection, case_number)
            if row is None or row.status != CaseStatus.ACCEPTED:
                return _cannot(row)
            due_on = review_due(now.astimezone(SHANGHAI).date(), row.promised_on)
            chosen = list(dict.fromkeys(departments))
            connection.execute(
                delete(case_reviews).where(
                    case_reviews.c.case_number == case_number,
                    case_reviews.c.department.in_(chosen),
                )
            )
            connection.execute(
                insert(case_reviews),
                [
                    {
                        "case_number": case_number,
                        "department": department,
                        "asked_at": stored(now),
                        "due_on": due_on,
                    }
                    for department in chosen
                ],
            )
            self.note(connection, case_number, "sent", doer, f"{'、'.join(chosen)}")
        return None

    def finish(self, case_number: str, outcome: Outcome, text: str, doer: Doer) -> Rejection | None:
        """Finish a case with its result once every department has decided."""
        with self._database.write() as connection:
            row = _locked(connection, case_number)
            if row is None or row.status != CaseStatus.ACCEPTED:
                return _cannot(row)
            if _waits_for_departments(connection, case_number):
                reason = "还有部门没有审批完，暂不能办结"
                return Rejection(HTTPStatus.CONFLICT, "under_review", reason)
            _set_status(connection, case_number, CaseStatus.FINISHED)
            values = {
                "case_number": case_number,
                "at": stored(self._clock()),
                "outcome": outcome.value,
                "by": doer.login,
                "window": doer.window,
                "text_sealed": self._vault.seal_text(text.strip(), f"result {case_number}"),
            }
            connection.execute(insert(case_results).values(values))
            self.note(connection, case_number, "finished", doer)
        return None

    def steps(self, case_number: str) -> tuple[Step, ...]:
        """Return what was done with a case, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(case_steps)
                .where(case_steps.c.case_number == case_number)
                .order_by(case_steps.c.step_id)
            ).all()
        return tuple(
            Step(
                restored(row.at),
                row.action,
                row.by,
                row.department or row.window,
                self._said(row),
                row.step_id,
            )
            for row in rows
        )

    def notices(self, case_number: str) -> tuple[Notice, ...]:
        """Return the notices given for a case, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(case_notices)
                .where(case_notices.c.case_number == case_number)
                .order_by(case_notices.c.notice_id.desc())
            ).all()
        return tuple(self._notice(row) for row in rows)

    def result(self, case_number: str) -> Result | None:
        """Return how a case ended."""
        with self._database.read() as connection:
            row = connection.execute(
                select(case_results).where(case_results.c.case_number == case_number)
            ).one_or_none()
        if row is None:
            return None
        text = self._vault.open_text(row.text_sealed, f"result {case_number}")
        return Result(restored(row.at), Outcome(row.outcome), text)

    def note(
        self, connection: Connection, case_number: str, action: str, doer: Doer, text: str = ""
    ) -> None:
        """Add a step to a case's history, within the transaction that takes it."""
        values = {
            "case_number": case_number,
            "at": stored(self._clock()),
            "action": action,
            "by": doer.login,
            "window": doer.window,
            "department": doer.department,
            "note_sealed": self._vault.seal_text(text, f"step {case_number}") if text else None,
        }
        connection.execute(insert(case_steps).values(values))
        self._on_step(connection, case_number)

    def _said(self, row: Row[Any]) -> str:
        if row.note_sealed is None:
            return ""
        return self._vault.open_text(row.note_sealed, f"step {row.case_number}")

    def _notice(self, row: Row[Any]) -> Notice:
        body = self._vault.open_text(row.body_sealed, f"notice {row.case_number}")
        lacking, note = unpack_notice(body)
        return Notice(row.notice_id, row.case_number, restored(row.at), row.window, lacking, note)


def review_due(today: date, promised_on: date | None) -> date:
    """Return the last day of a review: a working day before the promise, or five working days."""
    usual = promised_day(today, _REVIEW_DAYS)
    if promised_on is None:
        return usual
    before = promised_on - timedelta(days=1)
    while before.weekday() >= 5:
        before -= timedelta(days=1)
    return max(today, min(usual, before))


def _locked(connection: Connection, case_number: str) -> Row[Any] | None:
    return connection.execute(
        select(cases).where(cases.c.case_number == case_number).with_for_update()
    ).one_or_none()


def _move(
    connection: Connection,
    case_number: str,
    allowed: Collection[CaseStatus],
    status: CaseStatus,
) -> Rejection | None:
    row = _locked(connection, case_number)
    if row is None or row.status not in allowed:
        return _cannot(row)
    _set_status(connection, case_number, status)
    return None


def _set_status(connection: Connection, case_number: str, status: CaseStatus) -> None:
    connection.execute(
        update(cases).where(cases.c.case_number == case_number).values(status=status.value)
    )


def _cannot(row: Row[Any] | None) -> Rejection:
    if row is None:
        return Rejection(HTTPStatus.NOT_FOUND, "unknown_case", "没有这个办件编号")
    reason = "这个办件的状态已经变了，请刷新后再看"
    return Rejection(HTTPStatus.CONFLICT, "wrong_status", reason)


def _waits_for_departments(connection: Connection, case_number: str) -> bool:
    waiting = select(case_reviews.c.department).where(
        case_reviews.c.case_number == case_number, case_reviews.c.decision.in_(("", "correct"))
    )
    return connection.execute(waiting.limit(1)).first() is not None
