"""Where one of several materials is enough, the first that is photographed ends the asking."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kiosk.effects import Submit
from kiosk.events import Signed
from kiosk.journeys.view import CaptureView, QuestionView, ReviewView

from .conftest import Drive
from .test_apply import CARD, CARD_OFF, CARD_ON, SHARP, state

GROUP = "居住地址、就业或就读证明"


@pytest.fixture
def at_camera(drive: Drive, code_of: Callable[[str], str]) -> Drive:
    drive.happen(CARD_OFF)
    drive.press("fill_in", code_of("积分入学"))
    drive.happen(CARD_ON, CARD)
    drive.press("confirm_card")
    drive.press("start_filling")
    while isinstance(drive.screen.body, QuestionView):
        current = state(drive)
        assert current.table is not None
        key = current.questions[current.question]
        drive.press("choose", current.table.row(key).definition.specimen)
    while title(drive).startswith("拍一下：户口簿"):
        photograph(drive)
    return drive


def title(drive: Drive) -> str:
    body = drive.screen.body
    return body.title if isinstance(body, CaptureView) else ""


def photograph(drive: Drive) -> None:
    drive.press("take_photo")
    drive.happen(SHARP)
    drive.press("keep_photo")


def handed_in(drive: Drive) -> dict[str, bool]:
    drive.happen(Signed(b"png"))
    drive.press("submit")
    (submit,) = drive.asked(Submit)
    assert isinstance(submit, Submit)
    materials = json.loads(submit.application_json)["materials"]
    return {material["name"]: material["at_window"] for material in materials}


def test_the_second_is_photographed_and_the_third_not_asked_for(at_camera: Drive) -> None:
    body = at_camera.screen.body
    assert isinstance(body, CaptureView)
    assert body.hint == "居住地址证明、就业证明、就读证明，拍一样就行"
    assert "没有这一样，看下一样" in [action.label for action in body.actions]
    at_camera.press("bring_to_window")
    assert title(at_camera).startswith("拍一下：就业证明")
    photograph(at_camera)
    assert isinstance(at_camera.screen.body, ReviewView)
    names = handed_in(at_camera)
    assert names["就业证明"] is False
    assert not any("居住地址证明" in name or "就读证明" in name for name in names)


def test_none_is_photographed_so_one_is_to_be_brought(at_camera: Drive) -> None:
    while isinstance(at_camera.screen.body, CaptureView):
        at_camera.press("bring_to_window")
    body = at_camera.screen.body
    assert isinstance(body, ReviewView)
    (card,) = (card for card in body.cards if card.title == "材料")
    name = f"{GROUP}（居住地址证明、就业证明、就读证明之一）"
    assert name in [line.label for line in card.lines]
    assert handed_in(at_camera)[name] is True
