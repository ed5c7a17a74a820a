"""A question answered aloud: shown first, taken only when confirmed."""

from __future__ import annotations

import pytest

from forms.values import Source
from kiosk.effects import Listen, StopListening
from kiosk.events import Heard, HeardNothing, HeardPart
from kiosk.journeys.application import ApplyState
from kiosk.journeys.view import QuestionView

from .conftest import Drive, item_code, labels


@pytest.fixture
def at_name(drive: Drive) -> Drive:
    drive.press("fill_in", item_code(drive.world, "居住证申领"))
    drive.press("without_card")
    drive.press("start_filling")
    drive.press("whole_table")
    drive.press("edit", "name")
    return drive


def state(drive: Drive) -> ApplyState:
    assert isinstance(drive.visit.journey, ApplyState)
    return drive.visit.journey


def asked(drive: Drive) -> QuestionView:
    assert isinstance(drive.screen.body, QuestionView)
    return drive.screen.body


def held(drive: Drive, key: str) -> tuple[str, Source, str]:
    table = state(drive).table
    assert table is not None
    value = table.values[key]
    return value.text, value.source, value.origin


def test_a_name_said_is_shown_and_taken_when_confirmed(at_name: Drive) -> None:
    assert isinstance(at_name.press("say_answer")[-1], Listen)
    assert labels(asked(at_name).helpers) == ["说完了"]
    at_name.happen(HeardPart("我叫"), Heard("我叫陈样本"))
    assert asked(at_name).text == "陈样本"
    assert "请核对" in asked(at_name).hint
    table = state(at_name).table
    assert table is not None
    assert "name" not in table.values
    at_name.press("next_question")
    assert held(at_name, "name") == ("陈样本", Source.SPOKEN, "您口述")


def test_what_was_said_and_then_mended_by_hand_counts_as_typed(at_name: Drive) -> None:
    at_name.press("say_answer")
    at_name.happen(Heard("我叫陈样本"))
    at_name.press("backspace")
    at_name.press("next_question")
    assert held(at_name, "name") == ("陈样", Source.TYPED, "您填写")


def test_what_is_not_understood_is_told_and_nothing_is_lost(at_name: Drive) -> None:
    at_name.press("key", "陈")
    at_name.press("whole_table")
    at_name.press("edit", "resident_number")
    at_name.press("key", "1")
    at_name.press("say_answer")
    at_name.happen(Heard("不想说"))
    assert "再说一遍" in asked(at_name).fault
    assert asked(at_name).text == "1"


def test_silence_is_told_with_what_to_do(at_name: Drive) -> None:
    at_name.press("say_answer")
    at_name.happen(HeardNothing("没有听到声音", "请靠近一点再说"))
    assert asked(at_name).fault == "没有听到声音。请靠近一点再说"
    assert "用说的" in labels(asked(at_name).helpers)


@pytest.mark.parametrize("action", ["back", "whole_table", "next_question"])
def test_the_microphone_does_not_stay_open_behind_another_screen(
    at_name: Drive, action: str
) -> None:
    at_name.press("key", "陈")
    at_name.press("key", "样")
    at_name.press("next_question")
    at_name.press("say_answer")
    effects = at_name.press(action)
    assert StopListening() in effects
    at_name.happen(Heard("我叫别人"))
    assert not state(at_name).saying.value
