"""What every slip printer can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from devices.status import DeviceState, Status


@dataclass(frozen=True)
class TicketSlip:
    """A slip of paper: a title, one large word or number, lines, and the text of a QR code."""

    title: str
    large: str
    lines: tuple[str, ...]
    qr_text: str = ""


@dataclass(frozen=True)
class PrintOutcome:
    """Whether the slip was printed; if not, why and what to do, in plain Chinese."""

    ok: bool
    reason: str = ""
    remedy: str = ""


class Printer(Protocol):
    """A printer of slips."""

    def is_there(self) -> bool:
        """Whether the printer is plugged in, as far as that shows without a word to it."""

    def status(self) -> Status:
        """Say whether the printer is there; never raises."""

    def print_ticket(self, slip: TicketSlip) -> PrintOutcome:
        """Print and cut one slip; never raises because of the printer."""


class NoPrinter:
    """A terminal without a printer."""

    def is_there(self) -> bool:
        """There is none."""
        return False

    def status(self) -> Status:
        """Say that there is no printer."""
        return Status(
            DeviceState.ABSENT, "本机没有装打印机", "请用手机拍下屏幕上的号码，或到导办台领纸条"
        )

    def print_ticket(self, slip: TicketSlip) -> PrintOutcome:
        """Say that there is no printer."""
        status = self.status()
        return PrintOutcome(False, status.reason, status.remedy)
