"""From the QR of an appointment, held under the camera, to the ticket of a real hall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.effects import StartCamera, StopCamera
from kiosk.events import CodeSeen, Event, TicketFailed, TicketIssued
from kiosk.journeys.view import CaptureView, NoticeView, TicketView
from kiosk.performers.pictures import PictureDesk
from kiosk.performers.tickets import TicketDesk
from kiosk.platform.number_blocks import NumberBlocks
from kiosk.platform.protocol import Appointment, BookAppointment
from kiosk.vault import Vault
from tests.kiosk.journeys.conftest import Drive, drive, world
from tests.kiosk.test_codes_at_camera import Showing, slip, wait_for

from .conftest import RunningHall

__all__ = ["drive", "world"]
SOCIAL = "社会民生"


@pytest.fixture
def tickets(tmp_path: Path, hall: RunningHall) -> Iterator[TicketDesk]:
    blocks = NumberBlocks(tmp_path / "numbers.db", Vault(tmp_path / "numbers.key"), hall.clock)
    yield TicketDesk(hall.client, blocks, lambda: (SOCIAL,), 0)
    blocks.close()


def book(hall: RunningHall, in_minutes: int) -> Appointment:
    starts_at = hall.clock() + timedelta(minutes=in_minutes)
    wanted = BookAppointment(
        appointment_id=f"appointment-{in_minutes}",
        category=SOCIAL,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=60),
        person_number="110101195003070011",
        name="样本市民",
    )
    booked = hall.service.appointments.book(wanted, "main")
    assert isinstance(booked, Appointment)
    return booked


def hold_under_camera(drive: Drive, tickets: TicketDesk, text: str) -> Event:
    """Scan a printed code by the driver and let the desk ask the hall; return its answer."""
    drive.world = replace(drive.world, new_id=lambda: uuid4().hex)
    drive.press("take_ticket")
    drive.press("check_in")
    (started,) = drive.press("scan_code")
    assert started == StartCamera(reads_codes=True)
    seen: list[Event] = []
    camera = PictureDesk(Showing(slip(text)), lambda bgr: None)
    camera.perform(started, seen.append)
    wait_for(lambda: bool(seen))
    camera.perform(StopCamera(), seen.append)
    camera.stop()
    assert seen == [CodeSeen(text)]
    closed, asked = drive.happen(*seen)
    assert closed == StopCamera()
    answers: list[Event] = []
    tickets.perform(asked, answers.append)
    drive.happen(*answers)
    return answers[0]


def test_in_its_time_the_code_becomes_a_ticket(
    hall: RunningHall, drive: Drive, tickets: TicketDesk
) -> None:
    issued = hold_under_camera(drive, tickets, book(hall, 20).code)
    assert isinstance(issued, TicketIssued) and issued.number == "A001"
    body = drive.screen.body
    assert isinstance(body, TicketView) and body.number == "A001"


def test_too_early_the_time_is_told(hall: RunningHall, drive: Drive, tickets: TicketDesk) -> None:
    refused = hold_under_camera(drive, tickets, book(hall, 60).code)
    assert isinstance(refused, TicketFailed)
    body = drive.screen.body
    assert isinstance(body, NoticeView) and "10:30 起可以签到" in body.message


def test_a_code_of_no_appointment_is_refused_by_the_hall(
    hall: RunningHall, drive: Drive, tickets: TicketDesk
) -> None:
    refused = hold_under_camera(drive, tickets, "aB3dxK9Kd0LmPqRs")
    assert isinstance(refused, TicketFailed)
    assert not isinstance(drive.screen.body, CaptureView)
