"""A citizen books on the phone, moves, cancels, and checks in by the QR; nothing personal shows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
import requests

from kiosk.hall.pages.booking_words import WORDS
from kiosk.hall.pages.document_number import number_fault
from kiosk.hall.slots import SlotRules
from kiosk.journeys.slip_codes import appointment_of, question_of, why_unknown
from kiosk.platform.client import Refused
from kiosk.platform.protocol import CheckIn, HallState, Ticket
from tests.kiosk.hall.conftest import RunningHall, stored_bytes

NUMBER = "440105198001010012"
ELEVEN = "2026-11-24T11:00:00+08:00"
TWO = "2026-11-24T14:00:00+08:00"


def book(
    hall: RunningHall, phone: requests.Session, starts_at: str = ELEVEN, **changed: str
) -> requests.Response:
    form = {
        "appointment_id": "appointment-0001",
        "category": "社会保障",
        "starts_at": starts_at,
        "document": NUMBER.lower(),
        "lang": "zh",
        **changed,
    }
    return phone.post(f"{hall.url}/book", form)


def test_a_citizen_finds_what_it_is_for_and_when(hall: RunningHall) -> None:
    phone = hall.browser()
    assert "社会民生" in phone.get(f"{hall.url}/book").text
    found = phone.get(f"{hall.url}/book", params={"words": "居住证"}).text
    assert "居住证申领" in found
    assert "没有找到" in phone.get(f"{hall.url}/book", params={"words": "无此事"}).text
    times = phone.get(f"{hall.url}/book", params={"category": "户政服务"}).text
    assert "公安专项" in times and "11:00–12:00" in times and "10:00–11:00" not in times
    assert "还能约 6 位" in times and "11月30日 周一" in times
    english = phone.get(f"{hall.url}/book", params={"category": "户政服务", "lang": "en"}).text
    assert "6 left" in english and "Mon 30 Nov" in english
    # A stranger's word makes no line of its own.
    phone.get(f"{hall.url}/book", params={"category": "不存在的类别"})
    state = hall.client.hall_state()
    assert isinstance(state, HallState) and len(state.categories) == 6


def test_the_number_and_code_lead_to_a_ticket(hall: RunningHall) -> None:
    phone = hall.browser()
    page = book(hall, phone)
    assert page.status_code == 200 and "Y001" in page.text and "11:00–12:00" in page.text
    assert "10:30 起可以签到" in page.text
    assert NUMBER not in page.text and NUMBER.encode() not in stored_bytes(hall)
    assert book(hall, phone).url == page.url
    assert question_of(page.url) is None and "预约码" in why_unknown(page.url)
    code = page.url.split("/a/")[1].split("?")[0]
    # What the QR holds is what a terminal's camera makes the code of.
    assert appointment_of(f"{hall.url}/a/{code}") == appointment_of(code) == code
    drawn = phone.get(f"{hall.url}/a/{code}/code.svg")
    assert drawn.headers["Content-Type"].startswith("image/svg+xml") and b"<path" in drawn.content
    hall.clock.pass_minutes(35)
    ticket = hall.client.check_in(CheckIn(request_id="check-in-1", code=code))
    assert isinstance(ticket, Ticket) and ticket.category == "社会民生"
    arrived = phone.get(page.url).text
    assert "已经签到" in arrived and "取消预约" not in arrived


def test_it_is_moved_and_cancelled_by_who_holds_its_code(hall: RunningHall) -> None:
    phone = hall.browser()
    page = book(hall, phone)
    code = page.url.split("/a/")[1].split("?")[0]
    offered = phone.get(f"{hall.url}/a/{code}/change").text
    assert "改到这个时间" in offered and "证件号码" not in offered
    moved = phone.post(f"{hall.url}/a/{code}/change", {"starts_at": TWO, "lang": "zh"})
    assert "14:00–15:00" in moved.text and moved.url.split("?")[0].endswith(code)
    gone = phone.post(f"{hall.url}/a/{code}/change", {"starts_at": "2026-11-28T14:00:00+08:00"})
    assert gone.status_code == 409 and "过去" in gone.text
    cancelled = phone.post(f"{hall.url}/a/{code}/cancel", {"lang": "en"})
    assert "Cancelled" in cancelled.text and "Book again" in cancelled.text
    refused = hall.client.check_in(CheckIn(request_id="check-in-1", code=code))
    assert isinstance(refused, Refused) and refused.code == "cancelled"
    late = phone.post(f"{hall.url}/a/{code}/change", {"starts_at": TWO})
    assert "不能再改" in late.text
    assert phone.get(f"{hall.url}/a/nobodys-code").status_code == 404
    assert phone.get(f"{hall.url}/a/nobodys-code/code.svg").status_code == 404


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"document": "110105194912310021"}, "身份证号码不对"),
        ({"document": ""}, "证件号码：请填写"),
        ({"document": "11010519491231002"}, "证件号码：身份证号码是 18 位，您少填了 1 位"),
        ({"starts_at": "yesterday"}, "请先选一个时间"),
        ({"starts_at": "2026-11-24T09:00:00+08:00"}, "过去"),
        ({"starts_at": "2026-11-24T11:17:00+08:00"}, "不能约了"),
        ({"appointment_id": "?"}, "不能约了"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_chosen_stays(
    hall: RunningHall, changed: dict[str, str], told: str
) -> None:
    page = book(hall, hall.browser(), **changed)
    assert page.status_code == 409 and told in page.text
    if changed.get("document"):
        assert f'value="{changed["document"]}"' in page.text and 'aria-invalid="true"' in page.text
    appointments = hall.service.appointments
    first = appointments.slots("社会保障", appointments.days()[0], "main")[0]
    assert first.left == 6


def test_a_full_time_cannot_be_chosen_and_a_closed_page_says_so(hall: RunningHall) -> None:
    phone, appointments = hall.browser(), hall.service.appointments
    appointments.rules = SlotRules(capacity=1)
    book(hall, phone)
    times = phone.get(f"{hall.url}/book", params={"category": "社会民生"}).text
    assert re.search(r'value="2026-11-24T11:00:00\+08:00" required disabled', times)
    full = book(hall, phone, appointment_id="appointment-0002", document="H1234567800")
    assert full.status_code == 409 and "约满" in full.text
    appointments.rules = replace(appointments.rules, days_ahead=0)
    closed = phone.get(f"{hall.url}/book")
    assert closed.status_code == 404 and "不接受网上预约" in closed.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_number_is_taken_as_phones_write_it(hall: RunningHall) -> None:
    wide = "４４０１０５ 19800101 0012"
    page = book(hall, hall.browser(), document=wide)
    assert "/a/" in page.url
    hall.clock.pass_minutes(35)
    ticket = hall.client.check_in(CheckIn(request_id="check-in-1", person_number=NUMBER))
    assert isinstance(ticket, Ticket)


def test_who_tries_too_often_waits(hall: RunningHall) -> None:
    phone = hall.browser()
    for _ in range(20):
        book(hall, phone, document="?")
    late = book(hall, phone)
    assert late.status_code == 429 and "一分钟后再试" in late.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_books_the_whole_day_with_ever_other_numbers(hall: RunningHall) -> None:
    phone, appointments = hall.browser(), hall.service.appointments
    appointments.rules = SlotRules(per_address=2)
    for n in range(2):
        page = book(
            hall, phone, appointment_id=f"appointment-000{n}", document=f"H123456780{n + 1}"
        )
        assert "/a/" in page.url
    third = {"appointment_id": "appointment-0003", "document": "H1234567809"}
    full = book(hall, phone, **third)
    assert full.status_code == 429 and "换手机流量再约" in full.text
    assert 'value="H1234567809"' in full.text
    assert "mobile data" in book(hall, phone, **third, lang="en").text
    # Another address is another matter; a proxy beside the hall says whose it is.
    phone.headers["X-Forwarded-For"] = "10.1.2.3"
    assert "/a/" in book(hall, phone, **third).url


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("11010519491231002X", ""),
        ("810000199408230021", ""),  # a resident of Hong Kong with a card of the mainland
        ("11010519491231002x", "wrong_number"),
        ("110105194902310028", "wrong_number"),
        ("H1234567801", ""),
        ("E12345678", ""),
        ("12345678", ""),
        ("13800000000", "short_number"),
        ("1101051949123100212", "long_number"),
        ("110105209912310029", "wrong_number"),  # not born yet
        ("ABCDEFGH", "no_document"),
        ("00000000", "no_document"),
        ("11010519491231002X0", "no_document"),
        ("", "no_number"),
    ],
)
def test_what_can_be_checked_of_a_number_is(number: str, fault: str) -> None:
    assert number_fault(number, date(2026, 11, 24)) == fault


def test_both_languages_say_the_same_things() -> None:
    assert set(WORDS["zh"]) <= set(WORDS["en"])


def test_of_several_halls_the_citizen_chooses_one(hall: RunningHall) -> None:
    hall.service.queue.windows.add_hall("east", "东区大厅")
    phone = hall.browser()
    first = phone.get(f"{hall.url}/book").text
    assert "您要去哪个大厅" in first and "东区大厅" in first and "社会民生" not in first
    assert "Which hall" in phone.get(f"{hall.url}/book?lang=en").text
    asked = phone.get(f"{hall.url}/book", params={"hall": "east"}).text
    assert "社会民生" in asked and "东区大厅" in asked
    assert "您要去哪个大厅" in book(hall, phone).text  # none was named
    east = {
        "appointment_id": "appointment-0002",
        "hall": "east",
        "category": "社会保障",
        "starts_at": ELEVEN,
        "document": NUMBER,
    }
    page = phone.post(f"{hall.url}/book", east)
    assert "Y001" in page.text and "东区大厅" in page.text
    assert "东区大厅" in phone.get(page.url.partition("?")[0] + "/change").text
    # The other hall's room is its own, and who comes to the wrong one is told where to go.
    other = phone.get(f"{hall.url}/book", params={"hall": "main", "category": "社会保障"}).text
    assert "还能约 5 位" not in other
    code = page.url.partition("?")[0].rpartition("/")[2]
    told = hall.client.check_in(CheckIn(request_id="request-0001", code=code))
    assert isinstance(told, Refused) and "东区大厅" in told.reason
