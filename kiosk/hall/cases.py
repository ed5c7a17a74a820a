"""Files applications as cases and tells how far a case has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, func, literal, or_, select, tuple_

from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database, restored, stored
from kiosk.hall.filing import Filing
from kiosk.hall.masking import mask_name
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import applications, cases
from kiosk.platform.protocol import (
    CaseProgress,
    CaseReceipt,
    CaseStatus,
    SubmitApplication,
)
from kiosk.vault import Vault

STATUS_TEXTS = {
    CaseStatus.SUBMITTED: "已提交，等待受理",
    CaseStatus.ACCEPTED: "已受理，正在办理",
    CaseStatus.RETURNED: "已退回，需补正材料",
    CaseStatus.FINISHED: "已办结",
}
MOST_OF_A_PERSON = 30


@dataclass(frozen=True)
class ListedCase:
    """A case as the staff's list shows it, the person's name masked."""

    case_number: str
    item_name: str
    applicant: str
    status: CaseStatus
    submitted_at: datetime
    promised_on: date | None

    @property
    def status_text(self) -> str:
        """The status in plain words."""
        return STATUS_TEXTS[self.status]


class Cases:
    """The hall's register of cases."""

    def __init__(self, database: Database, vault: Vault, config: HallConfig) -> None:
        self._database = database
        self._vault = vault
        self._filing = Filing(database, vault, config)

    def file(self, submission: SubmitApplication) -> CaseReceipt | Rejection:
        """File an application once; filing it again gives the first receipt."""
        return self._filing.file(submission)

    def progress(self, case_number: str) -> CaseProgress | Rejection:
        """Tell how far a case has come."""
        with self._database.read() as connection:
            row = connection.execute(
                select(cases).where(cases.c.case_number == case_number)
            ).one_or_none()
            if row is None:
                return Rejection(HTTPStatus.NOT_FOUND, "unknown_case", "没有这个办件编号")
            related = connection.scalars(
                select(cases.c.case_number)
                .where(cases.c.application_id == row.application_id)
                .where(cases.c.case_number != case_number)
                .order_by(cases.c.position)
            ).all()
        return _progress(row, tuple(related))

    def of_person(self, number: str) -> tuple[CaseProgress, ...]:
        """Return the newest cases of the person with this document number, newest first."""
        return self._newest_where(applications.c.number_fingerprint, number)

    def of_enterprise(self, uscc: str) -> tuple[CaseProgress, ...]:
        """Return the newest cases of the enterprise with this code, newest first."""
        return self._newest_where(applications.c.business_fingerprint, uscc)

    def _newest_where(self, column: ColumnElement[str], number: str) -> tuple[CaseProgress, ...]:
        with self._database.read() as connection:
            rows = connection.execute(
                select(cases)
                .join_from(cases, applications)
                .where(column == self._vault.fingerprint_of_number(number))
                .order_by(cases.c.submitted_at.desc(), cases.c.application_id, cases.c.position)
                .limit(MOST_OF_A_PERSON)
            ).all()
        return tuple(_progress(row) for row in rows)

    def newest(self, limit: int, before: str = "") -> tuple[ListedCase, ...]:
        """Return cases for the staff's list, newest first; `before` is the last one already seen.

        However far back that is, it takes no longer: nothing is counted or skipped.
        """
        statement = (
            select(cases, applications.c.name_sealed)
            .join_from(cases, applications)
            .order_by(cases.c.submitted_at.desc(), cases.c.application_id, cases.c.position)
            .limit(limit)
        )
        with self._database.read() as connection:
            if before:
                seen = select(cases).where(cases.c.case_number == before)
                statement = statement.where(_follows(connection.execute(seen).one_or_none()))
            rows = connection.execute(statement).all()
        return tuple(
            ListedCase(
                case_number=row.case_number,
                item_name=row.item_name,
                applicant=mask_name(
                    self._vault.open_text(row.name_sealed, f"name {row.application_id}")
                ),
                status=CaseStatus(row.status),
                submitted_at=restored(row.submitted_at),
                promised_on=row.promised_on,
            )
            for row in rows
        )

    def count(self, since: datetime | None = None) -> int:
        """Return how many cases came in since then, or ever."""
        statement = select(func.count()).select_from(cases)
        if since is not None:
            statement = statement.where(cases.c.submitted_at >= stored(since))
        with self._database.read() as connection:
            return int(connection.execute(statement).scalar_one())

    def is_readable(self) -> bool:
        """Read one row, or raise; however many there are, that is quick."""
        with self._database.read() as connection:
            connection.execute(select(cases.c.case_number).limit(1)).first()
        return True


def _follows(seen: Row[Any] | None) -> ColumnElement[bool]:
    """Select what comes after a case in the staff's list; nothing follows an unknown one."""
    if seen is None:
        return false()
    place = tuple_(cases.c.application_id, cases.c.position)
    return and_(
        # By itself this would be enough for the index; the rest parts those of one moment.
        cases.c.submitted_at <= seen.submitted_at,
        or_(
            cases.c.submitted_at < seen.submitted_at,
            place > tuple_(literal(seen.application_id), literal(seen.position)),
        ),
    )


def _progress(row: Row[Any], related: tuple[str, ...] = ()) -> CaseProgress:
    status = CaseStatus(row.status)
    return CaseProgress(
        case_number=row.case_number,
        item_name=row.item_name,
        status=status,
        status_text=STATUS_TEXTS[status],
        submitted_at=restored(row.submitted_at),
        promised_on=row.promised_on,
        related=related,
    )
