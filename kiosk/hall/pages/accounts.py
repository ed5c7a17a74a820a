"""The page on which a supervisor makes accounts, closes them and gives new passwords."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from kiosk.hall.accounts import ROLE_NAMES, Account, Role
from kiosk.hall.pages.guard import ShortText, Supervisor, SupervisorWriter
from kiosk.hall.pages.templates import Templates
from kiosk.hall.rejection import Rejection
from kiosk.hall.service import HallService
from kiosk.hall.staff import Session

Roles = Annotated[list[str], Form(max_length=10)]


class AccountPages:
    """The accounts of the staff."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/staff")(self.show)
        router.post("/staff")(self.add)
        router.post("/staff/{login}/password")(self.reset)
        router.post("/staff/{login}/state")(self.set_state)
        router.post("/staff/{login}/hall")(self.set_hall)
        return router

    def show(self, staff: Supervisor) -> Response:
        """List the accounts."""
        return self._page(staff)

    def add(
        self,
        staff: SupervisorWriter,
        login: ShortText = "",
        name: ShortText = "",
        password: ShortText = "",
        role: Roles = [],  # noqa: B006  # FastAPI copies a default
        department: ShortText = "",
        hall: ShortText = "",
    ) -> Response:
        """Make an account."""
        roles = frozenset(known for known in Role if known in role)
        known = hall if hall in self._hall.queue.windows.halls() else ""
        account = Account(
            login.strip().lower(), name.strip(), roles, department.strip(), hall=known
        )
        rejected = self._hall.accounts.add(account, password)
        return self._told(staff, "account_made", account.login, rejected, "账号建好了")

    def reset(self, login: str, staff: SupervisorWriter, password: ShortText = "") -> Response:
        """Give an account another password and lift its lock."""
        rejected = self._hall.accounts.set_password(login, password)
        return self._told(staff, "password_reset", login, rejected, "口令改好了，锁定也解除了")

    def set_state(self, login: str, staff: SupervisorWriter, disabled: ShortText = "") -> Response:
        """Close an account or open it again."""
        if login == staff.account.login:
            fault = Rejection(HTTPStatus.CONFLICT, "own_account", "不能停用自己的账号")
            return self._page(staff, fault)
        rejected = self._hall.accounts.set_disabled(login, disabled == "yes")
        done = "账号停用了，已登录的页面也失效了" if disabled == "yes" else "账号恢复了"
        return self._told(staff, "account_changed", login, rejected, done)

    def set_hall(self, login: str, staff: SupervisorWriter, hall: ShortText = "") -> Response:
        """Move a member to another hall, or to none: then they choose."""
        halls = self._hall.queue.windows.halls()
        if hall and hall not in halls:
            fault = Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "no_hall", "没有这个大厅")
            return self._page(staff, fault)
        rejected = self._hall.accounts.set_hall(login, hall)
        done = f"现在属于{halls[hall]}" if hall else "现在不属于某个大厅，登录后自己选"
        return self._told(staff, "account_changed", login, rejected, done)

    def _told(
        self, staff: Session, action: str, login: str, rejected: Rejection | None, done: str
    ) -> Response:
        if rejected is not None:
            return self._page(staff, rejected)
        self._hall.record(action, login=login, by=staff.account.login)
        return self._page(staff, done=f"{login}：{done}")

    def _page(self, staff: Session, rejected: Rejection | None = None, done: str = "") -> Response:
        return self._templates.page(
            "staff.html",
            HTTPStatus.OK if rejected is None else rejected.status,
            staff=staff,
            accounts=self._hall.accounts.all(),
            roles=ROLE_NAMES,
            departments=self._hall.guide.departments(),
            fault="" if rejected is None else rejected.reason,
            done=done,
        )
