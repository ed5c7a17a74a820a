"""The routes terminals use."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Header, Request, Response

from kiosk.hall.gate import problem
from kiosk.hall.rejection import Rejection
from kiosk.hall.service import HallService
from kiosk.hall.staff import TECHNICAL_ROLES, TERMINAL_ROLES
from kiosk.hall.tables import MAIN
from kiosk.hall.terminals import Terminal
from kiosk.hall.ticketing import SOON_AHEAD, IssuedTicket, TicketState
from kiosk.platform import protocol
from kiosk.platform.protocol import (
    BlockRequest,
    CaseProgress,
    CaseReceipt,
    Enrolled,
    Enrolment,
    HallState,
    NumberBlock,
    OfflineTicket,
    Problem,
    QuestionReceipt,
    StaffLink,
    StaffQuestion,
    Ticket,
    TicketPlace,
    TicketRequest,
)
from kiosk.platform.upload_protocol import SubmitInParts

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
        protocol.APPLICATIONS_PATH,
        response_model=CaseReceipt,
        status_code=201,
        responses=filing | {404: {"model": Problem}, 413: {"model": Problem}},
    )(_submit(hall))
    router.post(protocol.TICKETS_PATH, response_model=Ticket, status_code=201, responses=filing)(
        _issue(hall)
    )
    router.post(
        protocol.QUESTIONS_PATH, response_model=QuestionReceipt, status_code=201, responses=filing
    )(_ask(hall))

    router.post(
        protocol.OFFLINE_TICKETS_PATH, response_model=Ticket, status_code=201, responses=filing
    )(_take_over(hall))
    router.post(
        protocol.BLOCKS_PATH, response_model=NumberBlock, status_code=201, responses=filing
    )(_reserve(hall))

    @router.post(
        protocol.ENROLMENTS_PATH,
        response_model=Enrolled,
        status_code=201,
        responses={403: {"model": Problem}},
    )
    def enrol(asked: Enrolment) -> Enrolled | Response:
        enrolled = hall.terminals.enrol(asked.code, asked.public_key)
        if isinstance(enrolled, Rejection):
            hall.record("enrolment_refused")
            return reject(enrolled)
        hall.record("terminal_enrolled", terminal=enrolled.terminal)
        return Enrolled(
            terminal=enrolled.terminal,
            hall=enrolled.hall,
            name=enrolled.name,
            hall_key=hall.seal.public,
        )

    @router.get(
        protocol.PLACES_PATH + "/{link}",
        response_model=TicketPlace,
        responses={404: {"model": Problem}},
    )
    def place(link: str) -> TicketPlace | Response:
        return answer(_place(hall, link))

    @router.get(protocol.STATE_PATH)
    def hall_state(request: Request) -> HallState:
        return hall.queue.state(where(request)[0])

    @router.get(
        protocol.CASES_PATH + "/{case_number:path}",
        response_model=CaseProgress,
        responses={404: {"model": Problem}},
    )
    def progress(case_number: str) -> CaseProgress | Response:
        found = hall.cases.progress(case_number)
        return answer(hall.in_full(found) if isinstance(found, CaseProgress) else found)

    @router.post(protocol.STAFF_LINKS_PATH, status_code=HTTPStatus.CREATED)
    def staff_link(request: Request) -> StaffLink:
        hall.record("staff_link_made")
        roles = TECHNICAL_ROLES if hall.accounts.exist() else TERMINAL_ROLES
        return StaffLink(url=_base(hall, request) + hall.staff_path(roles))

    return router


def _submit(hall: HallService) -> Callable[..., CaseReceipt | Response]:
    def submit(
        given: SubmitInParts, key: IdempotencyKey, request: Request
    ) -> CaseReceipt | Response:
        if key != given.application_id:
            return reject(_KEY_FAULT)
        submission = hall.uploads.complete(where(request)[1], given)
        if isinstance(submission, Rejection):
            return reject(submission)
        outcome = hall.cases.file(submission)
        if isinstance(outcome, CaseReceipt):
            hall.record("application_filed", case=outcome.case_number, cases=len(outcome.cases))
            if given.uploads:
                hall.uploads.forget(given.application_id)
        return answer(outcome)

    return submit


def _issue(hall: HallService) -> Callable[..., Ticket | Response]:
    def issue(asked: TicketRequest, key: IdempotencyKey, request: Request) -> Ticket | Response:
        if key != asked.request_id:
            return reject(_KEY_FAULT)
        issued = hall.queue.issue(asked, *where(request))
        if isinstance(issued, Rejection):
            return reject(issued)
        return ticket_of(hall, issued, request)

    return issue


def _ask(hall: HallService) -> Callable[..., QuestionReceipt | Response]:
    def ask(
        asked: StaffQuestion, key: IdempotencyKey, request: Request
    ) -> QuestionReceipt | Response:
        if key != asked.question_id:
            return reject(_KEY_FAULT)
        kept = hall.questions.keep(asked)
        if isinstance(kept, Rejection):
            return reject(kept)
        hall.record("question_kept", number=kept.number)
        hall.bulletin.publish("questions")
        return QuestionReceipt(
            question_id=asked.question_id,
            number=kept.number,
            url=f"{_base(hall, request)}/q/{kept.link}",
        )

    return ask


def _take_over(hall: HallService) -> Callable[..., Ticket | Response]:
    def take_over(offline: OfflineTicket, request: Request) -> Ticket | Response:
        issued = hall.queue.take_over(offline, *where(request))
        if isinstance(issued, Rejection):
            return reject(issued)
        return ticket_of(hall, issued, request)

    return take_over


def _reserve(hall: HallService) -> Callable[..., NumberBlock | Response]:
    def reserve(asked: BlockRequest, request: Request) -> NumberBlock | Response:
        return answer(hall.queue.reserve(asked, *where(request)))

    return reserve


def where(request: Request) -> tuple[str, str]:
    """Return the hall and the name of the terminal that signed; "" is the hall's own."""
    terminal = getattr(request.state, "terminal", None)
    return (terminal.hall, terminal.terminal) if isinstance(terminal, Terminal) else (MAIN, "")


def _place(hall: HallService, link: str) -> TicketPlace | Rejection:
    found = hall.queue.find(link)
    if found is None:
        return Rejection(HTTPStatus.NOT_FOUND, "unknown_ticket", "没有这个号")
    ticket, ahead, wait_min = found
    return TicketPlace(
        number=ticket.number,
        category=ticket.line,
        state=ticket.state.value,
        window=ticket.window,
        ahead=ahead,
        wait_min=wait_min,
        soon=ticket.state is TicketState.WAITING and ahead <= SOON_AHEAD,
    )


def ticket_of(hall: HallService, issued: IssuedTicket, request: Request) -> Ticket:
    """Return a ticket as its terminal is told of it."""
    return Ticket(
        category=issued.category,
        number=issued.number,
        day=issued.day,
        ahead=issued.ahead,
        wait_min=issued.wait_min,
        issued_at=issued.issued_at,
        url=f"{_base(hall, request)}/t/{issued.link}",
        again=issued.again,
    )


def _base(hall: HallService, request: Request) -> str:
    return (hall.config.public_url or str(request.base_url)).rstrip("/")


def answer(outcome: Outcome | Rejection) -> Outcome | Response:
    """Return the outcome, or a rejection as the client understands it."""
    if isinstance(outcome, Rejection):
        return reject(outcome)
    return outcome


def reject(rejection: Rejection) -> Response:
    """Return a rejection as the client understands it."""
    return problem(rejection.status, rejection.code, rejection.reason)
