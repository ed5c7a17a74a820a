"""The fleet page: how each terminal is, and what it can be told from afar."""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType

from fastapi import APIRouter
from fastapi.responses import Response

from kiosk.hall.fleet import ORDER_NAMES
from kiosk.hall.pages.guard import (
    EveryHall,
    FleetReader,
    FleetWriter,
    OwnTerminal,
    ShortText,
    Writer,
    to,
)
from kiosk.hall.pages.templates import Templates
from kiosk.hall.service import HallService
from kiosk.platform.protocol import OrderKind

DEVICE_NAMES = MappingProxyType(
    {
        "card_reader": "读卡器",
        "cards": "读卡器",
        "camera": "摄像头",
        "printer": "打印机",
        "microphone": "麦克风",
        "loudspeaker": "扬声器",
    }
)
STATE_NAMES = MappingProxyType(
    {"ready": "正常", "no_card": "正常", "busy": "正在使用", "absent": "没有接上", "error": "故障"}
)


class FleetPages:
    """Terminals, orders and calls for help."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/fleet")(self.show)
        router.get("/fleet/{terminal}/diagnostics")(self.diagnostics)
        router.post("/fleet/{terminal}/orders")(self.order)
        router.post("/fleet/{terminal}/revoke")(self.revoke)
        router.post("/staff-calls/{call_id}")(self.answer)
        return router

    def show(self, staff: FleetReader, halls: EveryHall = "") -> Response:
        """Show the terminals of the hall, or every one, those that need care first."""
        hall = None if halls and staff.account.may_choose_hall else staff.hall
        terminals = self._hall.fleet.terminals(hall)
        return self._templates.page(
            "fleet.html",
            staff=staff,
            terminals=terminals,
            faulty=sum(terminal.needs_care for terminal in terminals),
            waiting=sum(terminal.report.outbox_waiting for terminal in terminals),
            calls=self._hall.fleet.open_calls(hall),
            every_hall=hall is None,
            device_names=DEVICE_NAMES,
            state_names=STATE_NAMES,
            orders=ORDER_NAMES,
            catalogue_version=self._hall.guide.version(),
        )

    def order(self, terminal: OwnTerminal, staff: FleetWriter, kind: ShortText = "") -> Response:
        """Give a terminal an order."""
        if kind in set(OrderKind) and self._hall.fleet.order(
            terminal, OrderKind(kind), staff.account.login
        ):
            self._hall.record(
                "terminal_ordered", terminal=terminal, kind=kind, by=staff.account.login
            )
            self._hall.bulletin.publish("fleet")
        return to("/fleet")

    def revoke(self, terminal: OwnTerminal, staff: FleetWriter) -> Response:
        """Take nothing more from a terminal that is lost, sold or enrolled anew."""
        self._hall.terminals.revoke(terminal)
        if self._hall.fleet.forget(terminal):
            self._hall.record("terminal_revoked", terminal=terminal, by=staff.account.login)
            self._hall.bulletin.publish("fleet")
        return to("/fleet")

    def diagnostics(self, terminal: OwnTerminal, staff: FleetReader) -> Response:
        """Show the newest diagnostic report of a terminal."""
        found = self._hall.fleet.diagnostics(terminal)
        if found is None:
            return self._templates.page(
                "missing.html",
                HTTPStatus.NOT_FOUND,
                staff=staff,
                reason="这台终端还没有交来诊断报告。在终端页按“取诊断报告”，一般半分钟内会到。",
            )
        name, report, at = found
        return self._templates.page(
            "diagnostics.html", staff=staff, terminal_name=name, report=report, at=at
        )

    def answer(self, call_id: str, staff: Writer, back: ShortText = "") -> Response:
        """Note that this member goes to the citizen."""
        if self._hall.fleet.answer(call_id, staff.account.login):
            self._hall.record("staff_call_answered", by=staff.account.login)
            self._hall.bulletin.publish("bell")
        return to(back if back in ("/window", "/fleet") else "/")
