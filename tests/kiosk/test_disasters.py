"""Ordinary disasters: a full disk, no loudspeaker, a driver that fails; the terminal goes on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.cards.reader import CardFault
from devices.status import DeviceState, Status
from devices.supervisor import Supervised
from kiosk.device_trial import DeviceTrials
from kiosk.effects import Effect, PrintSlip, SetInService, Speak
from kiosk.events import DeviceChanged, Event, Printed, ServiceChanged, SpeechEnded
from kiosk.logs import start_logging
from kiosk.performers.service import About, ServiceDesk
from kiosk.performers.speaking import Mouth
from kiosk.performers.watch import DeviceWatch
from kiosk.platform.outbox import Outbox
from kiosk.runner import Post, Runner
from kiosk.settings import KioskSettings
from kiosk.settings_editor import SettingsEditor
from kiosk.staff_pin import StaffPin
from kiosk.vault import Vault
from voice.errors import LoudspeakerError

PIN = "604211"


def no_badge() -> CardFault:
    return CardFault("没有卡", "请放卡")


def no_room(*arguments: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.fixture
def root_log() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield root
    root.handlers[:], root.level = handlers, level


def test_the_right_pin_opens_service_mode_on_a_full_disk_and_a_wrong_one_still_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = StaffPin(tmp_path / "pin.json", lambda: 1000.0)
    pin.set(PIN)
    monkeypatch.setattr(StaffPin, "_write", no_room)
    assert pin.check(PIN).ok
    waits = [pin.check("111222").wait_s for _ in range(6)]
    assert waits[:4] == [0] * 4 and waits[4] > 0 and waits[5] > 0
    assert not pin.check(PIN).ok


def test_out_of_service_is_obeyed_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox(tmp_path / "outbox.sqlite3", Vault(tmp_path / "outbox.key"))
    about = About("", 0, tmp_path, tmp_path)
    desk = ServiceDesk(
        about,
        (),
        outbox,
        lambda: None,
        SettingsEditor(None),
        no_badge,
        DeviceTrials(KioskSettings()),
    )
    monkeypatch.setattr(Path, "touch", no_room)
    told: list[Event] = []
    desk.perform(SetInService(False), told.append)
    outbox.close()
    assert told == [ServiceChanged(False)]


def test_a_log_that_cannot_be_written_does_not_stop_the_start(
    tmp_path: Path, root_log: logging.Logger
) -> None:
    (tmp_path / "file").touch()
    start_logging(tmp_path / "file" / "logs")
    assert type(root_log.handlers[-1]) is logging.StreamHandler


def test_without_a_loudspeaker_the_screen_does_not_wait_and_the_technician_is_told() -> None:
    def no_voice() -> None:
        raise LoudspeakerError("没有找到喇叭", "请检查音箱")

    mouth = Mouth(no_voice)  # type: ignore[arg-type]  # it raises before it returns anything
    told: list[Event] = []
    mouth.start(told.append)
    mouth.perform(Speak("您好"), told.append)
    assert SpeechEnded("没有找到喇叭", "您好") in told
    assert mouth.status() == Status(DeviceState.ABSENT, "没有找到喇叭", "请检查音箱")
    mouth.stop()


def test_what_the_supervisor_sees_reaches_the_screen_as_an_event() -> None:
    absent = Status(DeviceState.ABSENT, "没有找到喇叭", "请检查音箱")
    told: list[Event] = []
    watch = DeviceWatch((Supervised("loudspeaker", lambda: absent, poll_s=0.01),))
    watch.start(told.append)
    watch.report("loudspeaker", absent)
    watch.stop()
    assert told == [DeviceChanged("loudspeaker", "absent", "没有找到喇叭", "请检查音箱")]


def test_a_performer_that_fails_takes_neither_its_lane_nor_another_along() -> None:
    class Failing:
        handles: tuple[type, ...] = (PrintSlip,)
        urgent: tuple[type, ...] = ()

        def __init__(self) -> None:
            self.tries = 0

        def start(self, post: Post) -> None:
            raise RuntimeError("a driver's own fault")

        def stop(self) -> None:
            pass

        def perform(self, effect: Effect, post: Post) -> None:
            self.tries += 1
            if self.tries == 1:
                raise RuntimeError("a driver's own fault")
            post(SpeechEnded())

    told: list[Event] = []
    runner = Runner({"printer": Failing()}, told.append)
    runner.start()
    for _ in range(2):
        runner.perform(PrintSlip("", "", ()))
    runner._lanes["printer"].shutdown(wait=True)
    runner.stop()
    assert [type(event) for event in told] == [Printed, SpeechEnded]
