"""The wire to an SDT reader: a serial line, or USB bulk transfers that carry the same bytes."""

from __future__ import annotations

import errno
import termios
import time
from typing import Any, Protocol

import serial

from devices.errors import DeviceSettingsError

USUAL_BAUD = 115200
USB_VENDOR, USB_PRODUCT = 0x0400, 0xC35A
USB_PACKET = 64
MOST_READ = 4096

_LOST = (OSError, termios.error, TypeError, AttributeError)
"""What pyserial raises, its own slips included, when the device is unplugged meanwhile."""


class LinkLostError(Exception):
    """The wire is gone; what it carried last is of no use."""


class LinkAbsentError(LinkLostError):
    """There is no such device."""


class LinkBusyError(LinkLostError):
    """Another program holds the device."""


class Link(Protocol):
    """Carries bytes to a reader and back."""

    def send(self, data: bytes) -> None:
        """Send, having thrown away what an earlier answer left; raises `LinkLostError`."""

    def receive(self, count: int, timeout_s: float) -> bytes:
        """Return `count` bytes, or fewer when the time is up; raises `LinkLostError`."""

    def close(self) -> None:
        """Give the device back."""


class Place(Protocol):
    """Where a reader is attached; opening it anew is how one comes back after unplugging."""

    def open(self) -> Link:
        """Return a link; raises `LinkLostError`."""


class SerialPlace:
    """A serial port such as /dev/ttyUSB0."""

    def __init__(self, device: str, baud: int = USUAL_BAUD) -> None:
        self._device = device
        self._baud = baud

    def open(self) -> Link:
        """Open the port for this program alone."""
        try:
            port = serial.Serial(self._device, self._baud, timeout=0, exclusive=True)
        except (OSError, termios.error, ValueError) as error:
            kinds = {errno.ENOENT: LinkAbsentError, errno.EWOULDBLOCK: LinkBusyError}
            kind = kinds.get(getattr(error, "errno", None) or 0, LinkLostError)
            raise kind(str(error)) from error
        return _SerialLink(port)


class _SerialLink:
    def __init__(self, port: serial.Serial) -> None:
        self._port = port

    def send(self, data: bytes) -> None:
        try:
            self._port.reset_input_buffer()
            self._port.write(data)
        except _LOST as error:
            raise LinkLostError(str(error)) from error

    def receive(self, count: int, timeout_s: float) -> bytes:
        try:
            self._port.timeout = timeout_s
            return bytes(self._port.read(count))
        except _LOST as error:
            raise LinkLostError(str(error)) from error

    def close(self) -> None:
        self._port.close()


class UsbPlace:
    """The USB reader of this vendor and product, whichever port it is in."""

    def __init__(self, vendor: int = USB_VENDOR, product: int = USB_PRODUCT) -> None:
        self._vendor = vendor
        self._product = product

    def open(self) -> Link:
        """Claim the reader's two bulk pipes."""
        import usb.core
        import usb.util

        try:
            device = usb.core.find(idVendor=self._vendor, idProduct=self._product)
            if device is None:
                raise LinkAbsentError(f"no USB device {self._vendor:04x}:{self._product:04x}")
            device.set_configuration()
            interface = device.get_active_configuration()[(0, 0)]
            return _UsbLink(device, *_bulk_pipes(interface))
        except (usb.core.NoBackendError, usb.core.USBError) as error:
            raise LinkLostError(str(error)) from error


def _bulk_pipes(interface: Any) -> tuple[Any, Any]:
    import usb.util

    pipes = [usb.util.find_descriptor(interface, custom_match=_is_bulk(way)) for way in (0, 0x80)]
    if None in pipes:
        raise LinkLostError("the USB device has no pair of bulk pipes")
    return pipes[0], pipes[1]


def _is_bulk(way: int) -> Any:
    return lambda pipe: pipe.bEndpointAddress & 0x80 == way and pipe.bmAttributes & 3 == 2


class _UsbLink:
    def __init__(self, device: Any, out: Any, back: Any) -> None:
        self._device = device
        self._out = out
        self._back = back
        self._rest = b""

    def send(self, data: bytes) -> None:
        self._rest = b""
        self._guard(lambda: self._out.write(data, 1000))

    def receive(self, count: int, timeout_s: float) -> bytes:
        end_s = time.monotonic() + timeout_s
        while len(self._rest) < count and (left_s := end_s - time.monotonic()) > 0:
            # A pipe gives whole packets only: asking for less than one would lose the rest.
            packet = self._guard(lambda ms=int(left_s * 1000) + 1: self._back.read(MOST_READ, ms))
            self._rest += bytes(packet or b"")
        answer, self._rest = self._rest[:count], self._rest[count:]
        return answer

    def close(self) -> None:
        import usb.util

        usb.util.dispose_resources(self._device)

    def _guard(self, transfer: Any) -> Any:
        import usb.core

        try:
            return transfer()
        except usb.core.USBTimeoutError:
            return None
        except usb.core.USBError as error:
            raise LinkLostError(str(error)) from error


def parse_place(place: str) -> Place:
    """Return the place a setting names: "usb", "usb:0400:c35a", "/dev/ttyUSB0" or "…@57600"."""
    if place == "usb":
        return UsbPlace()
    if place.startswith("usb:"):
        vendor, _, product = place.removeprefix("usb:").partition(":")
        try:
            return UsbPlace(int(vendor, 16), int(product, 16))
        except ValueError:
            raise DeviceSettingsError(f"{place!r} is no USB device such as usb:0400:c35a") from None
    device, _, baud = place.partition("@")
    if not device.startswith("/"):
        raise DeviceSettingsError(f"a reader is at 'usb' or '/dev/ttyUSB0@115200', not {place!r}")
    if baud and not (baud.isascii() and baud.isdigit()):
        raise DeviceSettingsError(f"{baud!r} is no speed")
    return SerialPlace(device, int(baud) if baud else USUAL_BAUD)
