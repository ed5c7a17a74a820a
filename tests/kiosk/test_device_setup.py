"""`yimen devices setup`: what is found is tested and written, comments and all."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from devices import detection
from devices.attached import Attached, Kind
from devices.printers import cups
from devices.simulators.cups_daemon import QUEUE, CupsDaemon
from devices.simulators.printer_sink import PtyPrinter, SinkFault
from kiosk import microphone_trial, sound_devices
from kiosk.cli import app
from kiosk.commands.config import CONFIG_FOLDER
from kiosk.settings import load_settings

SPOKEN = (
    (8000 * np.sin(np.arange(32_000) * 0.1) * (np.arange(32_000) % 8000 > 4000))
    .astype("<i2")
    .tobytes()
)
UNKNOWN = Attached(Kind.UNKNOWN, "不认识", "1234:5678")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    place = tmp_path / "kiosk.toml"
    place.write_text((CONFIG_FOLDER / "kiosk.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return place


def plug_in(monkeypatch: pytest.MonkeyPatch, *found: Attached) -> None:
    monkeypatch.setattr(detection, "detect", lambda production: found)
    monkeypatch.setattr(cups, "queue_names", lambda: ())
    monkeypatch.setattr(sound_devices, "microphone_names", lambda: ())


def serial(printer: PtyPrinter) -> Attached:
    settings = (("printer.kind", "serial"), ("printer.target", printer.target))
    return Attached(Kind.SERIAL, "串口设备", printer.target, settings)


def run(config: Path, *options: str, answers: str = "") -> str:
    arguments = ["devices", "setup", "--config", str(config), *options]
    done = CliRunner().invoke(app, arguments, input=answers)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_printer_is_chosen_tested_and_saved(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PtyPrinter() as printer:
        plug_in(monkeypatch, serial(printer), UNKNOWN)
        output = run(config, answers="\n\n1\n\n\n")
    assert "1234:5678" in output and "打印机：正常" in output
    settings = load_settings(config, {})
    assert (settings.printer.kind, settings.printer.target) == ("serial", printer.target)
    assert "# The ticket printer" in config.read_text(encoding="utf-8")


def test_a_device_in_trouble_is_saved_only_when_asked_to(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = config.read_text(encoding="utf-8")
    with PtyPrinter() as printer:
        printer.fail(SinkFault.PAPER_OUT)
        plug_in(monkeypatch, serial(printer))
        output = run(config, answers="\n\n1\nn\n\n\n")
    assert "没有纸" in output
    assert config.read_text(encoding="utf-8") == before


def test_none_is_an_answer_and_an_empty_one_changes_nothing(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = Attached(Kind.CAMERA, "Webcam", "/dev/video9", (("camera.source", "/dev/video9"),))
    plug_in(monkeypatch, camera)
    before = config.read_text(encoding="utf-8")
    run(config, answers="\n\n\n\n\n")
    assert config.read_text(encoding="utf-8") == before
    run(config, answers="\n0\n\n\n\n")
    assert load_settings(config, {}).camera.source == "none"


def test_a_number_that_was_not_offered_is_asked_for_again(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch)
    output = run(config, answers="\n7\n0\n\n\n\n")
    assert "没有编号 7" in output
    assert load_settings(config, {}).camera.source == "none"


def test_a_microphone_is_spoken_into_and_saved(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch)
    monkeypatch.setattr(sound_devices, "microphone_names", lambda: ("USB Audio",))
    heard: list[str] = []
    monkeypatch.setattr(microphone_trial, "record", lambda name: heard.append(name) or SPOKEN)
    monkeypatch.setattr(microphone_trial, "play_back", lambda pcm: pcm == SPOKEN)
    monkeypatch.setattr(microphone_trial, "recognised", lambda pcm, settings: "我要办居住证")
    output = run(config, answers="\n\n\n\n1\n")
    assert "请现在对着话筒说一句话" in output and "听到“我要办居住证”" in output
    assert heard == ["USB Audio"]
    assert load_settings(config, {}).speech.microphone == "USB Audio"


def test_an_a4_printer_is_found_at_cups_prints_a_page_and_is_saved(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detection, "detect", lambda production: ())
    monkeypatch.setattr(sound_devices, "microphone_names", lambda: ())
    with CupsDaemon(tmp_path / "cups") as daemon:
        monkeypatch.setenv("CUPS_SERVER", daemon.environ["CUPS_SERVER"])
        output = run(config, answers="\n\n\n1\n\n")
        assert daemon.run("lpstat", "-W", "completed", "-o", QUEUE)
    assert "测试页打完了" in output
    assert load_settings(config, {}).page_printer.queue == QUEUE


def test_the_list_can_be_had_as_json(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, UNKNOWN)
    (found,) = json.loads(run(config, "--json"))
    assert found == {
        "kind": "unknown",
        "name": "不认识",
        "place": "1234:5678",
        "settings": {},
        "serial": "",
    }
