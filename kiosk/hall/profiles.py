"""Profiles: what earlier cases of an identified person, or of an enterprise, established."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from forms.application import Application
from forms.today import SHANGHAI
from forms.values import Source
from kiosk.hall.agents import ESTABLISHED, is_identified, not_revoked
from kiosk.hall.case_file import CaseFiles
from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database, restored, stored
from kiosk.hall.filing import ENTERPRISE_CODE
from kiosk.hall.guide import Guide
from kiosk.hall.sealed_body import open_application
from kiosk.hall.tables import applications, cases
from kiosk.platform.protocol import (
    EnterpriseKnown,
    MaterialPages,
    MaterialQuery,
    ProfileField,
    ProfileMaterial,
)
from kiosk.vault import Vault

SOURCE = "以前办过的件"
ENTERPRISE_SOURCE = "这家企业以前办过的件"
_ENTERPRISE_NAME = "business_name"
_MOST_CASES = 10
_MOST_LOOKED_AT = 50
_MOST_ENTERPRISES = 5
# What a form took over from an earlier one is as old as it was there.
_TAKEN_OVER = (Source.EARLIER_CASE, Source.PROFILE)


@dataclass(frozen=True)
class Known:
    """What earlier cases settle."""

    fields: tuple[ProfileField, ...] = ()
    materials: tuple[ProfileMaterial, ...] = ()


@dataclass(frozen=True)
class _Case:
    """An accepted case opened."""

    case_number: str
    application_id: str
    day: date
    application: Application


class Profiles:
    """Reads profiles off the cases themselves: nothing more is kept, and nothing outlives them.

    Who may act for an enterprise follows from the cases too: whoever applied for it by their own
    card, and was accepted, within the time a profile lasts, until the staff end it.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        guide: Guide,
        files: CaseFiles,
        config: HallConfig,
    ) -> None:
        self._database = database
        self._vault = vault
        self._guide = guide
        self._files = files
        self._clock = config.clock
        self._lasts = timedelta(days=config.profile_days)

    def of_person(self, number: str) -> Known:
        """Return each datum and material as the newest case has it that the person filed."""
        found = self._cases(applications.c.number_fingerprint == self._mark(number))
        # What somebody handed in for an enterprise is the enterprise's.
        own = [case for case in found if _is_own(case.application)]
        papers = [case for case in own if not case.application.value(ENTERPRISE_CODE)]
        return self._known(own, papers, self._guide.profile_keys(), SOURCE)

    def enterprises_of(self, number: str, counted: bool = False) -> tuple[EnterpriseKnown, ...]:
        """Return the enterprises this person may act for, the newest first.

        Where wanted, with how much is known of each, for which all their cases are opened.
        """
        newest: dict[str, _Case] = {}
        for case in self._acted(number):
            newest.setdefault(case.application.value(ENTERPRISE_CODE).upper(), case)
        return tuple(
            EnterpriseKnown(
                uscc=uscc,
                name=case.application.value(_ENTERPRISE_NAME) or uscc,
                count=len(self._of_enterprise(uscc, ()).fields) if counted else 0,
            )
            for uscc, case in list(newest.items())[:_MOST_ENTERPRISES]
        )

    def may_act(self, number: str, uscc: str) -> bool:
        """Tell whether this person was accepted as acting for the enterprise, lately."""
        return bool(self._acted_for(number, uscc))

    def of_enterprise(self, number: str, uscc: str) -> Known | None:
        """Return what an enterprise's cases settle; None for who may not act for it.

        The data are those of every case; pages only those this person handed in themselves, for
        what a colleague handed in may show the colleague.
        """
        own = self._acted_for(number, uscc)
        return self._of_enterprise(uscc, own) if own else None

    def material(self, asked: MaterialQuery) -> MaterialPages | None:
        """Return the pages of a material on offer to this person; of no other one."""
        known = self.of_person(asked.number)
        if asked.uscc:
            known = self.of_enterprise(asked.number, asked.uscc) or Known()
        for one in known.materials:
            head = self._files.head(one.case_number)
            if (one.case_number, one.key) == (asked.case_number, asked.material) and head:
                found = (
                    self._files.picture(head.application_id, one.key, page)
                    for page in range(1, one.pages + 1)
                )
                return MaterialPages(
                    key=one.key, name=one.name, pages=tuple(page for page in found if page)
                )
        return None

    def _of_enterprise(self, uscc: str, papers: Sequence[_Case]) -> Known:
        found = self._cases(applications.c.business_fingerprint == self._mark(uscc))
        acted = [case for case in found if is_identified(case.application)]
        return self._known(acted, papers, self._guide.enterprise_keys(), ENTERPRISE_SOURCE)

    def _acted_for(self, number: str, uscc: str) -> list[_Case]:
        return self._acted(number, applications.c.business_fingerprint == self._mark(uscc))

    def _acted(self, number: str, *more: ColumnElement[bool]) -> list[_Case]:
        """Return the cases that this person filed for an enterprise by their own card."""
        mine = applications.c.number_fingerprint == self._mark(number)
        for_one = applications.c.business_fingerprint != ""
        found = self._cases(mine, for_one, not_revoked(), *more, most=_MOST_LOOKED_AT)
        return [case for case in found if is_identified(case.application)]

    def _cases(self, *which: ColumnElement[bool], most: int = _MOST_CASES) -> list[_Case]:
        if not self._lasts:
            return []
        since = stored(self._clock() - self._lasts)
        statement = (
            select(cases.c.case_number, cases.c.submitted_at, applications.c.application_id)
            .add_columns(applications.c.body_sealed)
            .join_from(cases, applications)
            .where(*which)
            .where(cases.c.status.in_(ESTABLISHED), cases.c.submitted_at > since)
            .order_by(cases.c.submitted_at.desc(), cases.c.application_id, cases.c.position)
            .limit(most)
        )
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        return [self._open(row) for row in rows]

    def _open(self, row: Row[Any]) -> _Case:
        _, application = open_application(self._vault, row.application_id, row.body_sealed)
        return _Case(
            row.case_number,
            row.application_id,
            restored(row.submitted_at).astimezone(SHANGHAI).date(),
            application,
        )

    def _known(
        self, told: Iterable[_Case], papers: Iterable[_Case], keys: frozenset[str], source: str
    ) -> Known:
        fields: dict[str, ProfileField] = {}
        for case in told:
            for field in self._fields(case, source):
                if field.key in keys:
                    fields.setdefault(field.key, field)
        materials: dict[str, ProfileMaterial] = {}
        for case in papers:
            for material in self._materials(case):
                materials.setdefault(material.key, material)
        return Known(tuple(fields.values()), tuple(materials.values()))

    def _fields(self, case: _Case, source: str) -> Iterator[ProfileField]:
        for value in case.application.values:
            pictured = value.pages or value.at_window
            if value.text and not pictured and value.source not in _TAKEN_OVER:
                yield ProfileField(
                    key=value.key,
                    text=value.text,
                    source=source,
                    case_number=case.case_number,
                    established_on=case.day,
                    expires_on=case.day + self._lasts,
                )

    def _materials(self, case: _Case) -> Iterator[ProfileMaterial]:
        for material in case.application.materials:
            if material.pages and not material.at_window and not material.earlier_case:
                yield ProfileMaterial(
                    key=material.key,
                    name=material.name,
                    pages=material.pages,
                    case_number=case.case_number,
                    established_on=case.day,
                    expires_on=case.day + self._lasts,
                )

    def _mark(self, number: str) -> str:
        return self._vault.fingerprint_of_number(number)


def _is_own(application: Application) -> bool:
    """Tell whether the person themselves filled it in: their card was read, and nobody acted."""
    return is_identified(application) and application.value("by_agent") != "是"
