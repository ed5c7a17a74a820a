"""Pages that arrive in parts, each part sealed at once, until their application is filed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from kiosk.hall.case_file import CaseFiles
from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database, restored, stored, upsert
from kiosk.hall.rejection import Rejection
from kiosk.hall.upload_tables import upload_parts, uploads
from kiosk.platform.protocol import MAX_BODY_BYTES, MaterialPages, SubmitApplication
from kiosk.platform.upload_protocol import (
    DIGEST_DIFFERS,
    MOST_PAGE_BYTES,
    UPLOAD_MISSING,
    SubmitInParts,
    UploadedPage,
    UploadMetadata,
)
from kiosk.vault import Vault

LASTS = timedelta(hours=24)
"""How long after its last part an upload waits for the next."""
MOST_APPLICATION_BYTES = MAX_BODY_BYTES * 3 // 4
"""What an application may hold in pages, as much as it could when they all came within it."""
MOST_HELD_BYTES = 4 * MOST_APPLICATION_BYTES
"""What one terminal may have lying here at once."""

_UNKNOWN = Rejection(HTTPStatus.NOT_FOUND, "unknown_upload", "没有这次上传，或已过期，请重新上传")
_TOO_LARGE = Rejection(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "这一页太大")
_TOO_MUCH = Rejection(
    HTTPStatus.TOO_MANY_REQUESTS, "too_many", "这台终端还有太多材料没有提交，请稍后再试"
)
_PAGES_TOO_LARGE = Rejection(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "材料太多太大，请减少几页"
)
_DIFFERS = Rejection(HTTPStatus.CONFLICT, "offset_differs", "上传的位置与已收到的不同")
_PAGES_CLASH = Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", "材料重复")
_MISSING = Rejection(HTTPStatus.NOT_FOUND, UPLOAD_MISSING, "材料还没有全部收到，请重新上传")
_WRONG = Rejection(
    HTTPStatus.UNPROCESSABLE_ENTITY, DIGEST_DIFFERS, "收到的整页与摘要不符，请重新上传"
)


@dataclass(frozen=True)
class Upload:
    """How far an upload has come."""

    upload_id: str
    length: int
    received: int
    expires_at: datetime


class Uploads:
    """Takes pages in parts from terminals and puts them into their application."""

    def __init__(
        self, database: Database, vault: Vault, files: CaseFiles, config: HallConfig
    ) -> None:
        self._database = database
        self._vault = vault
        self._files = files
        self._clock = config.clock

    def create(self, terminal: str, page: UploadMetadata, length: int) -> Upload | Rejection:
        """Begin an upload; begun again, also after the answer was lost, it is the same one."""
        if length > MOST_PAGE_BYTES:
            return _TOO_LARGE
        self.sweep()
        name = f"upload {terminal} {page.application} {page.sha256} {length}"
        upload_id = self._vault.fingerprint(name.encode())[:40]
        now = stored(self._clock())
        with self._database.write() as connection:
            mine = uploads.c.terminal == terminal
            held = connection.scalar(
                select(func.coalesce(func.sum(uploads.c.length), 0)).where(
                    mine, uploads.c.upload_id != upload_id
                )
            )
            if int(held or 0) + length > MOST_HELD_BYTES:
                return _TOO_MUCH
            begun = upsert(connection, uploads).values(
                upload_id=upload_id,
                terminal=terminal,
                application_id=page.application,
                sha256=page.sha256,
                length=length,
                received=0,
                changed_at=now,
            )
            row = connection.execute(
                begun.on_conflict_do_update(
                    index_elements=["upload_id"], set_={"changed_at": now}
                ).returning(uploads)
            ).one()
        return _read(row)

    def find(self, terminal: str, upload_id: str) -> Upload | Rejection:
        """Tell how far an upload of this terminal has come."""
        with self._database.read() as connection:
            row = self._row(connection, terminal, upload_id)
        return _UNKNOWN if row is None else _read(row)

    def add(self, terminal: str, upload_id: str, offset: int, part: bytes) -> Upload | Rejection:
        """Keep the part that begins at this offset; what completes a page must make it right."""
        with self._database.write() as connection:
            row = self._row(connection, terminal, upload_id)
            if row is None:
                return _UNKNOWN
            if offset + len(part) > row.length:
                return _TOO_LARGE
            # Of two that come with the same part, one finds the offset moved on.
            moved = connection.execute(
                update(uploads)
                .where(uploads.c.upload_id == upload_id, uploads.c.received == offset)
                .values(received=offset + len(part), changed_at=stored(self._clock()))
                .returning(uploads)
            ).one_or_none()
            if moved is None:
                return _DIFFERS
            sealed = self._vault.seal(part, _context(upload_id, offset))
            if part:
                connection.execute(
                    insert(upload_parts).values(
                        upload_id=upload_id, first=offset, content_sealed=sealed
                    )
                )
            if moved.received == moved.length and not self._is_right(connection, moved):
                # Nothing can be mended of a page that is wrong as a whole: it begins anew.
                _forget(connection, uploads.c.upload_id == upload_id)
                return _WRONG
        return _read(moved)

    def drop(self, terminal: str, upload_id: str) -> Rejection | None:
        """Forget an upload of this terminal."""
        with self._database.write() as connection:
            if self._row(connection, terminal, upload_id) is None:
                return _UNKNOWN
            _forget(connection, uploads.c.upload_id == upload_id)
        return None

    def complete(self, terminal: str, given: SubmitInParts) -> SubmitApplication | Rejection:
        """Put the pages that went ahead where they belong, as if they had come within it."""
        if not given.uploads:
            return _whole_application(given, given.materials)
        pages = {
            (material.key, number): page
            for material in given.materials
            for number, page in zip(
                _free_places(material, given.uploads), material.pages, strict=False
            )
        }
        for one in given.uploads:
            page = self._page(terminal, given.application_id, one)
            if page is None:
                return _MISSING
            if (one.material, one.page) in pages:
                return _PAGES_CLASH
            pages[one.material, one.page] = page
        if sum(map(len, pages.values())) > MOST_APPLICATION_BYTES:
            return _PAGES_TOO_LARGE
        return _whole_application(
            given,
            tuple(
                material.model_copy(
                    update={"pages": tuple(pages[at] for at in sorted(pages) if at[0] == key)}
                )
                for material in given.materials
                for key in (material.key,)
            ),
        )

    def forget(self, application_id: str) -> None:
        """Drop the uploads of an application that has been filed."""
        with self._database.write() as connection:
            _forget(connection, uploads.c.application_id == application_id)

    def sweep(self) -> int:
        """Drop what nobody went on with, and return how many uploads that were."""
        late = uploads.c.changed_at < stored(self._clock() - LASTS)
        with self._database.read() as connection:
            if connection.execute(select(uploads.c.upload_id).where(late).limit(1)).first() is None:
                return 0
        with self._database.write() as connection:
            return _forget(connection, late)

    def _row(self, connection: Connection, terminal: str, upload_id: str) -> Row[Any] | None:
        return connection.execute(
            select(uploads)
            .where(uploads.c.upload_id == upload_id, uploads.c.terminal == terminal)
            .where(uploads.c.changed_at >= stored(self._clock() - LASTS))
        ).one_or_none()

    def _page(self, terminal: str, application_id: str, one: UploadedPage) -> bytes | None:
        with self._database.read() as connection:
            row = self._row(connection, terminal, one.upload)
            whole = row is not None and row.received == row.length
            if whole and row is not None and row.application_id == application_id:
                return self._whole(connection, one.upload)
        # Filed already, and only the answer was lost: the page lies with the case.
        return self._files.picture(application_id, one.material, one.page)

    def _whole(self, connection: Connection, upload_id: str) -> bytes:
        rows = connection.execute(
            select(upload_parts)
            .where(upload_parts.c.upload_id == upload_id)
            .order_by(upload_parts.c.first)
        ).all()
        return b"".join(
            self._vault.open(row.content_sealed, _context(upload_id, row.first)) for row in rows
        )

    def _is_right(self, connection: Connection, row: Row[Any]) -> bool:
        whole = self._whole(connection, row.upload_id)
        return bool(hashlib.sha256(whole).hexdigest() == row.sha256)


def _whole_application(
    given: SubmitInParts, materials: tuple[MaterialPages, ...]
) -> SubmitApplication:
    """Return what would have been sent at once, to the byte: that is how a replay is known."""
    facts = {name: getattr(given, name) for name in SubmitApplication.model_fields}
    return SubmitApplication.model_construct(**{**facts, "materials": materials})


def _free_places(material: MaterialPages, uploaded: tuple[UploadedPage, ...]) -> list[int]:
    """Return the page numbers left for what came within the application."""
    taken = {one.page for one in uploaded if one.material == material.key}
    count = len(material.pages) + len(taken)
    return [number for number in range(1, count + 1) if number not in taken]


def _forget(connection: Connection, which: Any) -> int:
    ids = select(uploads.c.upload_id).where(which)
    connection.execute(delete(upload_parts).where(upload_parts.c.upload_id.in_(ids)))
    return connection.execute(delete(uploads).where(which)).rowcount


def _read(row: Row[Any]) -> Upload:
    return Upload(row.upload_id, row.length, row.received, restored(row.changed_at) + LASTS)


def _context(upload_id: str, offset: int) -> str:
    return f"upload {upload_id} {offset}"
