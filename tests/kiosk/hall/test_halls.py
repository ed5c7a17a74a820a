"""A service with several halls: each member sees their own hall, supervisors choose one."""

from __future__ import annotations

from datetime import date

import pytest
import requests

from kiosk.hall.accounts import Account, Role
from kiosk.hall.statistics import Range
from kiosk.hall.terminals import Terminal
from kiosk.platform.protocol import Heartbeat, StaffCall, TicketRequest
from tests.kiosk.hall.accounts import PASSWORD, form_of, make_account, sign_in
from tests.kiosk.hall.conftest import RunningHall

TODAY = date(2026, 11, 24)


@pytest.fixture
def database_url() -> str:
    """SQLite: the statements are tried on both elsewhere."""
    return ""


@pytest.fixture
def city(hall: RunningHall) -> RunningHall:
    """Two halls: three wait in the first, one in the eastern."""
    hall.service.queue.windows.add_hall("east", "东区大厅")
    for n, place in enumerate(("main", "main", "main", "east")):
        request = TicketRequest(request_id=f"halls-request-{n}", category="社会民生")
        hall.service.queue.issue(request, place)
    return hall


def enrolled(hall: RunningHall, name: str, place: str) -> str:
    """Let a terminal report from a hall; return how it is known."""
    code = hall.service.terminals.make_code(name, place)
    terminal = hall.service.terminals.enrol(code, name.encode().ljust(32)[:32])
    assert isinstance(terminal, Terminal)
    known = terminal.terminal
    hall.service.fleet.beat(
        Heartbeat(terminal=known, name=name, version="1", catalogue_version="0123456789abcdef")
    )
    call = StaffCall(call_id=f"call-{known}", terminal=known, name=f"{name}的呼叫")
    hall.service.fleet.call(call)
    return known


def member_of(hall: RunningHall, place: str, login: str, *roles: Role) -> None:
    account = Account(login, "李样本", frozenset(roles), hall=place)
    assert hall.service.accounts.add(account, PASSWORD) is None


def posted(
    city: RunningHall, browser: requests.Session, path: str, **data: str
) -> requests.Response:
    form = form_of(browser.get(f"{city.url}/account").text)
    return browser.post(city.url + path, data={"form": form, **data}, timeout=20)


def test_a_clerk_works_in_the_own_hall_alone(city: RunningHall) -> None:
    member_of(city, "east", "lin", Role.WINDOW)
    browser, console = sign_in(city, "lin", window="3")
    assert "等候 1 人" in console.text and "东区大厅" in console.text
    assert city.service.queue.windows.find("3") is None
    assert city.service.queue.windows.find("3", "east") is not None
    called = posted(city, browser, "/window/next").text
    assert ">A001<" in called
    assert [one.hall for one in city.service.queue.calling.last_calls(9, "east")] == ["east"]
    assert city.service.queue.calling.last_calls(9) == ()
    assert "现在没有人等候" in posted(city, browser, "/window/next").text
    # Another hall's ticket is not theirs to move, nor is another hall theirs to choose.
    moved = posted(city, browser, "/window/halls-request-0/recall")
    assert moved.status_code == 403 and "另一个大厅" in moved.text
    assert browser.get(f"{city.url}/hall").status_code == 403
    assert posted(city, browser, "/hall", hall="main").status_code == 403
    desk = browser.get(f"{city.url}/").text
    assert "<h1>东区大厅" in desk and "换大厅" not in desk
    posted(city, browser, "/window/leave")
    known = city.service.queue.windows.find("3", "east")
    assert known is not None and not known.is_open


def test_a_supervisor_chooses_the_hall_and_leaves_the_window(city: RunningHall) -> None:
    make_account(city, "boss", Role.SUPERVISOR, Role.WINDOW)
    browser, desk = sign_in(city, "boss", window="1")
    assert "3<small> 人" in desk.text and "▾ 样本大厅" in desk.text
    offered = browser.get(f"{city.url}/hall").text
    assert "样本大厅（现在）" in offered and "离开现在的 1 号窗口" in offered
    chosen = posted(city, browser, "/hall", hall="east")
    assert "1<small> 人" in chosen.text and "▾ 东区大厅" in chosen.text
    left = city.service.queue.windows.find("1")
    assert left is not None and not left.is_open
    assert "您在几号窗口" in browser.get(f"{city.url}/window").text
    assert posted(city, browser, "/hall", hall="nowhere").status_code == 403
    posted(city, browser, "/call", window="1")
    assert [one.hall for one in city.service.queue.calling.last_calls(9, "east")] == ["east"]


