"""The window console without JavaScript: each action is a form, each refusal a sentence."""

from __future__ import annotations

import pytest
import requests

from kiosk.hall.accounts import Role
from tests.kiosk.hall.accounts import form_of, make_account, sign_in
from tests.kiosk.hall.conftest import RunningHall
from tests.kiosk.hall.lively import file_school_case, take_number


@pytest.fixture
def database_url() -> str:
    return ""


class Console:
    """A clerk's browser at a window."""

    def __init__(self, hall: RunningHall, window: str = "3") -> None:
        make_account(hall, f"clerk{window}", Role.WINDOW)
        self.hall = hall
        self.browser, answer = sign_in(hall, f"clerk{window}", window=window)
        self.page = answer.text
        self.form = form_of(self.page)

    def do(self, action: str, **data: str) -> requests.Response:
        answer = self.browser.post(
            f"{self.hall.url}/window/{action}", data={"form": self.form, **data}, timeout=20
        )
        self.page = answer.text
        return answer


def test_a_clerk_calls_recalls_passes_over_and_puts_back(hall: RunningHall) -> None:
    take_number(hall, 1, "社会民生")
    console = Console(hall)
    with console.browser:
        assert "3 号窗口" in console.page
        console.do("next")
        assert ">A001<" in console.page
        request = "lively-request-1"
        console.do(f"{request}/no-show")
        assert "叫满 3 次" in console.page
        for _ in range(2):
            console.do(f"{request}/recall")
        assert "叫了 3 次" in console.page
        console.do(f"{request}/no-show")
        assert "过号的" in console.page
        console.do(f"{request}/return")
        assert "等候 1 人" in console.page
        console.do("next")
        console.do(f"{request}/finish")
        assert "还没有叫号" in console.page
        console.do("next")
        assert "现在没有人等候" in console.page


def test_the_number_opens_what_the_citizen_filled_in(hall: RunningHall) -> None:
    case = file_school_case(hall, "lively-application-1")
    take_number(hall, 1, "社会民生", "lively-application-1")
    console = Console(hall)
    with console.browser:
        console.do("next")
        for expected in ("积分入学申请", "禅城区祖庙街道文华北路", "户口簿，第 2 页", case):
            assert expected in console.page
        accepted = console.browser.post(
            f"{hall.url}/cases/{case}/accept", data={"form": console.form}, timeout=20
        )
        assert accepted.url.startswith(f"{hall.url}/window?case=")
        part = console.browser.get(f"{hall.url}/window/queue", timeout=20).text
        assert "A001" in part
        assert "陈样本" not in part


def test_a_number_goes_to_another_window_alone(hall: RunningHall) -> None:
    take_number(hall, 1, "社会民生")
    here, there = Console(hall, "3"), Console(hall, "5")
    with here.browser, there.browser:
        here.do("next")
        here.do("lively-request-1/transfer")
        assert "请选择转到哪个业务或窗口" in here.page
        here.do("lively-request-1/transfer", window="5")
        here.do("next")
        assert "现在没有人等候" in here.page
        there.do("next")
        assert ">A001<" in there.page


def test_who_sits_nowhere_chooses_a_window_first(hall: RunningHall) -> None:
    make_account(hall, "zhang", Role.WINDOW)
    browser, answer = sign_in(hall, "zhang")
    with browser:
        assert "您在几号窗口" in answer.text
        data = {"form": form_of(answer.text), "window": "7", "category": ["社会民生"]}
        page = browser.post(f"{hall.url}/window/sit", data=data, timeout=20).text
        assert "7 号窗口" in page
        window = hall.service.queue.windows.find("7")
        assert window is not None
        assert (window.is_open, window.categories) == (True, ("社会民生",))
        browser.post(f"{hall.url}/window/leave", data={"form": form_of(page)}, timeout=20)
    window = hall.service.queue.windows.find("7")
    assert window is not None
    assert not window.is_open


def test_a_key_pressed_twice_calls_one_and_finishes_nobody(hall: RunningHall) -> None:
    for number in (1, 2):
        take_number(hall, number, "社会民生")
    console = Console(hall)
    with console.browser:
        assert 'name="serving" value="nobody"' in console.page
        console.do("next", serving="nobody")
        console.do("next", serving="nobody")  # the page before was still there
        assert ">A001<" in console.page and "等候 1 人" in console.page
        assert 'name="serving" value="lively-request-1"' in console.page
        console.do("next", serving="lively-request-1")
        assert ">A002<" in console.page
        console.do("next", serving="lively-request-2")
        assert "现在没有人等候" in console.page


def test_a_ticket_goes_to_no_line_that_is_none(hall: RunningHall) -> None:
    take_number(hall, 1, "社会民生")
    console = Console(hall)
    with console.browser:
        console.do("next")
        console.do("lively-request-1/transfer", category="没有这一类" * 20)
        assert "请选择转到哪个业务或窗口" in console.page and ">A001<" in console.page
        console.do("sit", window="3", category="没有这一类")
    [window] = hall.service.queue.windows.of()
    assert window.categories == ()
