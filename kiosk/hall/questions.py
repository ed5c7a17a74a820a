"""Questions the terminals could not answer, kept for the staff to answer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sqlalchemy import Row, insert, select, update

from forms.today import SHANGHAI
from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database, next_number, restored, stored
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import questions
from kiosk.platform.protocol import StaffQuestion
from kiosk.vault import Vault

MOST_LISTED = 200
MOST_ANSWERED = 30
KIND_NAMES = {"question": "咨询", "suggestion": "建议", "complaint": "投诉"}
_REUSED = Rejection(HTTPStatus.CONFLICT, "key_reused", "同一编号的问题已经收到过，内容不同")


@dataclass(frozen=True)
class KeptQuestion:
    """A question as the hall keeps it; `answer` is empty until the staff give one."""

    link: str
    number: str
    text: str
    asked_at: datetime
    answer: str = ""
    answered_at: datetime | None = None
    kind: str = "question"
    answered_by: str = ""

    @property
    def kind_name(self) -> str:
        """What it is, in Chinese."""
        return KIND_NAMES.get(self.kind, KIND_NAMES["question"])


class Questions:
    """The hall's list of questions; what citizens said is sealed on the disk."""

    def __init__(self, database: Database, vault: Vault, config: HallConfig) -> None:
        self._database = database
        self._vault = vault
        self._config = config

    def keep(self, asked: StaffQuestion) -> KeptQuestion | Rejection:
        """Keep a question once; keeping it again gives the first number."""
        now = self._config.clock()
        with self._database.write() as connection:
            known = connection.execute(
                select(questions).where(questions.c.question_id == asked.question_id)
            ).one_or_none()
            if known is not None:
                kept = self._kept(known)
                return kept if kept.text == asked.text else _REUSED
            day = now.astimezone(SHANGHAI).date()
            sequence = next_number(connection, f"question {day:%Y%m%d}")
            values = {
                "question_id": asked.question_id,
                "link": secrets.token_urlsafe(12),
                "number": f"{day:%m%d}-{sequence:03d}",
                "asked_at": stored(now),
                "text_sealed": self._vault.seal(asked.text.encode(), asked.question_id),
                "answer": "",
                "kind": asked.kind,
            }
            row = connection.execute(insert(questions).values(values).returning(questions)).one()
        return self._kept(row)

    def find(self, link: str) -> KeptQuestion | None:
        """Return the question behind a link, or None."""
        with self._database.read() as connection:
            row = connection.execute(
                select(questions).where(questions.c.link == link)
            ).one_or_none()
        return None if row is None else self._kept(row)

    def unanswered(self) -> tuple[KeptQuestion, ...]:
        """Return what waits for an answer, oldest first."""
        waiting = (
            select(questions)
            .where(questions.c.answered_at.is_(None))
            .order_by(questions.c.asked_at, questions.c.number)
            .limit(MOST_LISTED)
        )
        with self._database.read() as connection:
            rows = connection.execute(waiting).all()
        return tuple(self._kept(row) for row in rows)

    def answered(self) -> tuple[KeptQuestion, ...]:
        """Return what was answered lately, newest first."""
        done = (
            select(questions)
            .where(questions.c.answered_at.is_not(None))
            .order_by(questions.c.answered_at.desc())
            .limit(MOST_ANSWERED)
        )
        with self._database.read() as connection:
            rows = connection.execute(done).all()
        return tuple(self._kept(row) for row in rows)

    def answer(self, link: str, text: str, by: str = "") -> KeptQuestion | None:
        """Answer a question, or put a better answer in place of the earlier; None if unknown."""
        now = stored(self._config.clock())
        values = {"answer": text, "answered_at": now, "answered_by": by}
        change = update(questions).where(questions.c.link == link).values(values)
        with self._database.write() as connection:
            row = connection.execute(change.returning(questions)).one_or_none()
        return None if row is None else self._kept(row)

    def _kept(self, row: Row[tuple[object, ...]]) -> KeptQuestion:
        at = row.answered_at
        return KeptQuestion(
            link=row.link,
            number=row.number,
            text=self._vault.open(row.text_sealed, row.question_id).decode(),
            asked_at=restored(row.asked_at),
            answer=row.answer,
            answered_at=None if at is None else restored(at),
            kind=row.kind,
            answered_by=row.answered_by,
        )
