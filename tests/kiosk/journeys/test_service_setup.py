"""The wizard on the glass: detect, identify, test, save, undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.attached import Attached, Kind
from devices.simulators.printer_sink import PrinterSink, SinkFault
from devices.simulators.rehearsals import rehearse_card
from kiosk.commands.config import CONFIG_FOLDER
from kiosk.device_choices import SAY_SOMETHING, WANTED
from kiosk.device_trial import DeviceTrials
from kiosk.effects import ChangeSettings, FindDevices, TryDevice
from kiosk.events import (
    DevicesFound,
    DeviceTried,
    Event,
    PinChecked,
    ServiceReported,
    SettingsChanged,
)
from kiosk.journeys.view import CaptureView, NoticeView, QuestionView, TableView
from kiosk.microphone_trial import SoundWork
from kiosk.performers.service import About, ServiceDesk
from kiosk.platform.outbox import Outbox
from kiosk.settings import load_settings
from kiosk.settings_editor import SettingsEditor
from kiosk.vault import Vault
from tests.kiosk.test_device_setup import SPOKEN
from tests.kiosk.test_device_trial import write_video

from .conftest import Drive, labels

PRINTER = Attached(
    Kind.PRINTER,
    "EPSON TM-T82",
    "04b8:0e15",
    (("printer.kind", "usb"), ("printer.target", "04b8:0e15")),
)
UNKNOWN = Attached(Kind.UNKNOWN, "不认识", "1234:5678")
VALUES = (
    ("card_reader.kind", "none"),
    ("camera.source", "none"),
    ("printer.kind", "file"),
    ("printer.target", "tickets.bin"),
)
REPORT = ServiceReported((), (), VALUES, can_change_settings=True)


@pytest.fixture
def wizard(drive: Drive) -> Drive:
    drive.press("service")
    drive.happen(PinChecked(True), REPORT)
    assert drive.press("set_up") == (FindDevices(),)
    return drive


def found(drive: Drive, *devices: Attached) -> TableView:
    drive.happen(DevicesFound(devices))
    body = drive.screen.body
    assert isinstance(body, TableView)
    return body


def question(drive: Drive) -> QuestionView:
    body = drive.screen.body
    assert isinstance(body, QuestionView)
    return body


def notice(drive: Drive) -> NoticeView:
    body = drive.screen.body
    assert isinstance(body, NoticeView)
    return body


def skip(drive: Drive, *names: str) -> None:
    """Leave these devices as they are."""
    for name in names:
        assert question(drive).question == f"{name}用哪一个？"
        drive.press("skip_device")


def pick(drive: Drive, name: str) -> None:
    """Choose the device whose label holds the name."""
    action = next(one for one in question(drive).choices if name in one.label)
    drive.press(action.name, action.argument)


def test_while_looking_the_wait_is_told(wizard: Drive) -> None:
    assert notice(wizard).busy


def test_what_is_not_known_is_listed_and_told_apart(wizard: Drive) -> None:
    body = found(wizard, PRINTER, UNKNOWN)
    usable, rest = body.cards
    assert "EPSON TM-T82" in usable.lines[0].text
    assert "1234:5678" in rest.lines[0].text and rest.lines[0].tag is not None
    assert "找到 2 样" in body.message


def test_nothing_plugged_in_says_what_to_do(wizard: Drive) -> None:
    assert "再找一次" in found(wizard).message
    assert wizard.press("find_devices") == (FindDevices(),)


def test_a_printer_is_chosen_tested_again_and_saved_with_an_undo(wizard: Drive) -> None:
    found(wizard, PRINTER)
    wizard.press("pick_devices")
    assert "没有找到读卡器" in question(wizard).fault
    wizard.press("skip_device")
    wizard.press("skip_device")
    assert question(wizard).question == "打印机用哪一个？"
    assert not question(wizard).primary.enabled
    pick(wizard, "EPSON")
    assert wizard.press("try_device") == (TryDevice(PRINTER.settings),)
    assert "EPSON" in notice(wizard).message and notice(wizard).busy
    wizard.happen(DeviceTried(False, "", "打印机没有纸了", "请换纸"))
    told = notice(wizard)
    assert told.tone == "error" and "请换纸" in told.message
    assert told.primary is not None and told.primary.name == "try_device"
    assert wizard.press("try_device") == (TryDevice(PRINTER.settings),)
    wizard.happen(DeviceTried(True, "测试页已送到打印机，请看是否清楚"))
    wizard.press("take_device")
    skip(wizard, "A4 打印机", "话筒")
    body = wizard.screen.body
    assert isinstance(body, TableView)
    lines = {line.label: line.text for line in body.cards[0].lines}
    assert lines == {
        "读卡器": "不改",
        "摄像头": "不改",
        "打印机": "EPSON TM-T82（04b8:0e15）",
        "A4 打印机": "不改",
        "话筒": "不改",
    }
    assert wizard.press("save_devices") == (ChangeSettings(PRINTER.settings),)
    before = (("printer.kind", "file"), ("printer.target", "tickets.bin"))
    wizard.happen(SettingsChanged(before))
    assert getattr(notice(wizard).primary, "name", "") == "ask_restart"
    assert wizard.press("undo_devices") == (ChangeSettings(before),)
    wizard.happen(SettingsChanged(PRINTER.settings))
    assert notice(wizard).title == "已改回原来的"


def test_a_device_in_trouble_may_be_taken_all_the_same_and_is_marked(wizard: Drive) -> None:
    found(wizard, PRINTER)
    for action in ("pick_devices", "skip_device", "skip_device"):
        wizard.press(action)
    pick(wizard, "EPSON")
    wizard.press("try_device")
    wizard.happen(DeviceTried(False, "", "没有找到打印机", "请检查连接线"))
    assert "先用着" in labels(notice(wizard).actions)
    wizard.press("take_device")
    skip(wizard, "A4 打印机", "话筒")
    body = wizard.screen.body
    assert isinstance(body, TableView)
    tag = body.cards[0].lines[2].tag
    assert tag is not None and tag.text == "没有就绪"


def test_a_camera_shows_what_it_saw(wizard: Drive) -> None:
    found(wizard)
    wizard.press("pick_devices")
    wizard.press("skip_device")
    wizard.press("type_place")
    assert "/dev/video" in labels(question(wizard).helpers)
    wizard.press("key", "/dev/video")
    wizard.press("key", "2")
    assert wizard.press("next_question") == (TryDevice((("camera.source", "/dev/video2"),)),)
    wizard.happen(DeviceTried(True, "画面 1280×720", picture_png=b"png"))
    body = wizard.screen.body
    assert isinstance(body, CaptureView) and body.picture_png == b"png"
    wizard.press("pick_again")
    assert question(wizard).question == "摄像头用哪一个？"


def test_a_microphone_is_told_to_be_spoken_into(wizard: Drive) -> None:
    usb = Attached(Kind.MICROPHONE, "USB Audio", "PortAudio", (("speech.microphone", "USB Audio"),))
    found(wizard, usb)
    wizard.press("pick_devices")
    skip(wizard, "读卡器", "摄像头", "打印机", "A4 打印机")
    assert "对着话筒说" in question(wizard).hint
    pick(wizard, "USB Audio")
    assert wizard.press("try_device") == (TryDevice(usb.settings),)
    assert SAY_SOMETHING in notice(wizard).message


def test_no_a4_printer_needs_no_test(wizard: Drive) -> None:
    found(wizard)
    wizard.press("pick_devices")
    skip(wizard, "读卡器", "摄像头", "打印机")
    pick(wizard, "不装")
    assert wizard.press("try_device") == ()
    assert question(wizard).question == "话筒用哪一个？"


def test_no_device_needs_no_test(wizard: Drive) -> None:
    found(wizard)
    wizard.press("pick_devices")
    pick(wizard, "不装")
    assert wizard.press("try_device") == ()
    assert question(wizard).question == "摄像头用哪一个？"


def test_back_leads_through_the_pages_and_out_at_the_first(wizard: Drive) -> None:
    found(wizard)
    wizard.press("pick_devices")
    skip(wizard, *WANTED.values())
    body = wizard.screen.body
    assert isinstance(body, TableView) and body.message == "没有要改的"
    for expected in reversed(WANTED.values()):
        wizard.press("back")
        assert question(wizard).question.startswith(expected)
    wizard.press("type_place")
    wizard.press("back")
    assert question(wizard).question.startswith("读卡器用")
    wizard.press("back")
    assert wizard.screen.body.title == "接着的设备"  # type: ignore[union-attr]  # a TableView
    wizard.press("back")
    assert wizard.screen.body.title == "维护"  # type: ignore[union-attr]  # a TableView


def test_what_cannot_be_saved_says_why_and_keeps_the_choices(wizard: Drive) -> None:
    found(wizard, PRINTER)
    for action in ("pick_devices", "skip_device", "skip_device"):
        wizard.press(action)
    pick(wizard, "不装")
    wizard.press("try_device")
    skip(wizard, "A4 打印机", "话筒")
    wizard.press("save_devices")
    wizard.happen(SettingsChanged((), "没有权限写"))
    body = wizard.screen.body
    assert isinstance(body, TableView)
    assert body.message == "没有权限写" and body.tone == "error"
    assert body.primary is not None and body.primary.enabled


def test_settings_that_cannot_be_changed_here_say_so_before_saving(drive: Drive) -> None:
    drive.press("service")
    drive.happen(PinChecked(True), ServiceReported((), (), VALUES))
    drive.press("set_up")
    drive.happen(DevicesFound(()))
    drive.press("pick_devices")
    skip(drive, *WANTED.values())
    body = drive.screen.body
    assert isinstance(body, TableView) and "不能在屏幕上改" in body.message
    assert drive.press("save_devices") == ()


def test_real_drivers_are_set_up_from_the_first_look_to_the_file(
    drive: Drive, tmp_path: Path
) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text((CONFIG_FOLDER / "kiosk.toml").read_text(encoding="utf-8"), encoding="utf-8")
    write_video(tmp_path / "desk.avi")
    outbox = Outbox(tmp_path / "outbox.sqlite3", Vault(tmp_path / "outbox.key"))
    desk = ServiceDesk(
        About("", 0, tmp_path, tmp_path),
        (),
        outbox,
        lambda: None,
        SettingsEditor(config, {}),
        lambda: pytest.fail("no badge is asked for"),
        DeviceTrials(
            load_settings(config, {}),
            sound=SoundWork(lambda name: SPOKEN, lambda pcm: True, lambda pcm: "办居住证"),
        ),
    )

    def press(action: str, argument: str = "") -> None:
        told: list[Event] = []
        for effect in drive.press(action, argument):
            desk.perform(effect, told.append)
        drive.happen(*told)

    def type_place(place: str) -> None:
        press("type_place")
        for letter in place:
            press("key", letter)
        press("next_question")

    with rehearse_card(), PrinterSink() as sink:
        drive.press("service")
        drive.happen(PinChecked(True))
        press("refresh")
        press("set_up")
        press("pick_devices")
        pick(drive, "Virtual PCD")
        press("try_device")
        assert notice(drive).title == "读卡器：正常"
        press("take_device")
        type_place(str(tmp_path / "desk.avi"))
        assert isinstance(drive.screen.body, CaptureView) and drive.screen.body.picture_png
        press("take_device")
        sink.fail(SinkFault.PAPER_OUT)
        type_place(sink.target)
        assert "没有纸" in notice(drive).message
        sink.fail(SinkFault.NONE)
        press("try_device")
        assert notice(drive).title == "打印机：正常"
        press("take_device")
        press("skip_device")
        pick(drive, "系统默认")
        press("try_device")
        assert notice(drive).title == "话筒：正常" and "听到“办居住证”" in notice(drive).message
        press("take_device")
        press("save_devices")
    assert notice(drive).title == "已保存"
    settings = load_settings(config, {})
    assert "Virtual PCD" in settings.card_reader.name
    assert settings.camera.source == str(tmp_path / "desk.avi")
    assert (settings.printer.kind, settings.printer.target) == ("network", sink.target)
    press("undo_devices")
    outbox.close()
    assert load_settings(config, {}).printer.kind == "file"
