"""Settings changed on the glass: checked, written, and refused in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.attached import attached_devices
from kiosk.commands.config import CONFIG_FOLDER
from kiosk.settings import load_settings
from kiosk.settings_editor import SettingsEditor


@pytest.fixture
def config(tmp_path: Path) -> Path:
    place = tmp_path / "kiosk.toml"
    place.write_text((CONFIG_FOLDER / "kiosk.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return place


def test_a_text_becomes_what_the_setting_holds(config: Path) -> None:
    editor = SettingsEditor(config, {})
    assert editor.can_change
    for key, text in (("speech.volume", "0.5"), ("camera.source", "none"), ("camera.source", "2")):
        assert editor.change(key, text) == ""
        assert dict(editor.values())[key] == text
    settings = load_settings(config, {})
    assert (settings.speech.volume, settings.camera.source) == (0.5, 2)
    assert "# Speaking rate" in config.read_text(encoding="utf-8")


def test_what_cannot_be_is_refused_with_its_reason(config: Path) -> None:
    before = config.read_text(encoding="utf-8")
    editor = SettingsEditor(config, {})
    assert "printer.kind" in editor.change("production", "true")
    assert "speech.volume" in editor.change("speech.volume", "11")
    assert config.read_text(encoding="utf-8") == before


def test_what_the_environment_decides_is_not_changed_in_the_file(config: Path) -> None:
    editor = SettingsEditor(config, {"YIMEN_SPEECH__VOLUME": "0.3"})
    assert "YIMEN_SPEECH__VOLUME" in editor.change("speech.volume", "0.5")


def test_addresses_that_may_hold_a_password_are_not_shown(config: Path) -> None:
    assert "hall.url" not in dict(SettingsEditor(config, {}).values())


def test_a_terminal_without_a_file_of_its_own_says_so() -> None:
    editor = SettingsEditor(None, {})
    assert not editor.can_change and editor.values() == ()
    assert editor.change("speech.volume", "0.5")


def test_attached_devices_are_named_with_their_driver() -> None:
    settings = {
        "card_reader.kind": "sdt",
        "camera.source": "none",
        "printer.kind": "serial",
        "printer.target": "/dev/ttyUSB0",
    }
    words = dict(attached_devices(settings))
    assert words["读卡器"] == "身份证读卡器（SDT）" and words["摄像头"] == "没有装"
    assert words["打印机"] == "串口：/dev/ttyUSB0"
