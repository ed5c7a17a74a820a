"""Devices under watch: told on change alone, and no driver takes the rest along."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

import pytest

from devices.errors import DeviceSettingsError
from devices.status import DeviceState, Status
from devices.supervisor import (
    CRASHED,
    MISCONFIGURED,
    STUCK,
    Backoff,
    StatusListener,
    Supervised,
    Supervisor,
)

READY = Status(DeviceState.READY)
ABSENT = Status(DeviceState.ABSENT, "没有", "请插上")
BROKEN = Status(DeviceState.ERROR, "坏了", "请修")

Told = SimpleQueue[tuple[str, Status]]


@contextmanager
def supervised(*devices: Supervised) -> Iterator[Told]:
    told: Told = SimpleQueue()
    supervisor = Supervisor(devices, lambda name, status: told.put((name, status)))
    supervisor.start()
    try:
        yield told
    finally:
        supervisor.stop()


def device(look: Callable[[], Status], **more: object) -> Supervised:
    options: dict[str, Any] = {"poll_s": 0.01, "deadline_s": 30.0, **more}
    return Supervised("printer", look, **options)


def next_of(told: Told) -> Status:
    return told.get(timeout=20)[1]


def test_a_status_is_told_once_and_then_on_change_alone() -> None:
    now = [READY]
    looked = threading.Semaphore(0)

    def look() -> Status:
        looked.release()
        return now[0]

    with supervised(device(look)) as told:
        assert next_of(told) == READY
        for _ in range(5):
            looked.acquire()
        now[0] = ABSENT
        assert next_of(told) == ABSENT
        now[0] = READY
        assert next_of(told) == READY
        assert told.empty()


def test_a_driver_that_raises_is_an_error_with_a_remedy_until_it_works_again() -> None:
    fails = [True]

    def look() -> Status:
        if fails[0]:
            raise RuntimeError("segfault, almost")
        return READY

    with supervised(device(look)) as told:
        assert next_of(told) == CRASHED and CRASHED.remedy
        fails[0] = False
        assert next_of(told) == READY


def test_a_driver_that_hangs_is_an_error_and_the_others_go_on() -> None:
    hangs = threading.Event()
    other = [READY]

    def hang() -> Status:
        hangs.wait(30)
        return READY

    camera = Supervised("camera", lambda: other[0], poll_s=0.01)
    with supervised(device(hang, deadline_s=0.1), camera) as told:
        first_two = {told.get(timeout=20), told.get(timeout=20)}
        assert first_two == {("camera", READY), ("printer", STUCK)}
        other[0] = ABSENT
        assert told.get(timeout=20) == ("camera", ABSENT)
        hangs.set()
        assert told.get(timeout=20) == ("printer", READY)


def test_wrong_settings_are_permanent_and_not_looked_at_again() -> None:
    looks = []

    def look() -> Status:
        looks.append(1)
        raise DeviceSettingsError("no such kind")

    with supervised(device(look)) as told:
        assert next_of(told) == MISCONFIGURED
        time.sleep(0.1)
        assert len(looks) == 1


def test_a_faulty_device_is_revived_with_growing_pauses() -> None:
    tries = []

    def revive() -> Status:
        tries.append(1)
        return READY if len(tries) > 1 else BROKEN

    with supervised(device(lambda: BROKEN, revive=revive)) as told:
        assert next_of(told) == BROKEN
        assert next_of(told) == READY


def test_pauses_double_up_to_the_cap_and_start_over() -> None:
    backoff = Backoff(1, 4)
    moments = [t for t in range(20) if backoff.is_due(t)]
    assert moments == [0, 1, 3, 7, 11, 15, 19]
    backoff.reset()
    assert backoff.is_due(19) and not backoff.is_due(19.5) and backoff.is_due(20)


class Reader:
    """A reader that tells its changes itself, until its monitor dies in silence."""

    def __init__(self) -> None:
        self.now = READY
        self.listener: StatusListener | None = None
        self.watches = 0

    def watch(self, listener: StatusListener) -> Callable[[], None]:
        self.watches += 1
        self.listener = listener
        listener(self.now)
        return lambda: None

    def change(self, status: Status) -> None:
        self.now = status
        assert self.listener is not None
        self.listener(status)


def test_a_device_that_tells_itself_is_heard_at_once() -> None:
    reader = Reader()
    one = Supervised("reader", lambda: reader.now, watch=reader.watch, poll_s=30)
    with supervised(one) as told:
        assert next_of(told) == READY
        reader.change(ABSENT)
        assert next_of(told) == ABSENT


def test_a_monitor_that_died_is_replaced() -> None:
    reader = Reader()
    with supervised(device(lambda: reader.now, watch=reader.watch)) as told:
        assert next_of(told) == READY
        reader.now = ABSENT
        assert next_of(told) == ABSENT
        assert reader.watches == 2


def test_a_listener_that_fails_ends_nothing() -> None:
    heard: list[Status] = []
    now = [READY]

    def tell(name: str, status: Status) -> None:
        heard.append(status)
        raise ValueError("the listener's own fault")

    supervisor = Supervisor([device(lambda: now[0])], tell)
    supervisor.start()
    end_s = time.monotonic() + 20
    while not heard and time.monotonic() < end_s:
        time.sleep(0.01)
    now[0] = ABSENT
    while len(heard) < 2 and time.monotonic() < end_s:
        time.sleep(0.01)
    supervisor.stop()
    assert heard == [READY, ABSENT]
    assert supervisor.statuses() == {"printer": ABSENT}


@pytest.mark.parametrize("count", [1, 20])
def test_no_thread_is_left_behind(count: int) -> None:
    before = threading.active_count()
    for _ in range(count):
        with supervised(device(lambda: READY)) as told:
            next_of(told)
    assert threading.active_count() == before
