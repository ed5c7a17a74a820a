"""Holding a ticket or a receipt under the camera."""

from __future__ import annotations

import pytest

from kiosk.effects import LookUpCase, LookUpPlace, Speak, StartCamera, StopCamera
from kiosk.events import CaseSeen, CasesFound, CasesNotFound, CodeSeen, DeviceChanged, PlaceFound
from kiosk.journeys.slip_codes import AN_APPOINTMENT, UNKNOWN, question_of
from kiosk.journeys.view import CaptureView, IdentifyView, NoticeView, TableView

from .conftest import Drive, labels

LINK = "a1B2c3D4e5F6g7H8"
TICKET = f"http://10.0.0.2:8600/t/{LINK}"
NUMBER = "1144010000000001993440790001000202611240001"


@pytest.fixture
def at_camera(drive: Drive) -> Drive:
    drive.press("progress")
    assert drive.press("scan_code") == (StartCamera(reads_codes=True),)
    assert isinstance(drive.screen.body, CaptureView)
    return drive


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (TICKET, LookUpPlace(LINK)),
        (f"https://hall.example/yimen/t/{LINK}?lang=en", LookUpPlace(LINK)),
        (NUMBER, LookUpCase(NUMBER)),
        ("https://example.com/pay/123", None),
        ("微信号", None),
        ("aB3dxK9Kd0LmPqRs", None),
        (f"http://hall.example/t/{'x' * 41}", None),
        ("", None),
    ],
)
def test_only_the_codes_of_halls_are_asked_about(text: str, question: object) -> None:
    assert question_of(text) == question


def test_a_ticket_shows_and_says_its_place(at_camera: Drive) -> None:
    assert at_camera.happen(CodeSeen(TICKET)) == (StopCamera(), LookUpPlace(LINK))
    body = at_camera.screen.body
    assert isinstance(body, NoticeView) and body.busy
    (spoken,) = at_camera.happen(PlaceFound("A027", "综合", "waiting", "", 3, 12))
    assert spoken == Speak("A027，前面还有3位，大约等12分钟。")
    body = at_camera.screen.body
    assert isinstance(body, TableView)
    (card,) = body.cards
    assert card.title.startswith("A027")
    assert [line.text for line in card.lines] == ["正在排队", "还有 3 位", "大约 12 分钟"]


def test_a_called_ticket_names_its_window(at_camera: Drive) -> None:
    at_camera.happen(CodeSeen(TICKET))
    (spoken,) = at_camera.happen(PlaceFound("A027", "综合", "called", "3", 0, 0))
    assert isinstance(spoken, Speak) and "3 号窗口" in spoken.text


def test_a_receipt_shows_its_case(at_camera: Drive) -> None:
    assert at_camera.happen(CodeSeen(NUMBER)) == (StopCamera(), LookUpCase(NUMBER))
    at_camera.happen(CasesFound((CaseSeen(NUMBER, "居住证申领", "accepted", "办理中", ""),)))
    body = at_camera.screen.body
    assert isinstance(body, TableView) and body.cards[0].title == "居住证申领"


def test_another_code_is_said_and_the_next_still_counts(at_camera: Drive) -> None:
    assert at_camera.happen(CodeSeen("https://example.com/pay/123")) == ()
    body = at_camera.screen.body
    assert isinstance(body, CaptureView) and body.message == UNKNOWN
    assert LookUpPlace(LINK) in at_camera.happen(CodeSeen(TICKET))


def test_the_code_of_an_appointment_says_where_to_check_in(at_camera: Drive) -> None:
    assert at_camera.happen(CodeSeen("aB3dxK9Kd0LmPqRs")) == ()
    body = at_camera.screen.body
    assert isinstance(body, CaptureView) and body.message == AN_APPOINTMENT


def test_a_ticket_of_another_day_is_said_and_can_be_tried_again(at_camera: Drive) -> None:
    at_camera.happen(CodeSeen(TICKET), CasesNotFound("没有这个号", "请重新取号"))
    body = at_camera.screen.body
    assert isinstance(body, IdentifyView) and "没有这个号" in body.message
    assert "扫小票或回执上的码" in labels(body.actions)


def test_going_back_and_a_camera_that_fails_close_it(at_camera: Drive) -> None:
    assert at_camera.press("back") == (StopCamera(),)
    at_camera.press("scan_code")
    assert at_camera.happen(DeviceChanged("camera", "error", "摄像头没有反应", "请找工作人员"))
    body = at_camera.screen.body
    assert isinstance(body, IdentifyView) and "摄像头没有反应" in body.message
    assert "扫小票或回执上的码" not in labels(body.actions)
