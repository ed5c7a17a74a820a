"""Talks to the hall over HTTP; that it may be away is a value."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote, urlsplit

import requests
from pydantic import BaseModel, ValidationError

from kiosk.platform import protocol
from kiosk.platform.catalogue_protocol import (
    CATALOGUE_PATH,
    PARTS_PATH,
    CatalogueNotice,
    CatalogueParts,
)
from kiosk.platform.draft_protocol import (
    DRAFT_PAGES_PATH,
    DRAFTS_PATH,
    FIND_DRAFT_PAGE_PATH,
    FIND_DRAFT_PATH,
    Draft,
    DraftKept,
    DraftPage,
    DraftPageQuery,
    DraftQuery,
    KeepDraft,
    KeepDraftPage,
)
from kiosk.platform.protocol import (
    BlockRequest,
    CaseProgress,
    CaseReceipt,
    CheckIn,
    Enrolled,
    Enrolment,
    EnterpriseQuery,
    Evaluation,
    EvaluationLevels,
    EvaluationReceipt,
    HallState,
    Heartbeat,
    HeartbeatAnswer,
    MaterialPages,
    MaterialQuery,
    NumberBlock,
    OfflineTicket,
    PersonCases,
    PersonQuery,
    Problem,
    Profile,
    ProfileQuery,
    QuestionReceipt,
    StaffCall,
    StaffCallReceipt,
    StaffLink,
    StaffQuestion,
    SubmitApplication,
    Ticket,
    TicketPlace,
    TicketRequest,
)
from kiosk.platform.signing import is_sealed
from kiosk.platform.upload_protocol import UPLOAD_MISSING

Answer = TypeVar("Answer", bound=BaseModel)
Sign = Callable[[str, str, bytes], Mapping[str, str]]
"""From method, path with query, and body to the headers that prove who asks."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_REFUSALS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


@dataclass(frozen=True)
class Unreachable:
    """The hall gave no usable answer; asking again later may help."""

    reason: str
    remedy: str = "请稍后再试，或到窗口办理"
    answered: bool = False
    """Something answered, so the next request need not fail for the same cause."""


@dataclass(frozen=True)
class Refused:
    """The hall looked at it and said no; asking the same again will not help."""

    reason: str
    code: str = ""


