"""Files applications as cases and tells how far a case has come."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from forms.application import Application
from kiosk.hall.config import SHANGHAI, HallConfig
from kiosk.hall.database import Database, next_numbers, restored, stored
from kiosk.hall.masking import mask_name
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import applications, cases, pictures
from kiosk.platform.protocol import (
    CaseProgress,
    CaseReceipt,
    CaseStatus,
    FiledCase,
    SubmitApplication,
)
from kiosk.vault import Vault

STATUS_TEXTS = {
    CaseStatus.SUBMITTED: "已提交，等待受理",
    CaseStatus.ACCEPTED: "已受理，正在办理",
    CaseStatus.RETURNED: "已退回，需补正材料",
    CaseStatus.FINISHED: "已办结",
}
SIGNATURE = "signature"
MOST_OF_A_PERSON = 30


@dataclass(frozen=True)
class ListedCase:
    """A case as the staff's list shows it, the person's name masked."""

    case_number: str
    item_name: str
    applicant: str
    status_text: str
    submitted_at: datetime
    promised_on: date | None


class Cases:
    """The hall's register of cases."""

    def __init__(self, database: Database, vault: Vault, config: HallConfig) -> None:
        self._database = database
        self._vault = vault
        self._config = config

    def file(self, submission: SubmitApplication) -> CaseReceipt | Rejection:
        """File an application once; filing it again gives the first receipt."""
        fault = _fault(submission)
        if fault:
            return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", fault)
        fingerprint = self._vault.fingerprint(submission.to_bytes())
        sealed = self._seal(submission)
        try:
            return self._file(submission, fingerprint, sealed)
        except IntegrityError:
            # The same one came in by another way at this very moment: now it is known.
            return self._file(submission, fingerprint, sealed)

    def _file(
        self, submission: SubmitApplication, fingerprint: str, sealed: dict[str, object]
    ) -> CaseReceipt | Rejection:
        with self._database.write() as connection:
            known = connection.execute(
                select(applications.c.fingerprint, applications.c.receipt).where(
                    applications.c.application_id == submission.application_id
                )
            ).one_or_none()
            if known is None:
                return self._insert(connection, submission, fingerprint, sealed)
        if known.fingerprint != fingerprint:
            reason = "同一编号的申请已经收到过，内容不同"
            return Rejection(HTTPStatus.CONFLICT, "key_reused", reason)
        return CaseReceipt.model_validate_json(known.receipt)

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
        person = self._vault.fingerprint(number.upper().encode())
        with self._database.read() as connection:
            rows = connection.execute(
                select(cases)
                .join_from(cases, applications)
                .where(applications.c.number_fingerprint == person)
                .order_by(cases.c.submitted_at.desc(), cases.c.application_id, cases.c.position)
                .limit(MOST_OF_A_PERSON)
            ).all()
        return tuple(_progress(row) for row in rows)

    def newest(self, limit: int, offset: int = 0) -> tuple[ListedCase, ...]:
        """Return cases for the staff's list, newest first."""
        statement = (
            select(cases, applications.c.name_sealed)
            .join_from(cases, applications)
            .order_by(cases.c.submitted_at.desc(), cases.c.application_id, cases.c.position)
            .limit(limit)
            .offset(offset)
        )
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        return tuple(
            ListedCase(
                case_number=row.case_number,
                item_name=row.item_name,
                applicant=mask_name(
                    self._vault.open_text(row.name_sealed, f"name {row.application_id}")
                ),
                status_text=STATUS_TEXTS[CaseStatus(row.status)],
                submitted_at=restored(row.submitted_at),
                promised_on=row.promised_on,
            )
            for row in rows
        )

    def count(self) -> int:
        """Return how many cases there are."""
        with self._database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(cases)).scalar_one())

    def _seal(self, submission: SubmitApplication) -> dict[str, object]:
        key = submission.application_id
        number = submission.applicant_number.upper()
        body = submission.model_copy(update={"materials": (), "signature_png": b""})
        return {
            "application_id": key,
            "name_sealed": self._vault.seal_text(submission.applicant_name, f"name {key}"),
            "number_fingerprint": self._vault.fingerprint(number.encode()) if number else "",
            "body_sealed": self._vault.seal(body.to_bytes(), f"body {key}"),
        }

    def _insert(
        self,
        connection: Connection,
        submission: SubmitApplication,
        fingerprint: str,
        sealed: dict[str, object],
    ) -> CaseReceipt:
        now = self._config.clock()
        filed = _number_cases(connection, submission, now)
        receipt = CaseReceipt(
            application_id=submission.application_id,
            case_number=filed[0].case_number,
            cases=filed,
            received_at=now,
        )
        connection.execute(
            insert(applications).values(
                **sealed,
                fingerprint=fingerprint,
                received_at=stored(now),
                receipt=receipt.model_dump_json(),
            )
        )
        connection.execute(insert(cases), _case_rows(receipt))
        pages = self._picture_rows(submission)
        if pages:
            connection.execute(insert(pictures), pages)
        return receipt

    def _picture_rows(self, submission: SubmitApplication) -> list[dict[str, object]]:
        sheets = [(m.key, m.name, m.pages) for m in submission.materials]
        if submission.signature_png:
            sheets.append((SIGNATURE, "签名", (submission.signature_png,)))
        key = submission.application_id
        return [
            {
                "application_id": key,
                "material": material,
                "page": page,
                "name": name,
                "content_sealed": self._vault.seal(content, f"picture {key} {material} {page}"),
            }
            for material, name, pages in sheets
            for page, content in enumerate(pages, start=1)
        ]


