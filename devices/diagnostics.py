"""How each device is looked at, brought back, and watched: for the supervisor and the doctor."""

from __future__ import annotations

import time
from collections.abc import Callable

from devices.camera import Camera
from devices.cards.reader import CardReader
from devices.printers import Printer
from devices.status import DeviceState, Status
from devices.supervisor import Supervised

READER_S = 1.0
"""The reader tells its changes itself; the looks prove that it still does."""
PRINTER_S = 1.0
ASK_PRINTER_S = 4.0


def supervise_reader(reader: CardReader) -> Supervised:
    """Watch a card reader, which tells its changes itself."""
    return Supervised("card_reader", reader.status, watch=reader.watch, poll_s=READER_S)


def supervise_camera(camera: Camera, name: str = "camera") -> Supervised:
    """Watch a camera; one that is faulty is opened and closed again, as a citizen would have it."""

    def revive() -> Status:
        status = camera.open()
        camera.close()
        return status

    return Supervised(name, camera.status, revive=revive, deadline_s=8.0)


def supervise_printer(printer: Printer) -> Supervised:
    """Watch a printer: whether it is plugged in at each look, what it says of itself less often."""
    return Supervised("printer", PrinterLook(printer).look, poll_s=PRINTER_S, deadline_s=40.0)


class PrinterLook:
    """Asks a printer no more often than it can stand; one in trouble is asked each time."""

    def __init__(self, printer: Printer, now_s: Callable[[], float] = time.monotonic) -> None:
        self._printer = printer
        self._now_s = now_s
        self._known: Status | None = None
        self._asked_s = 0.0

    def look(self) -> Status:
        """Return the printer's status, at most `ASK_PRINTER_S` old while all is well."""
        known, there = self._known, self._printer.is_there()
        fresh = self._now_s() - self._asked_s < ASK_PRINTER_S
        if known is None or not (fresh and there and known.state is DeviceState.READY):
            known = self._known = self._printer.status()
            self._asked_s = self._now_s()
        return known
