"""An appointment becomes a ticket in its time, by number, code or card; else the why is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from forms.today import SHANGHAI
from kiosk.hall.appointments import Booking
from kiosk.hall.rejection import Rejection
from kiosk.hall.slots import SlotRules
from kiosk.hall.ticketing import IssuedTicket
from kiosk.platform.client import Refused
from kiosk.platform.protocol import Appointment, BookAppointment, CheckIn, Ticket, TicketRequest
from tests.kiosk.hall.conftest import RunningHall, stored_bytes

SOCIAL = "社会民生"
PERSON, NAME = "110101195003070011", "样本市民"


def _book(hall: RunningHall, n: int = 1, in_minutes: int = 60, person: str = PERSON) -> Appointment:
    starts_at = hall.clock() + timedelta(minutes=in_minutes)
    wanted = BookAppointment(
        appointment_id=f"appointment-{n}",
        category=SOCIAL,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=60),
        person_number=person,
        name=NAME,
    )
    booked = hall.service.appointments.book(wanted, "main")
    assert isinstance(booked, Appointment), booked
    return booked


def _check_in(hall: RunningHall, n: int = 1, **known_by: str) -> IssuedTicket | Rejection:
    asked = CheckIn.model_validate({"request_id": f"check-in-{n}", **known_by})
    return hall.service.appointments.check_in(asked, "main", hall.terminal)


def _why(hall: RunningHall, booked: Appointment) -> str:
    refused = _check_in(hall, code=booked.code)
    assert isinstance(refused, Rejection), refused
    return refused.reason


def test_it_is_booked_once_however_often_it_is_asked_for(hall: RunningHall) -> None:
    first = _book(hall)
    assert _book(hall) == first
    assert (first.number, _book(hall, 2).number) == ("Y001", "Y002")


@pytest.mark.parametrize("way", ["code", "number", "person_number"])
def test_in_its_time_it_becomes_a_ticket(hall: RunningHall, way: str) -> None:
    booked = _book(hall, in_minutes=20)
    known_by = {"code": booked.code, "number": booked.number.lower(), "person_number": PERSON}
    ticket = _check_in(hall, **{way: known_by[way]})
    assert isinstance(ticket, IssuedTicket)
    assert (ticket.number, ticket.category) == ("A001", SOCIAL)


def test_checking_in_again_gives_the_same_ticket(hall: RunningHall) -> None:
    booked = _book(hall, in_minutes=20)
    first, again = _check_in(hall, 1, code=booked.code), _check_in(hall, 2, person_number=PERSON)
    assert isinstance(first, IssuedTicket) and isinstance(again, IssuedTicket)
    assert first.number == again.number == "A001"


def test_who_is_early_late_or_of_another_day_is_told_when(hall: RunningHall) -> None:
    # It is 10:00 on 24 November in Shanghai.
    booked, tomorrow = _book(hall, 1, 60), _book(hall, 2, 24 * 60)
    assert "今天 11:00 到 12:00，10:30 起可以签到" in _why(hall, booked)
    assert "11 月 25 日 10:00 到 11:00" in _why(hall, tomorrow)
    hall.clock.pass_minutes(2 * 60 + 16)
    assert "已经过时，请直接取普通号" in _why(hall, booked)


def test_a_quarter_of_an_hour_late_is_still_in_time(hall: RunningHall) -> None:
    booked = _book(hall, in_minutes=20)
    hall.clock.pass_minutes(20 + 60 + 15)
    assert isinstance(_check_in(hall, code=booked.code), IssuedTicket)


def test_of_two_appointments_the_one_still_to_come_is_meant(hall: RunningHall) -> None:
    _book(hall, 1, 20)
    _check_in(hall, 1, person_number=PERSON)
    _book(hall, 2, 25)
    second = _check_in(hall, 2, person_number=PERSON)
    assert isinstance(second, IssuedTicket) and second.number == "A002"


def test_who_checked_in_is_called_before_who_came_a_little_earlier(hall: RunningHall) -> None:
    hall.service.queue.issue(_walk_in("request-1"))
    hall.clock.pass_minutes(5)
    booked = _book(hall, in_minutes=10)
    _check_in(hall, code=booked.code)
    called = hall.service.queue.call_next("1")
    assert called is not None and called.number == "A002"


def test_a_terminal_checks_in_over_the_wire_and_hears_why_not(hall: RunningHall) -> None:
    booked = _book(hall, in_minutes=20)
    asked = CheckIn(request_id="check-in-1", number=booked.number)
    ticket = hall.client.check_in(asked)
    assert isinstance(ticket, Ticket) and ticket.number == "A001"
    refused = hall.client.check_in(CheckIn(request_id="check-in-2", number="Y999"))
    assert isinstance(refused, Refused) and "没有查到预约" in refused.reason


def test_whose_appointment_it_is_cannot_be_read_on_the_disk(hall: RunningHall) -> None:
    _book(hall)
    content = stored_bytes(hall)
    assert PERSON.encode() not in content and NAME.encode() not in content


def _walk_in(request_id: str) -> TicketRequest:
    return TicketRequest(request_id=request_id, category=SOCIAL)


def test_of_many_who_want_the_last_place_of_a_slot_one_gets_it(hall: RunningHall) -> None:
    book, starts_at = hall.service.appointments, hall.clock() + timedelta(hours=1)
    book.rules = SlotRules(capacity=2)
    _book(hall)

    def want(n: int) -> object:
        wanted = BookAppointment(
            appointment_id=f"appointment-1{n}",
            category="社会保障",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
        )
        return book.book(wanted, "main")

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(want, range(8)))
    booked = [one for one in outcomes if isinstance(one, Appointment)]
    assert [(one.category, one.number) for one in booked] == [(SOCIAL, "Y002")]
    assert {one.code for one in outcomes if isinstance(one, Rejection)} == {"full"}


def test_slots_have_room_until_they_are_booked_and_again_when_one_is_cancelled(
    hall: RunningHall,
) -> None:
    book, today = hall.service.appointments, hall.clock().astimezone(SHANGHAI).date()
    # It is Tuesday, 24 November, 10:00.
    assert [day.day for day in book.days()] == [24, 25, 26, 27, 30]
    slots = book.slots(SOCIAL, today, "main")
    assert [f"{slot.starts_at:%H:%M}" for slot in slots] == [
        "11:00", "13:00", "14:00", "15:00", "16:00",
    ]  # fmt: skip
    booked = _book(hall)
    assert book.slots(SOCIAL, today, "main")[0].left == 5
    assert book.slots("税务专项", today, "main")[0].left == 6
    cancelled = book.cancel(booked.code)
    assert isinstance(cancelled, Booking) and cancelled.state == "cancelled"
    assert book.slots(SOCIAL, today, "main")[0].left == 6
    assert "已经取消" in _why(hall, booked)
    assert _check_in(hall, person_number=PERSON) != booked
    assert book.slots(SOCIAL, today + timedelta(days=4), "main") == ()


def test_an_appointment_moves_to_a_time_with_room_and_keeps_its_code(hall: RunningHall) -> None:
    book = hall.service.appointments
    booked = _book(hall)
    other = _book(hall, 2, in_minutes=24 * 60)
    later = hall.clock() + timedelta(hours=4)
    moved = book.move(booked.code, later)
    assert isinstance(moved, Booking)
    assert (moved.number, moved.starts_at) == ("Y001", later)
    tomorrow = book.move(booked.code, later + timedelta(days=1))
    assert isinstance(tomorrow, Booking)
    assert (tomorrow.code, tomorrow.number, other.number) == (booked.code, "Y002", "Y001")
    for at in (later + timedelta(minutes=5), later + timedelta(days=4), later - timedelta(days=1)):
        assert getattr(book.move(booked.code, at), "code", "") == "past"
    book.rules = SlotRules(capacity=0)
    assert getattr(book.move(booked.code, later), "code", "") == "full"
    book.cancel(booked.code)
    assert getattr(book.move(booked.code, later), "code", "") == "over"


def test_one_person_does_not_book_the_whole_hall(hall: RunningHall) -> None:
    for n in range(3):
        _book(hall, n, in_minutes=60 * (n + 1))
    starts_at = hall.clock() + timedelta(hours=6)
    wanted = BookAppointment(
        appointment_id="appointment-9",
        category=SOCIAL,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        person_number=PERSON,
    )
    assert getattr(hall.service.appointments.book(wanted, "main"), "code", "") == "many"
