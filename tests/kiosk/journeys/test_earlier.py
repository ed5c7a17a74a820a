"""What a citizen filled in at an earlier case is used again, but only after they said yes."""

from __future__ import annotations

from forms.values import Source, Value
from kiosk.effects import FindProfile
from kiosk.events import (
    CardRead,
    DeviceChanged,
    EarlierValue,
    EnterpriseSeen,
    ProfileFound,
    ProfileOffered,
    UnfinishedFound,
)
from kiosk.journeys.application import ApplyState
from kiosk.journeys.view import ChooseItemsView, NoticeView, QuestionView

from .conftest import Drive, item_code, labels

NUMBER = "11010519491231002X"
CARD = CardRead("社保卡", {"name": "陈样本", "resident_number": NUMBER, "sex": "女"})
OTHER = CardRead("社保卡", {"name": "李样本", "resident_number": "440105198001010019", "sex": "男"})
ADDRESS = "广东省佛山市禅城区文华北路1号"
FOUND = ProfileFound(
    NUMBER,
    (
        EarlierValue("phone", "13800138000", "2026 年 3 月办的件"),
        EarlierValue("residence_address", ADDRESS, "2026 年 3 月办的件"),
        EarlierValue("sex", "男", "2026 年 3 月办的件"),
        EarlierValue("no_longer_asked", "x", "2026 年 3 月办的件"),
    ),
)


def lay_card(drive: Drive, card: CardRead = CARD) -> None:
    drive.happen(DeviceChanged("card_reader", "no_card"))
    drive.press("fill_in", item_code(drive.world, "居住证申领"))
    drive.happen(DeviceChanged("card_reader", "ready"), card)
    drive.press("confirm_card")


def filled(drive: Drive) -> dict[str, Value]:
    state = drive.visit.journey
    assert isinstance(state, ApplyState) and state.table is not None
    return dict(state.table.values)


def test_a_yes_fills_what_earlier_cases_settled(drive: Drive) -> None:
    lay_card(drive)
    assert drive.asked(FindProfile) == [FindProfile(NUMBER)]
    drive.happen(ProfileOffered(NUMBER, 3))
    body = drive.screen.body
    assert isinstance(body, NoticeView)
    assert body.title == "用您以前填过的内容吗？" and "3 项" in body.message
    assert drive.press("use_earlier") == (FindProfile(NUMBER, consented=True),)
    assert isinstance(drive.screen.body, ChooseItemsView)
    drive.happen(FOUND)
    drive.press("start_filling")
    values = filled(drive)
    assert values["phone"] == Value("13800138000", Source.EARLIER_CASE, "2026 年 3 月办的件")
    assert values["residence_address"].text == ADDRESS
    assert values["sex"] == Value("女", Source.CARD, "社保卡")
    state = drive.visit.journey
    assert isinstance(state, ApplyState)
    assert not {"phone", "residence_address"} & set(state.questions)


def test_a_no_reads_nothing(drive: Drive) -> None:
    lay_card(drive)
    drive.happen(ProfileOffered(NUMBER, 3))
    assert drive.press("without_earlier") == ()
    drive.press("start_filling")
    assert "phone" not in filled(drive)
    assert drive.asked(FindProfile) == [FindProfile(NUMBER)]


def test_without_an_answer_of_the_hall_nothing_is_said(drive: Drive) -> None:
    lay_card(drive)
    drive.press("start_filling")
    assert isinstance(drive.screen.body, QuestionView)
    drive.happen(ProfileOffered(NUMBER, 3))  # too late: the citizen has gone on
    assert isinstance(drive.screen.body, QuestionView)


def test_values_that_come_late_fill_only_what_is_empty(drive: Drive) -> None:
    lay_card(drive)
    drive.happen(ProfileOffered(NUMBER, 3))
    drive.press("use_earlier")
    drive.press("start_filling")
    drive.press("whole_table")
    drive.press("edit", "phone")
    for digit in "13900139000":
        drive.press("key", digit)
    drive.press("next_question")
    drive.happen(FOUND)
    assert filled(drive)["phone"].text == "13900139000"
    assert filled(drive)["residence_address"].text == ADDRESS


def test_another_person_gets_nothing_of_it(drive: Drive) -> None:
    lay_card(drive)
    drive.happen(ProfileOffered(NUMBER, 3))
    drive.press("use_earlier")
    drive.happen(FOUND)
    drive.press("start_filling")
    for _ in range(5):
        drive.press("back")
    drive.press("not_me")
    drive.happen(DeviceChanged("card_reader", "no_card"), DeviceChanged("card_reader", "ready"))
    drive.happen(OTHER)
    drive.press("confirm_card")
    drive.happen(FOUND)  # an answer to what was asked before
    drive.press("start_filling")
    assert "13800138000" not in {value.text for value in filled(drive).values()}


def test_a_form_begun_earlier_is_offered_first(drive: Drive) -> None:
    lay_card(drive)
    code = item_code(drive.world, "居住证申领")
    drive.happen(ProfileOffered(NUMBER, 3))
    drive.happen(UnfinishedFound(NUMBER, f'{{"codes": ["{code}"], "values": []}}'))
    body = drive.screen.body
    assert isinstance(body, NoticeView) and body.title == "接着上次填吗？"
    drive.press("drop_form")
    body = drive.screen.body
    assert isinstance(body, NoticeView) and body.title == "用您以前填过的内容吗？"


def test_a_picture_of_a_card_opens_no_earlier_case(drive: Drive) -> None:
    drive.press("fill_in", item_code(drive.world, "居住证申领"))
    drive.press("by_camera")
    drive.press("take_photo")
    drive.happen(CARD)
    drive.press("confirm_card")
    assert isinstance(drive.screen.body, ChooseItemsView)
    assert drive.asked(FindProfile) == []
    drive.happen(ProfileOffered(NUMBER, 3))
    assert isinstance(drive.screen.body, ChooseItemsView)


def test_without_a_card_nobody_is_asked(drive: Drive) -> None:
    drive.press("fill_in", item_code(drive.world, "居住证申领"))
    drive.press("without_card")
    drive.press("start_filling")
    assert drive.asked(FindProfile) == []


FIRM = EnterpriseSeen("914401010000000153", "广州样本贸易有限公司", 6)


def test_a_citizen_chooses_for_which_enterprise_the_form_is_filled(drive: Drive) -> None:
    lay_card(drive)
    drive.happen(ProfileOffered(NUMBER, 3, (FIRM,)))
    body = drive.screen.body
    assert isinstance(body, NoticeView) and body.primary is not None
    assert body.primary.label == "用，给自己办"
    assert labels(body.actions) == ["替广州样本贸易有限公司办", "不用，我自己填"]
    asked = drive.press("use_earlier", FIRM.uscc)
    assert asked == (FindProfile(NUMBER, consented=True, uscc=FIRM.uscc),)


def test_an_enterprise_that_was_not_offered_is_not_asked_for(drive: Drive) -> None:
    lay_card(drive)
    drive.happen(ProfileOffered(NUMBER, 0, (FIRM,)))
    body = drive.screen.body
    assert isinstance(body, NoticeView) and body.primary is not None
    assert body.primary.label == "替广州样本贸易有限公司办"
    assert drive.press("use_earlier", "91440101000000022X") == (
        FindProfile(NUMBER, consented=True),
    )
