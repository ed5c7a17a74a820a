"""What is plugged in, as the kernel lists it; what is not known is listed as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices import detection
from devices.attached import Attached, Kind
from devices.detection import detect


def usb(system: Path, place: str, numbers: str, classes: tuple[str, ...], **texts: str) -> None:
    folder = system / "sys/bus/usb/devices" / place
    vendor, product = numbers.split(":")
    for n, one in enumerate(classes):
        (folder / f"{place}:1.{n}").mkdir(parents=True)
        (folder / f"{place}:1.{n}" / "bInterfaceClass").write_text(f"{one}\n")
    named = {"idVendor": vendor, "idProduct": product, "bDeviceClass": "00", **texts}
    for name, text in named.items():
        (folder / name).write_text(f"{text}\n")


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(detection, "_pcsc_readers", lambda production: iter(()))
    return tmp_path


def test_printers_readers_and_cameras_come_with_the_settings_that_use_them(system: Path) -> None:
    usb(system, "1-1", "04b8:0e15", ("07",), manufacturer="EPSON", product="TM-T82", serial="X1")
    usb(system, "1-2", "0400:c35a", ("00",), product="SDT")
    usb(system, "1-3", "046d:0825", ("0e", "01"), product="Webcam")
    for node, index in (("video0", "0"), ("video1", "1")):
        (system / "sys/class/video4linux" / node).mkdir(parents=True)
        (system / "sys/class/video4linux" / node / "name").write_text("HD Webcam\n")
        (system / "sys/class/video4linux" / node / "index").write_text(f"{index}\n")
    camera, printer, reader = detect(system)
    assert camera == Attached(
        Kind.CAMERA, "HD Webcam", "/dev/video0", (("camera.source", "/dev/video0"),)
    )
    assert (printer.kind, printer.name, printer.serial) == (Kind.PRINTER, "EPSON TM-T82", "X1")
    assert dict(printer.settings) == {"printer.kind": "usb", "printer.target": "04b8:0e15"}
    assert dict(reader.settings) == {
        "card_reader.kind": "sdt",
        "card_reader.place": "usb:0400:c35a",
    }


def test_what_is_not_known_is_listed_and_hubs_are_not(system: Path) -> None:
    usb(system, "1-1", "1d6b:0002", ("09",), bDeviceClass="09")
    usb(system, "1-2", "1234:5678", ("ff",))
    usb(system, "1-3", "093a:2510", ("03",))
    (system / "dev").mkdir()
    (system / "dev/ttyUSB0").touch()
    found = {one.place: one for one in detect(system)}
    assert set(found) == {"1234:5678", "093a:2510", "/dev/ttyUSB0"}
    assert found["1234:5678"].kind is Kind.UNKNOWN
    assert found["093a:2510"].kind is Kind.OTHER and "触摸屏" in found["093a:2510"].name
    assert found["/dev/ttyUSB0"].kind is Kind.SERIAL
