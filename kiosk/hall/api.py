"""The routes terminals use."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Header, Request, Response

from kiosk.hall.gate import problem
from kiosk.hall.queueing import IssuedTicket
from kiosk.hall.rejection import Rejection
from kiosk.hall.service import HallService
from kiosk.hall.staff import TERMINAL_ROLES
from kiosk.platform import protocol
from kiosk.platform.protocol import (
    CaseProgress,
    CaseReceipt,
    HallState,
    Problem,
    QuestionReceipt,
    StaffLink,
    StaffQuestion,
    SubmitApplication,
    Ticket,
    TicketRequest,
)

Outcome = TypeVar("Outcome")
IdempotencyKey = Annotated[
    str, Header(alias=protocol.IDEMPOTENCY_HEADER, pattern=protocol.KEY_PATTERN)
]
_KEY_FAULT = Rejection(
    HTTPStatus.UNPROCESSABLE_ENTITY, "key_differs", "请求的编号与内容里的编号不同"
)


def api_routes(hall: HallService) -> APIRouter:
    """Return the routes over one hall."""
    router = APIRouter(responses={422: {"model": Problem}})
    filing: dict[int | str, dict[str, Any]] = {HTTPStatus.CONFLICT.value: {"model": Problem}}
    router.post(
        protocol.APPLICATIONS_PATH, response_model=CaseReceipt, status_code=201, responses=filing
    )(_submit(hall))
    router.post(protocol.TICKETS_PATH, response_model=Ticket, status_code=201, responses=filing)(
        _issue(hall)
    )
    router.post(
        protocol.QUESTIONS_PATH, response_model=QuestionReceipt, status_code=201, responses=filing
    )(_ask(hall))

    @router.get(protocol.STATE_PATH)
    def hall_state() -> HallState:
        return hall.queue.state()

    @router.get(
        protocol.CASES_PATH + "/{case_number:path}",
        response_model=CaseProgress,
        responses={404: {"model": Problem}},
    )
    def progress(case_number: str) -> CaseProgress | Response:
        return _answer(hall.cases.progress(case_number))

    @router.post(protocol.STAFF_LINKS_PATH, status_code=HTTPStatus.CREATED)
    def staff_link(request: Request) -> StaffLink:
        hall.record("staff_link_made")
        return StaffLink(url=_base(hall, request) + hall.staff_path(TERMINAL_ROLES))

    return router


def _submit(hall: HallService) -> Callable[..., CaseReceipt | Response]:
    def submit(submission: SubmitApplication, key: IdempotencyKey) -> CaseReceipt | Response:
        if key != submission.application_id:
            return _reject(_KEY_FAULT)
        outcome = hall.cases.file(submission)
        if isinstance(outcome, CaseReceipt):
            hall.record("application_filed", case=outcome.case_number, cases=len(outcome.cases))
        return _answer(outcome)

    return submit


def _issue(hall: HallService) -> Callable[..., Ticket | Response]:
    def issue(asked: TicketRequest, key: IdempotencyKey, request: Request) -> Ticket | Response:
        if key != asked.request_id:
            return _reject(_KEY_FAULT)
        issued = hall.queue.issue(asked)
        if isinstance(issued, Rejection):
            return _reject(issued)
        hall.bulletin.publish("queue")
        return _ticket(issued, _base(hall, request))

    return issue


def _ask(hall: HallService) -> Callable[..., QuestionReceipt | Response]:
    def ask(
        asked: StaffQuestion, key: IdempotencyKey, request: Request
    ) -> QuestionReceipt | Response:
        if key != asked.question_id:
            return _reject(_KEY_FAULT)
        kept = hall.questions.keep(asked)
        if isinstance(kept, Rejection):
            return _reject(kept)
        hall.record("question_kept", number=kept.number)
        hall.bulletin.publish("questions")
        return QuestionReceipt(
            question_id=asked.question_id,
            number=kept.number,
            url=f"{_base(hall, request)}/q/{kept.link}",
        )

    return ask


def _ticket(issued: IssuedTicket, base: str) -> Ticket:
    return Ticket(
        category=issued.category,
        number=issued.number,
        day=issued.day,
        ahead=issued.ahead,
        wait_min=issued.wait_min,
        issued_at=issued.issued_at,
        url=f"{base}/t/{issued.link}",
    )


def _base(hall: HallService, request: Request) -> str:
    return (hall.config.public_url or str(request.base_url)).rstrip("/")


def _answer(outcome: Outcome | Rejection) -> Outcome | Response:
    if isinstance(outcome, Rejection):
        return _reject(outcome)
    return outcome


def _reject(rejection: Rejection) -> Response:
    return problem(rejection.status, rejection.code, rejection.reason)
