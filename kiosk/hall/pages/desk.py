"""Today in the hall: who waits, who was called, and the newest cases."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from forms.today import SHANGHAI
from kiosk.hall.cases import ListedCase
from kiosk.hall.pages.guard import Reader, ShortText, WindowWriter, to
from kiosk.hall.pages.templates import Templates
from kiosk.hall.service import HallService
from kiosk.hall.time_limits import CARD_NAMES, Card, card_of, limit_text
from kiosk.platform.protocol import CaseStatus

_PAGE_SIZE = 30
_MOST_TICKETS = 100


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

    def show(self, staff: Reader, before: Annotated[str, Query(max_length=50)] = "") -> Response:
        """Show the day, and the cases after the one already seen."""
        hall = self._hall
        listed = hall.cases.newest(_PAGE_SIZE + 1, before)
        has_more, listed = len(listed) > _PAGE_SIZE, listed[:_PAGE_SIZE]
        hall.record("cases_listed", before=before, by=staff.account.login)
        return self._templates.page(
            "desk.html",
            staff=staff,
            state=hall.queue.state(staff.hall),
            tickets=hall.queue.today(staff.hall, _MOST_TICKETS),
            most_tickets=_MOST_TICKETS,
            cases=listed,
            limits={case.case_number: self._limit(case) for case in listed},
            card_names=CARD_NAMES,
            case_count=hall.cases.count(since=_morning(hall.config.clock())),
            before=before,
            has_more=has_more,
            now=hall.config.clock(),
        )

    def _limit(self, case: ListedCase) -> tuple[Card, str]:
        open_until = None if case.status == CaseStatus.FINISHED else case.promised_on
        today = self._hall.queue.state_day()
        return card_of(today, open_until), limit_text(today, open_until)

    def call(
        self, staff: WindowWriter, window: ShortText = "", category: ShortText = ""
    ) -> Response:
        """Call the next number to a window."""
        called = self._hall.queue.call_next(
            window.strip()[:20], category, staff.hall, staff.account.login
        )
        if called is not None:
            self._hall.record(
                "ticket_called",
                ticket=called.number,
                day=called.day.isoformat(),
                by=staff.account.login,
            )
        return to("/")


def _morning(now: datetime) -> datetime:
    return now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
