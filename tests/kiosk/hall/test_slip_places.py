"""From the QR on a ticket to its place in the queue, by the hall's own address."""

from __future__ import annotations

from kiosk.effects import LookUpPlace
from kiosk.events import CasesNotFound, Event, PlaceFound
from kiosk.journeys.slip_codes import question_of
from kiosk.performers.records import RecordsDesk
from kiosk.platform.protocol import Ticket, TicketRequest

from .conftest import RunningHall


def ask(hall: RunningHall, question: LookUpPlace) -> Event:
    told: list[Event] = []
    RecordsDesk(hall.client).perform(question, told.append)
    (event,) = told
    return event


def test_the_code_of_a_ticket_leads_to_its_place(hall: RunningHall) -> None:
    first, second = (
        hall.client.issue_ticket(TicketRequest(request_id=f"request-{n}", category="社会民生"))
        for n in (1, 2)
    )
    assert isinstance(first, Ticket) and isinstance(second, Ticket)
    question = question_of(second.url)
    assert isinstance(question, LookUpPlace)
    found = ask(hall, question)
    assert isinstance(found, PlaceFound)
    assert (found.number, found.state, found.ahead) == (second.number, "waiting", 1)
    hall.service.queue.call_next("1")
    hall.service.queue.call_next("2")
    called = ask(hall, question)
    assert isinstance(called, PlaceFound) and called.state == "called" and called.window


def test_a_code_of_no_ticket_is_said_with_what_to_do(hall: RunningHall) -> None:
    answer = ask(hall, LookUpPlace("nobodys-link-at-all"))
    assert isinstance(answer, CasesNotFound) and answer.reason and "请" in answer.remedy
