"""A network printer on loopback that keeps what it is sent and fails when told to."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from enum import StrEnum
from types import TracebackType
from typing import Self

from devices.printers.connections import ASK_PAPER

PAPER_THERE, PAPER_GONE = b"\x12", b"\x72"


class SinkFault(StrEnum):
    """How the sink can fail."""

    NONE = "none"
    SWITCHED_OFF = "switched off"
    PAPER_OUT = "paper out"
    VANISHES = "vanishes"
    """Answers the first question, then closes in the middle of the slip."""
    MUTE = "mute"
    """Prints, but answers no questions, as cheap printers do."""


class PrinterSink:
    """A printer to be used in a `with` block; `target` is what settings would name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault = SinkFault.NONE
        self._received = bytearray()
        self._listener = self._listen(0)
        self._port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="printer sink", daemon=True)
        self._stopping = threading.Event()

    @property
    def target(self) -> str:
        """Return host:port."""
        return f"127.0.0.1:{self._port}"

    @property
    def received(self) -> bytes:
        """Return all that was printed, without the questions for paper."""
        with self._lock:
            return bytes(self._received)

    def fail(self, fault: SinkFault) -> None:
        """Fail from the next connection on; SinkFault.NONE mends it."""
        with self._lock:
            if fault is SinkFault.SWITCHED_OFF:
                self._listener.close()
            elif self._fault is SinkFault.SWITCHED_OFF:
                self._listener = self._listen(self._port)
            self._fault = fault

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
                listener, fault = self._listener, self._fault
            if fault is SinkFault.SWITCHED_OFF:
                self._stopping.wait(0.02)
                continue
            # Closed under our hands: the printer was switched off.
            with suppress(OSError):
                client, _ = listener.accept()
                with client:
                    self._take_slip(client)

    def _take_slip(self, client: socket.socket) -> None:
        client.settimeout(2)
        with self._lock:
            fault = self._fault
        asked = 0
        while piece := client.recv(65536):
            questions = piece.count(ASK_PAPER)
            with self._lock:
                self._received += piece.replace(ASK_PAPER, b"")
            if fault is SinkFault.VANISHES and asked:
                return
            asked += questions
            if fault is not SinkFault.MUTE:
                client.sendall(
                    (PAPER_GONE if fault is SinkFault.PAPER_OUT else PAPER_THERE) * questions
                )
