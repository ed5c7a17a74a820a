"""Accounts of the staff: passwords by argon2, roles, and growing delays after wrong passwords."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from kiosk.hall.database import Database, restored, stored, upsert
from kiosk.hall.rejection import Rejection
from kiosk.hall.staff_tables import staff_accounts, staff_failures, staff_sessions
from kiosk.vault import Vault

LOGIN_PATTERN = r"[a-z0-9][a-z0-9._-]{1,39}"
RESERVED_LOGIN = "link"
"""Stands in the audit log for who signed in by a one-time link."""
SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 200
_FREE_FAILURES = 4
"""So many wrong passwords cost nothing; each one more doubles the wait."""
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
_FORGOTTEN_AFTER = timedelta(hours=24)


class Role(StrEnum):
    """What a member of staff may do."""

    WINDOW = "window"
    DEPARTMENT = "department"
    TECHNICIAN = "technician"
    SUPERVISOR = "supervisor"


ROLE_NAMES = {
    Role.WINDOW: "窗口人员",
    Role.DEPARTMENT: "审批部门",
    Role.TECHNICIAN: "技术员",
    Role.SUPERVISOR: "主管",
}


@dataclass(frozen=True)
class Account:
    """A member of staff."""

    login: str
    name: str
    roles: frozenset[Role]
    department: str = ""
    is_disabled: bool = False
    hall: str = ""
    """Where this member works; "" lets them choose among the halls."""

    @property
    def may_choose_hall(self) -> bool:
        """Whether every hall is open to this member: to supervisors, and who belongs to none."""
        return not self.hall or Role.SUPERVISOR in self.roles

    @property
    def role_names(self) -> str:
        """The roles in Chinese, in their order."""
        return "、".join(name for role, name in ROLE_NAMES.items() if role in self.roles)


@dataclass(frozen=True)
class Locked:
    """Too many wrong passwords: nobody gets in under this name before then."""

    until: datetime


def pack_roles(roles: Iterable[Role]) -> str:
    """Return roles as the database keeps them."""
    return ",".join(sorted(roles))


def unpack_roles(text: str) -> frozenset[Role]:
    """Return roles as the program uses them."""
    return frozenset(Role(word) for word in text.split(",") if word)


class Accounts:
    """The hall's register of staff."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Callable[[], datetime],
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._hasher = hasher or PasswordHasher()

    def add(self, account: Account, password: str) -> Rejection | None:
        """Make an account, or say why not."""
        fault = _account_fault(account) or password_fault(password, account.login)
        if fault:
            return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", fault)
        values = {
            "login": account.login,
            "name_sealed": self._vault.seal_text(account.name, f"staff {account.login}"),
            "roles": pack_roles(account.roles),
            "department": account.department,
            "password_hash": self._hasher.hash(password),
            "is_disabled": account.is_disabled,
            "made_at": stored(self._clock()),
            "hall": account.hall,
        }
        with self._database.write() as connection:
            if self._row(connection, account.login) is not None:
                reason = f"已经有登录名 {account.login}，请换一个"
                return Rejection(HTTPStatus.CONFLICT, "login_taken", reason)
            connection.execute(insert(staff_accounts).values(values))
        return None

    def check(self, login: str, password: str) -> Account | Locked | None:
        """Return whose password this is, or None; wrong ones in a row lock the name for a while."""
        login = login.strip().lower()
        # Counted before it is looked at: many at the same moment are as many tries.
        lock, is_now = self._count_try(login)
        if lock is not None and is_now:
            return lock
        with self._database.read() as connection:
            row = self._row(connection, login)
        known = row is not None and not row.is_disabled
        kept = row.password_hash if row is not None and known else self._nobody
        if self._is_right(kept, password) and row is not None and known:
            self._forgive(login, kept, password)
            return self._account(row)
        return lock

    def find(self, login: str) -> Account | None:
        """Return an account that may sign in."""
        with self._database.read() as connection:
            row = self._row(connection, login)
        return None if row is None or row.is_disabled else self._account(row)

    def all(self) -> tuple[Account, ...]:
        """Return every account by its login."""
        with self._database.read() as connection:
            rows = connection.execute(select(staff_accounts).order_by(staff_accounts.c.login)).all()
        return tuple(self._account(row) for row in rows)

    def exist(self) -> bool:
        """Tell whether anybody has an account yet."""
        with self._database.read() as connection:
            return bool(connection.scalar(select(func.count()).select_from(staff_accounts)))

    def set_password(self, login: str, password: str, keeping: str = "") -> Rejection | None:
        """Give an account another password and lift its lock.

        Whoever signed in by the old one is out, save the session with the token `keeping`.
        """
        fault = password_fault(password, login)
        if fault:
            return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", fault)
        rejected = self._change(login, password_hash=self._hasher.hash(password))
        if rejected is None:
            with self._database.write() as connection:
                connection.execute(
                    delete(staff_sessions)
                    .where(staff_sessions.c.login == login)
                    .where(staff_sessions.c.token_digest != _digest(keeping))
                )
        return rejected

    def set_disabled(self, login: str, is_disabled: bool) -> Rejection | None:
        """Close an account or open it again; its open sessions end with it."""
        return self._change(login, is_disabled=is_disabled)

    def set_hall(self, login: str, hall: str) -> Rejection | None:
        """Move a member to another hall, "" to any; who sits at a window leaves it."""
        rejected = self._change(login, hall=hall)
        if rejected is None:
            with self._database.write() as connection:
                own = staff_sessions.c.login == login
                connection.execute(update(staff_sessions).where(own).values(hall="", window=""))
        return rejected

    def _change(self, login: str, **values: object) -> Rejection | None:
        with self._database.write() as connection:
            changed = connection.execute(
                update(staff_accounts).where(staff_accounts.c.login == login).values(**values)
            )
            connection.execute(_failures_of(login))
        if changed.rowcount:
            return None
        return Rejection(HTTPStatus.NOT_FOUND, "unknown_login", f"没有登录名 {login}")

    @cached_property
    def _nobody(self) -> str:
        # Verified for names nobody has, so that the time taken does not tell who works here.
        return self._hasher.hash("nobody has this password")

    def _is_right(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password[:_LONGEST_PASSWORD])
        except VerificationError:
            return False

    def _forgive(self, login: str, kept: str, password: str) -> None:
        with self._database.write() as connection:
            connection.execute(_failures_of(login))
            if self._hasher.check_needs_rehash(kept):
                connection.execute(
                    update(staff_accounts)
                    .where(staff_accounts.c.login == login)
                    .values(password_hash=self._hasher.hash(password))
                )

    def _count_try(self, login: str) -> tuple[Locked | None, bool]:
        """Count a try as a wrong one; return the lock, and whether it was there before.

        The row is the database's to lock: of those who come together each is counted.
        """
        now = self._clock()
        own = staff_failures.c.login_digest == _digest(login)
        with self._database.write() as connection:
            connection.execute(
                delete(staff_failures).where(
                    staff_failures.c.last_at < stored(now - _FORGOTTEN_AFTER)
                )
            )
            first = {"login_digest": _digest(login), "failures": 1, "last_at": stored(now)}
            again = {"failures": staff_failures.c.failures + 1, "last_at": stored(now)}
            statement = upsert(connection, staff_failures).values(first)
            counted = connection.scalar(
                statement.on_conflict_do_update(
                    index_elements=["login_digest"],
                    set_=again,
                    where=or_(
                        staff_failures.c.locked_until.is_(None),
                        staff_failures.c.locked_until <= stored(now),
                    ),
                ).returning(staff_failures.c.failures)
            )
            if counted is None:
                until = connection.scalar(select(staff_failures.c.locked_until).where(own))
                return Locked(restored(until or stored(now))), True
            until = lock_after(counted, now)
            if until is None:
                return None, False
            connection.execute(update(staff_failures).where(own).values(locked_until=stored(until)))
        return Locked(until), False

    def _row(self, connection: Connection, login: str) -> Row[Any] | None:
        return connection.execute(
            select(staff_accounts).where(staff_accounts.c.login == login)
        ).one_or_none()

    def _account(self, row: Row[Any]) -> Account:
        return Account(
            login=row.login,
            name=self._vault.open_text(row.name_sealed, f"staff {row.login}"),
            roles=unpack_roles(row.roles),
            department=row.department,
            is_disabled=row.is_disabled,
            hall=row.hall,
        )


