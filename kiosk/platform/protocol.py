"""What terminal and hall say to each other, as both sides check it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

API = "/api/v1"
APPLICATIONS_PATH = f"{API}/applications"
TICKETS_PATH = f"{API}/tickets"
OFFLINE_TICKETS_PATH = f"{API}/offline-tickets"
BLOCKS_PATH = f"{API}/number-blocks"
ENROLMENTS_PATH = f"{API}/enrolments"
APPOINTMENTS_PATH = f"{API}/appointments"
CHECK_INS_PATH = f"{API}/check-ins"
PLACES_PATH = f"{API}/places"
STATE_PATH = f"{API}/hall"
CASES_PATH = f"{API}/cases"
QUESTIONS_PATH = f"{API}/questions"
PERSON_CASES_PATH = f"{API}/people/cases"
PROFILES_PATH = f"{API}/people/profile"
PERSON_MATERIAL_PATH = f"{API}/people/material"
ENTERPRISE_CASES_PATH = f"{API}/enterprises/cases"
EVALUATIONS_PATH = f"{API}/evaluations"
LEVELS_PATH = f"{API}/evaluation-levels"
STAFF_LINKS_PATH = f"{API}/staff-links"
HEARTBEATS_PATH = f"{API}/heartbeats"
STAFF_CALLS_PATH = f"{API}/staff-calls"
HEALTH_PATH = "/health"

IDEMPOTENCY_HEADER = "Idempotency-Key"
KEY_PATTERN = r"^[A-Za-z0-9_-]{8,64}$"
MAX_BODY_BYTES = 48_000_000

Key = Annotated[str, Field(pattern=KEY_PATTERN)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
ItemCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{31}$")]
"""Implementation code: department's USCC 18, level 1, basic code 12."""


class Message(BaseModel):
    """The base of everything on the wire: frozen, nothing unknown in it, bytes as base64url."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, ser_json_bytes="base64", val_json_bytes="base64"
    )


class AppliedItem(Message):
    """One service item of an application."""

    code: ItemCode
    name: Name
    promised_days: Annotated[int, Field(ge=0, le=400)] | None = None


class MaterialPages(Message):
    """One material as photographed, a JPEG a page."""

    key: Name
    name: Name
    pages: Annotated[tuple[bytes, ...], Field(max_length=40)] = Field(repr=False)


class SubmitApplication(Message):
    """A finished application with its materials and signature."""

    application_id: Key
    items: Annotated[tuple[AppliedItem, ...], Field(min_length=1, max_length=20)]
    applicant_name: Annotated[str, Field(max_length=100)] = Field(default="", repr=False)
    applicant_number: Annotated[str, Field(max_length=40)] = Field(default="", repr=False)
    application_json: str = Field(repr=False)
    materials: Annotated[tuple[MaterialPages, ...], Field(max_length=40)] = Field(
        default=(), repr=False
    )
    signature_png: bytes = Field(default=b"", repr=False)

    @field_validator("application_json")
    @classmethod
    def _is_an_object(cls, text: str) -> str:
        if not isinstance(json.loads(text), dict):
            raise ValueError("must be a JSON object")
        return text

    def to_bytes(self) -> bytes:
        """Return the body as it is kept, compared and sent."""
        return self.model_dump_json().encode()


class FiledCase(Message):
    """One item's case under an application."""

    case_number: Annotated[str, Field(min_length=1, max_length=50)]
    item_code: str
    item_name: str
    promised_on: date | None = None


class CaseReceipt(Message):
    """The hall has the application; the first case stands for the whole of it."""

    application_id: Key
    case_number: str
    cases: tuple[FiledCase, ...]
    received_at: datetime

    @property
    def promised_on(self) -> date | None:
        """The day by which the last of the cases is promised, if any is."""
        return max((case.promised_on for case in self.cases if case.promised_on), default=None)


class CaseStatus(StrEnum):
    """How far a case has come."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    FINISHED = "finished"


class CaseProgress(Message):
    """How far a case has come, without anything about the person."""

    case_number: str
    item_name: str
    status: CaseStatus
    status_text: str
    submitted_at: datetime
    promised_on: date | None = None
    related: tuple[str, ...] = ()
    """The case numbers of the other items of the same application."""
    lacking: tuple[str, ...] = ()
    """While the case is returned: everything its one-time notice asks for."""
    result: str = Field(default="", repr=False)
    """What the window wrote of a finished case, such as a certificate's number; for its owner."""


class Priority(StrEnum):
    """Who is called earlier: the elderly, the disabled, the military, the pregnant."""

    NONE = "none"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    MILITARY = "military"
    PREGNANT = "pregnant"
    APPOINTMENT = "appointment"
    """Somebody who checked in for an appointment."""


class PersonQuery(Message):
    """Asks for what the hall has of a person who showed a document; never for anybody else."""

    number: Annotated[str, Field(min_length=6, max_length=40)] = Field(repr=False)


