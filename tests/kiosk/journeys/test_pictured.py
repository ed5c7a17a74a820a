"""Fields answered by a picture: signed with the finger, photographed, or left for the window."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest

from forms.application import Application
from forms.one_table import Source
from forms.pictures import AT_WINDOW, pages_key
from kiosk.effects import (
    KeepUnfinished,
    StartCamera,
    StopCamera,
    Submit,
    TakePhoto,
)
from kiosk.events import (
    CaseFiled,
    DeviceChanged,
    Heard,
    PageSteady,
    PhotoTaken,
    Pressed,
    Signed,
    UnfinishedFound,
)
from kiosk.journeys import apply, pictured
from kiosk.journeys.aloud import words_of
from kiosk.journeys.view import ReceiptView, Screen
from kiosk.journeys.world import World
from kiosk.platform.draft_protocol import MOST_PAGE_BYTES

from .conftest import labels
from .picturing import GUARDIAN, INK, PHONE, SHOP, Filling


@pytest.fixture
def signing(world: World) -> Filling:
    return Filling(world, (GUARDIAN, True))


@pytest.fixture
def shooting(world: World) -> Filling:
    return Filling(world, (SHOP, True))


def digest(page: bytes) -> str:
    return sha256(page).hexdigest()


def test_a_signature_is_written_on_a_page_of_its_own(signing: Filling) -> None:
    page = signing.question
    assert (page.question, page.pad, page.keyboard) == (
        "请监护人签名",
        "请在这里用手指签名",
        "none",
    )
    assert labels(page.helpers) == ["到窗口签"]
    signing.press("next_question")
    assert signing.question.fault == "请先在框里用手指签名"
    signing.happen(Signed(INK))
    assert signing.question.picture_png == INK and not signing.question.fault
    assert labels(signing.question.helpers) == ["重签", "到窗口签"]
    signing.press("next_question")
    assert signing.state.step == "review"
    assert signing.text("guardian_signature") == digest(INK)
    assert signing.state.pictures == {digest(INK): INK} and signing.state.pages == ()
    line = signing.review.cards[0].lines[0]
    assert (line.label, line.text) == ("监护人签名", "已签名")
    assert line.tag is not None and line.tag.text == "现场签名"


def test_a_signature_is_wiped_and_written_again(signing: Filling) -> None:
    signing.happen(Signed(INK), Signed(b""))
    assert signing.question.picture_png is None
    signing.happen(Signed(INK))
    signing.press("clear_signature")
    signing.press("next_question")
    assert signing.state.step == "fill" and signing.question.fault


def test_what_was_signed_stands_there_when_the_page_opens_again(signing: Filling) -> None:
    signing.happen(Signed(INK))
    signing.press("next_question")
    signing.press("edit", "guardian_signature")
    assert signing.question.picture_png == INK
    other = b"\x89PNG other"
    signing.happen(Signed(other))
    signing.press("next_question")
    assert signing.state.step == "review"
    assert signing.state.pictures == {digest(other): other}


def test_what_one_person_signed_is_not_on_the_page_of_the_next(world: World) -> None:
    second = GUARDIAN.model_copy(update={"key": "spouse_signature", "question": "请配偶签名"})
    both = Filling(world, (GUARDIAN, True), (second, True))
    both.happen(Signed(INK))
    both.press("next_question")
    assert both.question.question == "请配偶签名" and both.question.picture_png is None
    both.press("next_question")
    assert both.question.fault


def test_who_is_absent_signs_at_the_window(signing: Filling) -> None:
    signing.press("bring_to_window")
    assert signing.state.step == "review"
    assert signing.text("guardian_signature") == AT_WINDOW
    assert signing.review.cards[0].lines[0].text == "到窗口签"


def test_a_paper_is_photographed_page_by_page(shooting: Filling) -> None:
    assert shooting.effects[-1] == StartCamera()
    assert (shooting.camera.title, shooting.camera.phase) == ("请拍一张门店的照片", "live")
    assert (shooting.camera.step, shooting.camera.steps) == (1, 1)
    shooting.happen(PageSteady())
    assert shooting.effects == (TakePhoto(),)
    shooting.happen(PhotoTaken(False, "照片模糊", b"", b"preview"))
    assert (shooting.camera.phase, shooting.camera.message) == ("refused", "照片模糊")
    shooting.press("retake_photo")
    shooting.photograph(b"one")
    shooting.press("another_page")
    shooting.photograph(b"two")
    shooting.press("retake_photo")
    shooting.photograph(b"three")
    assert shooting.camera.pages == 2
    shooting.press("keep_photo")
    assert shooting.state.step == "review" and StopCamera() in shooting.effects
    assert shooting.text("shop_photo") == f"{digest(b'one')} {digest(b'three')}"
    assert shooting.review.cards[0].lines[0].text == "已拍摄，2 页"
    table = shooting.state.table
    assert table is not None and table.values["shop_photo"].source is Source.PHOTOGRAPHED


def test_a_photograph_is_looked_at_again_before_it_is_replaced(shooting: Filling) -> None:
    shooting.photograph(b"one")
    shooting.press("keep_photo")
    shooting.press("edit", "shop_photo")
    assert (shooting.camera.phase, shooting.camera.pages) == ("accepted", 1)
    assert shooting.camera.picture_png == b"one" and StartCamera() not in shooting.effects
    shooting.press("retake_photo")
    assert StartCamera() in shooting.effects
    shooting.photograph(b"two")
    shooting.press("keep_photo")
    assert shooting.state.step == "review" and shooting.text("shop_photo") == digest(b"two")
    assert shooting.state.pictures == {digest(b"two"): b"two"}


def test_without_a_camera_it_is_said_and_the_window_offered(world: World) -> None:
    gone = DeviceChanged("camera", "absent", "摄像头没有连接", "请告诉工作人员")
    blind = Filling(replace(world, devices={"camera": gone}), (SHOP, True))
    assert blind.camera.phase == "no_camera"
    assert blind.camera.message == "摄像头没有连接。请告诉工作人员"
    primary = blind.camera.primary
    assert primary is not None and primary.label == "带到窗口交，继续"
    blind.press("bring_to_window")
    assert blind.state.step == "review" and blind.text("shop_photo") == AT_WINDOW


def test_a_camera_pulled_out_and_put_back_goes_on(shooting: Filling) -> None:
    shooting.happen(DeviceChanged("camera", "error", "摄像头断开了", "请稍等"))
    assert shooting.camera.phase == "no_camera" and StopCamera() in shooting.effects
    shooting.happen(DeviceChanged("camera", "ready"))
    assert shooting.camera.phase == "live" and StartCamera() in shooting.effects


def test_what_need_not_be_given_may_be_left_out(world: World) -> None:
    optional = Filling(world, (SHOP, False), (GUARDIAN, False))
    assert "没有，跳过" in labels(optional.camera.actions)
    optional.press("skip_question")
    assert StopCamera() in optional.effects
    assert labels(optional.question.helpers) == ["没有，跳过", "到窗口签"]
    optional.happen(Signed(INK))
    assert labels(optional.question.helpers) == ["重签", "到窗口签"]
    optional.press("clear_signature")
    optional.press("skip_question")
    assert optional.state.step == "review"
    assert optional.text("shop_photo") == optional.text("guardian_signature") == ""


def test_the_camera_closes_on_the_way_back_and_opens_again(world: World) -> None:
    both = Filling(world, (PHONE, True), (SHOP, True))
    both.happen(*(Pressed("key", digit) for digit in "13800138000"))
    both.press("next_question")
    assert both.camera.phase == "live"
    both.photograph(b"one")
    both.press("back")
    assert both.question.question == "电话是多少？" and StopCamera() in both.effects
    assert both.state.pages == () and both.state.preview == b""
    both.press("next_question")
    assert both.camera.phase == "live" and both.effects[-1] == StartCamera()


def test_a_look_at_the_whole_table_keeps_what_was_signed(signing: Filling) -> None:
    signing.happen(Signed(INK))
    signing.press("whole_table")
    assert signing.text("guardian_signature") == digest(INK)


def test_a_spoken_answer_is_told_what_to_do(signing: Filling, shooting: Filling) -> None:
    signing.happen(Heard("陈样本"))
    assert signing.question.fault == "这一项说不了，请用手指在框里签名"
    assert "请监护人签名" in words_of(Screen(signing.question, ""))
    shooting.happen(Heard("在这里"))
    assert shooting.camera.message == "这一项说不了，请把它放到摄像头下拍照"
    assert shooting.camera.phase == "live"


def test_pictures_travel_beside_the_application_and_are_forgotten(world: World) -> None:
    both = Filling(world, (GUARDIAN, True), (SHOP, True))
    both.happen(Signed(INK))
    both.press("next_question")
    both.photograph(b"one")
    both.press("keep_photo")
    both.happen(Signed(b"applicant"))
    both.press("submit")
    sent = next(effect for effect in both.effects if isinstance(effect, Submit))
    assert [(one.key, one.pages) for one in sent.materials] == [
        (pages_key("guardian_signature"), (INK,)),
        (pages_key("shop_photo"), (b"one",)),
    ]
    assert sent.signature_png == b"applicant"
    application = Application.model_validate(json.loads(sent.application_json))
    by_key = {value.key: value for value in application.values}
    assert by_key["guardian_signature"].pages == (digest(INK),)
    assert by_key["shop_photo"].shown == "已拍摄，1 页"
    assert by_key["shop_photo"].source_label == "现场拍照"
    both.happen(CaseFiled("application-0001", "case", ""))
    assert both.state.pictures == {} and both.state.signature == b""


def test_what_is_left_for_the_window_stands_on_the_receipt(signing: Filling) -> None:
    signing.press("bring_to_window")
    signing.happen(Signed(b"applicant"))
    signing.press("submit")
    sent = next(effect for effect in signing.effects if isinstance(effect, Submit))
    value = Application.model_validate(json.loads(sent.application_json)).values[0]
    assert (value.at_window, value.pages, value.shown) == (True, (), "到窗口签")
    signing.happen(CaseFiled("application-0001", "case", ""))
    body = apply.view(signing.state, signing.world)
    assert isinstance(body, ReceiptView)
    assert ("到窗口补", "监护人签名（到窗口签）") in [
        (line.label, line.text) for line in body.lines
    ]


def test_a_signature_that_was_lost_is_asked_for_again(signing: Filling) -> None:
    signing.happen(Signed(INK))
    signing.press("next_question")
    signing.happen(Signed(b"applicant"))
    signing.state = replace(signing.state, pictures={})
    signing.press("submit")
    assert not signing.state.sending
    assert signing.review.faults == (pictured.LOST,)
    assert signing.review.cards[0].lines[0].text == "还没填"


def test_a_change_after_the_signature_is_signed_again(signing: Filling) -> None:
    signing.happen(Signed(INK))
    signing.press("next_question")
    signing.happen(Signed(b"applicant"))
    assert signing.review.signed
    signing.press("edit", "guardian_signature")
    signing.press("next_question")
    assert not signing.review.signed


def _kept(filling: Filling) -> KeepUnfinished:
    forms = [one for one in filling.effects if isinstance(one, KeepUnfinished)]
    assert forms
    return forms[-1]


def _resumed(filling: Filling, kept: KeepUnfinished) -> Filling:
    """Come back at another terminal with the same card."""
    other = Filling.__new__(Filling)
    other.world, other.effects = filling.world, ()
    other.state = replace(filling.fresh, table=None)
    other.happen(UnfinishedFound(kept.owner, kept.text, kept.pages))
    other.press("resume_form")
    return other


def test_pictures_are_taken_up_again_with_the_unfinished_form(world: World) -> None:
    begun = Filling(world, (GUARDIAN, True), (PHONE, True))
    begun.happen(Signed(INK))
    begun.press("next_question")
    other = _resumed(begun, _kept(begun))
    assert other.question.question == "电话是多少？"
    assert other.text("guardian_signature") == digest(INK)
    assert other.state.pictures == {digest(INK): INK}
    table = other.state.table
    assert table is not None and table.values["guardian_signature"].source is Source.SIGNED


def test_a_picture_that_was_spoilt_on_the_way_is_asked_for_again(world: World) -> None:
    begun = Filling(world, (GUARDIAN, True))
    begun.happen(Signed(INK))
    begun.press("next_question")
    kept = _kept(begun)
    assert kept.pages == {digest(INK): INK}
    other = _resumed(begun, replace(kept, pages={digest(INK): b"other"}))
    assert other.question.question == "请监护人签名" and other.question.picture_png is None


def test_pages_too_large_for_an_unfinished_form_are_asked_for_again(shooting: Filling) -> None:
    shooting.photograph(b"x" * (MOST_PAGE_BYTES + 1))
    shooting.press("keep_photo")
    kept = _kept(shooting)
    assert json.loads(kept.text)["values"] == [] and kept.pages == {}
    assert _resumed(shooting, kept).camera.phase == "live"


def test_nothing_of_a_picture_stands_in_a_representation(signing: Filling) -> None:
    signing.happen(Signed(INK))
    assert "ink" not in repr(signing.state) and "ink" not in repr(signing.question)
