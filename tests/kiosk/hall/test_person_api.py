"""A person's own cases and what they think of the service, over a real socket."""

from __future__ import annotations

from uuid import uuid4

from kiosk.effects import Evaluate, LookUpCase, LookUpPerson
from kiosk.events import CasesFound, CasesNotFound, Event, StaffTold
from kiosk.performers.records import RecordsDesk
from kiosk.platform.protocol import CaseReceipt

from .conftest import RunningHall, stored_bytes
from .specimens import specimen


def _perform(hall: RunningHall, effect: LookUpCase | LookUpPerson | Evaluate) -> Event:
    posted: list[Event] = []
    RecordsDesk(hall.client).perform(effect, posted.append)
    (event,) = posted
    return event


def test_a_person_sees_own_cases_and_nobody_elses(hall: RunningHall) -> None:
    sent = specimen()
    receipt = hall.client.submit(sent)
    assert isinstance(receipt, CaseReceipt)
    found = _perform(hall, LookUpPerson(sent.applicant_number.lower()))
    assert isinstance(found, CasesFound)
    assert {case.case_number for case in found.cases} == {
        case.case_number for case in receipt.cases
    }
    assert found.cases[0].submitted == "2026 年 11 月 24 日"
    assert _perform(hall, LookUpPerson("440106198001010019")) == CasesFound(())


def test_a_number_finds_its_case_and_a_wrong_one_says_so(hall: RunningHall) -> None:
    receipt = hall.client.submit(specimen())
    assert isinstance(receipt, CaseReceipt)
    found = _perform(hall, LookUpCase(receipt.case_number))
    assert isinstance(found, CasesFound) and len(found.cases) == 1
    missing = _perform(hall, LookUpCase("no/such"))
    assert isinstance(missing, CasesNotFound) and missing.reason == "没有这个办件编号"


def test_an_evaluation_counts_once(hall: RunningHall) -> None:
    given = Evaluate(uuid4().hex, "case-1", 2, "很快")
    assert _perform(hall, given) == StaffTold()
    assert _perform(hall, given) == StaffTold()
    assert hall.service.evaluations.level_of("case-1") == 2
    assert "很快".encode() not in stored_bytes(hall)
