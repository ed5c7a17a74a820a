"""Today in the hall: who waits, who was called, and the newest cases."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from kiosk.hall.pages.guard import Reader, ShortText, WindowWriter, to
from kiosk.hall.pages.templates import Templates
from kiosk.hall.service import HallService

_PAGE_SIZE = 30


class DeskPages:
    """The first page of the staff."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/")(self.show)
        router.post("/call")(self.call)
        return router

    def show(self, staff: Reader, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
        """Show the day."""
        hall = self._hall
        hall.record("cases_listed", page=page, by=staff.account.login)
        return self._templates.page(
            "desk.html",
            staff=staff,
            state=hall.queue.state(),
            tickets=hall.queue.today(),
            cases=hall.cases.newest(_PAGE_SIZE, (page - 1) * _PAGE_SIZE),
            case_count=hall.cases.count(),
            page=page,
            page_size=_PAGE_SIZE,
            now=hall.config.clock(),
        )

    def call(
        self, staff: WindowWriter, window: ShortText = "", category: ShortText = ""
    ) -> Response:
        """Call the next number to a window."""
        called = self._hall.queue.call_next(window.strip()[:20], category)
        if called is not None:
            self._hall.record(
                "ticket_called",
                ticket=called.number,
                day=called.day.isoformat(),
                by=staff.account.login,
            )
        return to("/")
