"""Printers of tickets, receipts and lists."""

from pathlib import Path

from devices.printers.connections import (
    Connection,
    FileConnection,
    network_connection,
    serial_connection,
    usb_connection,
)
from devices.printers.escpos import EscposPrinter
from devices.printers.printer import NoPrinter, Printer, PrintOutcome, TicketSlip


def build_printer(kind: str, target: str) -> Printer:
    """Return a printer: file PATH, network HOST[:PORT], serial DEVICE[@BAUD], usb VVVV:PPPP, none.

    A kind or target that cannot be meant raises ValueError.
    """
    return NoPrinter() if kind == "none" else EscposPrinter(_connection(kind, target))


def _connection(kind: str, target: str) -> Connection:
    match kind:
        case "file":
            return FileConnection(Path(target))
        case "network":
            host, _, port = target.partition(":")
            return network_connection(host, int(port or 9100))
        case "serial":
            device, _, baud = target.partition("@")
            return serial_connection(device, int(baud or 9600))
        case "usb":
            vendor, _, product = target.partition(":")
            return usb_connection(int(vendor, 16), int(product, 16))
    raise ValueError(f"unknown kind of printer: {kind!r}")


__all__ = [
    "Connection",
    "EscposPrinter",
    "FileConnection",
    "NoPrinter",
    "PrintOutcome",
    "Printer",
    "TicketSlip",
    "build_printer",
    "network_connection",
]
