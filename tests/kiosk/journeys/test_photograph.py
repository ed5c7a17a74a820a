"""Materials of several pages: next page, done, taken again, and full."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms.pictures import MOST_PAGES
from kiosk.effects import FetchEarlierMaterial, Material
from kiosk.events import (
    CardRead,
    DeviceChanged,
    EarlierMaterial,
    EarlierPages,
    PhotoTaken,
    ProfileFound,
)
from kiosk.journeys.application import ApplyState
from kiosk.journeys.capture import FULL, MOST_BYTES, WHOLE
from kiosk.journeys.view import CaptureView, QuestionView

from .conftest import Drive, item_code, labels

CARD = CardRead("社保卡", {"name": "陈样本", "resident_number": "11010519491231002X"})


def journey(drive: Drive) -> ApplyState:
    assert isinstance(drive.visit.journey, ApplyState)
    return drive.visit.journey


def capture(drive: Drive) -> CaptureView:
    body = drive.screen.body
    assert isinstance(body, CaptureView)
    return body


def take(drive: Drive, jpeg: bytes = b"page", *, accepted: bool = True) -> None:
    drive.press("take_photo")
    drive.happen(PhotoTaken(accepted, "" if accepted else "照片模糊", jpeg, b"png"))


@pytest.fixture
def at_camera(drive: Drive) -> Drive:
    drive.press("fill_in", item_code(drive.world, "居住证申领"))
    drive.happen(DeviceChanged("card_reader", "ready"), CARD)
    for action in ("confirm_card", "start_filling"):
        drive.press(action)
    for _ in range(60):
        body = drive.screen.body
        if isinstance(body, CaptureView):
            return drive
        assert isinstance(body, QuestionView), body
        state = journey(drive)
        assert state.table is not None
        row = state.table.row(state.questions[state.question])
        drive.press("choose", row.definition.specimen)
    raise AssertionError("the camera was never reached")


def test_pages_of_a_material_are_taken_one_after_another(at_camera: Drive) -> None:
    take(at_camera, b"1")
    first = capture(at_camera)
    assert first.primary is not None and first.primary.label == "用这张"
    assert labels(first.actions) == ["重拍", "再拍一页"] and first.pages == 1
    at_camera.press("another_page")
    take(at_camera, b"dark", accepted=False)
    assert capture(at_camera).phase == "refused" and capture(at_camera).pages == 1


def test_a_page_taken_again_leaves_the_others(at_camera: Drive) -> None:
    material = journey(at_camera).wanted[0]
    take(at_camera, b"1")
    at_camera.press("another_page")
    take(at_camera, b"2")
    assert labels(capture(at_camera).actions) == ["重拍这一页", "再拍一页"]
    at_camera.press("retake_photo")
    take(at_camera, b"3")
    done = capture(at_camera).primary
    assert done is not None and done.label == "拍完了，用这几页"
    at_camera.press("keep_photo")
    kept = {one.key: one.pages for one in journey(at_camera).materials}
    assert kept[material] == (b"1", b"3")


def test_a_refused_page_taken_again_leaves_those_before_it(at_camera: Drive) -> None:
    take(at_camera, b"1")
    at_camera.press("another_page")
    take(at_camera, b"dark", accepted=False)
    at_camera.press("retake_photo")
    take(at_camera, b"2")
    assert journey(at_camera).pages == (b"1", b"2")


def test_a_page_that_cannot_be_cut_out_may_be_kept_whole(at_camera: Drive) -> None:
    take(at_camera, b"whole", accepted=False)
    assert labels(capture(at_camera).actions)[0] == "不裁边，就用整张"
    at_camera.press("keep_uncropped")
    assert capture(at_camera).phase == "accepted" and capture(at_camera).message == WHOLE
    assert journey(at_camera).pages == (b"whole",) and not journey(at_camera).uncropped


def test_a_page_that_cannot_be_read_is_not_kept_whole(at_camera: Drive) -> None:
    take(at_camera, b"", accepted=False)
    assert labels(capture(at_camera).actions) == ["不拍了，带到窗口交"]
    assert at_camera.press("keep_uncropped") == () and not journey(at_camera).pages


def test_what_the_hall_cannot_take_is_not_photographed(at_camera: Drive) -> None:
    full = replace(journey(at_camera), pages=(b"x",) * (MOST_PAGES - 1))
    at_camera.visit = replace(at_camera.visit, journey=full)
    take(at_camera)
    assert capture(at_camera).message == FULL
    assert labels(capture(at_camera).actions) == ["重拍这一页"]
    assert at_camera.press("another_page") == () and len(journey(at_camera).pages) == MOST_PAGES


def test_materials_after_a_full_one_go_to_the_window(at_camera: Drive) -> None:
    state = journey(at_camera)
    many = Material("earlier", "earlier", (bytes(MOST_BYTES),))
    state = replace(state, wanted=(state.wanted[0],) * 2, materials=(many,))
    at_camera.visit = replace(at_camera.visit, journey=state)
    at_camera.press("bring_to_window")
    body = capture(at_camera)
    assert body.message == FULL and body.primary is not None
    assert body.primary.label == "带到窗口交，继续"


def with_earlier(drive: Drive) -> EarlierMaterial:
    """Let the hall offer the first material of the form from an earlier case."""
    number = "11010519491231002X"
    offer = EarlierMaterial(journey(drive).wanted[0], "case-1", "2026 年 3 月")
    drive.happen(ProfileFound(number, (), (offer,)))
    return offer


def test_a_material_of_an_earlier_case_is_looked_at_and_used_again(at_camera: Drive) -> None:
    offer = with_earlier(at_camera)
    assert labels(capture(at_camera).actions)[0] == "用 2026 年 3 月交过的"
    effects = at_camera.press("use_earlier_material")
    assert FetchEarlierMaterial("11010519491231002X", offer.key, "case-1") in effects
    at_camera.happen(EarlierPages(offer.key, "case-1", (b"1", b"2"), b"png"))
    shown = capture(at_camera)
    assert shown.primary is not None and shown.primary.label == "用它，不用再拍"
    assert (shown.pages, shown.picture_png) == (2, b"png")
    at_camera.press("keep_photo")
    kept = next(one for one in journey(at_camera).materials if one.key == offer.key)
    assert (kept.pages, kept.earlier_case) == ((b"1", b"2"), "case-1")


def test_a_material_that_does_not_come_is_photographed(at_camera: Drive) -> None:
    offer = with_earlier(at_camera)
    at_camera.press("use_earlier_material")
    at_camera.happen(EarlierPages(offer.key, "case-1", reason="连接不上大厅服务"))
    shown = capture(at_camera)
    assert (shown.phase, shown.message) == ("live", "连接不上大厅服务")
    assert "use_earlier_material" not in {one.name for one in shown.actions}


def test_an_earlier_material_can_be_taken_anew_instead(at_camera: Drive) -> None:
    offer = with_earlier(at_camera)
    at_camera.press("use_earlier_material")
    at_camera.happen(EarlierPages(offer.key, "case-1", (b"1",), b"png"))
    at_camera.press("retake_photo")
    take(at_camera, b"new")
    at_camera.press("keep_photo")
    kept = next(one for one in journey(at_camera).materials if one.key == offer.key)
    assert (kept.pages, kept.earlier_case) == ((b"new",), "")
