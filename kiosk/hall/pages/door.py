"""The door of the staff: signing in, signing out, changing one's password."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from kiosk.hall.accounts import Locked, Role
from kiosk.hall.gate import Strangers
from kiosk.hall.pages.guard import NotAllowedError, Reader, ShortText, Token, Writer, to
from kiosk.hall.pages.templates import Templates
from kiosk.hall.service import HallService
from kiosk.hall.staff import COOKIE, SESSION_HOURS, Session

_MOST_FAILURES = 30
"""Of one address in a minute, whatever the names; a whole hall's computers may have one."""


class DoorPages:
    """Sign-in, sign-out and the member's own account."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates
        self._tries = Strangers(_MOST_FAILURES)

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/sign-in")(self.show)
        router.post("/sign-in")(self.sign_in)
        router.post("/sign-out")(self.sign_out)
        router.get("/hall")(self.halls)
        router.post("/hall")(self.work_in)
        router.get("/account")(self.account)
        router.post("/account")(self.change_password)
        return router

    def show(
        self,
        request: Request,
        code: Annotated[str, Query(max_length=100)] = "",
        token: Token = "",
    ) -> Response:
        """Show the door, or let the holder of a one-time link in."""
        if not code:
            session = self._hall.door.find(token)
            return self._page() if session is None else to(first_page(session))
        opened = self._hall.door.enter_by_code(code)
        if opened is None:
            fault = "这个登录链接已用过或过期，请用登录名和口令"
            return self._page(fault, HTTPStatus.FORBIDDEN)
        return self._let_in(request, opened)

    def sign_in(
        self,
        request: Request,
        login: ShortText = "",
        password: ShortText = "",
        window: ShortText = "",
    ) -> Response:
        """Check name and password."""
        place = request.client.host if request.client else ""
        if not self._tries.may_try(place):
            fault = "这个地址登录失败太多次，请一分钟后再试"
            return self._page(fault, HTTPStatus.TOO_MANY_REQUESTS, login)
        entered = self._hall.door.enter(login, password)
        if isinstance(entered, str):
            self._sit(entered, window.strip()[:20])
            return self._let_in(request, entered)
        self._tries.note(place)
        self._hall.record("sign_in_failed")
        if isinstance(entered, Locked):
            wait_s = (entered.until - self._hall.config.clock()).total_seconds()
            fault = f"口令错了太多次，请 {math.ceil(wait_s / 60)} 分钟后再试，或请主管重设口令"
            return self._page(fault, HTTPStatus.TOO_MANY_REQUESTS, login)
        return self._page("登录名或口令不对，请再输一次", HTTPStatus.FORBIDDEN, login)

    def _sit(self, token: str, window: str) -> None:
        """Open the window with the categories it had last, for who works at windows."""
        session = self._hall.door.find(token)
        if window and session is not None and session.may(Role.WINDOW):
            self._hall.door.sit_at(token, window)
            known = self._hall.queue.windows.find(window, session.hall)
            lines = known.categories if known else ()
            self._hall.queue.windows.open(window, lines, session.hall)

    def sign_out(self, staff: Writer) -> Response:
        """Close the session."""
        self._hall.door.leave(staff.token)
        if staff.window:
            self._hall.queue.windows.close(staff.window, staff.hall)
        self._hall.record("staff_signed_out", by=staff.account.login)
        answer = to("/sign-in")
        answer.delete_cookie(COOKIE)
        return answer

    def halls(self, staff: Reader) -> Response:
        """Ask in which hall this member works now."""
        if not staff.account.may_choose_hall:
            raise NotAllowedError("您的账号属于一个大厅；要换大厅，请找主管。")
        return self._templates.page("halls.html", staff=staff)

    def work_in(self, staff: Writer, hall: ShortText = "") -> Response:
        """Go to another hall; who sat at a window leaves it."""
        if not staff.account.may_choose_hall or hall not in self._hall.queue.windows.halls():
            raise NotAllowedError("没有这个大厅，或您的账号不能换大厅。")
        if hall != staff.hall and staff.window:
            self._hall.queue.windows.close(staff.window, staff.hall)
        if hall != staff.hall:
            self._hall.door.work_in(staff.token, hall)
        return to(first_page(staff))

    def account(self, staff: Reader) -> Response:
        """Show who is signed in, and the form for another password."""
        return self._templates.page("account.html", staff=staff, fault="", done=False)

    def change_password(
        self,
        staff: Writer,
        old: ShortText = "",
        new: ShortText = "",
        again: ShortText = "",
    ) -> Response:
        """Change the member's own password, which must be known."""
        fault = self._change(staff, old, new, again)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
        return self._templates.page(
            "account.html", status, staff=staff, fault=fault, done=not fault
        )

    def _change(self, staff: Session, old: str, new: str, again: str) -> str:
        accounts, login = self._hall.accounts, staff.account.login
        if new != again:
            return "两次输入的新口令不一样，请再输一次"
        checked = accounts.check(login, old)
        if checked is None or isinstance(checked, Locked):
            return "现在的口令不对，没有改动"
        rejected = accounts.set_password(login, new, keeping=staff.token)
        if rejected is not None:
            return rejected.reason
        self._hall.record("password_changed", by=login)
        return ""

    def _page(
        self, fault: str = "", status: HTTPStatus = HTTPStatus.OK, login: str = ""
    ) -> Response:
        return self._templates.page(
            "sign_in.html",
            status,
            fault=fault,
            login=login,
            has_accounts=self._hall.accounts.exist(),
        )

    def _let_in(self, request: Request, token: str) -> Response:
        session = self._hall.door.find(token)
        if session is None:
            return to("/sign-in")
        self._hall.record("staff_signed_in", by=session.account.login)
        answer = to(first_page(session))
        answer.set_cookie(
            COOKIE,
            token,
            max_age=SESSION_HOURS * 3600,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer


def first_page(session: Session) -> str:
    """Return where a member's work begins."""
    if session.account.roles == {Role.WINDOW}:
        return "/window"
    if session.account.roles == {Role.DEPARTMENT}:
        return "/department"
    if session.account.roles == {Role.TECHNICIAN}:
        return "/fleet"
    return "/"
