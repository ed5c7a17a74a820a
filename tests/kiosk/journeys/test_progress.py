"""Looking up how far things have come."""

from __future__ import annotations

from kiosk.effects import LookUpCase, LookUpEnterprise, LookUpPerson, ReadCard, Speak, Wipe
from kiosk.events import (
    CardFailed,
    CardRead,
    CaseSeen,
    CasesFound,
    CasesNotFound,
    DeviceChanged,
    EnterpriseSeen,
)
from kiosk.journeys.view import IdentifyView, NoticeView, QuestionView, TableView

from .conftest import Drive, labels

DAY = "2026 年 11 月 24 日"
NUMBER = "1144010000000001993440790001000202611240001"
CARD = CardRead("社保卡", {"name": "陈样本", "resident_number": "11010519491231002X"}, "")
LAID = DeviceChanged("card_reader", "ready", "", "")
FINISHED = CaseSeen(NUMBER, "居住证申领", "finished", "已办结", DAY)
RETURNED = CaseSeen(
    "2", "医保参保", "returned", "已退回，需补正材料", "2026 年 11 月 24 日", "12 月"
)


def _table(drive: Drive) -> TableView:
    body = drive.screen.body
    assert isinstance(body, TableView)
    return body


def test_a_card_shows_ones_own_cases_and_reads_them_aloud(drive: Drive) -> None:
    drive.press("progress")
    assert drive.happen(LAID) == (ReadCard(),)
    (asked,) = drive.happen(CARD)
    assert asked == LookUpPerson("11010519491231002X")
    assert "11010519491231002X" not in repr(asked)
    body = drive.screen.body
    assert isinstance(body, NoticeView) and body.busy
    (spoken,) = drive.happen(CasesFound((FINISHED, RETURNED)))
    assert isinstance(spoken, Speak) and "居住证申领，已办结" in spoken.text
    table = _table(drive)
    assert table.title == "您的办件"
    assert [card.title for card in table.cards] == ["居住证申领", "医保参保"]
    assert [card.lines[0].tag.tone for card in table.cards if card.lines[0].tag] == ["ok", "warn"]


def test_a_card_that_lies_there_already_is_read_at_once(drive: Drive) -> None:
    drive.happen(LAID)
    assert ReadCard() in drive.press("progress")


def test_the_number_on_a_receipt_finds_its_case(drive: Drive) -> None:
    drive.press("progress")
    drive.press("type_case")
    for sign in "CC20x":
        drive.press("key", sign)
    drive.press("backspace")
    assert drive.press("look_up") == (LookUpCase("CC20"),)
    drive.happen(CasesFound((FINISHED,)))
    assert _table(drive).title == "办件进度"


def test_an_unknown_number_stays_to_be_mended(drive: Drive) -> None:
    drive.press("progress")
    drive.press("type_case")
    drive.press("key", "7")
    drive.press("look_up")
    drive.happen(CasesNotFound("没有这个办件编号", "请核对回执上的编号"))
    body = drive.screen.body
    assert isinstance(body, QuestionView)
    assert (body.text, body.fault) == ("7", "没有这个办件编号。请核对回执上的编号")


def test_an_empty_number_asks_nobody(drive: Drive) -> None:
    drive.press("progress")
    drive.press("type_case")
    assert drive.press("look_up") == ()


def test_a_card_that_fails_leaves_the_number(drive: Drive) -> None:
    drive.press("progress")
    drive.happen(LAID, CardFailed("读卡时卡被拿走了", "请放好再读一次"))
    body = drive.screen.body
    assert isinstance(body, IdentifyView) and body.picture == "card_fault"
    assert labels(body.actions) == ["扫小票或回执上的码", "输入回执上的编号"]
    assert drive.press("read_card") == (ReadCard(),)


def test_a_card_without_a_resident_number_says_what_else_can_be_done(drive: Drive) -> None:
    drive.press("progress")
    drive.happen(LAID, CardRead("社保卡", {"card_number": "A1234567X"}, "第三代卡"))
    body = drive.screen.body
    assert isinstance(body, IdentifyView) and "办件编号" in body.message
    assert not drive.asked(LookUpPerson)


def test_without_a_reader_the_number_is_the_way(drive: Drive) -> None:
    drive.happen(DeviceChanged("card_reader", "absent", "没有读卡器", "请接好"))
    drive.press("progress")
    body = drive.screen.body
    assert isinstance(body, IdentifyView)
    assert body.primary is not None and body.primary.name == "type_case"


def test_nothing_found_is_no_dead_end(drive: Drive) -> None:
    drive.press("progress")
    drive.happen(LAID, CARD, CasesFound(()))
    body = drive.screen.body
    assert isinstance(body, NoticeView) and body.primary is not None and body.actions


def test_going_back_leads_to_the_card_and_then_home(drive: Drive) -> None:
    drive.press("progress")
    drive.press("type_case")
    drive.press("back")
    assert isinstance(drive.screen.body, IdentifyView)
    assert Wipe() in drive.press("back")
    assert drive.visit.journey is None


def test_an_answer_that_comes_too_late_shows_nothing(drive: Drive) -> None:
    drive.press("progress")
    drive.happen(LAID, CARD)
    drive.press("back")
    drive.happen(CasesFound((FINISHED,)))
    assert isinstance(drive.screen.body, IdentifyView)


def test_a_finished_case_can_be_evaluated(drive: Drive) -> None:
    drive.press("progress")
    drive.happen(LAID, CARD, CasesFound((FINISHED,)))
    link = _table(drive).cards[0].lines[-1].action
    assert link is not None
    drive.press(link.name, link.argument)
    assert _table(drive).title == "这次办得怎么样？"


def test_a_returned_case_names_everything_it_needs(drive: Drive) -> None:
    needs = ("居住证（原件 1 份）", "更正填写内容：居住地址")
    returned = CaseSeen("2", "医保参保", "returned", "已退回，需补正材料", DAY, lacking=needs)
    drive.press("progress")
    drive.happen(LAID)
    drive.happen(CARD)
    drive.happen(CasesFound((returned,)))
    lines = [line.text for line in _table(drive).cards[0].lines]
    assert [text for text in lines if text in needs] == list(needs)


def test_a_person_turns_to_the_page_of_an_enterprise_and_back(drive: Drive) -> None:
    firm = EnterpriseSeen("914401010000000153", "广州样本贸易有限公司", 6)
    drive.press("progress")
    drive.happen(LAID, CARD, CasesFound((FINISHED,), (firm,)))
    table = _table(drive)
    assert [card.title for card in table.cards] == ["居住证申领", "您代办过的企业"]
    asked = drive.press("enterprise_cases", firm.uscc)
    assert asked == (LookUpEnterprise("11010519491231002X", firm.uscc),)
    assert "11010519491231002X" not in repr(asked)
    drive.happen(CasesFound((RETURNED,)))
    table = _table(drive)
    assert table.title == "广州样本贸易有限公司的办件"
    assert [card.title for card in table.cards] == ["医保参保", "换一页"]
    assert drive.press("own_cases") == (LookUpPerson("11010519491231002X"),)
    drive.happen(CasesFound((), (firm,)))
    assert [card.title for card in _table(drive).cards] == ["您自己的办件", "您代办过的企业"]
    assert drive.press("enterprise_cases", "another") == ()
