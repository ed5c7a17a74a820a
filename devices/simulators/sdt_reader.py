"""A resident card reader behind a pseudo terminal: the driver opens it like any serial port."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
import tty
from dataclasses import dataclass, replace
from enum import StrEnum
from types import TracebackType
from typing import Self

from devices.cards.sdt.frames import (
    FIND_CARD,
    HEADER_LENGTH,
    PREAMBLE,
    READ_BASE,
    READ_NEW_ADDRESS,
    READ_WITH_FINGERPRINT,
    SAM_ID,
    SELECT_CARD,
    SET_UART,
    FrameError,
    Request,
    Response,
    decode_request,
    encode_response,
    length_of,
)
from devices.simulators.resident_card import ResidentCard

BITS_PER_BYTE = 10
"""8N1: a start bit, eight bits, a stop bit."""
CHUNK = 32
SPECIMEN_SAM_ID = bytes.fromhex("05000100") + bytes.fromhex("A7B134010100000002000000")


class SdtFault(StrEnum):
    """How the reader can fail."""

    NONE = "none"
    REMOVED = "removed half way"
    HALF_FRAME = "half a frame"
    WRONG_CHECKSUM = "wrong checksum"
    LATE = "late"
    NEVER = "never"
    WRONG_LAYOUT = "wrong layout"
    NOISE = "noise"


@dataclass(frozen=True)
class Trouble:
    """What goes wrong from now on; `late_s` is how long a late answer takes."""

    fault: SdtFault = SdtFault.NONE
    late_s: float = 0.5
    status: int | None = None
    """Answer every reading of a card with this status byte."""


class SdtReaderSimulator:
    """A reader to be used in a `with` block; `device` is what settings would name."""

    def __init__(self, baud: int | None = None) -> None:
        """Send at the speed of a real line of `baud`, or as fast as possible."""
        self._byte_s = BITS_PER_BYTE / baud if baud else 0.0
        self._trouble = Trouble()
        self._card: ResidentCard | None = None
        self._is_selected = False
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="sdt simulator", daemon=True)
        self._own, self._other = os.openpty()
        tty.setraw(self._other)
        self.device = os.ttyname(self._other)
        self.requests: list[Request] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join(timeout=5)
        os.close(self._own)
        os.close(self._other)

    def lay(self, card: ResidentCard) -> None:
        """Lay a card on the reader."""
        with self._lock:
            self._card, self._is_selected = card, False

    def lift(self) -> None:
        """Take the card away."""
        with self._lock:
            self._card, self._is_selected = None, False

    def fail(self, trouble: Trouble) -> None:
        """Fail from the next request on; `Trouble()` mends it."""
        with self._lock:
            self._trouble = trouble

    def _serve(self) -> None:
        pending = b""
        while not self._stopping.is_set():
            ready, _, _ = select.select([self._own], [], [], 0.05)
            if not ready:
                continue
            with contextlib.suppress(OSError):
                pending += os.read(self._own, 4096)
            while (request := _next_request(pending)) is not None:
                frame, pending = request
                self._answer(frame)

    def _answer(self, frame: bytes) -> None:
        with self._lock:
            trouble = self._trouble
            answer = self._carry_out(frame)
        whole = encode_response(answer)
        # The bytes of the question took their time on the line as well.
        end_s = time.monotonic() + len(frame) * self._byte_s
        match trouble.fault:
            case SdtFault.NEVER:
                return
            case SdtFault.LATE:
                end_s += trouble.late_s
            case SdtFault.HALF_FRAME:
                whole = whole[: len(whole) // 2]
            case SdtFault.WRONG_CHECKSUM:
                whole = whole[:-1] + bytes((whole[-1] ^ 0x55,))
            case SdtFault.NOISE:
                whole = b"\x00\xff\xaa\xaa" + whole
        self._send(whole, end_s)

    def _send(self, data: bytes, end_s: float) -> None:
        for at in range(0, len(data), CHUNK):
            chunk = data[at : at + CHUNK]
            end_s += len(chunk) * self._byte_s
            if self._stopping.wait(max(0.0, end_s - time.monotonic())):
                return
            with contextlib.suppress(OSError):
                os.write(self._own, chunk)

    def _carry_out(self, frame: bytes) -> Response:
        try:
            request = decode_request(frame)
        except FrameError:
            return Response(0x10)
        self.requests.append(request)
        if request == SAM_ID:
            return Response(0x90, SPECIMEN_SAM_ID)
        if request.command in (0x10, 0x11, SET_UART):
            return Response(0x90)
        return self._handle_card(request)

    def _handle_card(self, request: Request) -> Response:
        card = self._card
        if request == FIND_CARD:
            found = card is not None and not self._is_selected
            return Response(0x9F, bytes(4)) if found else Response(0x80)
        if request == SELECT_CARD:
            if card is None or self._is_selected:
                return Response(0x81)
            self._is_selected = True
            return Response(0x90, bytes(8))
        if card is None or not self._is_selected:
            return Response(0x41)
        return self._read(request, card)

    def _read(self, request: Request, card: ResidentCard) -> Response:
        if self._trouble.status is not None:
            return Response(self._trouble.status)
        if self._trouble.fault is SdtFault.REMOVED:
            self._card, self._is_selected = None, False
            return Response(0x41)
        if self._trouble.fault is SdtFault.WRONG_LAYOUT:
            card = replace(card, kind="Q")
        if request == READ_BASE:
            return Response(0x90, card.base())
        if request == READ_WITH_FINGERPRINT:
            return Response(0x90, card.with_fingerprint())
        if request == READ_NEW_ADDRESS:
            address = card.encoded_new_address()
            return Response(0x90, address) if address else Response(0x91)
        return Response(0x21)


def _next_request(pending: bytes) -> tuple[bytes, bytes] | None:
    """Return the first whole frame and what follows it, past any noise before it."""
    start = pending.find(PREAMBLE)
    if start < 0 or len(pending) < start + HEADER_LENGTH:
        return None
    try:
        end = start + HEADER_LENGTH + length_of(pending[start : start + HEADER_LENGTH])
    except FrameError:
        return pending[start : start + HEADER_LENGTH], pending[start + 1 :]
    return (pending[start:end], pending[end:]) if len(pending) >= end else None
