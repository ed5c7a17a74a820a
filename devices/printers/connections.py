"""The ways bytes reach a printer; what goes wrong comes back as a status."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from devices.status import DeviceState, Status

READY = Status(DeviceState.READY)
STAFF = "请用手机拍下屏幕上的号码，并告诉工作人员"
PAPER_OUT = Status(DeviceState.ERROR, "打印机没有纸了", f"{STAFF}换纸")
NETWORK_ABSENT = Status(DeviceState.ABSENT, "连不上网络打印机", f"{STAFF}检查打印机的电源和网线")
NETWORK_LOST = Status(
    DeviceState.ERROR, "打印到一半，网络打印机断开了", f"{STAFF}检查打印机的电源和网线"
)
CABLE_ABSENT = Status(DeviceState.ABSENT, "没有找到打印机", f"{STAFF}检查打印机的电源和连接线")
CABLE_LOST = Status(
    DeviceState.ERROR, "打印到一半，打印机断开了", f"{STAFF}检查打印机的电源和连接线"
)
DISK = Status(DeviceState.ERROR, "打印内容存不下来", f"{STAFF}检查磁盘空间和打印文件的位置")

ASK_PAPER = b"\x10\x04\x04"
"""DLE EOT 4: answered at once with one byte, whatever is being printed."""
PAPER_END_BITS = 0x60
ANSWER_S = 0.5
USB_DEVICES = Path("/sys/bus/usb/devices")


class Connection(Protocol):
    """A way to a printer."""

    def status(self) -> Status:
        """Say whether the printer can be reached."""

    def send(self, data: bytes) -> Status:
        """Send all bytes; anything but ready says what went wrong."""


class FileConnection:
    """Appends to a file, for demonstrations and tests."""

    def __init__(self, path: Path) -> None:
        self._path = path

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


class EscposConnection:
    """A printer on a wire, driven by one of python-escpos's connections, opened for each slip."""

    def __init__(
        self,
        open_driver: Callable[[], Any],
        is_there: Callable[[], bool],
        absent: Status = CABLE_ABSENT,
        lost: Status = CABLE_LOST,
    ) -> None:
        self._open_driver = open_driver
        self._is_there = is_there
        self._absent = absent
        self._lost = lost

    def status(self) -> Status:
        """Look whether the device is plugged in."""
        try:
            return READY if self._is_there() else self._absent
        except OSError:
            return self._absent

    def send(self, data: bytes) -> Status:
        """Open the device, send and close."""
        faults = _driver_faults()
        try:
            driver = self._open_driver()
        except faults:
            return self._absent
        try:
            driver._raw(data)
        except faults:
            return self._lost
        finally:
            with suppress(*faults):
                driver.close()
        return READY


class NetworkConnection:
    """A printer on the network (raw TCP, usually port 9100)."""

    def __init__(self, host: str, port: int = 9100, timeout_s: float = 5.0) -> None:
        self._address = (host, port)
        self._timeout_s = timeout_s

    def status(self) -> Status:
        """Connect, and ask for paper if the printer answers such questions."""
        return self._converse(b"")

    def send(self, data: bytes) -> Status:
        """Send one slip, and where the printer answers, be sure that it is still there after."""
        return self._converse(data)

    def _converse(self, data: bytes) -> Status:
        # python-escpos's Network leaves its socket open where nobody listens; this one is closed.
        try:
            wire = socket.create_connection(self._address, self._timeout_s)
        except OSError:
            return NETWORK_ABSENT
        with wire:
            try:
                return _send_and_confirm(wire, data, self._timeout_s)
            except OSError:
                return NETWORK_LOST if data else NETWORK_ABSENT


def serial_connection(device: str, baud: int = 9600) -> EscposConnection:
    """Return the connection of a serial printer."""

    def open_driver() -> Any:
        from escpos.printer import Serial

        driver = Serial(devfile=device, baudrate=baud, timeout=5)
        driver.open()
        return driver

    return EscposConnection(open_driver, Path(device).exists)


def usb_connection(vendor: int, product: int) -> EscposConnection:
    """Return the connection of a USB printer."""

    def open_driver() -> Any:
        from escpos.printer import Usb

        driver = Usb(vendor, product, timeout=5000)
        driver.open()
        return driver

    def is_there() -> bool:
        wanted = (f"{vendor:04x}", f"{product:04x}")
        return any(_usb_ids(device) == wanted for device in USB_DEVICES.glob("*/idVendor"))

    return EscposConnection(open_driver, is_there)


def _send_and_confirm(wire: socket.socket, data: bytes, timeout_s: float) -> Status:
    answer = _paper_answer(wire, min(ANSWER_S, timeout_s))
    if answer is not None and answer & PAPER_END_BITS:
        return PAPER_OUT
    if not data:
        return READY
    wire.settimeout(timeout_s)
    wire.sendall(data)
    # A kernel takes the bytes of a slip even if nobody reads them: only an answer proves it.
    if answer is not None and _paper_answer(wire, timeout_s) is None:
        return NETWORK_LOST
    return READY


def _paper_answer(wire: socket.socket, wait_s: float) -> int | None:
    """Ask for paper; None if the printer does not answer such questions."""
    wire.settimeout(wait_s)
    wire.sendall(ASK_PAPER)
    try:
        answer = wire.recv(1)
    except TimeoutError:
        return None
    if not answer:
        raise ConnectionResetError("the printer closed the connection")
    return answer[0]


def _driver_faults() -> tuple[type[BaseException], ...]:
    from escpos.exceptions import Error

    # Serial and USB errors are OSErrors; python-escpos asserts that a device was found, and
    # raises RuntimeError or NameError where the library of a connection is missing.
    return (OSError, Error, AssertionError, RuntimeError, NameError)


def _existing_parent(path: Path) -> Path:
    return next((p for p in path.absolute().parents if p.exists()), Path("/"))


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _usb_ids(vendor_file: Path) -> tuple[str, str]:
    product_file = vendor_file.with_name("idProduct")
    return (vendor_file.read_text().strip(), product_file.read_text().strip())
