"""The durable outbox: what a citizen submits is safe here before anybody says so."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

from kiosk.platform.client import Refused, Unreachable
from kiosk.platform.durable_file import DurableFile, DurableFileError
from kiosk.platform.protocol import (
    MAX_BODY_BYTES,
    CaseReceipt,
    QuestionReceipt,
    SubmitApplication,
)
from kiosk.vault import Vault, VaultError

State = Literal["pending", "filed", "refused"]
Receipt = CaseReceipt | QuestionReceipt
log = logging.getLogger(__name__)
_REMEDY = "请不要离开，叫工作人员来处理；您填写的内容还在屏幕上"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    sealed BLOB,
    created_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    receipt TEXT NOT NULL DEFAULT ''
)
"""


class OutboxError(Exception):
    """The outbox's file cannot be used at all."""


class Submitter(Protocol):
    """Whoever takes what was kept to the hall."""

    def submit_body(self, key: str, body: bytes) -> Receipt | Unreachable | Refused:
        """Hand in an application or a word under its idempotency key."""


@dataclass(frozen=True)
class Kept:
    """The application is on the disk; `again` when it had been there before."""

    key: str
    again: bool = False


@dataclass(frozen=True)
class NotKept:
    """The application is not on the disk."""

    reason: str
    remedy: str = _REMEDY


@dataclass(frozen=True)
class Delivered:
    """The hall has the application."""

    key: str
    receipt: Receipt


@dataclass(frozen=True)
class Postponed:
    """The hall did not take it this time; the application stays."""

    key: str
    reason: str


@dataclass(frozen=True)
class DeliveryRefused:
    """The hall will not take it; the application stays for the staff."""

    key: str
    reason: str


Delivery = Delivered | Postponed | DeliveryRefused


@dataclass(frozen=True)
class OutboxEntry:
    """One application in the outbox, without its content."""

    key: str
    state: State
    created_at: datetime
    attempts: int
    reason: str
    case_number: str
    receipt_json: str = field(default="", repr=False)


def _now() -> datetime:
    return datetime.now(UTC)


class Outbox:
    """Applications on their way to the hall, encrypted, in an SQLite file."""

    def __init__(
        self,
        path: Path,
        vault: Vault,
        limit_mb: int = 4096,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._delivering = threading.Lock()
        try:
            self._file = DurableFile(path, _SCHEMA, limit_mb)
        except DurableFileError as error:
            raise OutboxError(str(error)) from error

    def add(self, submission: SubmitApplication) -> Kept | NotKept:
        """Keep an application; the same one a second time stays one entry."""
        body = submission.to_bytes()
        if len(body) > MAX_BODY_BYTES:
            return NotKept("照片太多太大，没有保存", "请删去几页再提交")
        return self.keep(submission.application_id, body)

    def keep(self, key: str, body: bytes) -> Kept | NotKept:
        """Keep what is to be handed in under a key; the same a second time stays one entry."""
        fingerprint = self._vault.fingerprint(body)
        sealed = self._vault.seal(body, key)
        try:
            with self._file.transaction() as db:
                return self._insert(db, key, fingerprint, sealed)
        except sqlite3.Error as error:
            return NotKept(_why_not_kept(error))

    def pending(self) -> tuple[OutboxEntry, ...]:
        """Return what still waits to be sent, oldest first."""
        return tuple(entry for entry in self.entries() if entry.state == "pending")

    def count_pending(self) -> int:
        """Return how many applications still wait to be sent."""
        return int(self._file.rows("SELECT count(*) FROM entries WHERE state = 'pending'")[0][0])

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return everything the outbox knows of, oldest first."""
        rows = self._file.rows(
            "SELECT key, state, created_at, attempts, reason, receipt FROM entries "
            "ORDER BY position"
        )
        return tuple(_entry(*row) for row in rows)

    def deliver_once(self, client: Submitter) -> tuple[Delivery, ...]:
        """Offer everything pending to the hall once, oldest first, and say what came of it."""
        deliveries: list[Delivery] = []
        with self._delivering:
            for entry in self.pending():
                delivery, go_on = self._deliver(client, entry.key)
                deliveries.append(delivery)
                if not go_on:
                    break
        return tuple(deliveries)

    def forget_filed(self, older_than: timedelta) -> int:
        """Drop what the hall has had for that long, and return how many entries that were."""
        before = (self._clock() - older_than).isoformat()
        with self._file.transaction() as db:
            return db.execute(
                "DELETE FROM entries WHERE state = 'filed' AND created_at < ?", (before,)
            ).rowcount

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _insert(
        self, db: sqlite3.Connection, key: str, fingerprint: str, sealed: bytes
    ) -> Kept | NotKept:
        found = db.execute("SELECT fingerprint, state FROM entries WHERE key = ?", (key,))
        known = found.fetchone()
        if known is not None and known[0] == fingerprint:
            return Kept(key, again=True)
        if known is not None and known[1] != "refused":
            return NotKept("这份申请已经保存过，内容不能再改", "请到窗口更正")
        # A refused one never became a case, so a mended one may take its place.
        db.execute("DELETE FROM entries WHERE key = ?", (key,))
        db.execute(
            "INSERT INTO entries (key, state, fingerprint, sealed, created_at) "
            "VALUES (?, 'pending', ?, ?, ?)",
            (key, fingerprint, sealed, self._clock().isoformat()),
        )
        return Kept(key)

    def _deliver(self, client: Submitter, key: str) -> tuple[Delivery, bool]:
        """Return what came of it and whether the next one is worth trying."""
        try:
            body = self._vault.open(self._sealed(key), key)
        except VaultError:
            return self._refuse(key, "本机密钥与保存时不同，打不开这份申请"), True
        match client.submit_body(key, body):
            case CaseReceipt() | QuestionReceipt() as receipt:
                # Filed: nothing personal needs to stay on the terminal.
                self._note(
                    key, "state = 'filed', sealed = NULL, receipt = ?", receipt.model_dump_json()
                )
                return Delivered(key, receipt), True
            case Refused(reason):
                return self._refuse(key, reason), True
            case Unreachable(reason, _, answered):
                self._note(key, "reason = ?", reason)
                return Postponed(key, reason), answered

    def _refuse(self, key: str, reason: str) -> DeliveryRefused:
        self._note(key, "state = 'refused', reason = ?", reason)
        return DeliveryRefused(key, reason)

    def _sealed(self, key: str) -> bytes:
        return bytes(self._file.rows("SELECT sealed FROM entries WHERE key = ?", (key,))[0][0])

    def _note(self, key: str, change: str, text: str) -> None:
        try:
            with self._file.transaction() as db:
                db.execute(
                    f"UPDATE entries SET attempts = attempts + 1, {change} WHERE key = ?",
                    (text, key),
                )
        except sqlite3.Error:
            # What the hall said stands; not noted, it is offered again and answered the same.
            log.exception("outbox entry %s could not be updated", key)


def _why_not_kept(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_FULL:
        return "本机存储空间已满，没有保存"
    if code == sqlite3.SQLITE_BUSY:
        return "本机正忙，没有保存"
    return "本机存储出了故障，没有保存"


def _entry(
    key: str, state: State, created_at: str, attempts: int, reason: str, receipt: str
) -> OutboxEntry:
    created = datetime.fromisoformat(created_at)
    return OutboxEntry(key, state, created, attempts, reason, _number_on(receipt), receipt)


def _number_on(receipt: str) -> str:
    told = json.loads(receipt) if receipt else {}
    return str(told.get("case_number") or told.get("number") or "")
