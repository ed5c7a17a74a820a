"""A printer on loopback or on a pty: keeps what it is sent, answers questions, fails on demand."""

from __future__ import annotations

import os
import re
import select
import socket
import threading
import tty
from contextlib import suppress
from enum import StrEnum
from types import TracebackType
from typing import Self

QUESTION = re.compile(rb"\x10\x04([\x01-\x04])|\x1d\x72([\x01\x02])", re.DOTALL)
QUESTION_STARTS = (b"\x10", b"\x10\x04", b"\x1d", b"\x1d\x72")
CUT = b"\x1d\x56"
FINE = 0x12
"""The bits that are set in every real-time answer."""


class SinkFault(StrEnum):
    """How the sink can fail."""

    NONE = "none"
    SWITCHED_OFF = "switched off"
    PAPER_OUT = "paper out"
    PAPER_LOW = "paper low"
    COVER_OPEN = "cover open"
    CUTTER_JAM = "cutter jam"
    OFFLINE = "offline"
    RUNS_OUT = "runs out"
    """The paper ends in the middle of the next slip."""
    VANISHES = "vanishes"
    """Answers the first question, then closes in the middle of the slip."""
    MUTE = "mute"
    """Prints, but answers no questions, as cheap printers do."""
    NEVER_DONE = "never done"
    """Prints and answers in real time, but does not know the question whether it is done."""


ANSWERS: dict[SinkFault, dict[int, int]] = {
    SinkFault.PAPER_OUT: {2: 0x20, 4: 0x60, 1: 0x08},
    SinkFault.PAPER_LOW: {4: 0x0C},
    SinkFault.COVER_OPEN: {2: 0x04, 1: 0x08},
    SinkFault.CUTTER_JAM: {2: 0x40, 3: 0x08, 1: 0x08},
    SinkFault.OFFLINE: {1: 0x08},
}
"""Fault → question → the bits set beside those that always are."""


class PrinterHead:
    """What the printer does with bytes, whatever wire they come by."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault = SinkFault.NONE
        self._rest = b""
        self._received = bytearray()

    @property
    def fault(self) -> SinkFault:
        """Return how it fails now."""
        with self._lock:
            return self._fault

    @property
    def received(self) -> bytes:
        """Return all that was printed, without the questions."""
        with self._lock:
            return bytes(self._received)

    def fail(self, fault: SinkFault) -> None:
        """Fail like this from now on; SinkFault.NONE mends it."""
        with self._lock:
            self._fault = fault

    def take(self, data: bytes) -> bytes:
        """Print bytes as they come and return the answers to the questions among them."""
        with self._lock:
            data, self._rest = self._rest + data, b""
            start = next((s for s in sorted(QUESTION_STARTS, key=len) if data.endswith(s)), b"")
            if start and len(data) > len(start):
                data, self._rest = data[: -len(start)], start
            answers, place = bytearray(), 0
            for question in QUESTION.finditer(data):
                self._print(data[place : question.start()])
                answers += self._answer(question)
                place = question.end()
            self._print(data[place:])
            return bytes(answers)

    def _print(self, data: bytes) -> None:
        if self._fault is SinkFault.RUNS_OUT and CUT in data:
            data = data[: len(data) // 2]
            self._fault = SinkFault.PAPER_OUT
        self._received += data

    def _answer(self, question: re.Match[bytes]) -> bytes:
        if self._fault is SinkFault.MUTE:
            return b""
        if question[2] is not None:
            # Asked in its turn: a printer that stopped, or does not know it, says nothing.
            silent = self._fault in ANSWERS and self._fault is not SinkFault.PAPER_LOW
            return b"" if silent or self._fault is SinkFault.NEVER_DONE else b"\x00"
        return bytes((FINE | ANSWERS.get(self._fault, {}).get(question[1][0], 0),))


class PrinterSink:
    """A network printer to be used in a `with` block; `target` is what settings would name."""

    def __init__(self, port: int = 0) -> None:
        self._head = PrinterHead()
        self._lock = threading.Lock()
        self._listener = self._listen(port)
        self._port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="printer sink", daemon=True)
        self._stopping = threading.Event()

    @property
    def target(self) -> str:
        """Return host:port."""
        return f"127.0.0.1:{self._port}"

    @property
    def received(self) -> bytes:
        """Return all that was printed, without the questions."""
        return self._head.received

    def fail(self, fault: SinkFault) -> None:
        """Fail from the next connection on; SinkFault.NONE mends it."""
        with self._lock:
            if fault is SinkFault.SWITCHED_OFF:
                self._listener.close()
            elif self._head.fault is SinkFault.SWITCHED_OFF:
                self._listener = self._listen(self._port)
            self._head.fail(fault)

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
        self._listener.close()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port))
        listener.settimeout(0.05)
        return listener

    def _serve(self) -> None:
        while not self._stopping.is_set():
            with self._lock:
                listener, fault = self._listener, self._head.fault
            if fault is SinkFault.SWITCHED_OFF:
                self._stopping.wait(0.02)
                continue
            # Closed under our hands: the printer was switched off.
            with suppress(OSError):
                client, _ = listener.accept()
                with client:
                    self._take_slip(client)

    def _take_slip(self, client: socket.socket) -> None:
        client.settimeout(15)
        asked = False
        while piece := client.recv(65536):
            answers = self._head.take(piece)
            if self._head.fault is SinkFault.VANISHES and asked and not answers:
                return
            asked = True
            client.sendall(answers)


class PtyPrinter:
    """A serial printer behind a pty, to be used in a `with` block; `target` names its device."""

    def __init__(self) -> None:
        self._head = PrinterHead()
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.target = os.ttyname(self._theirs)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="pty printer", daemon=True)

    @property
    def received(self) -> bytes:
        """Return all that was printed, without the questions."""
        return self._head.received

    def fail(self, fault: SinkFault) -> None:
        """Fail like this from now on; SinkFault.NONE mends it."""
        self._head.fail(fault)

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
        os.close(self._theirs)
        os.close(self._ours)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            if select.select([self._ours], [], [], 0.05)[0]:
                with suppress(OSError):
                    os.write(self._ours, self._head.take(os.read(self._ours, 65536)))
