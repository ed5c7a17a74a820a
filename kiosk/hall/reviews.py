"""Reviews by departments, side by side (后台审批); each has its own time limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, select, update

from kiosk.hall.case_tables import case_reviews
from kiosk.hall.casework import Casework, Doer
from kiosk.hall.database import Database, restored, stored
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import cases
from kiosk.platform.protocol import CaseStatus
from kiosk.vault import Vault

MOST_LISTED = 200
MOST_READY = 12


class Decision(StrEnum):
    """What a department may say."""

    APPROVE = "approve"
    CORRECT = "correct"
    REFUSE = "refuse"


DECISION_NAMES = {
    Decision.APPROVE: "同意",
    Decision.CORRECT: "要求补正",
    Decision.REFUSE: "不同意",
}


@dataclass(frozen=True)
class Review:
    """What one department is asked about one case, and what it said."""

    case_number: str
    item_name: str
    department: str
    asked_at: datetime
    due_on: date
    decision: Decision | None
    decided_at: datetime | None
    reason: str

    @property
    def decision_name(self) -> str:
        """The decision in plain words."""
        return "待审批" if self.decision is None else DECISION_NAMES[self.decision]


class Reviews:
    """The tasks of the departments."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        casework: Casework,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._vault = vault
        self._casework = casework
        self._clock = clock

    def of_case(self, case_number: str) -> tuple[Review, ...]:
        """Return what the departments say of a case."""
        return self._read(case_reviews.c.case_number == case_number)

    def waiting(self, department: str = "") -> tuple[Review, ...]:
        """Return what waits for a department, or for all; the nearest limit first."""
        return self._read(_waits_for(department))

    def decided(self, department: str = "") -> tuple[Review, ...]:
        """Return what a department has decided, or all have."""
        decided = case_reviews.c.decision != ""
        return self._read(_of(department) & decided)

    def ready_to_finish(self) -> tuple[tuple[str, str], ...]:
        """Return number and item of accepted cases whose departments have all decided."""
        undecided = exists().where(
            case_reviews.c.case_number == cases.c.case_number, case_reviews.c.decision == ""
        )
        statement = (
            select(cases.c.case_number, cases.c.item_name)
            .where(cases.c.status == CaseStatus.ACCEPTED.value)
            .where(exists().where(case_reviews.c.case_number == cases.c.case_number))
            .where(~undecided)
            .order_by(cases.c.promised_on, cases.c.case_number)
            .limit(MOST_READY)
        )
        with self._database.read() as connection:
            return tuple((number, name) for number, name in connection.execute(statement))

    def count_waiting(self, department: str = "") -> int:
        """Return how many tasks wait."""
        with self._database.read() as connection:
            counting = select(func.count()).select_from(case_reviews).where(_waits_for(department))
            return int(connection.execute(counting).scalar_one())

    def decide(
        self, case_number: str, decision: Decision, reason: str, doer: Doer
    ) -> Rejection | None:
        """Take down a department's decision; all but a consent need a reason."""
        reason = reason.strip()
        if decision is not Decision.APPROVE and not reason:
            said = "请写明理由，窗口要转告申请人"
            return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "no_reason", said)
        context = f"review {case_number} {doer.department}"
        with self._database.write() as connection:
            changed = connection.execute(
                update(case_reviews)
                .where(case_reviews.c.case_number == case_number)
                .where(_waits_for(doer.department))
                .values(
                    decision=decision.value,
                    decided_at=stored(self._clock()),
                    by=doer.login,
                    reason_sealed=self._vault.seal_text(reason, context) if reason else None,
                )
            )
            if not changed.rowcount:
                said = "这个任务已经审批过，或已被窗口收回"
                return Rejection(HTTPStatus.CONFLICT, "no_task", said)
            self._casework.note(connection, case_number, decision.value, doer, reason)
        return None

    def _read(self, condition: ColumnElement[bool]) -> tuple[Review, ...]:
        statement = (
            select(case_reviews, cases.c.item_name)
            .join_from(case_reviews, cases)
            .where(condition)
            .order_by(case_reviews.c.due_on, case_reviews.c.asked_at, case_reviews.c.department)
            .limit(MOST_LISTED)
        )
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        return tuple(self._review(row) for row in rows)

    def _review(self, row: Row[Any]) -> Review:
        context = f"review {row.case_number} {row.department}"
        sealed = row.reason_sealed
        return Review(
            case_number=row.case_number,
            item_name=row.item_name,
            department=row.department,
            asked_at=restored(row.asked_at),
            due_on=row.due_on,
            decision=Decision(row.decision) if row.decision else None,
            decided_at=None if row.decided_at is None else restored(row.decided_at),
            reason="" if sealed is None else self._vault.open_text(sealed, context),
        )


def _of(department: str) -> ColumnElement[bool]:
    columns = case_reviews.c
    return columns.department == department if department else columns.department != ""


def _waits_for(department: str) -> ColumnElement[bool]:
    return _of(department) & (case_reviews.c.decision == "")
