"""Checking in for an appointment."""

from __future__ import annotations

from kiosk.effects import CheckInAppointment, PrintSlip, ReadCard, StartCamera, StopCamera
from kiosk.events import CardFailed, CardRead, CodeSeen, DeviceChanged, TicketFailed, TicketIssued
from kiosk.journeys.slip_codes import A_TICKET, NO_APPOINTMENT
from kiosk.journeys.view import (
    CaptureView,
    IdentifyView,
    NoticeView,
    QuestionView,
    TableView,
    TicketView,
)

from .conftest import Drive, labels

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


CODE = "aB3_x-9Kd0LmPqRs"


def test_the_qr_of_the_appointment_checks_in_under_the_camera(drive: Drive) -> None:
    _begin(drive)
    assert "扫预约码" in labels(drive.screen.body.actions)  # type: ignore[union-attr]  # an IdentifyView
    assert drive.press("scan_code") == (StartCamera(reads_codes=True),)
    body = drive.screen.body
    assert isinstance(body, CaptureView) and "预约码" in body.title
    closed, asked = drive.happen(CodeSeen(CODE))
    assert closed == StopCamera() and isinstance(asked, CheckInAppointment)
    assert (asked.code, asked.number, asked.person_number) == (CODE, "", "")
    body = drive.screen.body
    assert isinstance(body, NoticeView) and body.busy
    drive.happen(TICKET)
    assert isinstance(drive.screen.body, TicketView)


def test_other_codes_are_told_apart_and_the_next_still_counts(drive: Drive) -> None:
    _begin(drive)
    drive.press("scan_code")
    told = []
    for text in ("http://hall.example/t/a1B2c3D4e5F6g7H8", "https://example.com/pay/123"):
        assert drive.happen(CodeSeen(text)) == ()
        body = drive.screen.body
        assert isinstance(body, CaptureView)
        told.append(body.message)
    assert told == [A_TICKET, NO_APPOINTMENT]
    assert StopCamera() in drive.happen(CodeSeen(CODE))


def test_scanning_ends_by_card_by_number_by_back_and_with_the_camera(drive: Drive) -> None:
    _begin(drive)
    drive.press("scan_code")
    assert drive.happen(DeviceChanged("card_reader", "ready")) == (StopCamera(), ReadCard())
    drive.happen(CardFailed("卡没有反应", "请再放一次"))
    drive.press("scan_code")
    assert drive.press("type_number") == (StopCamera(),)
    assert isinstance(drive.screen.body, QuestionView)
    drive.press("back")
    drive.press("scan_code")
    assert drive.press("back") == (StopCamera(),)
    drive.press("scan_code")
    drive.happen(DeviceChanged("camera", "absent", "没有找到摄像头", "请找工作人员"))
    body = drive.screen.body
    assert isinstance(body, IdentifyView) and "没有找到摄像头" in body.message
    assert "扫预约码" not in labels(body.actions)


def test_without_a_reader_the_code_comes_first(drive: Drive) -> None:
    drive.happen(DeviceChanged("card_reader", "absent", "没有找到读卡器", "请检查连线"))
    _begin(drive)
    body = drive.screen.body
    assert isinstance(body, IdentifyView) and body.primary is not None
    assert body.primary.name == "scan_code" and labels(body.actions) == ["输入预约号"]


def test_a_refused_code_can_be_scanned_again(drive: Drive) -> None:
    _begin(drive)
    drive.press("scan_code")
    drive.happen(CodeSeen(CODE), TicketFailed("没有查到预约", "请核对"))
    body = drive.screen.body
    assert isinstance(body, NoticeView) and "没有查到预约" in body.message
    assert drive.press("scan_code") == (StartCamera(reads_codes=True),)
