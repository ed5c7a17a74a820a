"""A form left in the middle is offered to the same card, and to nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.effects import DropUnfinished, FindUnfinished, KeepUnfinished
from kiosk.events import ApplicationKept, CardRead, DeviceChanged, UnfinishedFound
from kiosk.journeys.application import ApplyState
from kiosk.journeys.view import ChooseItemsView, NoticeView, QuestionView, TableView
from kiosk.visit import Visit

from .conftest import Drive, item_code

NUMBER = "11010519491231002X"
CARD = CardRead("社保卡", {"name": "陈样本", "resident_number": NUMBER, "sex": "女"})
OTHER = CardRead("社保卡", {"name": "李样本", "resident_number": "440105198001010019", "sex": "男"})


def lay_card(drive: Drive, card: CardRead) -> None:
    drive.happen(DeviceChanged("card_reader", "no_card"))
    drive.press("fill_in", item_code(drive.world, "居住证申领"))
    drive.happen(DeviceChanged("card_reader", "ready"), card)
    drive.press("confirm_card")


@pytest.fixture
def kept(drive: Drive) -> KeepUnfinished:
    """What the terminal kept last before the power went."""
    lay_card(drive, CARD)
    drive.press("start_filling")
    drive.press("whole_table")
    drive.press("edit", "phone")
    assert isinstance(drive.screen.body, QuestionView)
    for digit in "13800138000":
        drive.press("key", digit)
    drive.press("next_question")
    forms = drive.asked(KeepUnfinished)
    assert forms
    last = forms[-1]
    assert isinstance(last, KeepUnfinished)
    drive.visit, drive.effects = Visit(), []
    return last


def test_the_same_card_is_asked_and_goes_on_where_it_was(
    drive: Drive, kept: KeepUnfinished
) -> None:
    lay_card(drive, CARD)
    assert drive.effects[-1] == FindUnfinished(NUMBER)
    drive.happen(UnfinishedFound(NUMBER, kept.text))
    body = drive.screen.body
    assert isinstance(body, NoticeView)
    assert body.title == "接着上次填吗？"
    drive.press("resume_form")
    state = drive.visit.journey
    assert isinstance(state, ApplyState)
    assert state.step == "fill"
    assert state.table is not None
    assert "13800138000" in {value.text for value in state.table.values.values()}


def test_another_card_never_sees_it(drive: Drive, kept: KeepUnfinished) -> None:
    lay_card(drive, OTHER)
    drive.happen(UnfinishedFound(NUMBER, kept.text))
    assert isinstance(drive.screen.body, ChooseItemsView)
    assert "13800138000" not in repr(drive.screen)


def test_who_does_not_want_it_starts_afresh_and_it_is_dropped(
    drive: Drive, kept: KeepUnfinished
) -> None:
    lay_card(drive, CARD)
    drive.happen(UnfinishedFound(NUMBER, kept.text))
    assert drive.press("drop_form") == (DropUnfinished(NUMBER),)
    assert isinstance(drive.screen.body, ChooseItemsView)


def test_it_is_dropped_when_the_application_is_safe(drive: Drive, kept: KeepUnfinished) -> None:
    lay_card(drive, CARD)
    state = drive.visit.journey
    assert isinstance(state, ApplyState)
    drive.visit = replace(drive.visit, journey=replace(state, step="review", sending=True))
    effects = drive.happen(ApplicationKept(state.application_id))
    assert DropUnfinished(NUMBER) in effects


def test_without_a_card_nothing_is_kept(drive: Drive) -> None:
    drive.press("fill_in", item_code(drive.world, "居住证申领"))
    drive.press("without_card")
    drive.press("start_filling")
    drive.press("key", "陈")
    drive.press("whole_table")
    assert isinstance(drive.screen.body, TableView)
    assert drive.asked(KeepUnfinished) == []
    assert drive.asked(FindUnfinished) == []


@pytest.mark.parametrize("text", ["", "{}", '{"codes": ["0"], "values": []}', "kein JSON"])
def test_what_cannot_be_used_any_more_is_passed_over(drive: Drive, text: str) -> None:
    lay_card(drive, CARD)
    drive.happen(UnfinishedFound(NUMBER, text))
    assert isinstance(drive.screen.body, ChooseItemsView)


def test_a_picture_of_a_card_neither_keeps_nor_opens_a_form(
    drive: Drive, kept: KeepUnfinished
) -> None:
    drive.press("fill_in", item_code(drive.world, "居住证申领"))
    drive.press("by_camera")
    drive.press("take_photo")
    drive.happen(CARD)
    drive.press("confirm_card")
    assert not drive.asked(FindUnfinished)
    drive.happen(UnfinishedFound(NUMBER, kept.text))
    assert isinstance(drive.screen.body, ChooseItemsView)
    drive.press("start_filling")
    assert not drive.asked(KeepUnfinished)
