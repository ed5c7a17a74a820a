"""What is plugged into this machine: readers, cameras, printers, and whatever is not known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from devices.attached import Attached, Kind
from devices.cards.pcsc_link import VIRTUAL, PcscError, open_context, reader_names

SYSTEM = Path("/")
SDT_MODULES = {("0400", "c35a")}
"""Vendor and product of resident card readers (GA 450) on USB."""
HUB, PRINTER, VIDEO, SMART_CARD = "09", "07", "0e", "0b"
CLASSES = {
    "01": "声音设备",
    "02": "串口适配器",
    "03": "键盘、鼠标或触摸屏",
    "08": "存储设备",
    "e0": "蓝牙或无线适配器",
}
"""USB classes that this program does not drive itself."""


def detect(system: Path = SYSTEM, *, production: bool = True) -> tuple[Attached, ...]:
    """Return everything plugged in; `system` is the root of /sys and /dev."""
    return (
        *_pcsc_readers(production),
        *_cameras(system),
        *_usb_devices(system),
        *_serial_lines(system),
    )


def _pcsc_readers(production: bool) -> Iterator[Attached]:
    try:
        with open_context() as context:
            names = reader_names(context)
    except PcscError:
        return
    for name in names:
        if production and VIRTUAL in name:
            continue
        # The last two numbers are slots that change from start to start.
        stem = name.rsplit(" ", 2)[0]
        settings = (("card_reader.kind", "pcsc"), ("card_reader.name", stem))
        yield Attached(Kind.CARD_READER, stem, "PC/SC", settings)


def _cameras(system: Path) -> Iterator[Attached]:
    for node in sorted(system.glob("sys/class/video4linux/video*")):
        # A camera has further nodes for what is no picture.
        if _text(node / "index") not in ("", "0"):
            continue
        place = f"/dev/{node.name}"
        name = _text(node / "name") or node.name
        yield Attached(Kind.CAMERA, name, place, (("camera.source", place),))


def _usb_devices(system: Path) -> Iterator[Attached]:
    for device in sorted(system.glob("sys/bus/usb/devices/*/idVendor")):
        folder = device.parent
        vendor, product = _text(folder / "idVendor"), _text(folder / "idProduct")
        classes = {_text(one) for one in folder.glob("*/bInterfaceClass")}
        own = _text(folder / "bDeviceClass")
        if own == HUB or VIDEO in classes:
            continue
        place = f"{vendor}:{product}"
        name = " ".join(filter(None, (_text(folder / "manufacturer"), _text(folder / "product"))))
        kind, settings = _usb_kind(vendor, product, {own, *classes})
        if kind is Kind.CARD_READER and not settings:
            continue
        named = name or next((CLASSES[one] for one in sorted(classes) if one in CLASSES), "不认识")
        yield Attached(kind, named, place, settings, _text(folder / "serial"))


def _usb_kind(
    vendor: str, product: str, classes: set[str]
) -> tuple[Kind, tuple[tuple[str, str], ...]]:
    place = f"{vendor}:{product}"
    if (vendor, product) in SDT_MODULES:
        return Kind.CARD_READER, (
            ("card_reader.kind", "sdt"),
            ("card_reader.place", f"usb:{place}"),
        )
    if PRINTER in classes:
        return Kind.PRINTER, (("printer.kind", "usb"), ("printer.target", place))
    if SMART_CARD in classes:
        return Kind.CARD_READER, ()  # pcscd lists it by its name
    return (Kind.OTHER if classes & CLASSES.keys() else Kind.UNKNOWN), ()


def _serial_lines(system: Path) -> Iterator[Attached]:
    for pattern in ("ttyUSB*", "ttyACM*"):
        for node in sorted(system.glob(f"dev/{pattern}")):
            place = f"/dev/{node.name}"
            settings = (("printer.kind", "serial"), ("printer.target", place))
            yield Attached(Kind.SERIAL, "串口设备", place, settings)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
