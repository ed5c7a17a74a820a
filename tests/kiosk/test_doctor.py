"""`yimen doctor`: every device with reason and remedy, an exit code, and a report on paper."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from devices.camera import opencv, portrait_camera, watched
from devices.camera.opencv import OpenCvCamera
from devices.camera.watched import WatchedCamera
from devices.cards import pcsc
from devices.printers import answers
from devices.simulators.printer_sink import PrinterSink, SinkFault
from devices.simulators.rehearsals import rehearse_camera
from devices.status import DeviceState, Status
from kiosk import doctor, sound_devices
from kiosk.cli import app
from kiosk.doctor import device_checks, for_technicians, look_at
from kiosk.machine import Check
from kiosk.opening import KIOSK_CONFIG
from kiosk.settings import load_settings

READY = Status(DeviceState.READY)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A terminal that wants a printer and a hall, and no other device."""
    models = tmp_path / "models" / "whisper-base"
    models.mkdir(parents=True)
    settings = {
        "CAMERA__SOURCE": "none",
        "CARD_READER__KIND": "none",
        "DATA__FOLDER": str(tmp_path),
        "SPEECH__MODELS_FOLDER": str(models.parent),
        "SPEECH__SYNTHESIZER": "silent",
        "PRINTER__TARGET": str(tmp_path / "tickets.bin"),
    }
    for key, value in settings.items():
        monkeypatch.setenv(f"YIMEN_{key}", value)
    return tmp_path


def examined(*options: str) -> tuple[int, dict[str, dict[str, str]]]:
    done = CliRunner().invoke(app, ["doctor", "--json", *options])
    return done.exit_code, {one["name"]: one for one in json.loads(done.stdout)}


def test_every_device_has_name_kind_status_reason_and_remedy(
    terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIMEN_HALL__URL", "http://127.0.0.1:9")
    code, found = examined()
    assert code == 1
    assert all({"name", "kind", "status", "reason", "remedy"} == set(one) for one in found.values())
    assert {"读卡器", "摄像头", "小票打印机", "话筒", "喇叭", "磁盘", "时钟", "中文字体"} <= set(
        found
    )
    assert found["读卡器"]["status"] == "absent" and found["读卡器"]["remedy"]
    assert found["小票打印机"]["status"] == "ready"
    assert found["大厅服务"]["status"] == "error" and "127.0.0.1:9" in found["大厅服务"]["remedy"]


@pytest.mark.parametrize(
    ("source", "page", "is_fine"),
    [("/dev/video97", "none", False), ("same", "/dev/video97", False), ("none", "none", True)],
)
def test_an_absent_portrait_camera_has_a_remedy_of_its_own(
    terminal: Path, monkeypatch: pytest.MonkeyPatch, source: str, page: str, is_fine: bool
) -> None:
    monkeypatch.setenv("YIMEN_CAMERA__SOURCE", page)
    monkeypatch.setenv("YIMEN_CAMERA__PORTRAIT_SOURCE", source)
    checks = doctor.device_checks(load_settings(KIOSK_CONFIG, os.environ))
    (found,) = look_at(one for one in checks if one.name == "人像摄像头")
    assert found.kind == f"portrait_camera/{source}" and "人像摄像头" in found.reason
    assert "证件照" in found.remedy and "材料" not in found.remedy
    assert found.is_fine is is_fine


def test_a_device_that_is_not_wanted_is_no_fault(
    terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound_devices.SoundDevice, "status", lambda device: READY)
    monkeypatch.setattr("kiosk.doctor.try_reception", lambda microphone: None)
    code, found = examined()
    faults = [one for one in found.values() if one["status"] in ("absent", "error")]
    assert {one["name"] for one in faults} <= {
        "读卡器",
        "摄像头",
        "人像摄像头",
        "A4 打印机",
        "网络",
        "触摸屏",
        "显示屏",
    }
    assert code == 0, faults


def test_a_network_printer_without_paper_is_named(
    terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PrinterSink() as sink:
        monkeypatch.setenv("YIMEN_PRINTER__KIND", "network")
        monkeypatch.setenv("YIMEN_PRINTER__TARGET", sink.target)
        sink.fail(SinkFault.PAPER_OUT)
        code, found = examined()
    assert code == 1
    printer = found["小票打印机"]
    assert printer["status"] == "error" and "没有纸" in printer["reason"]
    assert printer["remedy"] == "请换纸"


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (pcsc.NO_DAEMON, "请启动读卡服务（pcscd）"),
        (opencv.PLUG, "请检查摄像头的连接线"),
        (watched.STUCK, "请重新插拔摄像头的连接线"),
        (answers.PAPER_OUT, "请换纸"),
        (Status(DeviceState.ABSENT, "", portrait_camera.CHECK_CABLE), "请检查人像摄像头的连接线"),
    ],
)
def test_a_technician_is_not_told_what_citizens_may_do_meanwhile(
    status: Status, remedy: str
) -> None:
    assert for_technicians(status.remedy) == remedy


def test_a_stream_without_a_picture_is_not_ready(
    terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(source: int | str, width: int, height: int) -> WatchedCamera:
        return WatchedCamera(lambda: OpenCvCamera(source, width, height), 1.0, 0.5)

    def look() -> Status:
        checks = device_checks(load_settings(KIOSK_CONFIG, os.environ))
        return next(check.look() for check in checks if check.name == "摄像头")

    monkeypatch.setattr(doctor, "build_camera", build)
    monkeypatch.setattr(watched, "CLOSE_S", 0.2)
    with rehearse_camera(width=320) as rehearsal:
        monkeypatch.setenv("YIMEN_CAMERA__SOURCE", rehearsal.settings["camera.source"])
        assert look().state is DeviceState.READY
        rehearsal.orders["never"].carry_out()
        found = look()
    assert found.state is DeviceState.ERROR and found.reason and found.remedy


def test_the_readiness_report_is_a_dated_pdf_with_every_result(terminal: Path) -> None:
    report = terminal / "report.pdf"
    _, found = examined("--report", str(report))
    text = "".join(page.extract_text() for page in PdfReader(report).pages)
    assert "检查时间：20" in text and "结论：" in text
    assert all(name in text for name in found)


@pytest.mark.parametrize("command", [["doctor"], ["config", "show"], ["pin", "--digits", "135791"]])
def test_bad_settings_end_every_command_alike(tmp_path: Path, command: list[str]) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text("[hall]\ntimeout = 3\n", encoding="utf-8")
    done = CliRunner().invoke(app, [*command, "--config", str(config)])
    assert done.exit_code == 2
    assert "did you mean 'timeout_s'?" in done.output.replace("\n", "")


def test_a_check_that_raises_or_hangs_stops_none_of_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "LONGEST_S", 0.1)

    def fail() -> Status:
        raise RuntimeError("a driver's own fault")

    def hang() -> Status:
        time.sleep(0.5)
        return READY

    checks = (Check("一", "a", fail), Check("二", "b", hang), Check("三", "c", lambda: READY))
    assert [one.is_fine for one in look_at(checks)] == [False, False, True]
