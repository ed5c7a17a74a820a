"""Staff sign in by name and password; guessing gets slower, and roles bound what is seen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.hall.accounts import Account, Accounts, Locked, Role, lock_after, password_fault
from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database
from kiosk.vault import Vault
from tests.kiosk.hall.accounts import PASSWORD, form_of, make_account, sign_in
from tests.kiosk.hall.conftest import QUICK_HASHER, Clock, RunningHall

CLERK = Account("zhang", "张样本", frozenset({Role.WINDOW}))


@pytest.fixture
def database_url() -> str:
    """SQLite alone: what is tested here is above the database."""
    return ""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    config = HallConfig("样本大厅", tmp_path)
    return Accounts(Database(config.url_of_database), Vault(config.key_path), clock, QUICK_HASHER)


def test_the_right_password_opens_and_a_wrong_one_does_not(accounts: Accounts) -> None:
    assert accounts.add(CLERK, PASSWORD) is None
    assert accounts.check("zhang", PASSWORD) == CLERK
    assert accounts.check(" ZHANG ", PASSWORD) == CLERK
    assert accounts.check("zhang", PASSWORD + "!") is None
    assert accounts.check("nobody", PASSWORD) is None


@pytest.mark.parametrize("login", ["zhang", "nobody"])
def test_the_fifth_wrong_password_locks_known_and_unknown_names_alike(
    accounts: Accounts, clock: Clock, login: str
) -> None:
    accounts.add(CLERK, PASSWORD)
    assert [accounts.check(login, "wrong") for _ in range(4)] == [None] * 4
    locked = accounts.check(login, "wrong")
    assert locked == Locked(clock.now + timedelta(minutes=1))
    assert isinstance(accounts.check(login, PASSWORD), Locked)


def test_each_further_wrong_password_doubles_the_wait_up_to_an_hour(clock: Clock) -> None:
    waits = [lock_after(failures, clock.now) for failures in range(4, 14)]
    minutes = [until and (until - clock.now).total_seconds() / 60 for until in waits]
    assert minutes == [None, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert lock_after(10_000, clock.now) == clock.now + timedelta(hours=1)


def test_after_the_wait_the_right_password_opens_and_the_count_begins_anew(
    accounts: Accounts, clock: Clock
) -> None:
    accounts.add(CLERK, PASSWORD)
    for _ in range(5):
        accounts.check("zhang", "wrong")
    clock.pass_minutes(1.1)
    assert accounts.check("zhang", PASSWORD) == CLERK
    assert accounts.check("zhang", "wrong") is None


def test_a_reset_password_lifts_the_lock(accounts: Accounts) -> None:
    accounts.add(CLERK, PASSWORD)
    for _ in range(5):
        accounts.check("zhang", "wrong")
    assert accounts.set_password("zhang", "another good one") is None
    assert accounts.check("zhang", "another good one") == CLERK


def test_a_disabled_account_does_not_sign_in(accounts: Accounts) -> None:
    accounts.add(CLERK, PASSWORD)
    accounts.set_disabled("zhang", True)
    assert accounts.check("zhang", PASSWORD) is None
    assert accounts.find("zhang") is None


def test_a_login_is_given_once(accounts: Accounts) -> None:
    accounts.add(CLERK, PASSWORD)
    again = accounts.add(CLERK, PASSWORD)
    assert again is not None
    assert again.code == "login_taken"


@pytest.mark.parametrize("password", ["short", "zhang-zhang-1", "aaaaaaaaaaaa", "x" * 201])
def test_a_weak_password_is_refused(password: str) -> None:
    assert password_fault(password, "zhang")


@pytest.mark.parametrize(
    "account",
    [
        Account("link", "张样本", frozenset({Role.WINDOW})),
        Account("张", "张样本", frozenset({Role.WINDOW})),
        Account("zhang", "", frozenset({Role.WINDOW})),
        Account("zhang", "张样本", frozenset()),
        Account("zhang", "张样本", frozenset({Role.DEPARTMENT})),
    ],
)
def test_an_incomplete_account_is_refused(accounts: Accounts, account: Account) -> None:
    assert accounts.add(account, PASSWORD) is not None


def test_neither_password_nor_name_is_readable_in_the_database(
    accounts: Accounts, tmp_path: Path
) -> None:
    accounts.add(CLERK, PASSWORD)
    files = b"".join(path.read_bytes() for path in tmp_path.glob("hall.db*"))
    assert b"$argon2id$" in files
    assert PASSWORD.encode() not in files
    assert "张样本".encode() not in files


def test_a_clerk_signs_in_at_a_window_and_out_again(hall: RunningHall) -> None:
    make_account(hall, "zhang", Role.WINDOW, Role.TECHNICIAN)
    browser, answer = sign_in(hall, "zhang", window="3 号窗口")
    with browser:
        assert "今日大厅" in answer.text
        assert 'value="3 号窗口"' in answer.text
        cookie = answer.history[0].headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        browser.post(f"{hall.url}/sign-out", data={"form": form_of(answer.text)}, timeout=20)
        assert browser.get(hall.url, timeout=20).url.endswith("/sign-in")


def test_a_wrong_password_says_so_and_many_say_how_long_to_wait(hall: RunningHall) -> None:
    make_account(hall, "zhang", Role.WINDOW)
    answers = [sign_in(hall, "zhang", "wrong password")[1] for _ in range(5)]
    assert [answer.status_code for answer in answers] == [403] * 4 + [429]
    assert "登录名或口令不对" in answers[0].text
    assert "请 1 分钟后再试" in answers[-1].text


def test_without_accounts_the_door_says_how_to_make_the_first(hall: RunningHall) -> None:
    with hall.browser() as browser:
        assert "yimen hall staff add" in browser.get(f"{hall.url}/sign-in", timeout=20).text


def test_a_member_changes_the_password_with_the_old_one_alone(hall: RunningHall) -> None:
    make_account(hall, "zhang", Role.WINDOW)
    browser, answer = sign_in(hall, "zhang")
    page = browser.get(f"{hall.url}/account", timeout=20).text
    new = "a quite new password"
    for old, status in (("not the old one", 422), (PASSWORD, 200)):
        data = {"form": form_of(page), "old": old, "new": new, "again": new}
        answer = browser.post(f"{hall.url}/account", data=data, timeout=20)
        assert answer.status_code == status
    browser.close()
    assert isinstance(hall.service.accounts.check("zhang", new), Account)


def test_disabling_an_account_ends_its_open_sessions(hall: RunningHall) -> None:
    make_account(hall, "zhang", Role.WINDOW, Role.TECHNICIAN)
    browser, _ = sign_in(hall, "zhang")
    with browser:
        hall.service.accounts.set_disabled("zhang", True)
        assert browser.get(hall.url, timeout=20).url.endswith("/sign-in")


def test_a_supervisor_makes_resets_and_closes_accounts_and_nobody_else_does(
    hall: RunningHall,
) -> None:
    make_account(hall, "boss", Role.SUPERVISOR)
    make_account(hall, "zhang", Role.WINDOW)
    boss, answer = sign_in(hall, "boss")
    clerk, _ = sign_in(hall, "zhang")
    with boss, clerk:
        assert clerk.get(f"{hall.url}/staff", timeout=20).status_code == 403
        form = {"form": form_of(answer.text)}
        new = {**form, "login": "li", "name": "李样本", "password": "short", "role": ["window"]}
        assert "口令至少要" in boss.post(f"{hall.url}/staff", data=new, timeout=20).text
        new["password"] = PASSWORD
        assert "账号建好了" in boss.post(f"{hall.url}/staff", data=new, timeout=20).text
        own = boss.post(
            f"{hall.url}/staff/boss/state", data={**form, "disabled": "yes"}, timeout=20
        )
        assert (own.status_code, "不能停用自己" in own.text) == (409, True)
        boss.post(f"{hall.url}/staff/zhang/state", data={**form, "disabled": "yes"}, timeout=20)
        assert clerk.get(f"{hall.url}/window", timeout=20).url.endswith("/sign-in")
    assert isinstance(hall.service.accounts.check("li", PASSWORD), Account)
