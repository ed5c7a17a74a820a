"""The routes by which terminals report themselves, pick up orders and call the staff."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request

from kiosk.hall.api import where
from kiosk.hall.service import HallService
from kiosk.platform import protocol
from kiosk.platform.protocol import (
    Heartbeat,
    HeartbeatAnswer,
    Problem,
    StaffCall,
    StaffCallReceipt,
)


def fleet_api_routes(hall: HallService) -> APIRouter:
    """Return the routes over one hall."""
    router = APIRouter(responses={422: {"model": Problem}})

    @router.post(protocol.HEARTBEATS_PATH)
    def beat(heartbeat: Heartbeat, request: Request) -> HeartbeatAnswer:
        # Who it is says the signature: no terminal takes another's orders.
        own = where(request)[1] or heartbeat.terminal
        answer = hall.fleet.beat(heartbeat.model_copy(update={"terminal": own}))
        hall.bulletin.publish("fleet")
        return answer

    @router.post(protocol.STAFF_CALLS_PATH, status_code=HTTPStatus.CREATED)
    def call_staff(call: StaffCall, request: Request) -> StaffCallReceipt:
        call = call.model_copy(update={"terminal": where(request)[1] or call.terminal})
        if hall.fleet.call(call):
            hall.record("staff_called", terminal=call.terminal, reason=call.reason)
            hall.bulletin.publish("bell")
        return StaffCallReceipt(call_id=call.call_id)

    return router
