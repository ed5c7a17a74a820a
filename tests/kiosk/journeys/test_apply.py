"""An application from the card to the receipt, as a list of what happens and what is seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.effects import ReadCard, StartCamera, Submit
from kiosk.events import (
    ApplicationKept,
    ApplicationNotKept,
    CardFailed,
    CardRead,
    CaseFiled,
    DeliveryPostponed,
    DeviceChanged,
    PhotoTaken,
    Signed,
)
from kiosk.journeys.application import ApplyState
from kiosk.journeys.filling import take_other_label
from kiosk.journeys.view import (
    CaptureView,
    ChooseItemsView,
    HomeView,
    IdentifyView,
    QuestionView,
    ReceiptView,
    ReviewView,
    TableView,
)

from .conftest import Drive

CARD = CardRead(
    "社保卡",
    {
        "name": "陈样本",
        "resident_number": "11010519491231002X",
        "sex": "女",
        "nation": "汉",
        "birth_date": "1949-12-31",
    },
)
CARD_ON = DeviceChanged("card_reader", "ready")
CARD_OFF = DeviceChanged("card_reader", "no_card")
SHARP = PhotoTaken(True, "", b"jpeg", b"png")


@pytest.fixture
def at_card(drive: Drive, code_of: Callable[[str], str]) -> Drive:
    drive.happen(CARD_OFF)
    drive.press("fill_in", code_of("居住证申领"))
    return drive


@pytest.fixture
def at_table(at_card: Drive, code_of: Callable[[str], str]) -> Drive:
    at_card.happen(CARD_ON, CARD)
    at_card.press("confirm_card")
    at_card.press("toggle_item", code_of("城乡居民"))
    at_card.press("start_filling")
    return at_card


def state(drive: Drive) -> ApplyState:
    assert isinstance(drive.visit.journey, ApplyState)
    return drive.visit.journey


def fill_rest(drive: Drive) -> None:
    """Answer every question with its specimen, photograph every material."""
    for _ in range(60):
        body = drive.screen.body
        if isinstance(body, CaptureView):
            drive.press("take_photo")
            drive.happen(SHARP)
            drive.press("keep_photo")
        elif isinstance(body, QuestionView):
            current = state(drive)
            assert current.table is not None
            key = current.questions[current.question]
            specimen = current.table.row(key).definition.specimen
            drive.press("choose", specimen)
            assert state(drive).fault == ""
        else:
            return


@pytest.fixture
def at_review(at_table: Drive) -> Drive:
    fill_rest(at_table)
    assert isinstance(at_table.screen.body, ReviewView)
    return at_table


def test_card_is_read_shown_masked_and_confirmed(at_card: Drive) -> None:
    assert at_card.happen(CARD_ON) == (ReadCard(),)
    at_card.happen(CARD)
    body = at_card.screen.body
    assert isinstance(body, IdentifyView) and body.card is not None
    shown = {line.label: line.text for line in body.card.lines}
    assert "陈样本" in shown.values()
    assert "11010519491231002X" not in shown.values()
    at_card.press("confirm_card")
    assert isinstance(at_card.screen.body, ChooseItemsView)


def test_removed_card_returns_to_identify(at_card: Drive) -> None:
    at_card.happen(CARD_ON, CardFailed("卡被拿开了", "请放回去，不要拿开"))
    body = at_card.screen.body
    assert isinstance(body, IdentifyView)
    assert body.picture == "card_fault" and "卡被拿开了" in body.message
    at_card.happen(CARD_OFF)
    assert at_card.happen(CARD_ON) == (ReadCard(),)


def test_absent_reader_offers_to_fill_in_by_hand(
    drive: Drive, code_of: Callable[[str], str]
) -> None:
    drive.happen(DeviceChanged("card_reader", "absent", "没有找到读卡器", "请检查连线"))
    drive.press("fill_in", code_of("居住证申领"))
    body = drive.screen.body
    assert isinstance(body, IdentifyView) and body.picture == "no_reader"
    assert [action.name for action in body.actions] == ["by_passport", "without_card"]
    drive.press("without_card")
    drive.press("start_filling")
    assert isinstance(drive.screen.body, QuestionView)


def test_two_items_ask_each_datum_once_and_nothing_the_card_says(at_table: Drive) -> None:
    current = state(at_table)
    assert current.table is not None
    assert current.table.saved_fields > 0
    assert len(set(current.questions)) == len(current.questions)
    assert "name" not in current.questions and "resident_number" not in current.questions
    assert current.table.values["name"].source_label == "社保卡"
    assert "少填" in at_table.screen.subtitle


def test_wrong_phone_gets_a_plain_message_and_is_kept(at_table: Drive) -> None:
    for _ in range(30):
        current = state(at_table)
        assert current.table is not None
        key = current.questions[current.question]
        if key == "phone":
            break
        at_table.press("choose", current.table.row(key).definition.specimen)
    for digit in "12345":
        at_table.press("key", digit)
    at_table.press("next_question")
    body = at_table.screen.body
    assert isinstance(body, QuestionView)
    assert body.fault and body.text == "12345"


def test_looking_at_the_whole_table_loses_nothing_typed(at_table: Drive) -> None:
    current = state(at_table)
    key = current.questions[0]
    assert current.table is not None
    specimen = current.table.row(key).definition.specimen
    for character in specimen:
        at_table.press("key", character)
    at_table.press("whole_table")
    assert isinstance(at_table.screen.body, TableView)
    kept = state(at_table).table
    assert kept is not None and kept.values[key].text == specimen


def test_blurred_page_is_refused_and_taken_again(at_table: Drive) -> None:
    while isinstance(at_table.screen.body, QuestionView):
        current = state(at_table)
        assert current.table is not None
        key = current.questions[current.question]
        at_table.press("choose", current.table.row(key).definition.specimen)
    assert StartCamera() in at_table.effects
    at_table.press("take_photo")
    at_table.happen(PhotoTaken(False, "太模糊，请拿稳"))
    body = at_table.screen.body
    assert isinstance(body, CaptureView)
    assert (body.phase, body.message) == ("refused", "太模糊，请拿稳")
    assert at_table.press("retake_photo") == (StartCamera(),)
    at_table.press("take_photo")
    at_table.happen(SHARP)
    at_table.press("keep_photo")
    assert [len(material.pages) for material in state(at_table).materials] == [1]


def test_absent_camera_sends_the_material_to_the_window(at_table: Drive) -> None:
    at_table.happen(DeviceChanged("camera", "absent", "没有找到摄像头", "请检查连线"))
    while isinstance(at_table.screen.body, QuestionView):
        current = state(at_table)
        assert current.table is not None
        key = current.questions[current.question]
        at_table.press("choose", current.table.row(key).definition.specimen)
    body = at_table.screen.body
    assert isinstance(body, CaptureView) and body.phase == "no_camera"
    while isinstance(at_table.screen.body, CaptureView):
        at_table.press("bring_to_window")
    body = at_table.screen.body
    assert isinstance(body, ReviewView)
    assert any("到窗口交" in line.text for line in body.cards[-1].lines)


@pytest.mark.parametrize(("pictured", "words"), [(False, "免交"), (True, "可能要看原件")])
def test_only_a_card_that_was_read_by_its_chip_is_surely_not_handed_in(
    at_review: Drive, pictured: bool, words: str
) -> None:
    journey = replace(state(at_review), pictured=pictured)
    at_review.visit = replace(at_review.visit, journey=journey)
    body = at_review.screen.body
    assert isinstance(body, ReviewView)
    (materials,) = (card for card in body.cards if card.title == "材料")
    (text,) = (line.text for line in materials.lines if "已读卡" in line.text or "照" in line.text)
    assert words in text and ("免交" in text) is not pictured


def test_double_tap_on_submit_submits_once(at_review: Drive) -> None:
    at_review.happen(Signed(b"png"))
    at_review.press("submit")
    at_review.press("submit")
    (submit,) = at_review.asked(Submit)
    assert isinstance(submit, Submit)
    sent = json.loads(submit.application_json)
    assert len(sent["items"]) == 2 and sent["signed"] is True


def test_submitting_without_a_signature_says_what_is_missing(at_review: Drive) -> None:
    assert at_review.press("submit") == ()
    body = at_review.screen.body
    assert isinstance(body, ReviewView) and "签名" in body.faults[0]


def test_receipt_shows_the_case_number(at_review: Drive) -> None:
    at_review.happen(Signed(b"png"))
    at_review.press("submit")
    mine = state(at_review).application_id
    at_review.happen(ApplicationKept(mine), CaseFiled(mine, "CASE20261124", "2026-12-15"))
    body = at_review.screen.body
    assert isinstance(body, ReceiptView)
    assert body.case_number == "CASE20261124" and body.tone == "ok"


def test_dead_hall_still_ends_with_a_receipt_that_later_gets_its_number(at_review: Drive) -> None:
    at_review.happen(Signed(b"png"))
    at_review.press("submit")
    mine = state(at_review).application_id
    at_review.happen(ApplicationKept(mine), DeliveryPostponed(mine, "连不上大厅"))
    body = at_review.screen.body
    assert isinstance(body, ReceiptView) and body.title == "已保存，待上传"
    at_review.happen(CaseFiled("somebody-else", "CASE-OTHER"))
    assert "CASE-OTHER" not in str(at_review.screen.body)
    at_review.happen(CaseFiled(mine, "CASE20261124"))
    body = at_review.screen.body
    assert isinstance(body, ReceiptView) and body.title == "提交成功"


def test_full_disk_keeps_everything_and_lets_the_citizen_try_again(at_review: Drive) -> None:
    at_review.happen(Signed(b"png"))
    at_review.press("submit")
    at_review.happen(ApplicationNotKept("磁盘已满", "请叫工作人员"))
    body = at_review.screen.body
    assert isinstance(body, ReviewView) and "磁盘已满" in body.faults[0] and body.signed
    at_review.press("submit")
    assert len(at_review.asked(Submit)) == 2


def test_editing_one_line_returns_to_the_review(at_review: Drive) -> None:
    at_review.press("edit", "phone")
    assert isinstance(at_review.screen.body, QuestionView)
    at_review.press("choose", "13900000001")
    assert isinstance(at_review.screen.body, ReviewView)


def test_going_home_half_way_asks_first(at_table: Drive) -> None:
    at_table.press("home")
    assert at_table.screen.away is not None
    at_table.press("stay")
    assert at_table.screen.away is None and isinstance(at_table.screen.body, QuestionView)
    at_table.press("home")
    at_table.press("leave")
    assert isinstance(at_table.screen.body, HomeView)
    assert "陈样本" not in repr(at_table.visit)


def test_a_card_that_contradicts_what_was_typed_is_asked_about(
    at_card: Drive, code_of: Callable[[str], str]
) -> None:
    at_card.press("without_card")
    at_card.press("start_filling")
    at_card.press("whole_table")
    at_card.press("edit", "name")
    at_card.press("choose", "陈某某")
    while not isinstance(at_card.screen.body, IdentifyView):
        at_card.press("back")
    at_card.happen(CARD_ON, CARD)
    at_card.press("confirm_card")
    at_card.press("start_filling")
    assert "name" in state(at_card).questions
    at_card.press("whole_table")
    at_card.press("edit", "name")
    body = at_card.screen.body
    assert isinstance(body, QuestionView)
    assert body.text == "陈某某" and body.hint == "社保卡写的是“陈样本”，哪个对？"
    assert body.helpers[0].label == "改用社保卡写的"
    at_card.press("take_other")
    body = at_card.screen.body
    assert isinstance(body, QuestionView)
    assert body.text == "陈样本" and body.tag is not None and body.tag.text == "社保卡"
    at_card.press("next_question")
    settled = state(at_card).table
    assert settled is not None and not settled.conflicts


def test_a_value_changed_from_the_cards_says_so_on_its_line(at_review: Drive) -> None:
    at_review.press("edit", "name")
    at_review.press("choose", "陈某某")
    body = at_review.screen.body
    assert isinstance(body, ReviewView)
    line = next(line for line in body.cards[0].lines if line.text == "陈某某")
    assert line.tag is not None and line.tag.text == "与社保卡不同"


def test_one_event_of_life_chooses_all_its_items(at_card: Drive) -> None:
    at_card.press("without_card")
    body = at_card.screen.body
    assert isinstance(body, ChooseItemsView)
    birth = next(one for one in body.filters if one.label == "出生一件事")
    at_card.press(birth.name, birth.argument)
    body = at_card.screen.body
    assert isinstance(body, ChooseItemsView)
    assert sum(item.chosen for item in body.items) == 5 and "少填" in body.saved
    at_card.press(birth.name, birth.argument)
    assert state(at_card).codes == ()


def test_any_item_is_found_by_its_category(at_card: Drive, code_of: Callable[[str], str]) -> None:
    at_card.press("without_card")
    body = at_card.screen.body
    assert isinstance(body, ChooseItemsView)
    wanted = code_of("结婚登记")
    assert wanted not in {item.argument for item in body.items}
    at_card.press("by_category", "yes")
    at_card.press("choose_category", "婚姻登记")
    body = at_card.screen.body
    assert isinstance(body, ChooseItemsView)
    assert wanted in {item.argument for item in body.items}
    at_card.press("toggle_item", wanted)
    at_card.press("choose_category", "婚姻登记")
    assert wanted in {item.argument for item in at_card.screen.body.items}  # type: ignore[union-attr]


def test_what_an_earlier_case_says_is_taken_by_a_button_short_enough_for_large_type() -> None:
    assert take_other_label("社保卡") == "改用社保卡写的"
    assert take_other_label("2026 年 3 月办的件") == "改用上面写的"
