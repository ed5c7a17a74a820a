"""Who of the staff is signed in: accounts and one-time links open sessions."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from kiosk.hall.accounts import (
    RESERVED_LOGIN,
    Account,
    Accounts,
    Locked,
    Role,
    pack_roles,
    unpack_roles,
)
from kiosk.hall.database import Database, restored, stored
from kiosk.hall.staff_tables import staff_links, staff_sessions
from kiosk.hall.tables import MAIN

COOKIE = "yimen_staff"
SESSION_HOURS = 10
TERMINAL_ROLES = frozenset({Role.WINDOW, Role.TECHNICIAN})
"""What a link made at a terminal opens; the hall's own console opens everything."""
TECHNICAL_ROLES = frozenset({Role.TECHNICIAN})
"""What it opens once the staff have accounts: a terminal stands in public, people's data do not."""
_LINK_MINUTES = 15


@dataclass(frozen=True)
class Session:
    """A member of staff at work."""

    token: str
    account: Account
    window: str
    form: str
    """What each form of this session carries, so that no other site can post it."""
    hall: str = MAIN
    """In which hall this member works now."""

    def may(self, *roles: Role) -> bool:
        """Tell whether one of these roles is this member's; a supervisor may do everything."""
        return bool(self.account.roles & {*roles, Role.SUPERVISOR})


class StaffDoor:
    """Opens, finds and closes sessions; all workers of a hall share them."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        secret: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._secret = secret.encode()
        self._clock = clock

    def make_link_code(self, roles: Iterable[Role] = TERMINAL_ROLES) -> str:
        """Return a code that opens one session within a quarter of an hour."""
        code = secrets.token_urlsafe(24)
        now = self._clock()
        with self._database.write() as connection:
            connection.execute(delete(staff_links).where(staff_links.c.expires_at < stored(now)))
            connection.execute(
                insert(staff_links).values(
                    code_digest=_digest(code),
                    roles=pack_roles(roles),
                    expires_at=stored(now + timedelta(minutes=_LINK_MINUTES)),
                )
            )
        return code

    def enter_by_code(self, code: str) -> str | None:
        """Use up a link's code; return the session's token or None."""
        with self._database.write() as connection:
            row = connection.execute(
                delete(staff_links)
                .where(staff_links.c.code_digest == _digest(code))
                .returning(staff_links.c.roles, staff_links.c.expires_at)
            ).one_or_none()
        if row is None or restored(row.expires_at) < self._clock():
            return None
        return self._open(RESERVED_LOGIN, row.roles)

    def enter(self, login: str, password: str) -> str | Locked | None:
        """Check a password; return the session's token, the lock, or None."""
        account = self._accounts.check(login, password)
        if isinstance(account, Account):
            return self._open(account.login, "")
        return account

    def find(self, token: str) -> Session | None:
        """Return the session of this token while it is open."""
        if not token:
            return None
        with self._database.read() as connection:
            row = connection.execute(
                select(staff_sessions).where(staff_sessions.c.token_digest == _digest(token))
            ).one_or_none()
        if row is None or restored(row.expires_at) <= self._clock():
            return None
        account = self._account_of(row)
        if account is None:
            return None
        chosen = row.hall if account.may_choose_hall else ""
        hall = chosen or account.hall or MAIN
        return Session(token, account, row.window, self._form_token(token), hall)

    def leave(self, token: str) -> None:
        """Sign the session out."""
        with self._database.write() as connection:
            connection.execute(
                delete(staff_sessions).where(staff_sessions.c.token_digest == _digest(token))
            )

    def sit_at(self, token: str, window: str) -> None:
        """Note at which window this member works; empty text leaves the window."""
        with self._database.write() as connection:
            connection.execute(
                update(staff_sessions)
                .where(staff_sessions.c.token_digest == _digest(token))
                .values(window=window)
            )

    def work_in(self, token: str, hall: str) -> None:
        """Note in which hall this member works from now on, at no window yet."""
        with self._database.write() as connection:
            connection.execute(
                update(staff_sessions)
                .where(staff_sessions.c.token_digest == _digest(token))
                .values(hall=hall, window="")
            )

    def is_own_form(self, session: Session, form: str) -> bool:
        """Tell whether a posted form came from this session's own page."""
        return hmac.compare_digest(form.encode(), session.form.encode())

    def _account_of(self, row: Row[Any]) -> Account | None:
        if row.login == RESERVED_LOGIN:
            return Account(RESERVED_LOGIN, "现场工作人员", unpack_roles(row.link_roles))
        return self._accounts.find(row.login)

    def _form_token(self, token: str) -> str:
        return hmac.new(self._secret, token.encode(), "sha256").hexdigest()

    def _open(self, login: str, link_roles: str) -> str:
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._database.write() as connection:
            connection.execute(
                delete(staff_sessions).where(staff_sessions.c.expires_at < stored(now))
            )
            connection.execute(
                insert(staff_sessions).values(
                    token_digest=_digest(token),
                    login=login,
                    link_roles=link_roles,
                    window="",
                    expires_at=stored(now + timedelta(hours=SESSION_HOURS)),
                )
            )
        return token


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
