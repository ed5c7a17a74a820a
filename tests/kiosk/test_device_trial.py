"""Devices tried with simulators one level below their drivers."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from devices.printers import FileConnection
from devices.simulators.printer_sink import PrinterSink, SinkFault
from devices.simulators.rehearsals import rehearse_card, rehearse_sdt
from devices.status import DeviceState
from kiosk import device_trial
from kiosk.device_trial import DeviceTrials, OwnDevices, Trial, build_devices
from kiosk.settings import KioskSettings

TRIALS = DeviceTrials(KioskSettings())


def write_video(path: Path) -> None:
    """Write a few frames of an empty desk."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15, (320, 240))
    for _ in range(6):
        writer.write(np.full((240, 320, 3), 120, np.uint8))
    writer.release()


def until_ready(trials: DeviceTrials, chosen: dict[str, str]) -> Trial:
    """Try until the daemon has noticed the card."""
    end_s = time.monotonic() + 10
    while True:
        trial = trials.try_out(chosen)
        if trial.status.state is DeviceState.READY or time.monotonic() > end_s:
            return trial


def test_a_virtual_card_reader_is_found_and_read_and_nothing_of_the_card_is_told() -> None:
    with rehearse_card() as rehearsal:
        found = next(one for one in TRIALS.find() if one.place == "PC/SC")
        chosen = dict(found.settings)
        empty = TRIALS.try_out(chosen)
        assert empty.is_ready and "放一张卡" in empty.did
        rehearsal.orders["generation 2"].carry_out()
        trial = until_ready(TRIALS, chosen)
    assert trial.is_ready and trial.did.startswith("读到了：社保卡")
    assert "证件样本" not in repr(trial)


def test_production_finds_no_virtual_reader() -> None:
    strict = KioskSettings.model_validate(
        {"production": True, "printer": {"kind": "none", "target": ""}}
    )
    with rehearse_card():
        assert not [one for one in DeviceTrials(strict).find() if one.place == "PC/SC"]


def test_a_resident_card_reader_that_the_terminal_holds_is_not_opened_twice() -> None:
    with rehearse_sdt() as rehearsal:
        rehearsal.orders["card"].carry_out()
        chosen = rehearsal.settings
        mine = KioskSettings.model_validate(
            {"card_reader": {key.partition(".")[2]: text for key, text in chosen.items()}}
        )
        own = build_devices(mine)
        assert own.reader.status().state is DeviceState.READY
        assert DeviceTrials(mine).try_out(chosen).status.state is DeviceState.BUSY
        assert "身份证" in until_ready(DeviceTrials(mine, own), chosen).did
        own.reader.close()
        # Tried by other settings than its own, the line is free again afterwards.
        for _ in range(2):
            assert DeviceTrials(KioskSettings(), own).try_out(chosen).is_ready


def test_a_video_file_is_looked_at_as_a_camera(tmp_path: Path) -> None:
    write_video(tmp_path / "desk.avi")
    trial = TRIALS.try_out({"camera.source": str(tmp_path / "desk.avi")})
    assert trial.is_ready and "×" in trial.did
    assert trial.picture_png.startswith(b"\x89PNG")
    missing = TRIALS.try_out({"camera.source": str(tmp_path / "nowhere.avi")})
    assert not missing.is_ready and missing.status.remedy and not missing.picture_png


def test_a_network_printer_prints_a_test_page_or_says_what_it_lacks() -> None:
    with PrinterSink() as sink:
        chosen = {"printer.kind": "network", "printer.target": sink.target}
        trial = TRIALS.try_out(chosen)
        assert trial.is_ready and "测试页".encode("gb18030") in sink.received
        sink.fail(SinkFault.PAPER_OUT)
        trial = TRIALS.try_out(chosen)
    assert not trial.is_ready and "没有纸" in trial.status.reason and trial.status.remedy


def test_none_is_always_fine_and_nonsense_is_refused_in_words() -> None:
    assert TRIALS.try_out({"printer.kind": "none"}).is_ready
    trial = TRIALS.try_out({"printer.kind": "network", "printer.target": "not a host!"})
    assert not trial.is_ready and trial.status.reason.startswith("不能这样设置")
    virtual = {"card_reader.kind": "pcsc", "card_reader.name": "Virtual PCD"}
    settings = {"production": True, "printer": {"kind": "none", "target": ""}}
    strict = DeviceTrials(KioskSettings.model_validate(settings))
    assert "simulator" in strict.try_out(virtual).status.reason


def test_a_driver_that_raises_is_told_as_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(settings: KioskSettings) -> OwnDevices:
        raise RuntimeError("driver")

    monkeypatch.setattr(device_trial, "build_devices", breaks)
    assert TRIALS.try_out({"camera.source": "5"}).status.state is DeviceState.ERROR


def test_a_file_is_a_printer_too(tmp_path: Path) -> None:
    target = tmp_path / "slips.bin"
    trial = TRIALS.try_out({"printer.kind": "file", "printer.target": str(target)})
    assert trial.is_ready and FileConnection(target).is_there()
    assert target.read_bytes()
