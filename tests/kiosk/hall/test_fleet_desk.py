"""A terminal's own side of the fleet page, against a running hall."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.effects import CallStaff, Effect, GatherReport, Restart, SetInService, Wipe
from kiosk.events import DeviceChanged, Fact, ServiceReported
from kiosk.performers.fleet import FleetDesk, TerminalFacts
from kiosk.platform.protocol import OrderKind
from kiosk.runner import Post
from tests.kiosk.hall.conftest import RunningHall


def _until(true: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end_s, "it did not happen in time"
        time.sleep(0.02)


class ServiceMode:
    """Remembers what it was told and reports one line."""

    def __init__(self) -> None:
        self.told: list[Effect] = []

    def perform(self, effect: Effect, post: Post) -> None:
        self.told.append(effect)
        if isinstance(effect, GatherReport):
            post(ServiceReported((("机器", (Fact("磁盘", "快满了", ok=False),)),), ("一行记录",)))


@pytest.fixture
def database_url() -> str:
    return ""


def _desk(hall: RunningHall, folder: Path, service: ServiceMode) -> FleetDesk:
    facts = TerminalFacts("一楼自助终端", "0.1.0", "0123456789abcdef", folder)
    return FleetDesk(facts, hall.client, lambda: 3, service.perform, beat_s=0.05)


def test_the_hall_learns_how_the_terminal_is(hall: RunningHall, tmp_path: Path) -> None:
    desk = _desk(hall, tmp_path, ServiceMode())
    desk.start(lambda event: None)
    desk.note(DeviceChanged("printer", "error", "没有纸了", "请装纸"))
    desk.perform(Wipe(), lambda event: None)
    fleet = hall.service.fleet
    _until(lambda: any(one.needs_care for one in fleet.terminals()))
    _until(lambda: fleet.terminals()[0].report.last_visit_at is not None)
    desk.stop()
    [terminal] = fleet.terminals()
    assert (terminal.name, terminal.report.outbox_waiting) == ("一楼自助终端", 3)
    assert terminal.terminal == hall.terminal
    assert _desk(hall, tmp_path, ServiceMode())._terminal == desk._terminal


def test_orders_are_carried_out_once_and_reported(hall: RunningHall, tmp_path: Path) -> None:
    service = ServiceMode()
    desk = _desk(hall, tmp_path, service)
    desk.start(lambda event: None)
    fleet = hall.service.fleet
    _until(lambda: bool(fleet.terminals()))
    terminal = fleet.terminals()[0].terminal
    kinds = (OrderKind.LEAVE_SERVICE, OrderKind.ENTER_SERVICE, OrderKind.DIAGNOSE)
    for kind in (*kinds, OrderKind.RESTART):
        fleet.order(terminal, kind, "wu")
        _until(lambda: all(order.succeeded for order in fleet.terminals()[0].orders))
    desk.stop()
    assert service.told == [SetInService(False), SetInService(True), GatherReport(), Restart()]
    found = fleet.diagnostics(terminal)
    assert found is not None
    assert found[1].splitlines() == ["【机器】", "！磁盘：快满了", "【最近的记录】", "一行记录"]


def test_a_call_for_help_reaches_the_staff(hall: RunningHall, tmp_path: Path) -> None:
    desk = _desk(hall, tmp_path, ServiceMode())
    desk.perform(CallStaff("help"), lambda event: None)
    desk.perform(CallStaff("emergency"), lambda event: None)
    fleet = hall.service.fleet
    _until(lambda: len(fleet.open_calls()) == 2)
    assert sorted(call.is_urgent for call in fleet.open_calls()) == [False, True]
