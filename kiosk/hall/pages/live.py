"""The streams by which the staff's pages keep themselves up to date."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from kiosk.hall.live import stream
from kiosk.hall.pages.guard import CaseReader, DepartmentReader, FleetReader, WindowReader
from kiosk.hall.pages.templates import Templates
from kiosk.hall.service import HallService


class LivePages:
    """One stream for each kind of page, open to who may open the page."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._bulletin = hall.bulletin

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/events/window")(self.window)
        router.get("/events/cases")(self.cases)
        router.get("/events/fleet")(self.fleet)
        router.get("/events/questions")(self.questions)
        return router

    async def window(self, staff: WindowReader) -> Response:
        """Tell a window of the queue, of results that came back, and of calls for help."""
        return stream(self._bulletin, "queue", "cases", "bell")

    async def cases(self, staff: DepartmentReader) -> Response:
        """Tell a department of new tasks."""
        return stream(self._bulletin, "cases")

    async def fleet(self, staff: FleetReader) -> Response:
        """Tell the fleet page how terminals are, and who calls for help."""
        return stream(self._bulletin, "fleet", "bell")

    async def questions(self, staff: CaseReader) -> Response:
        """Tell of new questions and of answers others gave."""
        return stream(self._bulletin, "questions")
