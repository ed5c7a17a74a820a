"""Slip printers that speak ESC/POS."""

from __future__ import annotations

import threading

from devices.printers.commands import slip_bytes
from devices.printers.connections import Connection
from devices.printers.printer import PrintOutcome, TicketSlip
from devices.status import DeviceState, Status


class EscposPrinter:
    """A printer at the end of a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def status(self) -> Status:
        """Say whether the printer can be reached."""
        with self._lock:
            return self._connection.status()

    def print_ticket(self, slip: TicketSlip) -> PrintOutcome:
        """Print and cut one slip; slips of several threads do not mix."""
        data = slip_bytes(slip)
        with self._lock:
            status = self._connection.send(data)
        return PrintOutcome(status.state is DeviceState.READY, status.reason, status.remedy)
