"""Lets members of staff through to their pages, and forms only from their own pages."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Cookie, Depends, FastAPI, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from kiosk.hall.accounts import Role
from kiosk.hall.pages.templates import Templates
from kiosk.hall.service import HallService
from kiosk.hall.staff import COOKIE, Session

Token = Annotated[str, Cookie(alias=COOKIE, max_length=100)]
EveryHall = Annotated[str, Query(pattern="^(all)?$")]
"""Asks for the figures of all halls together; open to who may choose among them."""
ShortText = Annotated[str, Form(max_length=200)]
LongText = Annotated[str, Form(max_length=2000)]


class NotSignedInError(Exception):
    """Nobody is signed in: the door is shown."""


class NotAllowedError(Exception):
    """Who is signed in may not do this; the text says who may."""


def guard_pages(app: FastAPI, hall: HallService, templates: Templates) -> None:
    """Answer for the guards when they let nobody through."""
    app.state.hall = hall

    async def show_door(_request: Request, _error: Exception) -> Response:
        return to("/sign-in")

    async def refuse(_request: Request, error: Exception) -> Response:
        return templates.page("refused.html", HTTPStatus.FORBIDDEN, reason=str(error))

    app.add_exception_handler(NotSignedInError, show_door)
    app.add_exception_handler(NotAllowedError, refuse)


def _reader(*roles: Role) -> Callable[..., Session]:
    def check(request: Request, token: Token = "") -> Session:
        hall: HallService = request.app.state.hall
        session = hall.door.find(token)
        if session is None:
            raise NotSignedInError
        if roles and not session.may(*roles):
            raise NotAllowedError("您的账号没有打开这一页的权限，请找主管开通。")
        return session

    return check


def _writer(*roles: Role) -> Callable[..., Session]:
    reader = _reader(*roles)

    def check(request: Request, form: ShortText = "", token: Token = "") -> Session:
        session = reader(request, token)
        hall: HallService = request.app.state.hall
        if not hall.door.is_own_form(session, form):
            raise NotAllowedError("这个表单已经失效，请返回上一页刷新后再试。")
        return session

    return check


Reader = Annotated[Session, Depends(_reader())]
Writer = Annotated[Session, Depends(_writer())]
WindowReader = Annotated[Session, Depends(_reader(Role.WINDOW))]
WindowWriter = Annotated[Session, Depends(_writer(Role.WINDOW))]
DepartmentReader = Annotated[Session, Depends(_reader(Role.DEPARTMENT))]
DepartmentWriter = Annotated[Session, Depends(_writer(Role.DEPARTMENT))]
CaseReader = Annotated[Session, Depends(_reader(Role.WINDOW, Role.DEPARTMENT))]
CaseWriter = Annotated[Session, Depends(_writer(Role.WINDOW, Role.DEPARTMENT))]
FleetReader = Annotated[Session, Depends(_reader(Role.TECHNICIAN, Role.WINDOW))]
FleetWriter = Annotated[Session, Depends(_writer(Role.TECHNICIAN))]
Supervisor = Annotated[Session, Depends(_reader(Role.SUPERVISOR))]
SupervisorWriter = Annotated[Session, Depends(_writer(Role.SUPERVISOR))]


def _own_ticket(request: Request, request_id: str, staff: WindowWriter) -> str:
    hall: HallService = request.app.state.hall
    if hall.queue.calling.hall_of(request_id) not in ("", staff.hall):
        raise NotAllowedError("这个号是另一个大厅的，请由那里的窗口处理。")
    return request_id


def _own_terminal(request: Request, terminal: str, staff: FleetReader) -> str:
    hall: HallService = request.app.state.hall
    if not staff.account.may_choose_hall and not hall.fleet.stands_in(terminal, staff.hall):
        raise NotAllowedError("这台终端不在您的大厅。")
    return terminal


OwnTicket = Annotated[str, Depends(_own_ticket)]
OwnTerminal = Annotated[str, Depends(_own_terminal)]


def to(path: str) -> RedirectResponse:
    """Send the browser on to a page of the hall, by GET."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)