def promised_day(start: date, working_days: int) -> date:
    """Return the day reached after so many days from Monday to Friday; holidays come on top."""
    day = start
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return day


def _number_cases(
    connection: Connection, submission: SubmitApplication, now: datetime
) -> tuple[FiledCase, ...]:
    today = now.astimezone(SHANGHAI).date()
    # Implementation code + yyyymmdd + 4 digits, as Guangdong numbers its cases.
    stems = [f"{item.code}{today:%Y%m%d}" for item in submission.items]
    last = next_numbers(connection, Counter(f"case {stem}" for stem in stems))
    filed = []
    for item, stem in zip(submission.items, stems, strict=True):
        last[f"case {stem}"] += 1
        sequence = last[f"case {stem}"]
        days = item.promised_days
        filed.append(
            FiledCase(
                case_number=f"{stem}{sequence:04d}",
                item_code=item.code,
                item_name=item.name,
                promised_on=None if days is None else promised_day(today, days),
            )
        )
    return tuple(filed)


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


def _case_rows(receipt: CaseReceipt) -> list[dict[str, object]]:
    return [
        {
            "case_number": case.case_number,
            "application_id": receipt.application_id,
            "position": position,
            "item_code": case.item_code,
            "item_name": case.item_name,
            "status": CaseStatus.SUBMITTED.value,
            "submitted_at": stored(receipt.received_at),
            "promised_on": case.promised_on,
        }
        for position, case in enumerate(receipt.cases)
    ]


def _fault(submission: SubmitApplication) -> str:
    try:
        application = Application.model_validate(json.loads(submission.application_json))
    except ValidationError:
        return "申请表的格式不对"
    if application.application_id != submission.application_id:
        return "申请表与申请编号不符"
    if [item.code for item in application.items] != [item.code for item in submission.items]:
        return "申请表与所办事项不符"
    received = {
        material.key: tuple(sha256(page).hexdigest() for page in material.pages)
        for material in submission.materials
    }
    if len(received) != len(submission.materials) or SIGNATURE in received:
        return "材料重复"
    for material in application.materials:
        if material.sha256 and received.get(material.key) != material.sha256:
            return f"材料“{material.name}”在传送中缺失或损坏"
    return ""
