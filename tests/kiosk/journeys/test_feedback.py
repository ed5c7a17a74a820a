"""Saying what one thinks."""

from __future__ import annotations

from kiosk.effects import Evaluate, TellStaff
from kiosk.events import LevelsSeen, Pressed, StaffNotTold, StaffTold, Typed
from kiosk.journeys import feedback
from kiosk.journeys.view import NoticeView, QuestionView, ReceiptView, TableView
from kiosk.journeys.world import World

from .conftest import Drive, labels


def test_five_levels_and_one_press_is_all_it_takes(world: World) -> None:
    state, _ = feedback.begin_evaluation("case-1", LevelsSeen(), world)
    view = feedback.view(state)
    assert isinstance(view, TableView)
    assert labels(view.actions) == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    state, effects = feedback.advance(state, Pressed("level", "1"), world)
    assert effects == (Evaluate("id-1", "case-1", 1),)
    assert feedback.advance(state, Pressed("level", "1"), world)[1] == ()
    state, _ = feedback.advance(state, StaffTold(), world)
    done = feedback.view(state)
    assert isinstance(done, NoticeView) and done.title == "谢谢您的评价"


def test_who_is_not_content_is_asked_why(world: World) -> None:
    state, _ = feedback.begin_evaluation("case-1", LevelsSeen(), world)
    state, effects = feedback.advance(state, Pressed("level", "4"), world)
    assert effects == ()
    _, effects = feedback.advance(state, Pressed("reason", "等得太久"), world)
    assert effects == (Evaluate("id-1", "case-1", 4, "等得太久"),)


def test_the_halls_own_names_stand_on_the_buttons_and_its_own_count_asks_why(world: World) -> None:
    own = LevelsSeen(("很好", "好", "一般", "差", "很差"), ("A", "B", "C", "D", "E"), satisfied=2)
    state, _ = feedback.begin_evaluation("case-1", own, world)
    shown, english = feedback.view(state), feedback.view(state, in_english=True)
    assert isinstance(shown, TableView) and isinstance(english, TableView)
    assert labels(shown.actions) == ["很好", "好", "一般", "差", "很差"]
    assert labels(english.actions) == ["A", "B", "C", "D", "E"]
    asked, effects = feedback.advance(state, Pressed("level", "3"), world)
    assert asked.step == "reasons" and effects == ()


def test_what_the_hall_calls_them_outlives_a_visit(drive: Drive) -> None:
    drive.happen(LevelsSeen(satisfied=2))
    drive.press("feedback")
    drive.press("home")
    assert drive.visit.levels.satisfied == 2


def test_a_suggestion_is_written_and_gets_a_number(drive: Drive) -> None:
    drive.press("feedback")
    drive.press("write", "suggestion")
    drive.happen(Typed("窗口多开一个"))
    assert drive.press("send") == (TellStaff("id-1", "suggestion", "窗口多开一个"),)
    drive.happen(StaffTold("1124-001", "http://10.20.0.5/q/a"))
    body = drive.screen.body
    assert isinstance(body, ReceiptView)
    assert (body.case_number, body.qr_text) == ("1124-001", "http://10.20.0.5/q/a")


def test_what_did_not_arrive_is_still_there_and_goes_out_under_the_same_id(drive: Drive) -> None:
    drive.press("feedback")
    drive.press("write", "complaint")
    drive.happen(Typed("等了两个小时"))
    drive.press("send")
    drive.happen(StaffNotTold("连接不上大厅服务", "请稍后再交一次"))
    body = drive.screen.body
    assert isinstance(body, QuestionView)
    assert body.text == "等了两个小时" and "连接不上大厅服务" in body.fault
    drive.press("send")
    first, second = drive.asked(TellStaff)
    assert first == second


def test_an_empty_message_goes_nowhere(drive: Drive) -> None:
    drive.press("feedback")
    drive.press("write", "suggestion")
    drive.happen(Typed("   "))
    assert drive.press("send") == ()


def test_what_was_written_is_in_no_log(drive: Drive) -> None:
    drive.press("feedback")
    drive.press("write", "complaint")
    drive.happen(Typed("我叫陈样本"))
    assert "陈样本" not in repr(drive.visit)
    (told,) = drive.press("send")
    assert "陈样本" not in repr(told)
