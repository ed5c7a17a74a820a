"""A QR code held under the kiosk's camera."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
import qrcode

from devices.camera.camera import Frame, NoCamera, Picture
from devices.status import DeviceState, Status
from kiosk.effects import Effect, StartCamera, StopCamera, Wipe
from kiosk.events import CodeSeen, Event
from kiosk.performers.pictures import PictureDesk
from kiosk.runner import Runner


def slip(text: str) -> Picture:
    """A desk with a printed code on it."""
    desk = np.full((480, 640, 3), 90, np.uint8)
    code = np.asarray(qrcode.make(text, box_size=5).convert("L"), np.uint8)
    desk[60 : 60 + code.shape[0], 90 : 90 + code.shape[1]] = code[..., None]
    return desk


class Showing(NoCamera):
    """Shows one picture after another, the last for ever."""

    def __init__(self, *pictures: Picture) -> None:
        self.pictures = list(pictures)

    def open(self) -> Status:
        return Status(DeviceState.READY)

    def read(self) -> Frame | None:
        time.sleep(0.005)
        picture = self.pictures.pop(0) if len(self.pictures) > 1 else self.pictures[0]
        return Frame(picture, time.monotonic())


def wait_for(holds: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 20
    while not holds() and time.monotonic() < end_s:
        time.sleep(0.01)


def test_each_code_is_told_once_while_it_lies_there() -> None:
    one, other = slip("https://hall.example/t/a1B2c3D4e5F6g7H8"), slip("A" * 20)
    told: list[Event] = []
    shown: list[Picture] = []
    desk = PictureDesk(Showing(one, one, one, other), shown.append)
    desk.perform(StartCamera(reads_codes=True), told.append)
    wait_for(lambda: len(told) >= 2 and len(shown) >= 6)
    desk.perform(StopCamera(), told.append)
    desk.stop()
    assert told == [CodeSeen("https://hall.example/t/a1B2c3D4e5F6g7H8"), CodeSeen("A" * 20)]
    assert "hall.example" not in repr(told[0])


class SlowToOpen(Showing):
    """A camera that opens when told, and notes whether it is on."""

    def __init__(self) -> None:
        super().__init__(np.full((48, 64, 3), 90, np.uint8))
        self.may_open, self.opening, self.closed = (threading.Event() for _ in range(3))

    def open(self) -> Status:
        self.opening.set()
        self.may_open.wait(20)
        return super().open()

    def close(self) -> None:
        self.closed.set()


@pytest.mark.parametrize("end", [StopCamera(), Wipe()])
def test_a_camera_nobody_wants_any_more_is_closed_even_if_it_opens_later(end: Effect) -> None:
    camera = SlowToOpen()
    runner = Runner({"pictures": PictureDesk(camera, lambda bgr: None)}, lambda event: None)
    runner.perform(StartCamera())
    assert camera.opening.wait(20)
    runner.perform(end)
    camera.may_open.set()
    assert camera.closed.wait(20)
    runner.stop()
