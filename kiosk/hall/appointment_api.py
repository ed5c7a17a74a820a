"""The routes by which appointments are booked and checked in."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kiosk.hall.api import answer, reject, ticket_of, where
from kiosk.hall.rejection import Rejection
from kiosk.hall.service import HallService
from kiosk.platform.protocol import (
    APPOINTMENTS_PATH,
    CHECK_INS_PATH,
    Appointment,
    BookAppointment,
    CheckIn,
    Problem,
    Ticket,
)


def appointment_api_routes(hall: HallService) -> APIRouter:
    """Return the routes over one hall."""
    router = APIRouter(responses={409: {"model": Problem}, 422: {"model": Problem}})

    @router.post(APPOINTMENTS_PATH, response_model=Appointment, status_code=201)
    def book(wanted: BookAppointment, request: Request) -> Appointment | Response:
        booked = hall.appointments.book(wanted, where(request)[0])
        if isinstance(booked, Appointment):
            hall.record("appointment_booked", number=booked.number)
        return answer(booked)

    @router.post(
        CHECK_INS_PATH,
        response_model=Ticket,
        status_code=201,
        responses={404: {"model": Problem}},
    )
    def check_in(asked: CheckIn, request: Request) -> Ticket | Response:
        issued = hall.appointments.check_in(asked, *where(request))
        if isinstance(issued, Rejection):
            return reject(issued)
        hall.record("appointment_checked_in", number=issued.number)
        return ticket_of(hall, issued, request)

    return router
