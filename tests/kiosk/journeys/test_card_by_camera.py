"""Identifying by a photograph of the card where no reader is, or none is wanted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.effects import ReadCard, ReadCardPhoto, StartCamera, StopCamera
from kiosk.events import CardFailed, CardRead, DeviceChanged, PageSteady
from kiosk.journeys.view import CaptureView, ChooseItemsView, IdentifyView

from .conftest import Drive, labels

READ = CardRead(
    "照片（居民身份证）",
    {"name": "陈样本", "resident_number": "11010519491231002X", "sex": "女"},
    "这是从照片上认出来的，请一项一项核对",
)
NO_READER = DeviceChanged("card_reader", "absent", "没有找到读卡器", "请检查连线")
NO_CAMERA = DeviceChanged("camera", "absent", "没有找到摄像头", "请到窗口")


@pytest.fixture
def at_identify(drive: Drive, code_of: Callable[[str], str]) -> Drive:
    drive.happen(NO_READER)
    drive.press("fill_in", code_of("居住证申领"))
    return drive


@pytest.fixture
def at_camera(at_identify: Drive) -> Drive:
    assert at_identify.press("by_camera") == (StartCamera(reads_cards=True),)
    return at_identify


def test_without_a_reader_the_camera_is_offered_first(at_identify: Drive) -> None:
    body = at_identify.screen.body
    assert isinstance(body, IdentifyView) and body.primary is not None
    assert body.primary.label == "用摄像头读身份证"
    assert "自己填写，继续" in labels(body.actions)


def test_a_card_that_lies_still_is_read_shown_and_confirmed(at_camera: Drive) -> None:
    assert at_camera.happen(PageSteady()) == (ReadCardPhoto(),)
    body = at_camera.screen.body
    assert isinstance(body, CaptureView) and body.phase == "checking"
    assert at_camera.happen(READ) == (StopCamera(),)
    body = at_camera.screen.body
    assert isinstance(body, IdentifyView) and body.card is not None
    assert "核对" in body.message and "陈样本" in [line.text for line in body.card.lines]
    at_camera.press("confirm_card")
    assert isinstance(at_camera.screen.body, ChooseItemsView)


def test_a_card_that_cannot_be_read_is_photographed_again(at_camera: Drive) -> None:
    at_camera.press("take_photo")
    at_camera.happen(CardFailed("身份号码的校验位不对，可能没有看清", "请再拍一次"))
    body = at_camera.screen.body
    assert isinstance(body, CaptureView) and body.phase == "refused"
    assert "校验位" in body.message
    assert at_camera.happen(PageSteady()) == ()
    assert at_camera.press("retake_photo") == (StartCamera(reads_cards=True),)
    assert at_camera.happen(PageSteady()) == (ReadCardPhoto(),)


def test_a_camera_that_goes_leaves_typing(at_camera: Drive) -> None:
    assert at_camera.happen(NO_CAMERA) == (StopCamera(),)
    body = at_camera.screen.body
    assert isinstance(body, IdentifyView) and body.picture == "no_reader"
    assert "没有找到摄像头" in body.message and "用摄像头读身份证" not in labels(body.actions)


def test_a_card_laid_on_the_reader_meanwhile_is_read_there(at_camera: Drive) -> None:
    assert at_camera.happen(DeviceChanged("card_reader", "ready")) == (StopCamera(), ReadCard())
    assert isinstance(at_camera.screen.body, IdentifyView)


def test_back_and_typing_close_the_camera(at_camera: Drive) -> None:
    assert at_camera.press("back") == (StopCamera(),)
    at_camera.press("by_camera")
    assert StopCamera() in at_camera.press("without_card")
    assert isinstance(at_camera.screen.body, ChooseItemsView)


def test_with_a_reader_the_camera_is_another_way(
    drive: Drive, code_of: Callable[[str], str]
) -> None:
    drive.happen(DeviceChanged("card_reader", "no_card"))
    drive.press("fill_in", code_of("居住证申领"))
    body = drive.screen.body
    assert isinstance(body, IdentifyView) and "用摄像头读身份证" in labels(body.actions)
