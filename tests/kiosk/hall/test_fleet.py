"""Terminals report themselves, pick up orders and call the staff; the pages show it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from kiosk.hall.accounts import Role
from kiosk.hall.terminals import Terminal
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.protocol import (
    DeviceReport,
    DoneOrder,
    HallState,
    Heartbeat,
    HeartbeatAnswer,
    OrderKind,
    StaffCall,
    StaffCallReceipt,
)
from kiosk.platform.signing import TerminalKey
from tests.kiosk.hall.accounts import form_of, make_account, sign_in
from tests.kiosk.hall.conftest import RunningHall

TERMINAL = "terminal-0001"
"""What it calls itself; the hall goes by who signed."""


def _beat(hall: RunningHall, *done: DoneOrder, printer: str = "ready") -> HeartbeatAnswer:
    heartbeat = Heartbeat(
        terminal=TERMINAL,
        name="一楼自助终端",
        version="0.1.0",
        catalogue_version="0123456789abcdef",
        devices=(
            DeviceReport(name="printer", state=printer, reason="没有纸了", remedy="请装纸"),
            DeviceReport(name="card_reader", state="no_card"),
        ),
        outbox_waiting=2,
        last_visit_at=datetime(2026, 11, 24, 1, 30, tzinfo=UTC),
        done=done,
    )
    answer = hall.client.beat(heartbeat)
    assert isinstance(answer, HeartbeatAnswer), answer
    return answer


def test_a_heartbeat_shows_on_the_fleet_page(hall: RunningHall) -> None:
    _beat(hall, printer="error")
    with hall.staff() as staff:
        page = staff.get(f"{hall.url}/fleet", timeout=20).text
    for expected in ("一楼自助终端", "有故障", "没有纸了。请装纸", "2 件", "11月24日 09:30"):
        assert expected in page


def test_a_silent_terminal_is_seen_as_away(hall: RunningHall) -> None:
    _beat(hall)
    assert [one.is_silent for one in hall.service.fleet.terminals()] == [False]
    hall.clock.pass_minutes(2)
    assert [one.is_silent for one in hall.service.fleet.terminals()] == [True]


def test_an_order_is_given_until_it_is_done_and_then_no_more(hall: RunningHall) -> None:
    _beat(hall)
    hall.service.fleet.order(hall.terminal, OrderKind.DIAGNOSE, "wu")
    [order] = _beat(hall).orders
    assert _beat(hall).orders == (order,)
    done = DoneOrder(order_id=order.order_id, succeeded=True, detail="磁盘：还剩 20 GB")
    assert _beat(hall, done).orders == ()
    with hall.staff() as staff:
        report = staff.get(f"{hall.url}/fleet/{hall.terminal}/diagnostics", timeout=20).text
    assert "磁盘：还剩 20 GB" in report


def test_the_same_order_twice_waits_once_and_an_old_one_lapses(hall: RunningHall) -> None:
    _beat(hall)
    for _ in range(3):
        hall.service.fleet.order(hall.terminal, OrderKind.RESTART, "wu")
    assert len(_beat(hall).orders) == 1
    hall.clock.pass_minutes(13 * 60)
    assert _beat(hall).orders == ()


def test_a_technician_orders_and_a_window_only_looks(hall: RunningHall) -> None:
    _beat(hall)
    make_account(hall, "wu", Role.TECHNICIAN)
    make_account(hall, "zhang", Role.WINDOW)
    url = f"{hall.url}/fleet/{hall.terminal}/orders"
    technician, page = sign_in(hall, "wu")
    clerk, _ = sign_in(hall, "zhang")
    with technician, clerk:
        data = {"form": form_of(page.text), "kind": "leave_service"}
        assert "暂停服务：等终端来取" in technician.post(url, data=data, timeout=20).text
        look = clerk.get(f"{hall.url}/fleet", timeout=20).text
        assert "取诊断报告" not in look
        data = {"form": form_of(look), "kind": "restart"}
        assert clerk.post(url, data=data, timeout=20).status_code == 403
    assert [order.kind for order in _beat(hall).orders] == [OrderKind.LEAVE_SERVICE]


def test_who_presses_three_times_calls_once_and_an_emergency_calls_apart(
    hall: RunningHall,
) -> None:
    reasons: tuple[Literal["help", "emergency"], ...] = ("help", "help", "help", "emergency")
    for number, reason in enumerate(reasons):
        call = StaffCall(
            call_id=f"call-{number:04}", terminal=TERMINAL, name="一楼自助终端", reason=reason
        )
        assert isinstance(hall.client.call_staff(call), StaffCallReceipt)
    assert [call.is_urgent for call in hall.service.fleet.open_calls()] == [False, True]
    assert hall.service.fleet.answer("call-0000", "clerk")
    again = StaffCall(call_id="call-0009", terminal=TERMINAL, name="一楼自助终端", reason="help")
    assert isinstance(hall.client.call_staff(again), StaffCallReceipt)
    assert {call.call_id for call in hall.service.fleet.open_calls()} == {"call-0003", "call-0009"}


def test_a_call_for_help_shows_until_somebody_goes(hall: RunningHall) -> None:
    call = StaffCall(call_id="call-0001", terminal=TERMINAL, name="一楼自助终端")
    for _ in range(2):
        assert isinstance(hall.client.call_staff(call), StaffCallReceipt)
    with hall.staff() as staff:
        page = staff.get(f"{hall.url}/fleet", timeout=20).text
        assert page.count("有人请求帮助") == 1
        data = {"form": form_of(page), "back": "/fleet"}
        page = staff.post(f"{hall.url}/staff-calls/call-0001", data=data, timeout=20).text
    assert "有人请求帮助" not in page
    assert '"action":"staff_call_answered"' in hall.service.config.audit_path.read_text()


def test_a_heartbeat_that_is_none_is_refused(hall: RunningHall) -> None:
    wrong = Heartbeat.model_construct(
        terminal="x", name="", version="", catalogue_version="", done=()
    )
    assert isinstance(hall.client.beat(wrong), Refused)


def test_no_terminal_takes_anothers_orders(hall: RunningHall) -> None:
    _beat(hall)
    hall.service.fleet.order(hall.terminal, OrderKind.RESTART, "wu")
    other = TerminalKey(hall.folder / "other.key")
    code = hall.service.terminals.make_code("另一台")
    enrolled = hall.service.terminals.enrol(code, other.public)
    assert isinstance(enrolled, Terminal)
    thief = HallClient(hall.url, timeout_s=30)
    thief.sign = lambda *request: other.headers(enrolled.terminal, *request, hall.clock())
    pretending = Heartbeat(
        terminal=hall.terminal, name="一楼自助终端", version="0.1.0", catalogue_version="0" * 16
    )
    answer = thief.beat(pretending)
    assert isinstance(answer, HeartbeatAnswer) and answer.orders == ()
    assert len(hall.service.fleet.terminals()) == 2
    assert [order.kind for order in _beat(hall).orders] == [OrderKind.RESTART]


def test_a_lost_terminal_is_struck_off_by_a_technician(hall: RunningHall) -> None:
    _beat(hall)
    make_account(hall, "wu", Role.TECHNICIAN)
    make_account(hall, "zhang", Role.WINDOW)
    technician, page = sign_in(hall, "wu")
    clerk, own = sign_in(hall, "zhang")
    url = f"{hall.url}/fleet/{hall.terminal}/revoke"
    assert clerk.post(url, {"form": form_of(own.text)}, timeout=20).status_code == 403
    assert isinstance(hall.client.hall_state(), HallState)
    shown = technician.post(url, {"form": form_of(page.text)}, timeout=20).text
    assert "一楼自助终端" not in shown
    assert isinstance(hall.client.hall_state(), Unreachable | Refused)
    assert '"action":"terminal_revoked"' in hall.service.config.audit_path.read_text()
