"""What a terminal stands on, and what is said when it gives way."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from devices.status import DeviceState
from kiosk import machine

TOUCHSCREEN = """I: Bus=0003 Vendor=0457 Product=0817 Version=0110
N: Name="SiS HID Touch Controller"
H: Handlers=mouse1 event5
B: ABS=260800000000003

I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
B: EV=3
"""
JOYSTICK = TOUCHSCREEN.replace("mouse1", "js0").replace("SiS HID Touch Controller", "Gamepad")


def test_a_full_disk_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.disk_status(tmp_path / "not" / "yet").state is DeviceState.READY
    monkeypatch.setattr(machine, "LEAST_FREE_BYTES", 10**18)
    status = machine.disk_status(tmp_path)
    assert status.state is DeviceState.ERROR and "清理磁盘" in status.remedy


def test_a_clock_of_last_century_is_an_error() -> None:
    beijing = ZoneInfo("Asia/Shanghai")
    assert machine.clock_status(datetime(2026, 11, 25, tzinfo=beijing)).state is DeviceState.READY
    status = machine.clock_status(datetime(1999, 1, 1, tzinfo=beijing))
    assert status.state is DeviceState.ERROR and "对时" in status.remedy


@pytest.mark.parametrize(
    ("listed", "state", "reason"),
    [
        (TOUCHSCREEN, DeviceState.READY, "SiS HID Touch Controller"),
        (JOYSTICK, DeviceState.ABSENT, "没有找到触摸屏"),
        ("", DeviceState.ABSENT, "没有找到触摸屏"),
    ],
)
def test_a_touchscreen_is_found_as_the_kernel_lists_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: str, state: DeviceState, reason: str
) -> None:
    place = tmp_path / "devices"
    place.write_text(listed, encoding="utf-8")
    monkeypatch.setattr(machine, "INPUT_DEVICES", place)
    status = machine.touch_status()
    assert (status.state, status.reason) == (state, reason)


@pytest.mark.parametrize(
    ("charge", "doing", "state", "words"),
    [
        ("90", "Full", DeviceState.READY, "90%"),
        ("80", "Discharging", DeviceState.READY, "正在用电池"),
        ("12", "Discharging", DeviceState.ERROR, "停电"),
    ],
)
def test_a_ups_tells_when_the_power_is_gone(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    charge: str,
    doing: str,
    state: DeviceState,
    words: str,
) -> None:
    ups = tmp_path / "ups"
    ups.mkdir()
    for name, text in (("type", "UPS"), ("capacity", charge), ("status", doing)):
        (ups / name).write_text(f"{text}\n", encoding="ascii")
    monkeypatch.setattr(machine, "POWER_SUPPLIES", tmp_path)
    status = machine.power_status()
    assert status.state is state and words in status.reason


def test_a_screen_is_known_by_its_socket_where_no_display_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "CONNECTORS", tmp_path)
    assert not machine.has_screen({})
    socket = tmp_path / "card0-HDMI-A-1"
    socket.mkdir()
    (socket / "status").write_text("disconnected\n", encoding="ascii")
    assert machine.has_screen({})
    assert machine.display_status({}).state is DeviceState.ABSENT
    (socket / "status").write_text("connected\n", encoding="ascii")
    assert machine.display_status({}).reason == "card0-HDMI-A-1"


def test_chinese_needs_a_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "FONT_FOLDERS", (tmp_path,))
    assert machine.font_status().state is DeviceState.ERROR
    (tmp_path / "wqy").mkdir()
    (tmp_path / "wqy" / "wqy-microhei.ttc").touch()
    assert machine.font_status().reason == "wqy-microhei.ttc"