class EnterpriseKnown(Message):
    """An enterprise the person has acted for, and how much its earlier cases settle."""

    uscc: str
    name: str
    count: int = 0


class PersonCases(Message):
    """A person's newest cases, newest first, and the enterprises they have acted for."""

    cases: tuple[CaseProgress, ...] = ()
    enterprises: tuple[EnterpriseKnown, ...] = ()


Uscc = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{18}$")]


class EnterpriseQuery(PersonQuery):
    """Asks for what the hall has of an enterprise, by the person who acts for it."""

    uscc: Uscc


class ProfileQuery(PersonQuery):
    """Asks whether earlier cases of the person settle anything; what, only once they consent."""

    consented: bool = False
    uscc: Uscc | Literal[""] = ""
    """The enterprise the person acts for this time, whose data are wanted as well."""


class MaterialQuery(PersonQuery):
    """Asks for a material that the person, or the enterprise they act for, handed in before."""

    uscc: Uscc | Literal[""] = ""
    case_number: Annotated[str, Field(min_length=1, max_length=50)]
    material: Name


class ProfileField(Message):
    """A datum an earlier case established: where, when, and until when it may be used."""

    key: Annotated[str, Field(max_length=40)]
    text: Annotated[str, Field(max_length=2000)] = Field(repr=False)
    source: str
    case_number: str
    established_on: date
    expires_on: date


class ProfileMaterial(Message):
    """A material an earlier case brought: where, when, and until when it may be used again."""

    key: Name
    name: Name
    pages: int
    case_number: str
    established_on: date
    expires_on: date


class Profile(Message):
    """How much is known of a person, and what, after consent."""

    count: int
    fields: tuple[ProfileField, ...] = ()
    materials: tuple[ProfileMaterial, ...] = ()
    enterprises: tuple[EnterpriseKnown, ...] = ()
    """Before consent: the enterprises the person may act for."""


class Evaluation(Message):
    """好差评 of a case or a ticket: level 1 is very satisfied, 5 very dissatisfied."""

    evaluation_id: Key
    subject: Annotated[str, Field(min_length=1, max_length=64)]
    level: Annotated[int, Field(ge=1, le=5)]
    text: Annotated[str, Field(max_length=500)] = Field(default="", repr=False)


class EvaluationReceipt(Message):
    """The hall took the evaluation down."""

    evaluation_id: Key


class TicketRequest(Message):
    """Asks for a queue ticket; asking again with the same id gives the same ticket."""

    request_id: Key
    category: Annotated[str, Field(min_length=1, max_length=40)]
    application_id: Annotated[str, Field(max_length=64)] = ""
    priority: Priority = Priority.NONE
    person_number: Annotated[str, Field(max_length=40)] = Field(default="", repr=False)
    """Known people have one open ticket a category; who asks again gets the same."""


class BlockRequest(Message):
    """Asks for numbers to give out by oneself while the hall is away, today."""

    block_id: Key
    category: Annotated[str, Field(min_length=1, max_length=40)]
    count: Annotated[int, Field(ge=1, le=100)] = 20


class NumberBlock(Message):
    """Numbers from `first` to `last` of one category and day that nobody else gives out."""

    block_id: Key
    category: str
    prefix: str
    day: date
    first: int
    last: int


class OfflineTicket(Message):
    """A ticket that a terminal gave out of its block."""

    request: TicketRequest
    block_id: Key
    sequence: Annotated[int, Field(ge=1, le=1_000_000)]
    issued_at: AwareDatetime
    instead_of: Annotated[str, Field(pattern=r"^([A-Za-z0-9_-]{8,64})?$")] = ""
    """The request the hall did not answer; if it issued a ticket, nobody ever saw that one."""


class BookAppointment(Message):
    """Books a span of time; booking again with the same id books it once."""

    appointment_id: Key
    category: Annotated[str, Field(min_length=1, max_length=40)]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    person_number: Annotated[str, Field(max_length=40)] = Field(default="", repr=False)
    name: Annotated[str, Field(max_length=100)] = Field(default="", repr=False)

    @model_validator(mode="after")
    def _is_a_span_of_one_day(self) -> Self:
        if not timedelta() < self.ends_at - self.starts_at <= timedelta(hours=12):
            raise ValueError("must end after it starts, within twelve hours")
        return self


class Appointment(Message):
    """A booked appointment: `number` can be said, `code` is what its QR holds."""

    appointment_id: Key
    category: str
    starts_at: datetime
    ends_at: datetime
    number: str
    code: str


class CheckIn(Message):
    """Somebody is there for an appointment, known by its code, its number or their document."""

    request_id: Key
    code: Annotated[str, Field(max_length=40)] = ""
    number: Annotated[str, Field(max_length=12)] = ""
    person_number: Annotated[str, Field(max_length=40)] = Field(default="", repr=False)

    @model_validator(mode="after")
    def _is_known_by_one_thing(self) -> Self:
        if sum(map(bool, (self.code, self.number, self.person_number))) != 1:
            raise ValueError("exactly one of code, number and person_number is given")
        return self


