"""The pages of the staff, of the board and behind a ticket's QR."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from kiosk.hall.pages.accounts import AccountPages
from kiosk.hall.pages.agents import AgentPages
from kiosk.hall.pages.board import BoardPages
from kiosk.hall.pages.booking import BookingPages
from kiosk.hall.pages.cases import CasePages
from kiosk.hall.pages.department import DepartmentPages
from kiosk.hall.pages.desk import DeskPages
from kiosk.hall.pages.door import DoorPages
from kiosk.hall.pages.exchange import ExchangePages
from kiosk.hall.pages.fleet import FleetPages
from kiosk.hall.pages.live import LivePages
from kiosk.hall.pages.phone import PhonePages
from kiosk.hall.pages.questions import QuestionPages
from kiosk.hall.pages.statistics import StatisticsPages
from kiosk.hall.pages.templates import Templates
from kiosk.hall.pages.window import WindowPages
from kiosk.hall.service import HallService

_PAGES = (
    DoorPages,
    DeskPages,
    WindowPages,
    CasePages,
    DepartmentPages,
    QuestionPages,
    StatisticsPages,
    FleetPages,
    ExchangePages,
    AccountPages,
    AgentPages,
    LivePages,
    BoardPages,
    PhonePages,
    BookingPages,
)
_STATIC = Path(__file__).parents[1] / "static"
_STATIC_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def page_routes(hall: HallService, templates: Templates) -> list[BaseRoute]:
    """Return the pages over one hall, which no description of the interface lists."""
    statics = APIRouter()
    for path in sorted(_STATIC.iterdir()):
        if path.suffix in _STATIC_KINDS:
            statics.get(f"/{path.name}")(_serve(path))
    routers = [*(kind(hall, templates).routes() for kind in _PAGES), statics]
    routes = [route for router in routers for route in router.routes]
    for route in routes:
        if isinstance(route, APIRoute):
            route.include_in_schema = False
    return routes


def _serve(path: Path) -> Callable[[], Response]:
    content, kind = path.read_bytes(), _STATIC_KINDS[path.suffix]

    def serve() -> Response:
        return Response(content, media_type=kind)

    return serve