class HallClient:
    """One terminal's line to its hall; may be used from any thread."""

    def __init__(
        self,
        base_url: str,
        timeout_s: float = 5.0,
        session: requests.Session | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._timeout_s = timeout_s
        self._given_session = session
        self.sign: Sign | None = None
        """Signs each request, once the terminal has enrolled; without it the hall answers none."""
        self.hall_key = b""
        """The hall's public key, as the hall told it when the terminal enrolled."""
        self._local = threading.local()

    def submit(self, submission: SubmitApplication) -> CaseReceipt | Unreachable | Refused:
        """File an application; its id makes a second filing harmless."""
        return self.submit_body(submission.application_id, submission.to_bytes())

    def submit_body(self, key: str, body: bytes) -> CaseReceipt | Unreachable | Refused:
        """File an application kept as bytes."""
        return self._ask(CaseReceipt, "POST", protocol.APPLICATIONS_PATH, body, key)

    def issue_ticket(self, request: TicketRequest) -> Ticket | Unreachable | Refused:
        """Ask for a queue ticket; its request id makes a second asking harmless."""
        body = request.model_dump_json().encode()
        return self._ask(Ticket, "POST", protocol.TICKETS_PATH, body, request.request_id)

    def reserve_block(self, request: BlockRequest) -> NumberBlock | Unreachable | Refused:
        """Ask for numbers to give out while the hall is away; the block's id makes it one block."""
        body = request.model_dump_json().encode()
        return self._ask(NumberBlock, "POST", protocol.BLOCKS_PATH, body, request.block_id)

    def report_offline_ticket(self, offline: OfflineTicket) -> Ticket | Unreachable | Refused:
        """Tell the hall of a number given out meanwhile; telling it twice is harmless."""
        body = offline.model_dump_json().encode()
        key = offline.request.request_id
        return self._ask(Ticket, "POST", protocol.OFFLINE_TICKETS_PATH, body, key)

    def check_in(self, asked: CheckIn) -> Ticket | Unreachable | Refused:
        """Turn an appointment into a ticket; checking in again gives the same one."""
        body = asked.model_dump_json().encode()
        return self._ask(Ticket, "POST", protocol.CHECK_INS_PATH, body, asked.request_id)

    def ask_staff(self, question: StaffQuestion) -> QuestionReceipt | Unreachable | Refused:
        """Leave a question for the staff; its id makes a second leaving harmless."""
        body = question.model_dump_json().encode()
        return self._ask(
            QuestionReceipt, "POST", protocol.QUESTIONS_PATH, body, question.question_id
        )

    def hall_state(self) -> HallState | Unreachable | Refused:
        """Ask how busy the hall is."""
        return self._ask(HallState, "GET", protocol.STATE_PATH)

    def evaluation_levels(self) -> EvaluationLevels | Unreachable | Refused:
        """Ask what the hall calls the five levels of an evaluation."""
        return self._ask(EvaluationLevels, "GET", protocol.LEVELS_PATH)

    def progress(self, case_number: str) -> CaseProgress | Unreachable | Refused:
        """Ask how far a case has come."""
        path = f"{protocol.CASES_PATH}/{quote(case_number, safe='')}"
        return self._ask(CaseProgress, "GET", path)

    def place(self, link: str) -> TicketPlace | Unreachable | Refused:
        """Ask where the ticket stands whose QR ends in this link."""
        return self._ask(TicketPlace, "GET", f"{protocol.PLACES_PATH}/{quote(link, safe='')}")

    def beat(self, heartbeat: Heartbeat) -> HeartbeatAnswer | Unreachable | Refused:
        """Say how this terminal is, and hear what it is to do."""
        body = heartbeat.model_dump_json().encode()
        return self._ask(HeartbeatAnswer, "POST", protocol.HEARTBEATS_PATH, body)

    def call_staff(self, call: StaffCall) -> StaffCallReceipt | Unreachable | Refused:
        """Call somebody of the staff to this terminal."""
        body = call.model_dump_json().encode()
        return self._ask(StaffCallReceipt, "POST", protocol.STAFF_CALLS_PATH, body, call.call_id)

    def cases_of_person(self, number: str) -> PersonCases | Unreachable | Refused:
        """Ask for the cases of the person whose document was just shown."""
        body = PersonQuery(number=number).model_dump_json().encode()
        return self._ask(PersonCases, "POST", protocol.PERSON_CASES_PATH, body)

    def cases_of_enterprise(self, number: str, uscc: str) -> PersonCases | Unreachable | Refused:
        """Ask for the cases of an enterprise, by the person who acts for it."""
        body = EnterpriseQuery(number=number, uscc=uscc).model_dump_json().encode()
        return self._ask(PersonCases, "POST", protocol.ENTERPRISE_CASES_PATH, body)

    def profile(
        self, number: str, consented: bool, uscc: str = ""
    ) -> Profile | Unreachable | Refused:
        """Ask whether earlier cases settle anything of this person; with consent, what.

        With the code of an enterprise the person acts for, what is known of that as well.
        """
        asked = ProfileQuery.model_validate(
            {"number": number, "consented": consented, "uscc": uscc}
        )
        return self._ask(Profile, "POST", protocol.PROFILES_PATH, asked.model_dump_json().encode())

    def material(self, asked: MaterialQuery) -> MaterialPages | Unreachable | Refused:
        """Fetch the pages of a material that the profile offered."""
        body = asked.model_dump_json().encode()
        return self._ask(MaterialPages, "POST", protocol.PERSON_MATERIAL_PATH, body)

    def keep_draft(self, given: KeepDraft) -> DraftKept | Unreachable | Refused:
        """Hand over a form that a citizen has not finished, or tell that it is over."""
        body = given.model_dump_json().encode()
        return self._ask(DraftKept, "POST", DRAFTS_PATH, body)

    def find_draft(self, number: str, most_s: float) -> Draft | Unreachable | Refused:
        """Ask for the form of the person whose card lies on the reader, who waits for it."""
        body = DraftQuery(number=number, shown="card").model_dump_json().encode()
        return self._ask(Draft, "POST", FIND_DRAFT_PATH, body, most_s=most_s)

    def keep_draft_page(self, given: KeepDraftPage) -> DraftKept | Unreachable | Refused:
        """Hand over one page of a form that the hall keeps."""
        body = given.model_dump_json().encode()
        return self._ask(DraftKept, "POST", DRAFT_PAGES_PATH, body)

    def find_draft_page(
        self, number: str, page: str, most_s: float
    ) -> DraftPage | Unreachable | Refused:
        """Ask for one page of the form of the person whose card lies on the reader."""
        query = DraftPageQuery(number=number, shown="card", page=page)
        body = query.model_dump_json().encode()
        return self._ask(DraftPage, "POST", FIND_DRAFT_PAGE_PATH, body, most_s=most_s)

    def evaluate(self, given: Evaluation) -> EvaluationReceipt | Unreachable | Refused:
        """Hand in an evaluation; each subject takes one."""
        body = given.model_dump_json().encode()
        return self._ask(
            EvaluationReceipt, "POST", protocol.EVALUATIONS_PATH, body, given.evaluation_id
        )

    def staff_link(self) -> StaffLink | Unreachable | Refused:
        """Ask for an address that signs a member of staff in, once."""
        return self._ask(StaffLink, "POST", protocol.STAFF_LINKS_PATH)

    def catalogue(self) -> CatalogueNotice | Unreachable | Refused:
        """Ask which catalogue is in force."""
        return self._ask(CatalogueNotice, "GET", CATALOGUE_PATH)

    def catalogue_parts(self, digests: Sequence[str]) -> CatalogueParts | Unreachable | Refused:
        """Fetch parts of the catalogue in force, `MOST_PARTS` at most."""
        query = "&".join(f"digest={digest}" for digest in digests)
        return self._ask(CatalogueParts, "GET", f"{PARTS_PATH}?{query}")

    def enrol(self, code: str, public_key: bytes) -> Enrolled | Unreachable | Refused:
        """Use up a one-time code, so that the hall knows this terminal by its key."""
        body = Enrolment(code=code, public_key=public_key).model_dump_json().encode()
        return self._ask(Enrolled, "POST", protocol.ENROLMENTS_PATH, body)

    def knows_seal(self, notice: CatalogueNotice) -> bool:
        """Say whether a notice was sealed by the hall this terminal enrolled with."""
        return is_sealed(notice.manifest.to_bytes(), notice.seal, self.hall_key)

    def _ask(
        self,
        model: type[Answer],
        method: str,
        path: str,
        body: bytes = b"",
        key: str = "",
        most_s: float = math.inf,
    ) -> Answer | Unreachable | Refused:
        headers = {"Content-Type": "application/json"}
        if key:
            headers[protocol.IDEMPOTENCY_HEADER] = key
        response = self.send(method, path, body, headers, most_s)
        return response if isinstance(response, Unreachable) else _understand(model, response)

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] = MappingProxyType({}),
        most_s: float = math.inf,
    ) -> requests.Response | Unreachable:
        """Send one signed request and return whatever was answered."""
        try:
            return self._session().request(
                method,
                self.base_url + path,
                data=body,
                headers={**headers, **self._credentials(method, path, body)},
                timeout=min(self._timeout_s, most_s),
                # A redirect would hand the application to somebody else.
                allow_redirects=False,
            )
        except requests.Timeout:
            return Unreachable("大厅服务没有及时回应")
        except (requests.RequestException, OSError):
            return Unreachable("连接不上大厅服务")

    def _credentials(self, method: str, path: str, body: bytes) -> Mapping[str, str]:
        return self.sign(method, path, body) if self.sign is not None else {}

    def _session(self) -> requests.Session:
        if self._given_session is not None:
            return self._given_session
        # requests promises nothing for a session shared by threads, so each has its own.
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            # A proxy of the environment cannot reach this machine's own loopback.
            session.trust_env = urlsplit(self.base_url).hostname not in _LOOPBACK
        return session


