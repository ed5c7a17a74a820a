"""The bytes of a slip: ESC/POS with Chinese in GB18030."""

from __future__ import annotations

from devices.printers.layout import COLUMNS, printable, wrap
from devices.printers.printer import TicketSlip

INIT = b"\x1b\x40"
HANZI_ON = b"\x1c\x26"
HANZI_OFF = b"\x1c\x2e"
LEFT = b"\x1b\x61\x00"
CENTRE = b"\x1b\x61\x01"
PLAIN = b"\x1b\x21\x00\x1c\x21\x00"
# Latin letters and hanzi each have a mode of their own: ESC ! and FS !.
TALL_BOLD = b"\x1b\x21\x18\x1c\x21\x08"
DOUBLE_BOLD = b"\x1b\x21\x38\x1c\x21\x0c"
QUADRUPLE = b"\x1d\x21\x33"
SINGLE = b"\x1d\x21\x00"
FEED = b"\x1b\x64\x05"
"""The knife sits about five lines behind the print head."""
CUT = b"\x1d\x56\x01"

QR_DOTS = 6
MAX_QR_BYTES = 512
"""A code of more would be wider than the paper at six dots."""


def slip_bytes(slip: TicketSlip) -> bytes:
    """Return everything the printer must be sent for one slip."""
    parts = [INIT, HANZI_ON, CENTRE]
    if slip.title:
        parts += [TALL_BOLD, _lines(slip.title), PLAIN]
    if slip.large:
        parts.append(_large(slip.large))
    parts.append(LEFT)
    parts += [_lines(line) for line in slip.lines]
    if slip.qr_text:
        parts += [CENTRE, qr_bytes(slip.qr_text), LEFT]
    return b"".join([*parts, FEED, CUT])


def qr_bytes(text: str) -> bytes:
    """Return the commands that draw a QR code (GS ( k, functions 165, 167, 169, 180, 181)."""
    data = text.encode()
    if len(data) > MAX_QR_BYTES:
        raise ValueError(f"a QR code of {len(data)} bytes does not fit on the paper")
    return b"".join(
        (
            _qr(b"\x41\x32\x00"),
            _qr(bytes((0x43, QR_DOTS))),
            _qr(b"\x45\x31"),
            _qr(b"\x50\x30" + data),
            _qr(b"\x51\x30"),
        )
    )


def _qr(function: bytes) -> bytes:
    body = b"\x31" + function
    return b"\x1d\x28\x6b" + len(body).to_bytes(2, "little") + body


def _large(text: str) -> bytes:
    """A ticket number fills the paper; words are twice as large as the rest."""
    shown = printable(text)
    if shown.isascii() and len(shown) <= COLUMNS // 4 and shown == text:
        return QUADRUPLE + _encoded(shown) + SINGLE
    return DOUBLE_BOLD + _lines(text, COLUMNS // 2) + PLAIN


def _lines(text: str, columns: int = COLUMNS) -> bytes:
    return b"".join(_encoded(line) for line in wrap(text, columns))


def _encoded(line: str) -> bytes:
    return line.encode("gb18030") + b"\n"
