"""Checking in for an appointment."""

from __future__ import annotations

from kiosk.events import (
    CardRead,
    CheckInAppointment,
    DeviceChanged,
    PrintSlip,
    ReadCard,
    TicketFailed,
    TicketIssued,
)
from kiosk.journeys.view import IdentifyView, NoticeView, QuestionView, TableView, TicketView

from .conftest import Drive

TICKET = TicketIssued("社会民生", "A027", 1, 3, "http://hall/t/1")


def _begin(drive: Drive) -> None:
    drive.press("take_ticket")
    body = drive.screen.body
    assert isinstance(body, TableView)
    assert body.actions[0].name == "check_in"
    drive.press("check_in")
    assert isinstance(drive.screen.body, IdentifyView)


def test_the_card_finds_the_appointment_and_the_ticket_is_printed(drive: Drive) -> None:
    _begin(drive)
    effects = drive.happen(DeviceChanged("card_reader", "ready"))
    assert effects == (ReadCard(),)
    (asked,) = drive.happen(CardRead("社保卡", {"resident_number": "110101195003070011"}))
    assert isinstance(asked, CheckInAppointment)
    assert (asked.person_number, asked.number) == ("110101195003070011", "")
    slip = drive.happen(TICKET)[0]
    assert isinstance(slip, PrintSlip) and slip.large == "A027"
    assert isinstance(drive.screen.body, TicketView)


def test_the_number_is_typed_without_its_letter(drive: Drive) -> None:
    _begin(drive)
    drive.press("type_number")
    for digit in "12":
        drive.press("key", digit)
    body = drive.screen.body
    assert isinstance(body, QuestionView) and body.text == "12"
    (asked,) = drive.press("check_in_number")
    assert isinstance(asked, CheckInAppointment) and asked.number == "Y012"


def test_who_is_too_early_is_told_when_and_can_take_an_ordinary_number(drive: Drive) -> None:
    _begin(drive)
    drive.press("type_number")
    drive.press("key", "1")
    drive.press("check_in_number")
    told = "您约的是今天 11:00 到 12:00，10:30 起可以签到，请到时再来"
    drive.happen(TicketFailed(told, ""))
    body = drive.screen.body
    assert isinstance(body, NoticeView) and body.message == told
    assert body.primary is not None
    drive.press(body.primary.name)
    assert isinstance(drive.screen.body, TableView)


def test_trying_again_is_a_request_of_its_own(drive: Drive) -> None:
    _begin(drive)
    for digit in "12":
        drive.press("type_number")
        drive.press("key", digit)
        drive.press("check_in_number")
        drive.happen(TicketFailed("没有查到预约", "请核对"))
    first, second = drive.asked(CheckInAppointment)
    assert isinstance(first, CheckInAppointment) and isinstance(second, CheckInAppointment)
    assert first.request_id != second.request_id


def test_back_from_the_keyboard_leads_to_the_card(drive: Drive) -> None:
    _begin(drive)
    drive.press("type_number")
    drive.press("back")
    assert isinstance(drive.screen.body, IdentifyView)
