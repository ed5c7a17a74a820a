"""What the central platform was told, what it refused, and sending that again."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kiosk.hall.pages.guard import ShortText, Supervisor, SupervisorWriter, to
from kiosk.hall.pages.templates import Templates
from kiosk.hall.service import HallService


class ExchangePages:
    """The dead letters of the central platform, for supervisors."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/exchange")(self.show)
        router.post("/exchange")(self.send_again)
        return router

    def show(self, staff: Supervisor) -> Response:
        """List what needs a hand, and what is tried again by itself."""
        queue = self._hall.exchange
        return self._templates.page(
            "exchange.html",
            staff=staff,
            is_on=bool(self._hall.config.exchange_url),
            counts=queue.counts(),
            dead=queue.dead(),
            postponed=queue.postponed(),
        )

    def send_again(
        self, request: Request, staff: SupervisorWriter, record: ShortText = ""
    ) -> Response:
        """Send one dead letter again, or all of them."""
        again = self._hall.exchange.send_again(record)
        self._hall.record("reports_sent_again", records=again, by=staff.account.login)
        courier = request.app.state.courier
        if courier is not None:
            courier.wake()
        return to("/exchange")
