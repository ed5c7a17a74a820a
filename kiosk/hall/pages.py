"""The pages of the staff, and the page behind a ticket's QR."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Cookie, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from kiosk.hall.config import SHANGHAI
from kiosk.hall.service import HallService
from kiosk.hall.staff import COOKIE, SESSION_HOURS

_TEMPLATES = Path(__file__).parent / "templates"
_PAGE_SIZE = 30
Session = Annotated[str, Cookie(alias=COOKIE)]
ShortText = Annotated[str, Form(max_length=200)]


def _shanghai_time(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%H:%M}"


def _shanghai_day_time(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def _chinese_day(day: date | None) -> str:
    return "—" if day is None else f"{day.year}年{day.month}月{day.day}日"


class Templates:
    """Draws the pages from their templates."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            time=_shanghai_time, day_time=_shanghai_day_time, day=_chinese_day
        )

    def page(self, name: str, status: HTTPStatus = HTTPStatus.OK, **values: object) -> HTMLResponse:
        """Return a page as an answer."""
        return HTMLResponse(self._environment.get_template(name).render(values), status)


def page_routes(hall: HallService) -> APIRouter:
    """Return the pages over one hall."""
    router = APIRouter(include_in_schema=False)
    templates = Templates()
    style = (_TEMPLATES / "hall.css").read_text(encoding="utf-8")

    @router.get("/hall.css")
    def stylesheet() -> Response:
        return Response(style, media_type="text/css")

    @router.get("/t/{link}")
    def ticket_page(link: str) -> Response:
        found = hall.queue.find(link)
        status = HTTPStatus.NOT_FOUND if found is None else HTTPStatus.OK
        return templates.page("ticket.html", status, hall=hall.config.name, found=found)

    _add_door(router, hall, templates)
    _add_desk(router, hall, templates)
    return router


def _add_door(router: APIRouter, hall: HallService, templates: Templates) -> None:
    @router.get("/sign-in")
    def show_door(code: Annotated[str, Query(max_length=100)] = "") -> Response:
        session = hall.door.enter_by_code(code) if code else None
        if session is not None:
            return _let_in(hall, session)
        fault = "这个登录链接已用过或过期，请输入口令" if code else ""
        status = HTTPStatus.FORBIDDEN if code else HTTPStatus.OK
        return templates.page("sign_in.html", status, hall=hall.config.name, fault=fault)

    @router.post("/sign-in")
    def sign_in(secret: ShortText = "") -> Response:
        session = hall.door.enter_by_secret(secret)
        if session is not None:
            return _let_in(hall, session)
        hall.record("sign_in_failed")
        fault = "口令不对，请再输一次"
        return templates.page(
            "sign_in.html", HTTPStatus.FORBIDDEN, hall=hall.config.name, fault=fault
        )

    @router.post("/sign-out")
    def sign_out(form: ShortText = "", session: Session = "") -> Response:
        if hall.door.is_own_form(session, form):
            hall.door.leave(session)
        return _to("/sign-in")


def _add_desk(router: APIRouter, hall: HallService, templates: Templates) -> None:
    @router.get("/")
    def desk(page: Annotated[int, Query(ge=1, le=100_000)] = 1, session: Session = "") -> Response:
        if not hall.door.is_open(session):
            return _to("/sign-in")
        hall.record("cases_listed", page=page)
        return templates.page(
            "desk.html",
            hall=hall.config.name,
            state=hall.queue.state(),
            tickets=hall.queue.today(),
            cases=hall.cases.newest(_PAGE_SIZE, (page - 1) * _PAGE_SIZE),
            case_count=hall.cases.count(),
            page=page,
            page_size=_PAGE_SIZE,
            now=hall.config.clock(),
            form=hall.door.form_token(session),
        )

    @router.post("/call")
    def call(
        window: ShortText = "",
        category: ShortText = "",
        form: ShortText = "",
        session: Session = "",
    ) -> Response:
        if not hall.door.is_open(session):
            return _to("/sign-in")
        if not hall.door.is_own_form(session, form):
            return Response("表单已失效，请返回重试", HTTPStatus.FORBIDDEN)
        called = hall.queue.call_next(window.strip()[:20], category)
        if called is not None:
            hall.record("ticket_called", ticket=called.number, day=called.day.isoformat())
        return _to("/")


def _let_in(hall: HallService, session: str) -> Response:
    hall.record("staff_signed_in")
    answer = _to("/")
    answer.set_cookie(COOKIE, session, max_age=SESSION_HOURS * 3600, httponly=True, samesite="lax")
    return answer


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)
