"""How each device is looked at, brought back, and watched: for the supervisor and the doctor."""

from __future__ import annotations

from devices.camera import Camera
from devices.cards.reader import CardReader
from devices.printers import Printer
from devices.status import Status
from devices.supervisor import Supervised

READER_S = 1.0
"""The reader tells its changes itself; the looks prove that it still does."""
PRINTER_S = 1.0


def supervise_reader(reader: CardReader) -> Supervised:
    """Watch a card reader, which tells its changes itself."""
    return Supervised("card_reader", reader.status, watch=reader.watch, poll_s=READER_S)


def supervise_camera(camera: Camera) -> Supervised:
    """Watch a camera; one that is faulty is opened and closed again, as a citizen would have it."""

    def revive() -> Status:
        status = camera.open()
        camera.close()
        return status

    return Supervised("camera", camera.status, revive=revive, deadline_s=8.0)


def supervise_printer(printer: Printer) -> Supervised:
    """Watch a printer by asking it."""
    return Supervised("printer", printer.status, poll_s=PRINTER_S, deadline_s=8.0)
