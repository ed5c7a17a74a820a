"""The ways bytes reach a printer; what goes wrong comes back as a status."""

from __future__ import annotations

import os
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from devices.printers.answers import (
    ASK_CAUSE,
    ASK_PAPER,
    ASK_WHEN_DONE,
    READY,
    STAFF,
    ask_status,
    is_real_time,
)
from devices.printers.wire import Wire, open_serial, open_socket, open_usb, usb_numbers
from devices.status import DeviceState, Status

NETWORK_ABSENT = Status(DeviceState.ABSENT, "连不上网络打印机", f"{STAFF}检查打印机的电源和网线")
NETWORK_LOST = Status(
    DeviceState.ERROR, "打印到一半，网络打印机断开了", f"{STAFF}检查打印机的电源和网线"
)
CABLE_ABSENT = Status(DeviceState.ABSENT, "没有找到打印机", f"{STAFF}检查打印机的电源和连接线")
CABLE_LOST = Status(
    DeviceState.ERROR, "打印到一半，打印机断开了", f"{STAFF}检查打印机的电源和连接线"
)
DISK = Status(DeviceState.ERROR, "打印内容存不下来", f"{STAFF}检查磁盘空间和打印文件的位置")

ANSWER_S = 0.5
SEND_S = 5.0
DONE_S = 8.0
"""How long a slip may take from the last byte to the cut."""
USB_DEVICES = Path("/sys/bus/usb/devices")


class Connection(Protocol):
    """A way to a printer."""

    def is_there(self) -> bool:
        """Whether the printer is plugged in, as far as that shows without a word to it."""

    def status(self) -> Status:
        """Say whether the printer can be reached, and what it says of itself."""

    def send(self, data: bytes) -> Status:
        """Send all bytes; anything but ready says what went wrong."""


class FileConnection:
    """Appends to a file, for demonstrations and tests."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_there(self) -> bool:
        """A file can always be looked at."""
        return True

    def status(self) -> Status:
        """Look whether the file or its folder can be written."""
        try:
            place = self._path if self._path.exists() else _existing_parent(self._path)
            return READY if os.access(place, os.W_OK) and not self._path.is_dir() else DISK
        except OSError:
            return DISK

    def send(self, data: bytes) -> Status:
        """Append and wait until the disk has it; half a slip is taken back."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab", buffering=0) as file:
                before = file.tell()
                try:
                    _write_all(file.fileno(), data)
                    os.fsync(file.fileno())
                except OSError:
                    with suppress(OSError):
                        file.truncate(before)
                    raise
        except OSError:
            return DISK
        return READY


class WireConnection:
    """A printer on a wire that is opened for each slip and each question."""

    def __init__(
        self,
        open_wire: Callable[[], Wire],
        is_there: Callable[[], bool] = lambda: True,
        absent: Status = CABLE_ABSENT,
        lost: Status = CABLE_LOST,
        done_s: float = DONE_S,
    ) -> None:
        self._open_wire = open_wire
        self._look = is_there
        self._absent = absent
        self._lost = lost
        self._done_s = done_s
        self._tells_when_done = True

    def is_there(self) -> bool:
        """Look whether the device is plugged in."""
        try:
            return self._look()
        except (OSError, ValueError):
            return False

    def status(self) -> Status:
        """Ask for paper, cover and errors, if the printer answers such questions."""
        return self._converse(b"") if self.is_there() else self._absent

    def send(self, data: bytes) -> Status:
        """Send one slip, and where the printer answers, wait until it is cut off."""
        return self._converse(data)

    def _converse(self, data: bytes) -> Status:
        faults = _wire_faults()
        try:
            wire = self._open_wire()
        except faults:
            return self._absent
        try:
            status = ask_status(wire, ANSWER_S)
            if status is not None and status.state is not DeviceState.READY:
                return status
            if data:
                wire.write(data, SEND_S)
                # A kernel takes the bytes of a slip even if nobody reads them: only an answer
                # proves anything, and a printer that answers nothing has to be believed.
                return READY if status is None else self._await_cut(wire)
            return status or READY
        except faults:
            return self._lost if data else self._absent
        finally:
            with suppress(*faults):
                wire.close()

    def _await_cut(self, wire: Wire) -> Status:
        """Wait until the slip is cut off; what stops it in the middle is told at once."""
        if self._tells_when_done:
            wire.write(ASK_WHEN_DONE, SEND_S)
            end_s = time.monotonic() + self._done_s
            while time.monotonic() < end_s:
                answer = wire.read(min(1.0, self._done_s))
                if answer is not None and not is_real_time(answer):
                    return READY
                if answer is None and (stopped := self._stopped(wire)) is not None:
                    return stopped
            # It prints, but does not know the question.
            self._tells_when_done = False
        return self._stopped(wire) or READY

    def _stopped(self, wire: Wire) -> Status | None:
        """Return why the printer does not go on; the cut's own answer may come in between."""
        wire.write(ASK_PAPER + ASK_CAUSE, SEND_S)
        answers = [wire.read(ANSWER_S), wire.read(ANSWER_S)]
        if answers[0] is None:
            return self._lost
        if any(one is not None and not is_real_time(one) for one in answers):
            return READY
        paper, cause = answers
        if not (paper or 0) & 0x60 and not (cause or 0) & 0x64:
            return None
        return ask_status(wire, ANSWER_S)


def network_connection(host: str, port: int = 9100, timeout_s: float = 5.0) -> WireConnection:
    """Return the connection of a printer on the network (raw TCP, usually port 9100)."""
    return WireConnection(
        lambda: open_socket(host, port, timeout_s), absent=NETWORK_ABSENT, lost=NETWORK_LOST
    )


def serial_connection(device: str, baud: int = 9600) -> WireConnection:
    """Return the connection of a serial printer."""
    return WireConnection(lambda: open_serial(device, baud), Path(device).exists)


def usb_connection(vendor: int, product: int) -> WireConnection:
    """Return the connection of a USB printer."""

    def is_there() -> bool:
        found = (usb_numbers(vendor_file.parent) for vendor_file in USB_DEVICES.glob("*/idVendor"))
        return (vendor, product) in found

    return WireConnection(lambda: open_usb(vendor, product), is_there)


def _wire_faults() -> tuple[type[BaseException], ...]:
    from escpos.exceptions import Error

    # Serial, USB and terminal errors are OSErrors; python-escpos asserts that a device was found,
    # and raises RuntimeError or NameError where the library of a connection is missing. A line
    # that vanishes while it is set up raises termios.error, which is no OSError.
    return (OSError, Error, AssertionError, RuntimeError, NameError, termios.error)


def _existing_parent(path: Path) -> Path:
    return next((p for p in path.absolute().parents if p.exists()), Path("/"))


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
