"""The technician's visit: PIN, overview, tests of each device, out of service."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.effects import (
    ChangeSetting,
    CheckBadge,
    CheckPin,
    GatherReport,
    Listen,
    PlayTone,
    PrintSlip,
    ReadCard,
    Restart,
    SetInService,
    Speak,
    StartCamera,
    StopCamera,
    TakePhoto,
)
from kiosk.events import (
    BadgeChecked,
    CardRead,
    DeviceChanged,
    Fact,
    Heard,
    LevelChanged,
    PhotoTaken,
    PinChecked,
    PortraitSeen,
    Printed,
    ServiceChanged,
    ServiceReported,
    SettingChanged,
    SpeechEnded,
    TonePlayed,
)
from kiosk.journeys.view import (
    CaptureView,
    HomeView,
    NoticeView,
    QuestionView,
    TableView,
    TouchTestView,
)

from .conftest import Drive, labels


@pytest.fixture
def inside(drive: Drive) -> Drive:
    drive.press("service")
    drive.happen(PinChecked(True))
    return drive


def table(drive: Drive) -> TableView:
    body = drive.screen.body
    assert isinstance(body, TableView)
    return body


def test_the_pin_is_never_shown_and_not_kept(drive: Drive) -> None:
    drive.press("service")
    for digit in "604211":
        drive.press("key", digit)
    body = drive.screen.body
    assert isinstance(body, QuestionView) and body.text == "●" * 6
    assert "604211" not in repr(drive.visit)
    assert drive.press("next_question") == (CheckPin("604211"),)
    assert drive.press("next_question") == ()
    assert "604211" not in repr(drive.asked(CheckPin))


def test_a_wrong_pin_says_so_and_how_long_to_wait(drive: Drive) -> None:
    drive.press("service")
    drive.happen(PinChecked(False))
    assert isinstance(drive.screen.body, QuestionView)
    assert drive.screen.body.fault == "密码不对，请重新输入"
    drive.happen(PinChecked(False, wait_s=60))
    assert "60 秒" in drive.screen.body.fault
    drive.happen(PinChecked(False, is_set=False))
    assert "./run pin" in drive.screen.body.fault


def test_a_staff_badge_opens_as_the_pin_does(drive: Drive) -> None:
    drive.press("service")
    assert drive.press("show_badge") == (CheckBadge(),)
    assert drive.press("show_badge") == ()
    drive.happen(BadgeChecked(False, "这张卡没有登记"))
    assert isinstance(drive.screen.body, QuestionView)
    assert drive.screen.body.fault == "这张卡没有登记"
    assert drive.press("show_badge") == (CheckBadge(),)
    assert drive.happen(BadgeChecked(True)) == (GatherReport(),)
    assert isinstance(drive.screen.body, TableView)


@pytest.mark.parametrize("action", ["test_device", "set_in_service", "ask_restart", "restart"])
def test_nothing_can_be_done_without_the_pin(drive: Drive, action: str) -> None:
    assert drive.press(action, "no") == ()
    drive.press("service")
    assert drive.press(action, "no") == ()
    assert isinstance(drive.screen.body, QuestionView)


def test_the_overview_names_what_is_wrong_and_the_remedy(inside: Drive) -> None:
    assert inside.asked(GatherReport)
    inside.happen(
        DeviceChanged("printer", "error", "打印机没有纸了", "请换纸"),
        DeviceChanged("camera", "ready"),
        DeviceChanged("card_reader", "no_card"),
        ServiceReported((("机器", (Fact("磁盘", "还剩 0.1 GB", False),)),)),
    )
    body = table(inside)
    shown = {line.label: line for card in body.cards for line in card.lines}
    assert shown["打印机"].text == "打印机没有纸了。请换纸"
    assert shown["读卡器"].text == "正常，没有放卡"
    assert body.message == "2 处有问题" and body.tone == "error"


def test_the_printer_is_tested_by_a_real_slip(inside: Drive) -> None:
    (slip,) = inside.press("test_device", "printer")
    assert isinstance(slip, PrintSlip) and slip.large == "测试页"
    inside.happen(Printed(False, "打印机没有纸了", "请换纸"))
    assert (table(inside).message, table(inside).tone) == ("打印机没有纸了。请换纸", "error")
    inside.press("test_device", "printer")
    inside.happen(Printed(True))
    assert table(inside).tone == "ok" and inside.screen.banner == ""


def test_microphone_loudspeaker_and_reader_are_tested(inside: Drive) -> None:
    assert inside.press("test_device", "microphone") == (Listen(),)
    inside.happen(LevelChanged(0.5))
    assert any(line.text == "■" * 10 + "□" * 10 for line in table(inside).cards[0].lines)
    inside.happen(Heard("你好"))
    assert table(inside).message == "话筒正常"
    (speak,) = inside.press("test_device", "loudspeaker")
    assert isinstance(speak, Speak)
    inside.happen(SpeechEnded("没有找到喇叭"))
    assert table(inside).tone == "error"
    assert inside.press("test_device", "card_reader") == (ReadCard(),)
    inside.happen(CardRead("社保卡", {"resident_number": "11010519491231002X"}))
    assert "11010519491231002X" not in str(inside.screen)
    assert "读卡正常" in table(inside).message


def test_the_camera_is_tested_live_and_closed_after(inside: Drive) -> None:
    assert inside.press("test_device", "camera") == (StartCamera(),)
    inside.press("take_photo")
    inside.happen(PhotoTaken(True, "", b"jpeg", b"png"))
    body = inside.screen.body
    assert isinstance(body, CaptureView) and body.phase == "accepted"
    assert StopCamera() in inside.press("overview")


def test_a_second_camera_for_portraits_is_listed_and_tested_where_there_is_one(
    inside: Drive,
) -> None:
    labelled = {line.label for card in table(inside).cards for line in card.lines}
    assert "人像摄像头" not in labelled
    assert inside.press("test_device", "portrait_camera") == ()
    inside.world = replace(inside.world, portrait_device="portrait_camera")
    assert inside.press("test_device", "portrait_camera") == (StartCamera(portrait=True),)
    inside.happen(PortraitSeen("脸太小。请靠近一些"))
    body = inside.screen.body
    assert isinstance(body, CaptureView)
    assert (body.title, body.message) == ("测试：人像摄像头", "脸太小。请靠近一些")
    assert inside.press("take_photo") == (TakePhoto(portrait=True),)
    inside.happen(DeviceChanged("portrait_camera", "absent", "没有找到摄像头", "请检查连接线"))
    assert table(inside).tone == "error"
    inside.press("overview")
    labelled = {line.label for card in table(inside).cards for line in card.lines}
    assert "人像摄像头" in labelled


def test_out_of_service_lets_no_citizen_in_until_put_back(inside: Drive) -> None:
    assert SetInService(False) in inside.press("set_in_service", "no")
    inside.happen(ServiceChanged(False))
    assert "恢复服务" in labels(table(inside).actions)
    inside.press("home")
    assert isinstance(inside.screen.body, NoticeView)
    inside.press("listen")
    inside.press("fill_in")
    assert isinstance(inside.screen.body, NoticeView)
    inside.press("service")
    assert isinstance(inside.screen.body, QuestionView)
    inside.press("home")
    inside.happen(ServiceChanged(True))
    assert isinstance(inside.screen.body, HomeView)


def test_a_restart_is_asked_about_first(inside: Drive) -> None:
    inside.press("ask_restart")
    assert isinstance(inside.screen.body, NoticeView)
    assert inside.press("restart") == (Restart(),)


def test_a_technician_who_walks_away_leaves_no_open_door(inside: Drive) -> None:
    inside.wait(1)
    inside.wait(121)
    inside.wait(31)
    assert isinstance(inside.screen.body, HomeView)


SETTINGS = ServiceReported((), (), (("speech.volume", "0.9"), ("screen.home", "services")), True)


def test_a_setting_is_explained_chosen_saved_and_undone(inside: Drive) -> None:
    inside.press("show_settings")
    inside.happen(SETTINGS)
    shown = {line.label: line for card in table(inside).cards for line in card.lines}
    assert shown["朗读音量"].text == "大" and shown["首页"].text == "办事"
    inside.press("edit_setting", "speech.volume")
    body = inside.screen.body
    assert isinstance(body, QuestionView) and "老人" in body.hint
    assert [choice.label for choice in body.choices if choice.chosen] == ["大"]
    inside.press("choose_value", "0.5")
    assert inside.press("save_setting") == (ChangeSetting("speech.volume", "0.5"),)
    assert inside.press("save_setting") == ()
    inside.happen(SettingChanged("speech.volume", "0.9"))
    assert "重新启动后生效" in table(inside).message
    assert inside.press("undo_setting") == (ChangeSetting("speech.volume", "0.9"),)


def test_each_part_of_the_day_has_its_volume(inside: Drive) -> None:
    by_hour = ("speech.volume_by_hour", "12-13 0.5, 21-7 0")
    inside.press("show_settings")
    inside.happen(ServiceReported((), (), (by_hour,), True))
    shown = {line.label: line for card in table(inside).cards for line in card.lines}
    assert shown["9–12 点"].text == "和平时一样" and shown["21–7 点"].text == "不出声"
    assert shown["12–14 点"].text == "这段时间里有几种"
    inside.press("edit_setting", "speech.volume_by_hour@12-14")
    assert inside.press("save_setting") == ()
    inside.press("edit_setting", "speech.volume_by_hour@12-14")
    inside.press("choose_value", "0.3")
    (asked,) = inside.press("save_setting")
    assert asked == ChangeSetting("speech.volume_by_hour", "12-14 0.3, 21-7 0")
    inside.happen(SettingChanged("speech.volume_by_hour", by_hour[1]))
    shown = {line.label: line for card in table(inside).cards for line in card.lines}
    assert shown["12–14 点"].tag is not None and shown["9–12 点"].tag is None
    assert inside.press("undo_setting") == (ChangeSetting(*by_hour),)


def test_a_setting_that_is_refused_says_why_and_stays_open(inside: Drive) -> None:
    inside.press("show_settings")
    inside.happen(SETTINGS)
    inside.press("edit_setting", "production")
    inside.press("choose_value", "True")
    inside.press("save_setting")
    inside.happen(SettingChanged("production", "False", "不能这样设置：printer.kind"))
    body = inside.screen.body
    assert isinstance(body, QuestionView) and "printer.kind" in body.fault
    inside.press("show_settings")
    assert isinstance(inside.screen.body, TableView)


def test_settings_that_cannot_be_written_are_only_shown(inside: Drive) -> None:
    inside.press("show_settings")
    inside.happen(ServiceReported((), (), (("speech.volume", "0.9"),)))
    assert all(line.action is None for card in table(inside).cards for line in card.lines)
    assert "不能在屏幕上改" in table(inside).message


def test_the_touch_screen_is_tested_square_by_square(inside: Drive) -> None:
    inside.press("test_touch")
    body = inside.screen.body
    assert isinstance(body, TouchTestView)
    for square in body.squares[:-1]:
        inside.press(square.name, square.argument)
    assert isinstance(inside.screen.body, TouchTestView)
    assert "还剩 1 个" in inside.screen.body.message
    inside.press("touch_cell", body.squares[-1].argument)
    assert "触摸屏正常" in inside.screen.body.message


def test_each_side_of_the_loudspeaker_is_heard_alone(inside: Drive) -> None:
    inside.press("test_device", "loudspeaker")
    assert inside.press("play_tone", "left") == (PlayTone("left"),)
    inside.happen(TonePlayed())
    assert table(inside).tone == "ok"
    inside.press("play_tone", "right")
    inside.happen(TonePlayed("没有找到喇叭"))
    assert table(inside).tone == "error"
