"""A material that is a photo of the citizen is taken here, where there is a camera for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.effects import StartCamera, TakePhoto
from kiosk.events import (
    CardRead,
    DeviceChanged,
    EarlierMaterial,
    PageSteady,
    PhotoTaken,
    PortraitSeen,
    ProfileFound,
)
from kiosk.journeys.application import ApplyState
from kiosk.journeys.capture import SIT_STILL
from kiosk.journeys.photograph import POSE
from kiosk.journeys.view import CaptureView, QuestionView, ReviewView

from .conftest import Drive, item_code, labels

CARD = CardRead("社保卡", {"name": "陈样本", "resident_number": "11010519491231002X"})


def fill_in(drive: Drive) -> None:
    """Answer every question of the senior card with its specimen."""
    drive.press("fill_in", item_code(drive.world, "老年人优待证"))
    drive.happen(DeviceChanged("card_reader", "ready"), CARD)
    for action in ("confirm_card", "start_filling"):
        drive.press(action)
    for _ in range(60):
        state = drive.visit.journey
        if not isinstance(drive.screen.body, QuestionView):
            return
        assert isinstance(state, ApplyState) and state.table is not None
        row = state.table.row(state.questions[state.question])
        drive.press("choose", row.definition.specimen)
    raise AssertionError("the questions never ended")


def capture(drive: Drive) -> CaptureView:
    body = drive.screen.body
    assert isinstance(body, CaptureView), body
    return body


@pytest.fixture(params=["camera", "portrait_camera"])
def sitting(drive: Drive, request: pytest.FixtureRequest) -> Drive:
    drive.world = replace(drive.world, portrait_device=request.param)
    fill_in(drive)
    return drive


def test_the_photo_is_guided_taken_and_kept_alone(sitting: Drive) -> None:
    assert StartCamera(portrait=True) in sitting.effects
    assert capture(sitting).hint == POSE and "近期相片" in capture(sitting).title
    sitting.happen(PortraitSeen("头歪了。请把头摆正，两只眼睛一样高"))
    assert "头歪了" in capture(sitting).message
    sitting.happen(PortraitSeen(""))
    assert capture(sitting).message == SIT_STILL
    assert sitting.happen(PageSteady()) == (TakePhoto(portrait=True),)
    sitting.happen(PhotoTaken(True, "", b"cut", b"png"))
    assert labels(capture(sitting).actions) == ["重拍"]
    assert sitting.press("another_page") == ()
    sitting.press("keep_photo")
    state = sitting.visit.journey
    assert isinstance(state, ApplyState)
    assert [(one.key, one.pages) for one in state.materials] == [("portrait_photo", (b"cut",))]


def test_a_refused_photo_says_why_and_is_taken_again(sitting: Drive) -> None:
    sitting.press("take_photo")
    sitting.happen(PhotoTaken(False, "背景不干净。请站在白色或浅色的墙前面", preview_png=b"png"))
    assert "背景不干净" in capture(sitting).message
    assert "不拍了，到窗口拍" in labels(capture(sitting).actions)
    assert sitting.press("retake_photo") == (StartCamera(portrait=True),)


@pytest.mark.parametrize(("days", "is_offered"), [(170, True), (200, False)])
def test_a_photo_of_an_earlier_case_is_used_again_for_half_a_year(
    sitting: Drive, days: int, is_offered: bool
) -> None:
    day = sitting.world.now().date() - timedelta(days=days)
    photo = EarlierMaterial("portrait_photo", "case-1", "早前", day)
    sitting.happen(ProfileFound("11010519491231002X", (), (photo,)))
    assert ("用 早前交过的" in labels(capture(sitting).actions)) is is_offered
    if not is_offered:
        assert sitting.press("use_earlier_material") == ()


def test_left_to_the_window_it_can_still_be_taken_from_the_review(sitting: Drive) -> None:
    sitting.press("bring_to_window")
    body = sitting.screen.body
    assert isinstance(body, ReviewView)
    lines = {line.label: line for line in body.cards[-1].lines}
    assert lines["近期相片"].text == "到窗口交"
    action = lines["近期相片"].action
    assert action is not None
    assert sitting.press(action.name, action.argument) == (StartCamera(portrait=True),)


def test_without_a_camera_for_it_the_window_takes_the_photo(drive: Drive) -> None:
    fill_in(drive)
    body = drive.screen.body
    assert isinstance(body, ReviewView) and not drive.asked(StartCamera)
    lines = {line.label: line for line in body.cards[-1].lines}
    assert lines["近期相片"].action is None


def test_a_broken_portrait_camera_alone_leads_to_the_window(drive: Drive) -> None:
    drive.world = replace(drive.world, portrait_device="portrait_camera")
    drive.happen(DeviceChanged("portrait_camera", "absent", "没有找到摄像头", "请到窗口"))
    fill_in(drive)
    assert capture(drive).phase == "no_camera"
    primary = capture(drive).primary
    assert primary is not None and primary.label == "到窗口拍，继续"
    drive.happen(DeviceChanged("camera", "ready"))
    assert capture(drive).phase == "no_camera"
    assert drive.happen(DeviceChanged("portrait_camera", "ready")) == (StartCamera(portrait=True),)
