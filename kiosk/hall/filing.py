"""Files applications as cases: each once, however often and from wherever it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from forms.application import Application
from forms.pictures import pages_key
from forms.today import SHANGHAI
from kiosk.hall.batches import Batches
from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database, stored
from kiosk.hall.register import Register, SqliteRegister
from kiosk.hall.rejection import Rejection
from kiosk.hall.sealed_body import seal_body
from kiosk.platform.protocol import (
    CaseReceipt,
    CaseStatus,
    FiledCase,
    SubmitApplication,
)
from kiosk.vault import Vault

SIGNATURE = "signature"
ENTERPRISE_CODE = "business_uscc"
"""The datum that says an application is an enterprise's, and whose."""
_KEY_REUSED = Rejection(HTTPStatus.CONFLICT, "key_reused", "同一编号的申请已经收到过，内容不同")


@dataclass(frozen=True)
class _Sealed:
    """An application ready for the tables: checked, and everything personal encrypted."""

    submission: SubmitApplication
    fingerprint: str
    row: dict[str, object]
    pages: list[dict[str, object]]


class Filing:
    """Files applications, as many in one transaction as come in at the same time."""

    def __init__(self, database: Database, vault: Vault, config: HallConfig) -> None:
        self._database = database
        self._vault = vault
        self._config = config
        self._register = _open_register(database)
        self._batches: Batches[_Sealed, CaseReceipt | Rejection] = Batches(self._file_together)

    def file(self, submission: SubmitApplication) -> CaseReceipt | Rejection:
        """File an application once; filing it again gives the first receipt."""
        application = _checked(submission)
        if isinstance(application, str):
            return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", application)
        whole = submission.to_bytes()
        sealed = _Sealed(
            submission,
            self._vault.fingerprint(whole),
            self._seal(submission, application, whole),
            self._picture_rows(submission),
        )
        try:
            return self._batches.do(sealed)
        except IntegrityError:
            # The same one came in at another process at this very moment: now it is known.
            return self._batches.do(sealed)

    def _file_together(self, batch: Sequence[_Sealed]) -> list[CaseReceipt | Rejection]:
        now = self._config.clock()
        today = f"{now.astimezone(SHANGHAI):%Y%m%d}"
        ids = [sealed.submission.application_id for sealed in batch]
        # As if all were new: then each counter is written once, and seldom put right.
        wanted = Counter(
            f"case {_stem(i.code, today)}" for one in batch for i in one.submission.items
        )
        with self._register.open(ids, wanted) as page:
            known = {
                row.application_id: (row.fingerprint, CaseReceipt.model_validate_json(row.receipt))
                for row in page.known
            }
            fresh = {
                sealed.submission.application_id: sealed
                for sealed in reversed(batch)
                if sealed.submission.application_id not in known
            }
            last = dict(page.last_numbers)
            receipts = [_receipt(one.submission, last, now, today) for one in fresh.values()]
            for one, receipt in zip(fresh.values(), receipts, strict=True):
                known[receipt.application_id] = (one.fingerprint, receipt)
            taken = {name: last[name] - before for name, before in page.last_numbers.items()}
            page.write(
                [_application_row(*both) for both in zip(fresh.values(), receipts, strict=True)],
                [row for receipt in receipts for row in _case_rows(receipt)],
                [picture for sealed in fresh.values() for picture in sealed.pages],
                {name: number for name, number in taken.items() if number},
            )
        return [_outcome(sealed, known) for sealed in batch]

    def _seal(
        self, submission: SubmitApplication, application: Application, body: bytes
    ) -> dict[str, object]:
        key = submission.application_id
        if submission.materials or submission.signature_png:
            bare = submission.model_copy(update={"materials": (), "signature_png": b""})
            body = bare.to_bytes()
        return {
            "application_id": key,
            "name_sealed": self._vault.seal_text(submission.applicant_name, f"name {key}"),
            "number_fingerprint": self._fingerprint(submission.applicant_number),
            "business_fingerprint": self._fingerprint(application.value(ENTERPRISE_CODE)),
            "body_sealed": seal_body(self._vault, key, body),
        }

    def _fingerprint(self, number: str) -> str:
        return self._vault.fingerprint_of_number(number) if number else ""

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


def _stem(code: str, today: str) -> str:
    # Implementation code + yyyymmdd + 4 digits, as Guangdong numbers its cases.
    return f"{code}{today}"


def _application_row(sealed: _Sealed, receipt: CaseReceipt) -> dict[str, object]:
    return {
        **sealed.row,
        "fingerprint": sealed.fingerprint,
        "received_at": stored(receipt.received_at),
        "receipt": receipt.model_dump_json(),
    }


def _receipt(
    submission: SubmitApplication, counters: dict[str, int], now: datetime, today: str
) -> CaseReceipt:
    """Number the cases of an application, counting each item's counter up."""
    first_day = now.astimezone(SHANGHAI).date()
    filed = []
    for item in submission.items:
        stem = _stem(item.code, today)
        counters[f"case {stem}"] += 1
        days = item.promised_days
        filed.append(
            FiledCase(
                case_number=f"{stem}{counters[f'case {stem}']:04d}",
                item_code=item.code,
                item_name=item.name,
                promised_on=None if days is None else promised_day(first_day, days),
            )
        )
    return CaseReceipt(
        application_id=submission.application_id,
        case_number=filed[0].case_number,
        cases=tuple(filed),
        received_at=now,
    )


def _outcome(sealed: _Sealed, known: dict[str, tuple[str, CaseReceipt]]) -> CaseReceipt | Rejection:
    fingerprint, receipt = known[sealed.submission.application_id]
    return receipt if fingerprint == sealed.fingerprint else _KEY_REUSED


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


def _checked(submission: SubmitApplication) -> Application | str:
    """Return the application as filled in, or what is wrong with it."""
    try:
        application = Application.model_validate_json(submission.application_json)
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
    for value in application.values:
        if value.pages and received.get(pages_key(value.key)) != value.pages:
            return f"“{value.name}”在传送中缺失或损坏"
    for material in application.materials:
        if material.sha256 and received.get(material.key) != material.sha256:
            return f"材料“{material.name}”在传送中缺失或损坏"
    return application


def _open_register(database: Database) -> Register:
    if not database.is_shared:
        return SqliteRegister(database)
    # Only where there is PostgreSQL is its client library loaded.
    from kiosk.hall.postgres_register import PostgresRegister

    return PostgresRegister(database)
