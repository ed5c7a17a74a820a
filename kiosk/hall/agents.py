"""Who may act for an enterprise, for the staff: seen, ended, and taken back when that was wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, select

from forms.application import Application
from forms.today import SHANGHAI
from forms.values import Source
from kiosk.hall.agent_tables import revoked_agents
from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database, restored, stored, upsert
from kiosk.hall.masking import mask_name
from kiosk.hall.rejection import Rejection
from kiosk.hall.sealed_body import open_application
from kiosk.hall.tables import applications, cases
from kiosk.platform.protocol import CaseStatus
from kiosk.vault import Vault

ESTABLISHED = (CaseStatus.ACCEPTED.value, CaseStatus.FINISHED.value)
"""A form that was only handed in establishes nothing; one that was returned even less."""
_MOST_CASES = 200
_UNKNOWN = Rejection(HTTPStatus.NOT_FOUND, "unknown_agent", "这个人没有为这家企业办成过件")


@dataclass(frozen=True)
class Agent:
    """Somebody who was accepted as acting for an enterprise."""

    person: str
    """A keyed digest of the document number."""
    name: str
    """Masked."""
    number_end: str
    cases: int
    last_on: date
    may_act: bool


def not_revoked() -> ColumnElement[bool]:
    """Select the applications whose applicant may still act on the strength of them."""
    return ~exists().where(
        revoked_agents.c.business == applications.c.business_fingerprint,
        revoked_agents.c.person == applications.c.number_fingerprint,
        revoked_agents.c.at >= cases.c.submitted_at,
    )


def is_identified(application: Application) -> bool:
    """Tell whether whoever filled it in showed their own card."""
    return any(
        value.key == "resident_number" and value.source is Source.CARD
        for value in application.values
    )


class Agents:
    """Reads off the cases who acted, as the profiles do; only what was ended is kept."""

    def __init__(self, database: Database, vault: Vault, config: HallConfig) -> None:
        self._database = database
        self._vault = vault
        self._clock: Callable[[], datetime] = config.clock
        self._lasts = timedelta(days=config.profile_days)

    def of(self, uscc: str) -> tuple[Agent, ...]:
        """Return everybody who acted for the enterprise within the time a profile lasts."""
        known: dict[str, Agent] = {}
        for row, application in self._acted(uscc):
            before = known.get(row.person)
            known[row.person] = Agent(
                row.person,
                before.name if before else self._name(row),
                before.number_end if before else application.value("resident_number")[-4:],
                before.cases + 1 if before else 1,
                before.last_on if before else restored(row.at).astimezone(SHANGHAI).date(),
                bool(row.counts) or (before is not None and before.may_act),
            )
        return tuple(known.values())

    def revoke(self, uscc: str, person: str, by: str) -> Rejection | None:
        """End it: what this person filed so far lets them act for the enterprise no more."""
        if all(agent.person != person for agent in self.of(uscc)):
            return _UNKNOWN
        values = {"at": stored(self._clock()), "by": by}
        with self._database.write() as connection:
            statement = upsert(connection, revoked_agents).values(
                business=self._mark(uscc), person=person, **values
            )
            connection.execute(
                statement.on_conflict_do_update(index_elements=["business", "person"], set_=values)
            )
        return None

    def restore(self, uscc: str, person: str) -> Rejection | None:
        """Take the ending back."""
        with self._database.write() as connection:
            ended = connection.execute(
                delete(revoked_agents).where(
                    revoked_agents.c.business == self._mark(uscc),
                    revoked_agents.c.person == person,
                )
            )
        return None if ended.rowcount else _UNKNOWN

    def _acted(self, uscc: str) -> Iterator[tuple[Row[Any], Application]]:
        statement = (
            select(
                applications.c.application_id,
                applications.c.number_fingerprint.label("person"),
                applications.c.name_sealed,
                applications.c.body_sealed,
                cases.c.submitted_at.label("at"),
                not_revoked().label("counts"),
            )
            .join_from(cases, applications)
            .where(applications.c.business_fingerprint == self._mark(uscc))
            .where(cases.c.status.in_(ESTABLISHED))
            .where(cases.c.submitted_at > stored(self._clock() - self._lasts))
            .order_by(cases.c.submitted_at.desc(), cases.c.application_id, cases.c.position)
            .limit(_MOST_CASES)
        )
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        for row in rows:
            _, application = open_application(self._vault, row.application_id, row.body_sealed)
            if is_identified(application):
                yield row, application

    def _name(self, row: Row[Any]) -> str:
        return mask_name(self._vault.open_text(row.name_sealed, f"name {row.application_id}"))

    def _mark(self, uscc: str) -> str:
        return self._vault.fingerprint_of_number(uscc)
