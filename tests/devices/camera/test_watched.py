"""A camera that hangs keeps nobody waiting, and another takes its place."""

from __future__ import annotations

import threading
import time

import numpy as np

from devices.camera import Frame, NoCamera, WatchedCamera
from devices.camera.watched import STUCK
from devices.status import DeviceState, Status

READY = Status(DeviceState.READY)


class Scripted(NoCamera):
    """Gives frames until it is told to hang."""

    def __init__(self, hangs: threading.Event, opens: bool = True) -> None:
        self.hangs = hangs
        self.opens = opens
        self.closed = threading.Event()

    def status(self) -> Status:
        return READY

    def open(self) -> Status:
        if not self.opens:
            time.sleep(1)
        return READY

    def read(self) -> Frame | None:
        while self.hangs.is_set():
            time.sleep(0.01)
        time.sleep(0.005)
        return Frame(np.zeros((2, 2, 3), np.uint8), time.monotonic())

    def close(self) -> None:
        self.closed.set()


def test_frames_come_through_and_the_device_is_let_go() -> None:
    inner = Scripted(threading.Event())
    camera = WatchedCamera(lambda: inner)
    assert camera.open() == READY
    first, second = camera.read(), camera.read()
    assert first is not None and second is not None and first.taken_s < second.taken_s
    camera.close()
    assert inner.closed.is_set()
    assert camera.read() is None


def test_a_camera_that_hangs_is_an_error_and_opening_again_takes_a_new_one() -> None:
    hangs = threading.Event()
    built: list[Scripted] = []

    def build() -> Scripted:
        built.append(Scripted(hangs if not built else threading.Event()))
        return built[-1]

    camera = WatchedCamera(build, frame_s=0.3)
    camera.open()
    assert camera.read() is not None
    hangs.set()
    while camera.read() is not None:
        pass
    assert camera.status() == STUCK and STUCK.remedy
    assert camera.open() == READY
    assert camera.read() is not None and len(built) == 2
    camera.close()
    hangs.clear()
    assert built[0].closed.wait(10)


def test_a_camera_that_never_opens_is_an_error() -> None:
    camera = WatchedCamera(lambda: Scripted(threading.Event(), opens=False), open_s=0.1)
    assert camera.open() == STUCK
    assert camera.read() is None
