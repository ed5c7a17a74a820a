"""Accounts for the tests of the staff's pages."""

from __future__ import annotations

import re

import requests

from kiosk.hall.accounts import Account, Role
from tests.kiosk.hall.conftest import RunningHall

PASSWORD = "correct horse battery"


def make_account(
    hall: RunningHall, login: str, *roles: Role, department: str = "", name: str = "张样本"
) -> Account:
    """Make an account with the tests' password."""
    account = Account(login, name, frozenset(roles), department)
    assert hall.service.accounts.add(account, PASSWORD) is None
    return account


def sign_in(
    hall: RunningHall, login: str, password: str = PASSWORD, window: str = ""
) -> tuple[requests.Session, requests.Response]:
    """Return a browser and what the hall answered to name and password."""
    browser = hall.browser()
    data = {"login": login, "password": password, "window": window}
    return browser, browser.post(f"{hall.url}/sign-in", data=data, timeout=20)


def form_of(page: str) -> str:
    """Return the token the page's forms carry."""
    found = re.search(r'name="form" value="(\w+)"', page)
    assert found is not None
    return found[1]
