"""Numbers the hall set aside for this terminal, and the tickets given out of them meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from forms.today import SHANGHAI
from kiosk.platform.durable_file import DurableFile
from kiosk.platform.protocol import NumberBlock, OfflineTicket, TicketRequest
from kiosk.vault import Vault, VaultError

_KEEP = timedelta(days=2)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS blocks (
    block_id TEXT PRIMARY KEY,
    category TEXT NOT NULL,
    day TEXT NOT NULL,
    prefix TEXT NOT NULL DEFAULT '',
    next INTEGER NOT NULL DEFAULT 0,
    last INTEGER NOT NULL DEFAULT -1,
    is_set_aside INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS given (
    request_id TEXT PRIMARY KEY,
    asked_as TEXT NOT NULL UNIQUE,
    block_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    category TEXT NOT NULL,
    number TEXT NOT NULL,
    person TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    sealed BLOB,
    state TEXT NOT NULL DEFAULT 'pending',
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (block_id, sequence)
);
"""


@dataclass(frozen=True)
class WantedBlock:
    """A block to ask the hall for; asked again under the same id until it answers."""

    block_id: str
    category: str


@dataclass(frozen=True)
class GivenNumber:
    """A number of this terminal's own, on the disk; `again` when it had been given before."""

    category: str
    number: str
    again: bool = False


def _now() -> datetime:
    return datetime.now(UTC)


class NumberBlocks:
    """Numbers of this terminal alone, by category and day, in an SQLite file."""

    def __init__(self, path: Path, vault: Vault, clock: Callable[[], datetime] = _now) -> None:
        self._vault = vault
        self._clock = clock
        self._file = DurableFile(path, _SCHEMA)

    def wanted(self, categories: Iterable[str], least: int) -> tuple[WantedBlock, ...]:
        """Return the blocks to ask for, so that each category has so many numbers today.

        What is asked for is on the disk first: an answer that is lost is asked for again, not anew.
        """
        day = self._today()
        with self._file.transaction() as db:
            for category in categories:
                left, asked = db.execute(
                    "SELECT coalesce(sum(last - next + 1), 0), coalesce(sum(NOT is_set_aside), 0) "
                    "FROM blocks WHERE category = ? AND day = ?",
                    (category, day),
                ).fetchone()
                if left < least and not asked:
                    db.execute(
                        "INSERT INTO blocks (block_id, category, day) VALUES (?, ?, ?)",
                        (uuid4().hex, category, day),
                    )
            rows = db.execute(
                "SELECT block_id, category FROM blocks WHERE day = ? AND NOT is_set_aside", (day,)
            ).fetchall()
        return tuple(WantedBlock(*row) for row in rows)

    def set_aside(self, block: NumberBlock) -> None:
        """Keep the numbers of a block that was asked for; told again, nothing changes."""
        with self._file.transaction() as db:
            db.execute(
                "UPDATE blocks SET prefix = ?, day = ?, next = ?, last = ?, is_set_aside = 1 "
                "WHERE block_id = ? AND NOT is_set_aside",
                (block.prefix, block.day.isoformat(), block.first, block.last, block.block_id),
            )

    def forget(self, block_id: str) -> None:
        """Ask no more for a block the hall refuses."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM blocks WHERE block_id = ? AND NOT is_set_aside", (block_id,))

    def give(self, asked: TicketRequest) -> GivenNumber | None:
        """Give a number out, on the disk before anybody sees it; None when none is left today."""
        person = self._vault.fingerprint_of_number(asked.person_number)
        with self._file.transaction() as db:
            known = db.execute(
                "SELECT category, number FROM given WHERE asked_as = ? OR "
                # Of one person one ticket a category, as far as this terminal can know.
                "(state = 'pending' AND category = ? AND person = ? AND ? AND issued_at >= ?)",
                (
                    asked.request_id,
                    asked.category,
                    person,
                    bool(asked.person_number),
                    self._start_of_day().isoformat(),
                ),
            ).fetchone()
            if known is not None:
                return GivenNumber(known[0], known[1], again=True)
            block = db.execute(
                "UPDATE blocks SET next = next + 1 WHERE block_id = (SELECT block_id FROM blocks "
                "WHERE category = ? AND day = ? AND next <= last ORDER BY next LIMIT 1) "
                "RETURNING block_id, prefix, next - 1",
                (asked.category, self._today()),
            ).fetchone()
            return None if block is None else self._write(db, asked, person, block)

    def count_pending(self) -> int:
        """Return how many tickets the hall does not know of yet."""
        return int(self._file.rows("SELECT count(*) FROM given WHERE state = 'pending'")[0][0])

    def pending(self) -> tuple[OfflineTicket, ...]:
        """Return what the hall is to learn, in the order in which it was given out."""
        rows = self._file.rows(
            "SELECT request_id, block_id, sequence, issued_at, asked_as, sealed FROM given "
            "WHERE state = 'pending' ORDER BY rowid"
        )
        return tuple(report for row in rows if (report := self._report(*row)) is not None)

    def reported(self, request_id: str, reason: str = "") -> None:
        """Note that the hall knows of a ticket, or why it will not."""
        state = "refused" if reason else "reported"
        with self._file.transaction() as db:
            db.execute(
                # What it knows of a person need not stay here.
                "UPDATE given SET state = ?, reason = ?, sealed = NULL, person = '' "
                "WHERE request_id = ?",
                (state, reason, request_id),
            )

    def forget_old(self) -> None:
        """Drop blocks of earlier days and tickets that the hall has known for a while."""
        before = self._clock() - _KEEP
        with self._file.transaction() as db:
            db.execute("DELETE FROM blocks WHERE day < ?", (_day(before).isoformat(),))
            db.execute(
                "DELETE FROM given WHERE state = 'reported' AND issued_at < ?",
                (before.isoformat(),),
            )

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(
        self, db: sqlite3.Connection, asked: TicketRequest, person: str, block: tuple[str, str, int]
    ) -> GivenNumber:
        block_id, prefix, sequence = block
        number, request_id = f"{prefix}{sequence:03d}", uuid4().hex
        request = asked.model_copy(update={"request_id": request_id})
        db.execute(
            "INSERT INTO given (request_id, asked_as, block_id, sequence, category, number, "
            "person, issued_at, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                request_id,
                asked.request_id,
                block_id,
                sequence,
                asked.category,
                number,
                person,
                self._clock().isoformat(),
                self._vault.seal(request.model_dump_json().encode(), request_id),
            ),
        )
        return GivenNumber(asked.category, number)

    def _report(
        self,
        request_id: str,
        block_id: str,
        sequence: int,
        issued_at: str,
        asked_as: str,
        sealed: bytes,
    ) -> OfflineTicket | None:
        try:
            request = TicketRequest.model_validate_json(self._vault.open(sealed, request_id))
        except VaultError as error:
            self.reported(request_id, str(error))
            return None
        return OfflineTicket(
            request=request,
            block_id=block_id,
            sequence=sequence,
            issued_at=datetime.fromisoformat(issued_at),
            instead_of=asked_as,
        )

    def _today(self) -> str:
        return _day(self._clock()).isoformat()

    def _start_of_day(self) -> datetime:
        now = self._clock().astimezone(SHANGHAI)
        return now.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
