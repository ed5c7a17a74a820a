"""Signs of life for systemd: only while window and stage both move."""

from __future__ import annotations

import time
from queue import SimpleQueue

from kiosk.life_sign import LifeSign

SYSTEMD = {"NOTIFY_SOCKET": "/run/systemd/notify", "WATCHDOG_USEC": "200000"}


def test_signs_are_given_while_every_part_moves_and_withheld_when_one_stops() -> None:
    told: SimpleQueue[str] = SimpleQueue()
    stopped_s: list[float] = []
    parts = {
        "window": time.monotonic,
        "stage": lambda: stopped_s[0] if stopped_s else time.monotonic(),
    }
    sign = LifeSign(parts, SYSTEMD, told.put)
    sign.start()
    assert told.get(timeout=20) == "READY=1"
    assert told.get(timeout=20) == "WATCHDOG=1"
    stopped_s.append(0.0)
    while (word := told.get(timeout=20)) == "WATCHDOG=1":
        pass
    assert word == "STATUS=stuck: stage"
    sign.stop()
    while (word := told.get(timeout=20)).startswith("STATUS"):
        pass
    assert word == "STOPPING=1"


def test_without_systemd_nothing_is_said() -> None:
    told: SimpleQueue[str] = SimpleQueue()
    sign = LifeSign({}, {}, told.put)
    sign.start()
    sign.stop()
    assert told.empty()
