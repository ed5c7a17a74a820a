"""The thread that delivers: at once when woken, again while somebody is away, and to its end."""

from __future__ import annotations

import queue
import threading
import time

import pytest

from kiosk.delivery_thread import DeliveryThread


def test_it_delivers_at_the_start_and_whenever_it_is_woken() -> None:
    calls: queue.Queue[None] = queue.Queue()

    def deliver() -> bool:
        calls.put(None)
        return True

    thread = DeliveryThread("test", deliver, 600, 600)
    thread.start()
    calls.get(timeout=5)
    with pytest.raises(queue.Empty):
        calls.get(timeout=0.1)
    thread.wake()
    calls.get(timeout=5)
    thread.stop()


def test_what_fails_is_tried_again_and_what_raises_too() -> None:
    outcomes = iter([False, None, True])
    tries: queue.Queue[float] = queue.Queue()

    def deliver() -> bool:
        tries.put(time.monotonic())
        outcome = next(outcomes)
        if outcome is None:
            raise OSError("the disk is full")
        return outcome

    thread = DeliveryThread("test", deliver, 0.02, 0.05)
    thread.start()
    first, second, third = (tries.get(timeout=5) for _ in range(3))
    assert second - first >= 0.015
    assert third - second >= 0.025
    with pytest.raises(queue.Empty):
        tries.get(timeout=0.2)
    thread.stop()


def test_with_an_idle_pause_it_looks_by_itself() -> None:
    calls: queue.Queue[None] = queue.Queue()

    def deliver() -> bool:
        calls.put(None)
        return True

    thread = DeliveryThread("test", deliver, 600, 600, idle_pause_s=0.02)
    thread.start()
    for _ in range(3):
        calls.get(timeout=5)
    thread.stop()


def test_a_long_delivery_hears_that_it_should_end() -> None:
    begun = threading.Event()
    thread: DeliveryThread

    def deliver() -> bool:
        begun.set()
        while not thread.is_stopping:
            time.sleep(0.005)
        return False

    thread = DeliveryThread("test", deliver, 600, 600)
    thread.start()
    assert begun.wait(5)
    thread.stop(timeout_s=5)
    assert "test" not in {one.name for one in threading.enumerate()}
