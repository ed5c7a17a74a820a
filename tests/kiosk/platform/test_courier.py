"""The courier brings every application to the hall once, whatever dies on the way."""

from __future__ import annotations

import os
import queue
import signal
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.hall.embedded import EmbeddedHall
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.courier import OutboxCourier
from kiosk.platform.outbox import Delivered, Delivery, Outbox, Postponed, Submitter
from kiosk.platform.protocol import CaseReceipt
from kiosk.vault import Vault
from tests.kiosk.hall.lines import line_to
from tests.kiosk.hall.specimens import PERMIT, specimen
from tests.kiosk.platform.test_outbox import AWAY, ScriptedHall, receipt

KEY = "application-0001"


class LosesTheAnswer:
    """Files with a real hall and dies before the first answer arrives."""

    def __init__(self, client: HallClient, kill: Callable[[], None]) -> None:
        self._client = client
        self._kill: Callable[[], None] | None = kill

    def submit_body(self, key: str, body: bytes) -> CaseReceipt | Unreachable | Refused:
        outcome = self._client.submit_body(key, body)
        if self._kill is None:
            return outcome
        assert isinstance(outcome, CaseReceipt)
        self._kill()
        self._kill = None
        return AWAY


def _courier(
    outbox: Outbox, hall: Submitter, longest_pause_s: float = 0.2
) -> tuple[OutboxCourier, queue.Queue[Delivery]]:
    news: queue.Queue[Delivery] = queue.Queue()
    return OutboxCourier(outbox, hall, news.put, 0.02, longest_pause_s), news


def _next_delivered(news: queue.Queue[Delivery]) -> Delivered:
    while True:
        delivery = news.get(timeout=15)
        if isinstance(delivery, Delivered):
            return delivery


def _open(folder: Path) -> Outbox:
    return Outbox(folder / "outbox.db", Vault(folder / "outbox.key"))


def test_what_is_added_is_delivered_when_woken(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    courier, news = _courier(outbox, ScriptedHall())
    courier.start()
    outbox.add(specimen())
    courier.wake()
    assert news.get(timeout=5) == Delivered(KEY, receipt(KEY))
    courier.stop()


def test_what_an_earlier_run_left_is_delivered_at_the_start(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    outbox.add(specimen())
    courier, news = _courier(outbox, ScriptedHall())
    courier.start()
    assert isinstance(news.get(timeout=5), Delivered)
    courier.stop()


def test_it_tries_again_until_the_hall_is_back(tmp_path: Path) -> None:
    outbox, hall = _open(tmp_path), ScriptedHall({KEY: AWAY})
    outbox.add(specimen())
    courier, news = _courier(outbox, hall)
    courier.start()
    assert [type(news.get(timeout=5)) for _ in range(3)] == [Postponed] * 3
    hall.answers.clear()
    assert _next_delivered(news).key == KEY
    courier.stop()


def test_waking_it_ends_a_long_pause(tmp_path: Path) -> None:
    outbox, hall = _open(tmp_path), ScriptedHall({KEY: AWAY})
    outbox.add(specimen())
    news: queue.Queue[Delivery] = queue.Queue()
    courier = OutboxCourier(outbox, hall, news.put, 600, 600)
    courier.start()
    assert isinstance(news.get(timeout=5), Postponed)
    hall.answers.clear()
    courier.wake()
    assert isinstance(news.get(timeout=5), Delivered)
    courier.stop()


def test_a_listener_that_fails_does_not_stop_it(tmp_path: Path) -> None:
    outbox, hall = _open(tmp_path), ScriptedHall()

    def fail(_delivery: Delivery) -> None:
        raise RuntimeError

    outbox.add(specimen())
    courier = OutboxCourier(outbox, hall, fail, 0.02, 0.1)
    courier.start()
    _until(lambda: outbox.count_pending() == 0)
    outbox.add(specimen("application-0002"))
    courier.wake()
    _until(lambda: outbox.count_pending() == 0)
    courier.stop()


def test_stopping_does_not_wait_for_the_pause(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    outbox.add(specimen())
    courier = OutboxCourier(outbox, ScriptedHall({KEY: AWAY}), lambda _: None, 600, 600)
    courier.start()
    _until(lambda: outbox.pending()[0].attempts == 1)
    start_s = time.monotonic()
    courier.stop()
    assert time.monotonic() - start_s < 2


def test_submitted_while_the_hall_is_dead_it_arrives_once_when_it_is_back(tmp_path: Path) -> None:
    hall = EmbeddedHall(tmp_path / "hall", "样本大厅", restarts=False)
    hall.start()
    client = line_to(hall, tmp_path)
    _kill(hall)
    outbox = _open(tmp_path)
    outbox.add(specimen())
    outbox.add(specimen())
    courier, news = _courier(outbox, client)
    courier.start()
    assert isinstance(news.get(timeout=5), Postponed)
    hall.start()
    delivered = _next_delivered(news)
    courier.stop()
    assert delivered.receipt.case_number.startswith(PERMIT)
    assert delivered.receipt.case_number.endswith("0001")
    _arrived_once(client, delivered)
    hall.stop()


def test_killed_between_filing_and_answering_the_case_is_still_one(tmp_path: Path) -> None:
    hall = EmbeddedHall(tmp_path / "hall", "样本大厅", restarts=False)
    hall.start()
    outbox, client = _open(tmp_path), line_to(hall, tmp_path)
    outbox.add(specimen())
    courier, news = _courier(outbox, LosesTheAnswer(client, lambda: _kill(hall)))
    courier.start()
    assert isinstance(news.get(timeout=5), Postponed)
    hall.start()
    delivered = _next_delivered(news)
    courier.stop()
    _arrived_once(client, delivered)
    hall.stop()


def _arrived_once(client: HallClient, delivered: Delivered) -> None:
    """The next application of the same items gets the next number: none was used in between."""
    following = client.submit(specimen("application-0002"))
    assert isinstance(following, CaseReceipt)
    assert delivered.receipt.case_number.endswith("0001")
    assert following.case_number.endswith("0002")


def _kill(hall: EmbeddedHall) -> None:
    assert hall.pid is not None
    os.kill(hall.pid, signal.SIGKILL)
    _until(lambda: not hall.is_running)


def _until(true: Callable[[], bool], timeout_s: float = 10.0) -> None:
    end_s = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < end_s, "it did not happen in time"
        time.sleep(0.01)
