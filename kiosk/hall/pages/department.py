"""The page of a department: its tasks, their limits, and its decisions."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from forms.today import SHANGHAI
from kiosk.hall.accounts import Role
from kiosk.hall.casework import Doer
from kiosk.hall.pages.cases import case_values
from kiosk.hall.pages.guard import DepartmentReader, DepartmentWriter, LongText, ShortText, to
from kiosk.hall.pages.templates import Templates
from kiosk.hall.rejection import Rejection
from kiosk.hall.reviews import DECISION_NAMES, Decision, Review
from kiosk.hall.service import HallService
from kiosk.hall.staff import Session
from kiosk.hall.time_limits import CARD_NAMES, Card, card_of, limit_text


class DepartmentPages:
    """前台受理、后台审批: what the back office works on."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/department")(self.show)
        router.get("/department/{case_number}")(self.task)
        router.post("/department/{case_number}")(self.decide)
        return router

    def show(
        self, staff: DepartmentReader, department: Annotated[str, Query(max_length=200)] = ""
    ) -> Response:
        """List the tasks of a department; a supervisor sees every department's."""
        own = self._department(staff, department)
        waiting = self._hall.reviews.waiting(own)
        limits = {(one.case_number, one.department): self._limit(one) for one in waiting}
        return self._templates.page(
            "department.html",
            staff=staff,
            department=own,
            departments=self._hall.guide.departments() if not staff.account.department else (),
            waiting=waiting,
            limits=limits,
            cards={card: sum(limit[0] is card for limit in limits.values()) for card in Card},
            card_names=CARD_NAMES,
            decided=tuple(reversed(self._hall.reviews.decided(own)))[:30],
        )

    def task(
        self,
        case_number: str,
        staff: DepartmentReader,
        department: Annotated[str, Query(max_length=200)] = "",
    ) -> Response:
        """Show a case to the department that reviews it."""
        return self._task(case_number, staff, self._department(staff, department))

    def decide(
        self,
        case_number: str,
        staff: DepartmentWriter,
        decision: ShortText = "",
        reason: LongText = "",
        department: ShortText = "",
    ) -> Response:
        """Take down the decision."""
        own = self._department(staff, department)
        if decision not in set(Decision):
            refused = Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", "请选择审批意见")
            return self._task(case_number, staff, own, refused, reason)
        doer = Doer(staff.account.login, department=own)
        done = self._hall.reviews.decide(case_number, Decision(decision), reason, doer)
        if done is not None:
            return self._task(case_number, staff, own, done, reason)
        self._hall.record("case_reviewed", case=case_number, by=staff.account.login)
        self._hall.bulletin.publish("cases")
        return to("/department")

    def _department(self, staff: Session, asked: str) -> str:
        """A member reviews for the own department; only a supervisor for another."""
        if staff.account.department or Role.SUPERVISOR not in staff.account.roles:
            return staff.account.department
        return asked

    def _limit(self, review: Review) -> tuple[Card, str]:
        today = self._hall.config.clock().astimezone(SHANGHAI).date()
        return card_of(today, review.due_on), limit_text(today, review.due_on)

    def _task(
        self,
        case_number: str,
        staff: Session,
        department: str,
        refused: Rejection | None = None,
        reason: str = "",
    ) -> Response:
        reviews = self._hall.reviews.of_case(case_number)
        own = next((one for one in reviews if one.department == department), None)
        case = self._hall.files.open(case_number) if own is not None else None
        if own is None or case is None:
            # A department sees the cases it reviews and no others.
            text = "这个办件没有转到本部门，或已被窗口收回。"
            return self._templates.page(
                "missing.html", HTTPStatus.NOT_FOUND, staff=staff, reason=text
            )
        self._hall.record("case_read", case=case_number, by=staff.account.login)
        return self._templates.page(
            "task.html",
            HTTPStatus.OK if refused is None else refused.status,
            staff=staff,
            own=own,
            limit_of_review=self._limit(own),
            decisions=DECISION_NAMES,
            fault="" if refused is None else refused.reason,
            reason=reason,
            **case_values(self._hall, case),
        )
