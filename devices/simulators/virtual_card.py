"""A card behind vsmartcard's reader: the real pcscd above it cannot tell it from one of plastic.

vpcd speaks frames of a two-byte length and a body over TCP. A body of one byte is an order to the
card (power off, power on, reset, tell the answer to reset); a longer one is a command.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from devices.errors import SimulatorError
from devices.simulators.chip import Chip

OWN_PORT = 15963
"""Where our own daemon's reader listens.

It lies below the ports Linux hands out for outgoing connections (from 32768): vpcd's usual one
does not, so that any client may happen to hold it just when the reader starts.
"""

USUAL_PORT = 35963
"""Where vpcd listens when the system's own pcscd runs it."""

ANSWER_TO_RESET = bytes.fromhex("3B6D00000081544D3312345678900000") + b"\0"
MUTE_ANSWER = b"\xff\xff"
ORDER_ATR = 4


class AnyChip(Protocol):
    """What lies in a card."""

    def reset(self) -> None:
        """Forget everything, as after a power cycle."""

    def answer(self, command: bytes) -> bytes:
        """Carry out one command."""


@dataclass(frozen=True)
class CardTrouble:
    """What goes wrong with a card; the default is nothing."""

    remove_after_apdus: int | None = None
    delay_s: float = 0.0
    is_mute: bool = False
    is_silent: bool = False
    """It takes commands and never answers."""
    is_cut: bool = False
    """Of each answer only the first half comes."""
    is_garbled: bool = False


class ChipFault(StrEnum):
    """How a card can fail."""

    NONE = "none"
    REMOVED = "removed half way"
    HALF_ANSWER = "half a frame"
    GARBLED = "wrong checksum"
    LATE = "late"
    NEVER = "never"
    MUTE = "mute"


TROUBLES = MappingProxyType(
    {
        ChipFault.NONE: CardTrouble(),
        ChipFault.REMOVED: CardTrouble(remove_after_apdus=6),
        ChipFault.HALF_ANSWER: CardTrouble(is_cut=True),
        # A contact reader checks the checksum itself; what passes by it reaches the driver.
        ChipFault.GARBLED: CardTrouble(is_garbled=True),
        ChipFault.LATE: CardTrouble(delay_s=0.3),
        ChipFault.NEVER: CardTrouble(is_silent=True),
        ChipFault.MUTE: CardTrouble(is_mute=True),
    }
)


class VirtualCard:
    """A card to be laid on the virtual reader and lifted from it."""

    def __init__(
        self,
        chip: AnyChip | None = None,
        trouble: CardTrouble | None = None,
        ports: Sequence[int] = (OWN_PORT, USUAL_PORT),
    ) -> None:
        self.trouble = trouble or CardTrouble()
        self._chip: AnyChip = chip or Chip()
        self._ports = ports
        self._lying: _Lying | None = None

    @property
    def is_inserted(self) -> bool:
        """Whether the card lies on the reader."""
        return self._lying is not None and self._lying.is_connected

    def fail(self, fault: ChipFault) -> None:
        """Fail like this from now on; ChipFault.NONE mends it."""
        was_mute = self.trouble.is_mute
        self.trouble = TROUBLES[fault]
        if self.is_inserted and was_mute != self.trouble.is_mute:
            # A card says what it is only when it is laid down.
            self.insert()

    def insert(self, chip: AnyChip | None = None, timeout_s: float = 10.0) -> None:
        """Lay the card, or another, on the reader; raises SimulatorError if there is none."""
        self.remove()
        self._chip = chip or self._chip
        self._chip.reset()
        self._lying = _Lying(_connect(self._ports, timeout_s), self._chip, lambda: self.trouble)

    def remove(self) -> None:
        """Lift the card; nothing happens if it does not lie there."""
        lying, self._lying = self._lying, None
        if lying is not None:
            lying.lift()


class _Lying:
    """One stay of a card on the reader, from laying down to lifting."""

    def __init__(
        self, link: socket.socket, chip: AnyChip, trouble: Callable[[], CardTrouble]
    ) -> None:
        self._link = link
        self._chip = chip
        self._trouble = trouble
        self._commands = 0
        self._lifted = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="virtual-card", daemon=True)
        self._thread.start()

    @property
    def is_connected(self) -> bool:
        return self._thread.is_alive()

    def lift(self) -> None:
        self._lifted.set()
        with contextlib.suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _serve(self) -> None:
        # A vanished reader ends the stay like a lifted card.
        with self._link, contextlib.suppress(OSError):
            while (body := _receive(self._link)) is not None:
                answer = self._order(body[0]) if len(body) == 1 else self._command(body)
                if answer is None:
                    return
                if answer:
                    self._link.sendall(len(answer).to_bytes(2, "big") + answer)

    def _order(self, order: int) -> bytes:
        if order == ORDER_ATR:
            return MUTE_ANSWER if self._trouble().is_mute else ANSWER_TO_RESET
        self._chip.reset()
        return b""

    def _command(self, command: bytes) -> bytes | None:
        trouble = self._trouble()
        self._commands += 1
        limit = trouble.remove_after_apdus
        if limit is not None and self._commands > limit:
            return None
        while self._trouble().is_silent:
            if self._lifted.wait(0.05):
                return None
        if self._lifted.wait(trouble.delay_s):
            return None
        answer = self._chip.answer(command)
        if trouble.is_garbled:
            answer = bytes(byte ^ 0x55 for byte in answer)
        return answer[: len(answer) // 2] if trouble.is_cut else answer


def _connect(ports: Sequence[int], timeout_s: float) -> socket.socket:
    end_s = time.monotonic() + timeout_s
    while (link := _first_that_listens(ports, timeout_s)) is None:
        if time.monotonic() > end_s:
            places = " or ".join(map(str, ports))
            raise SimulatorError(
                f"no virtual reader listens on port {places}: start pcscd with vsmartcard-vpcd"
            )
        time.sleep(0.05)
    link.settimeout(None)
    # Without these two each command waits 40 ms for a delayed acknowledgement.
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def _first_that_listens(ports: Sequence[int], timeout_s: float) -> socket.socket | None:
    for port in ports:
        with contextlib.suppress(OSError):
            link = socket.create_connection(("127.0.0.1", port), timeout=timeout_s)
            if link.getsockname() != link.getpeername():
                return link
            # Nobody listens: Linux connected the caller with itself.
            link.close()
    return None


def _receive(link: socket.socket) -> bytes | None:
    header = _receive_exactly(link, 2)
    if header is None:
        return None
    return _receive_exactly(link, int.from_bytes(header, "big")) or None


def _receive_exactly(link: socket.socket, count: int) -> bytes | None:
    data = b""
    while len(data) < count:
        # Linux turns quick acknowledgement off again by itself.
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = link.recv(count - len(data))
        if not part:
            return None
        data += part
    return data
