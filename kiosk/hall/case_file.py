"""A case opened: what the citizen filled in, photographed and signed. Reading it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from forms.application import Application, AppliedValue
from forms.pictures import pages_key
from kiosk.hall.cases import STATUS_TEXTS
from kiosk.hall.database import Database, restored
from kiosk.hall.filing import SIGNATURE
from kiosk.hall.sealed_body import open_application
from kiosk.hall.tables import applications, cases, pictures
from kiosk.platform.protocol import CaseStatus
from kiosk.vault import Vault


@dataclass(frozen=True)
class CaseHead:
    """A case without anything about the person."""

    case_number: str
    application_id: str
    item_code: str
    item_name: str
    status: CaseStatus
    submitted_at: datetime
    promised_on: date | None

    @property
    def status_text(self) -> str:
        """The status in plain words."""
        return STATUS_TEXTS[self.status]


@dataclass(frozen=True)
class FiledMaterial:
    """A material as handed in: the numbers of its pages, or that it comes to the window."""

    key: str
    name: str
    pages: tuple[int, ...]
    at_window: bool


@dataclass(frozen=True)
class CaseFile:
    """Everything handed in with a case."""

    head: CaseHead
    applicant: str
    applicant_number: str
    values: tuple[AppliedValue, ...]
    materials: tuple[FiledMaterial, ...]
    is_signed: bool
    application: Application
    others: tuple[CaseHead, ...]
    """The other cases of the same application."""

    def pages_key(self, value: AppliedValue) -> str:
        """Return under which name the pages of a field answered by pictures are opened."""
        return pages_key(value.key)


class CaseFiles:
    """Opens what is sealed; callers record who looked."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def head(self, case_number: str) -> CaseHead | None:
        """Return a case without the person."""
        with self._database.read() as connection:
            row = connection.execute(
                select(cases).where(cases.c.case_number == case_number)
            ).one_or_none()
        return None if row is None else case_head(row)

    def of_application(self, application_id: str) -> tuple[CaseHead, ...]:
        """Return the cases of an application in its order."""
        if not application_id:
            return ()
        with self._database.read() as connection:
            return _heads(connection, application_id)

    def open(self, case_number: str) -> CaseFile | None:
        """Open a case."""
        head = self.head(case_number)
        if head is None:
            return None
        key = head.application_id
        with self._database.read() as connection:
            sealed = connection.scalar(
                select(applications.c.body_sealed).where(applications.c.application_id == key)
            )
            pages = _pages(connection, key)
            related = _heads(connection, key)
        submission, application = open_application(self._vault, key, sealed or b"")
        return CaseFile(
            head=head,
            applicant=submission.applicant_name,
            applicant_number=submission.applicant_number,
            values=application.values,
            materials=_materials(application, pages),
            is_signed=SIGNATURE in pages,
            application=application,
            others=tuple(other for other in related if other.case_number != case_number),
        )

    def pictures(self, case: CaseFile) -> dict[str, tuple[bytes, ...]]:
        """Open the pages of all fields answered by pictures, by the key of the field."""
        key = case.head.application_id
        return {
            value.key: tuple(page for page in found if page)
            for value in case.values
            if value.pages
            for found in (
                [
                    self.picture(key, pages_key(value.key), number)
                    for number in range(1, len(value.pages) + 1)
                ],
            )
        }

    def picture(self, application_id: str, material: str, page: int) -> bytes | None:
        """Open one page of a material or of a field, or the signature."""
        with self._database.read() as connection:
            sealed = connection.scalar(
                select(pictures.c.content_sealed)
                .where(pictures.c.application_id == application_id)
                .where(pictures.c.material == material, pictures.c.page == page)
            )
        context = f"picture {application_id} {material} {page}"
        return None if sealed is None else self._vault.open(sealed, context)


def case_head(row: Row[Any]) -> CaseHead:
    """Read a row of the table of cases."""
    return CaseHead(
        case_number=row.case_number,
        application_id=row.application_id,
        item_code=row.item_code,
        item_name=row.item_name,
        status=CaseStatus(row.status),
        submitted_at=restored(row.submitted_at),
        promised_on=row.promised_on,
    )


def _heads(connection: Connection, application_id: str) -> tuple[CaseHead, ...]:
    rows = connection.execute(
        select(cases).where(cases.c.application_id == application_id).order_by(cases.c.position)
    ).all()
    return tuple(case_head(row) for row in rows)


def _pages(connection: Connection, application_id: str) -> dict[str, tuple[int, ...]]:
    rows = connection.execute(
        select(pictures.c.material, pictures.c.page)
        .where(pictures.c.application_id == application_id)
        .order_by(pictures.c.material, pictures.c.page)
    ).all()
    found: dict[str, tuple[int, ...]] = {}
    for material, page in rows:
        found[material] = (*found.get(material, ()), page)
    return found


def _materials(
    application: Application, pages: dict[str, tuple[int, ...]]
) -> tuple[FiledMaterial, ...]:
    return tuple(
        FiledMaterial(
            key=material.key,
            name=material.name,
            pages=pages.get(material.key, ()),
            at_window=material.at_window,
        )
        for material in application.materials
    )
