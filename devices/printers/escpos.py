"""Slip printers that speak ESC/POS."""

from __future__ import annotations

from devices.deadline import Deadline
from devices.printers.answers import STAFF
from devices.printers.commands import slip_bytes
from devices.printers.connections import Connection
from devices.printers.printer import PrintOutcome, TicketSlip
from devices.status import DeviceState, Status

LONGEST_S = 30.0
"""A slip takes two seconds; a driver that takes longer than this hangs."""
STUCK = Status(DeviceState.ERROR, "打印机没有反应", f"{STAFF}关掉打印机，等十秒再打开")
BUSY = Status(DeviceState.BUSY, "打印机正在打印", "请稍等片刻")


class EscposPrinter:
    """A printer at the end of a connection, which nobody waits for without end."""

    def __init__(self, connection: Connection, longest_s: float = LONGEST_S) -> None:
        self._connection = connection
        self._line = Deadline("printer", longest_s, STUCK, STUCK)

    def is_there(self) -> bool:
        """Look whether the printer is plugged in."""
        return self._connection.is_there()

    def status(self) -> Status:
        """Ask the printer, unless it is printing."""
        return BUSY if self._line.is_busy else self._line.call(self._connection.status)

    def print_ticket(self, slip: TicketSlip) -> PrintOutcome:
        """Print and cut one slip; slips of several threads do not mix."""
        data = slip_bytes(slip)
        status = self._line.call(lambda: self._connection.send(data))
        return PrintOutcome(status.state is DeviceState.READY, status.reason, status.remedy)