class TicketPlace(Message):
    """Where a ticket stands now."""

    number: str
    category: str
    state: str
    window: str
    ahead: int
    wait_min: int
    soon: bool
    """Few are ahead: time to come near."""


class Ticket(Message):
    """A queue ticket."""

    category: str
    number: str
    day: date
    ahead: Annotated[int, Field(ge=0)]
    wait_min: Annotated[int, Field(ge=0)]
    issued_at: datetime
    url: str
    """The page that shows its place in the queue."""
    again: bool = False
    """The person had this open ticket already."""


class StaffQuestion(Message):
    """What a citizen tells the staff (政民互动): a question no terminal could answer, or more."""

    question_id: Key
    kind: Literal["question", "suggestion", "complaint"] = "question"
    text: Annotated[str, Field(min_length=1, max_length=500)] = Field(repr=False)


class QuestionReceipt(Message):
    """The hall has the question; its answer will appear at `url`."""

    question_id: Key
    number: Annotated[str, Field(min_length=1, max_length=20)]
    url: str


class CategoryState(Message):
    """How busy one category is."""

    category: str
    prefix: str
    waiting: int
    wait_min: int


class HallState(Message):
    """How busy the hall is now."""

    name: str
    waiting: int
    wait_min: int
    serving: str = ""
    """The number called last today."""
    window: str = ""
    categories: tuple[CategoryState, ...] = ()


LevelName = Annotated[str, Field(min_length=1, max_length=20)]
FiveNames = Annotated[tuple[LevelName, ...], Field(min_length=5, max_length=5)]


class EvaluationLevels(Message):
    """What the hall calls the five levels of an evaluation (好差评), very satisfied first."""

    names: FiveNames
    english: FiveNames
    satisfied: Annotated[int, Field(ge=1, le=4)]
    """How many of them, from the first, are satisfied ones."""


class StaffLink(Message):
    """An address that signs a member of staff in, once."""

    url: str = Field(repr=False)


class DeviceReport(Message):
    """How a device of a terminal is; the words are for the technician."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    state: Annotated[str, Field(max_length=20)]
    reason: Annotated[str, Field(max_length=200)] = ""
    remedy: Annotated[str, Field(max_length=200)] = ""

    @property
    def is_faulty(self) -> bool:
        """Whether the device cannot do its work."""
        return self.state in ("absent", "error")


class OrderKind(StrEnum):
    """What the staff may tell a terminal to do from afar."""

    RESTART = "restart"
    LEAVE_SERVICE = "leave_service"
    ENTER_SERVICE = "enter_service"
    DIAGNOSE = "diagnose"


class Order(Message):
    """An order for one terminal; given again until the terminal says it is done."""

    order_id: Key
    kind: OrderKind


class DoneOrder(Message):
    """What became of an order; `detail` is the report of a diagnosis."""

    order_id: Key
    succeeded: bool
    detail: Annotated[str, Field(max_length=40_000)] = ""


class Heartbeat(Message):
    """How a terminal is, said every few seconds; nothing in it is personal."""

    terminal: Key
    name: Annotated[str, Field(min_length=1, max_length=40)]
    version: Annotated[str, Field(max_length=40)]
    catalogue_version: Annotated[str, Field(max_length=64)]
    devices: Annotated[tuple[DeviceReport, ...], Field(max_length=30)] = ()
    outbox_waiting: Annotated[int, Field(ge=0)] = 0
    last_visit_at: datetime | None = None
    in_service: bool = True
    done: Annotated[tuple[DoneOrder, ...], Field(max_length=20)] = ()


class HeartbeatAnswer(Message):
    """What the terminal is to do."""

    orders: tuple[Order, ...] = ()


class StaffCall(Message):
    """Somebody at a terminal needs help; calling again with the same id is harmless."""

    call_id: Key
    terminal: Key
    name: Annotated[str, Field(min_length=1, max_length=40)]
    reason: Literal["help", "emergency"] = "help"


class StaffCallReceipt(Message):
    """The staff's pages show the call."""

    call_id: Key


class Enrolment(Message):
    """Asks to be known from now on by this key."""

    code: Annotated[str, Field(min_length=12, max_length=20)] = Field(repr=False)
    public_key: Annotated[bytes, Field(min_length=32, max_length=32)]


class Enrolled(Message):
    """The hall knows the terminal by this name."""

    terminal: str
    hall: str
    name: str
    hall_key: bytes
    """The public key that the hall seals with."""


class Health(Message):
    """The hall answers and its database can be read."""

    status: str
    version: str
    catalogue: Literal["opening", "ready", "missing"] = "ready"
    """Until it is ready, what needs the catalogue waits for it."""


class Problem(Message):
    """Why the hall refused; only an answer of this shape is a refusal."""

    code: str
    reason: str
