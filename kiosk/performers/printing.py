"""Printing slips."""

from __future__ import annotations

from devices.printers import Printer, TicketSlip
from kiosk.effects import Effect, PrintSlip
from kiosk.events import Printed
from kiosk.runner import Post


class PrintDesk:
    """Prints slips one after the other."""

    handles: tuple[type, ...] = (PrintSlip,)
    urgent: tuple[type, ...] = ()

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def start(self, post: Post) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing is held between slips."""

    def perform(self, effect: Effect, post: Post) -> None:
        """Print one slip."""
        if isinstance(effect, PrintSlip):
            slip = TicketSlip(effect.title, effect.large, effect.lines, effect.qr_text)
            outcome = self._printer.print_ticket(slip)
            post(Printed(outcome.ok, outcome.reason, outcome.remedy))
