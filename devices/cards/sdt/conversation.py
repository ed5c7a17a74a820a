"""Asking an SDT reader and taking its answers, whatever wire lies between."""

from __future__ import annotations

import time

from devices.cards.sdt.frames import (
    FIND_CARD,
    HEADER_LENGTH,
    LEAST_LENGTH,
    PREAMBLE,
    READ_BASE,
    READ_NEW_ADDRESS,
    SAM_ID,
    SAM_STATUS,
    SELECT_CARD,
    FrameError,
    Request,
    Response,
    decode_response,
    encode_request,
    length_of,
    set_uart,
)
from devices.cards.sdt.link import Link
from devices.cards.sdt.status_words import OK
from devices.errors import DeviceError

ANSWER_S = 1.2
READ_S = 3.0
"""Reading a card takes the security module about a second."""
BYTES_PER_S_MIN = 960 / 2
"""At 9,600 baud, with as much again for a slow machine."""
MOST_NOISE = 64


class NoAnswerError(DeviceError):
    """The reader did not answer, or not to the end, in the time it has."""


class Conversation:
    """One reader on an open link; not for two threads at once."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def ask(self, request: Request, timeout_s: float = ANSWER_S) -> Response:
        """Send a request and return the answer; raises `FrameError` or `NoAnswerError`."""
        self._link.send(encode_request(request))
        end_s = time.monotonic() + timeout_s
        header = self._receive_header(end_s)
        length = length_of(header)
        if length < LEAST_LENGTH:
            raise FrameError(f"a response has no {length} bytes")
        # The wire needs its time once more where much follows.
        rest = self._link.receive(length, timeout_s + length / BYTES_PER_S_MIN)
        if len(rest) < length:
            raise NoAnswerError(f"the answer broke off after {len(rest)} of {length} bytes")
        return decode_response(header + rest)

    def find(self) -> Response:
        """Look for a card; a reader does not find one that it has already selected."""
        return self.ask(FIND_CARD)

    def select(self) -> Response:
        """Select the card that was found."""
        return self.ask(SELECT_CARD)

    def read_base(self) -> Response:
        """Read text and photograph of the selected card."""
        return self.ask(READ_BASE, READ_S)

    def read_new_address(self) -> Response:
        """Read the address written onto the card later."""
        return self.ask(READ_NEW_ADDRESS, READ_S)

    def is_working(self) -> Response:
        """Ask the security module how it is."""
        return self.ask(SAM_STATUS)

    def sam_id(self) -> str:
        """Return the number of the security module as printed on readers, '' where refused."""
        answer = self.ask(SAM_ID)
        return format_sam_id(answer.data) if answer.status == OK else ""

    def set_baud(self, baud: int) -> bool:
        """Move the reader to another speed, which holds from its next power-on."""
        return self.ask(set_uart(baud)).status == OK

    def _receive_header(self, end_s: float) -> bytes:
        """Receive up to a frame's length, past the noise that plugging leaves on a line."""
        seen = b""
        while len(seen) < HEADER_LENGTH + MOST_NOISE:
            start = seen.find(PREAMBLE)
            wanted = HEADER_LENGTH - (len(seen) - start if start >= 0 else _overlap(seen))
            if wanted <= 0:
                return seen[start : start + HEADER_LENGTH]
            more = self._link.receive(wanted, max(0.0, end_s - time.monotonic()))
            if len(more) < wanted:
                raise NoAnswerError(f"{len(seen) + len(more)} bytes came and no frame")
            seen += more
        raise FrameError("only noise comes from the reader")


def _overlap(seen: bytes) -> int:
    """Return how many of the last bytes may already begin a frame."""
    return next(n for n in range(len(PREAMBLE), -1, -1) if seen.endswith(PREAMBLE[:n]))


def format_sam_id(raw: bytes) -> str:
    """Return the 16 bytes as 05.01-20230101-0000000001-0000000001, '' for others."""
    if len(raw) != 16:
        return ""
    numbers = [int.from_bytes(raw[at : at + 4], "little") for at in (4, 8, 12)]
    head = [int.from_bytes(raw[at : at + 2], "little") for at in (0, 2)]
    return f"{head[0]:02d}.{head[1]:02d}-{numbers[0]:08d}-{numbers[1]:010d}-{numbers[2]:010d}"