def lock_after(failures: int, now: datetime) -> datetime | None:
    """Return until when a name is locked after so many wrong passwords in a row."""
    if failures <= _FREE_FAILURES:
        return None
    # The exponent is bounded so that a patient attacker cannot make the number overflow.
    wait = _FIRST_WAIT * (1 << min(failures - _FREE_FAILURES - 1, 10))
    return now + min(wait, _LONGEST_WAIT)


def password_fault(password: str, login: str) -> str:
    """Return what is wrong with a new password, or empty text."""
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        return f"口令至少要 {SHORTEST_PASSWORD} 个字符"
    if login in password.lower() or len(set(password)) < 5:
        return "口令太容易猜到，请换一个：不要含登录名，不要只重复几个字符"
    return ""


def _account_fault(account: Account) -> str:
    if account.login == RESERVED_LOGIN:
        return "这个登录名系统自用，请换一个"
    if not re.fullmatch(LOGIN_PATTERN, account.login):
        return "登录名用小写英文字母、数字、点、横线，2 到 40 个字符"
    if not 1 <= len(account.name) <= 40:
        return "请填写姓名，最多 40 个字"
    if not account.roles:
        return "请至少选一个角色"
    if Role.DEPARTMENT in account.roles and not account.department:
        return "审批部门的账号要写明部门"
    return ""


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _failures_of(login: str) -> Any:
    return delete(staff_failures).where(staff_failures.c.login_digest == _digest(login))