def _told(response: requests.Response) -> Problem | None:
    try:
        return Problem.model_validate_json(response.content)
    except ValidationError:
        return None


def is_told(response: requests.Response, code: str) -> bool:
    """Say whether the hall refused with this code."""
    told = _told(response)
    return told is not None and told.code == code


def _understand(model: type[Answer], response: requests.Response) -> Answer | Unreachable | Refused:
    status = response.status_code
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        told = _told(response)
        if told is not None and told.code == "bad_code":
            return Refused(told.reason, told.code)
        if told is not None and told.code == "clock_skew":
            return Unreachable(told.reason, "请技术人员校准时间", answered=True)
        return Unreachable("大厅服务不认识这台终端", "请技术人员重新登记这台终端", answered=True)
    try:
        if status == HTTPStatus.NOT_FOUND and is_told(response, UPLOAD_MISSING):
            # Swept in the meantime: the next try hands the pages over again.
            return Unreachable("材料还没有全部送到", answered=True)
        if status in (HTTPStatus.OK, HTTPStatus.CREATED):
            return model.model_validate_json(response.content)
        if status in _REFUSALS:
            problem = Problem.model_validate_json(response.content)
            return Refused(problem.reason, problem.code)
    except ValidationError:
        # A proxy's page or another service: whoever this is, it is not the hall.
        return Unreachable("大厅服务的回答看不懂", answered=True)
    return Unreachable(f"大厅服务出了故障（{status}）", answered=True)
