"""Evaluations (好差评): one for each ticket or case, in five levels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from kiosk.hall.case_tables import evaluations
from kiosk.hall.database import Database, stored
from kiosk.hall.rejection import Rejection
from kiosk.vault import Vault


class Evaluations:
    """What citizens thought of the service."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Callable[[], datetime],
        on_taken: Callable[[Connection, str], None] = lambda connection, subject: None,
    ) -> None:
        """Tell `on_taken` of each subject evaluated, within the transaction."""
        self._database = database
        self._vault = vault
        self._clock = clock
        self._on_taken = on_taken

    def take(
        self, subject: str, level: int, text: str = "", channel: str = "phone", window: str = ""
    ) -> Rejection | None:
        """Take down an evaluation; level 1 is very satisfied, 5 very dissatisfied."""
        if not 1 <= level <= 5:
            return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", "请选择一个评价")
        values = {
            "evaluation_id": uuid4().hex,
            "subject": subject,
            "at": stored(self._clock()),
            "level": level,
            "channel": channel,
            "window": window,
            "text_sealed": self._vault.seal_text(text.strip()[:500], f"evaluation {subject}"),
        }
        with self._database.write() as connection:
            known = connection.execute(
                select(evaluations.c.evaluation_id).where(evaluations.c.subject == subject)
            ).first()
            if known is not None:
                return Rejection(HTTPStatus.CONFLICT, "evaluated", "已经评价过了，谢谢您")
            connection.execute(insert(evaluations).values(values))
            self._on_taken(connection, subject)
        return None

    def level_of(self, subject: str) -> int | None:
        """Return the level somebody gave, if anybody did."""
        with self._database.read() as connection:
            level = connection.scalar(
                select(evaluations.c.level).where(evaluations.c.subject == subject)
            )
        return None if level is None else int(level)
