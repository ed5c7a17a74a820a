"""Microphone and loudspeaker, asked about in a process of its own when something changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.status import DeviceState, Status
from kiosk.sound_devices import Direction, SoundDevice, ask_port_audio, supervise_sound

READY = Status(DeviceState.READY)
ABSENT = Status(DeviceState.ABSENT, "没有找到喇叭", "请检查音箱")


def test_the_sound_system_is_asked_again_only_when_sound_cards_change() -> None:
    cards, answers, asked = ["USB Audio"], [READY], []

    def ask(direction: Direction, name: str) -> Status:
        asked.append((direction, name))
        return answers[0]

    speaker = SoundDevice("output", "USB", lambda: tuple(cards), ask)
    assert [speaker.status() for _ in range(3)] == [READY] * 3
    answers[0] = ABSENT
    assert speaker.status() == READY
    cards.clear()
    assert speaker.status() == ABSENT
    assert asked == [("output", "USB")] * 2
    answers[0] = READY
    assert speaker.ask_again() == READY


def test_without_either_device_or_voice_there_is_no_sound() -> None:
    no_voice = Status(DeviceState.ABSENT, "没有安装 espeak-ng", "请运行 ./run setup")
    device, user = [ABSENT], [no_voice]
    speaker = SoundDevice("output", "", lambda: device[0], lambda direction, name: device[0])
    supervised = supervise_sound("loudspeaker", speaker, lambda: user[0], lambda: READY)
    assert supervised.look() == ABSENT
    device[0] = READY
    assert supervised.look() == no_voice
    assert supervised.revive is not None and supervised.revive() == READY


def test_a_machine_without_sound_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("PULSE_SERVER", str(tmp_path / "none"))
    for direction in ("input", "output"):
        status = ask_port_audio(direction, "no such device")
        assert status.state is DeviceState.ABSENT
        assert "no such device" in status.reason and status.remedy