def test_statistics_are_of_the_hall_or_of_all(city: RunningHall) -> None:
    queue, statistics = city.service.queue, city.service.statistics
    for place in ("main", "main", "east"):
        queue.call_next("1", hall=place)
    days = Range(TODAY, TODAY)
    counted = [statistics.of(days, TODAY, place).called for place in ("", "main", "east")]
    assert counted == [3, 2, 1]
    member_of(city, "east", "lin", Role.WINDOW)
    clerk, _ = sign_in(city, "lin")
    own = clerk.get(f"{city.url}/statistics?halls=all").text
    assert "1<small> 人次" in own and "全部大厅" not in own and "各大厅通办" in own
    boss = city.staff()
    assert "2<small> 人次" in boss.get(f"{city.url}/statistics").text
    both = boss.get(f"{city.url}/statistics?halls=all").text
    assert "3<small> 人次" in both and "<small>全部大厅</small>" in both


def test_the_fleet_is_that_of_the_hall_or_all(city: RunningHall) -> None:
    first, east = enrolled(city, "一楼终端", "main"), enrolled(city, "东区终端", "east")
    city.service.fleet.beat(
        Heartbeat(terminal="never-enrolled", name="旧终端", version="1", catalogue_version="0" * 16)
    )
    member_of(city, "east", "technician", Role.TECHNICIAN)
    technician, page = sign_in(city, "technician")
    assert "东区终端的呼叫" in page.text and "一楼终端" not in page.text
    assert "旧终端" not in page.text
    refused = posted(city, technician, f"/fleet/{first}/orders", kind="restart")
    assert refused.status_code == 403 and "不在您的大厅" in refused.text
    assert technician.get(f"{city.url}/fleet/{first}/diagnostics").status_code == 403
    posted(city, technician, f"/fleet/{east}/orders", kind="restart")
    [own] = city.service.fleet.terminals("east")
    assert [order.name for order in own.orders] == ["重启程序"]
    assert "东区终端" in technician.get(f"{city.url}/fleet?halls=all").text
    assert "一楼终端" not in technician.get(f"{city.url}/fleet?halls=all").text
    boss = city.staff()
    shown = boss.get(f"{city.url}/fleet").text
    assert "一楼终端" in shown and "旧终端" in shown and "东区终端" not in shown
    everything = boss.get(f"{city.url}/fleet?halls=all").text
    assert "一楼终端的呼叫" in everything and "东区终端的呼叫" in everything


def test_each_hall_has_a_board(city: RunningHall) -> None:
    city.service.queue.call_next("7", hall="east")
    phone = city.browser()
    asked = phone.get(f"{city.url}/board").text
    assert "这块屏挂在哪个大厅" in asked and "/board?hall=east" in asked
    east = phone.get(f"{city.url}/board?hall=east").text
    assert "A001" in east and "东区大厅" in east and 'data-hall="east"' in east
    assert "还没有叫号" in phone.get(f"{city.url}/board?hall=main").text
    spoken = {"number": "A001", "language": "mandarin"}
    for place, status in (("east", 204), ("main", 404)):
        answer = phone.get(f"{city.url}/board/call.wav", params={**spoken, "hall": place})
        assert answer.status_code == status


def test_a_supervisor_says_where_a_member_belongs(city: RunningHall) -> None:
    make_account(city, "boss", Role.SUPERVISOR)
    boss, _ = sign_in(city, "boss")
    made = {"login": "lin", "name": "林样本", "password": PASSWORD, "role": "window"}
    assert "东区大厅" in posted(city, boss, "/staff", **made, hall="east").text
    clerk, console = sign_in(city, "lin", window="3")
    assert "等候 1 人" in console.text
    assert "现在属于样本大厅" in posted(city, boss, "/staff/lin/hall", hall="main").text
    assert "样本大厅" in clerk.get(f"{city.url}/window").text  # and is asked for the window
    assert posted(city, boss, "/staff/lin/hall", hall="nowhere").status_code == 422
    assert "登录后自己选" in posted(city, boss, "/staff/lin/hall", hall="").text
    assert clerk.get(f"{city.url}/hall").status_code == 200


def test_where_there_is_one_hall_nobody_is_asked(hall: RunningHall) -> None:
    browser = hall.staff()
    for path in ("/", "/statistics", "/fleet", "/staff", "/window"):
        page = browser.get(hall.url + path).text
        assert "▾ " not in page and "全部大厅" not in page and "不限大厅" not in page
    assert "今日大厅" in browser.get(hall.url + "/").text
    assert "还没有叫号" in browser.get(f"{hall.url}/board").text
