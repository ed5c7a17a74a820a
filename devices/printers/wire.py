"""Bytes to a printer and answers back: sockets, serial lines, the kernel's USB driver, libusb."""

from __future__ import annotations

import os
import select
import socket
import termios
import time
from pathlib import Path
from typing import Any, Protocol

HUPCL_FLAGS = 2
"""Where termios.tcgetattr keeps the control flags."""


class Wire(Protocol):
    """An open way to a printer; both directions raise OSError when it is gone."""

    def write(self, data: bytes, timeout_s: float) -> None:
        """Send all bytes; TimeoutError if the printer takes none for `timeout_s`."""

    def read(self, timeout_s: float) -> int | None:
        """Return the next byte of an answer, None if none comes in time."""

    def close(self) -> None:
        """Let the device go."""


class DescriptorWire:
    """Any open file: a socket, a tty or /dev/usb/lp0; owns what it is given."""

    def __init__(self, owner: Any) -> None:
        self._owner = owner
        self._descriptor: int = owner if isinstance(owner, int) else owner.fileno()
        os.set_blocking(self._descriptor, False)

    def write(self, data: bytes, timeout_s: float) -> None:
        """Send all bytes."""
        rest = memoryview(data)
        while rest:
            if not select.select([], [self._descriptor], [], timeout_s)[1]:
                raise TimeoutError("the printer takes nothing")
            rest = rest[os.write(self._descriptor, rest) :]

    def read(self, timeout_s: float) -> int | None:
        """Return the next byte."""
        end_s = time.monotonic() + timeout_s
        while select.select([self._descriptor], [], [], max(0.0, end_s - time.monotonic()))[0]:
            answer = os.read(self._descriptor, 1)
            if answer:
                return answer[0]
            if isinstance(self._owner, socket.socket):
                raise ConnectionResetError("the printer closed the connection")
            # The kernel's USB driver reads nothing, again and again, where there is nothing.
            time.sleep(0.02)
            if time.monotonic() >= end_s:
                return None
        return None

    def close(self) -> None:
        """Close the file."""
        if isinstance(self._owner, int):
            os.close(self._owner)
        else:
            self._owner.close()


class LibusbWire:
    """A USB printer without a kernel driver, by python-escpos and libusb."""

    def __init__(self, vendor: int, product: int) -> None:
        from escpos.printer import Usb

        self._driver = Usb(vendor, product, timeout=5000)
        self._driver.open()

    def write(self, data: bytes, timeout_s: float) -> None:
        """Send all bytes."""
        self._driver.device.write(self._driver.out_ep, data, round(timeout_s * 1000))

    def read(self, timeout_s: float) -> int | None:
        """Return the next byte."""
        from usb.core import USBTimeoutError

        try:
            answer = self._driver.device.read(self._driver.in_ep, 16, round(timeout_s * 1000))
        except USBTimeoutError:
            return None
        return int(answer[0]) if len(answer) else None

    def close(self) -> None:
        """Release the interface."""
        self._driver.close()


def open_socket(host: str, port: int, timeout_s: float) -> Wire:
    """Connect to a printer on the network."""
    # python-escpos's Network leaves its socket open where nobody listens; this one is closed.
    return DescriptorWire(socket.create_connection((host, port), timeout_s))


def open_serial(device: str, baud: int) -> Wire:
    """Open a serial line."""
    from serial import Serial

    line = Serial(device, baud, timeout=0)
    # A line that hangs up between two slips resets many printers in the middle of a cut.
    attributes = termios.tcgetattr(line.fileno())
    attributes[HUPCL_FLAGS] &= ~termios.HUPCL
    termios.tcsetattr(line.fileno(), termios.TCSANOW, attributes)
    return DescriptorWire(line)


def open_usb(vendor: int, product: int) -> Wire:
    """Open a USB printer, by the kernel's own driver where it has taken it."""
    node = kernel_printer(vendor, product)
    if node is not None:
        return DescriptorWire(os.open(node, os.O_RDWR | os.O_NONBLOCK))
    return LibusbWire(vendor, product)


def kernel_printer(
    vendor: int, product: int, classes: Path = Path("/sys/class/usbmisc")
) -> Path | None:
    """Return the node of a printer that the kernel drives (/dev/usb/lp0), None if it does not."""
    for printer in sorted(classes.glob("lp*")):
        try:
            # The interface's parent is the device itself, which carries the numbers.
            usb = (printer / "device").resolve().parent
            if usb_numbers(usb) == (vendor, product):
                return Path("/dev/usb") / printer.name
        except (OSError, ValueError):
            continue
    return None


def usb_numbers(device: Path) -> tuple[int, int]:
    """Return vendor and product of a device below /sys/bus/usb/devices."""
    vendor, product = (device / name for name in ("idVendor", "idProduct"))
    return int(vendor.read_text().strip(), 16), int(product.read_text().strip(), 16)
