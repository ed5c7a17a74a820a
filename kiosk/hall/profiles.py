"""Profiles: what earlier cases of an identified person established, to fill the next form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, select

from forms.application import Application
from forms.values import Source
from kiosk.hall.config import SHANGHAI, HallConfig
from kiosk.hall.database import Database, restored, stored
from kiosk.hall.guide import Guide
from kiosk.hall.sealed_body import open_body
from kiosk.hall.tables import applications, cases
from kiosk.platform.protocol import CaseStatus, ProfileField, SubmitApplication
from kiosk.vault import Vault

SOURCE = "以前办过的件"
_MOST_CASES = 10
# A form that was only handed in establishes nothing; one that was returned even less.
_ESTABLISHED = (CaseStatus.ACCEPTED.value, CaseStatus.FINISHED.value)
# What a form took over from an earlier one is as old as it was there.
_TAKEN_OVER = (Source.EARLIER_CASE, Source.PROFILE)


class Profiles:
    """Reads profiles off the cases themselves: nothing more is kept, and nothing outlives them."""

    def __init__(self, database: Database, vault: Vault, guide: Guide, config: HallConfig) -> None:
        self._database = database
        self._vault = vault
        self._guide = guide
        self._clock = config.clock
        self._lasts = timedelta(days=config.profile_days)

    def of_person(self, number: str) -> tuple[ProfileField, ...]:
        """Return each datum as the newest case has it that the person filed by their own card."""
        if not self._lasts:
            return ()
        keys = self._guide.profile_keys()
        found: dict[str, ProfileField] = {}
        for row in self._cases(number):
            application = self._open(row)
            if not _is_own(application):
                continue
            for field in self._fields(row, application):
                if field.key in keys:
                    found.setdefault(field.key, field)
        return tuple(found.values())

    def _cases(self, number: str) -> list[Row[Any]]:
        person = self._vault.fingerprint(number.upper().encode())
        since = stored(self._clock() - self._lasts)
        statement = (
            select(cases.c.case_number, cases.c.submitted_at, applications.c.application_id)
            .add_columns(applications.c.body_sealed)
            .join_from(cases, applications)
            .where(applications.c.number_fingerprint == person)
            .where(cases.c.status.in_(_ESTABLISHED), cases.c.submitted_at > since)
            .order_by(cases.c.submitted_at.desc(), cases.c.application_id, cases.c.position)
            .limit(_MOST_CASES)
        )
        with self._database.read() as connection:
            return list(connection.execute(statement).all())

    def _open(self, row: Row[Any]) -> Application:
        body = open_body(self._vault, row.application_id, row.body_sealed)
        submission = SubmitApplication.model_validate_json(body)
        return Application.model_validate(json.loads(submission.application_json))

    def _fields(self, row: Row[Any], application: Application) -> Iterator[ProfileField]:
        day: date = restored(row.submitted_at).astimezone(SHANGHAI).date()
        for value in application.values:
            if value.text and value.source not in _TAKEN_OVER:
                yield ProfileField(
                    key=value.key,
                    text=value.text,
                    source=SOURCE,
                    case_number=row.case_number,
                    established_on=day,
                    expires_on=day + self._lasts,
                )


def _is_own(application: Application) -> bool:
    """Tell whether the person themselves filled it in: their card was read, and nobody acted."""
    by_card = any(
        value.key == "resident_number" and value.source is Source.CARD
        for value in application.values
    )
    return by_card and application.value("by_agent") != "是"
