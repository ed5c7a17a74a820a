"""What the wizard offers for each device."""

from __future__ import annotations

import pytest

from devices.attached import Attached, Kind
from kiosk.device_choices import KEYS, WANTED, Choice, choices, place_choice
from kiosk.settings import KioskSettings

CHIP = Attached(
    Kind.CARD_READER,
    "ACS ACR39U",
    "PC/SC",
    (("card_reader.kind", "pcsc"), ("card_reader.name", "ACS ACR39U")),
)
SERIAL = Attached(
    Kind.SERIAL,
    "串口设备",
    "/dev/ttyUSB0",
    (("printer.kind", "serial"), ("printer.target", "/dev/ttyUSB0")),
)
PRINTER = Attached(
    Kind.PRINTER,
    "EPSON TM-T82",
    "04b8:0e15",
    (("printer.kind", "usb"), ("printer.target", "04b8:0e15")),
    "X1",
)


def names(found: tuple[Choice, ...]) -> list[str]:
    return [one.words for one in found]


def test_what_is_plugged_in_comes_first_and_none_last() -> None:
    offered = choices("printer", (CHIP, PRINTER, SERIAL), {})
    assert names(offered) == [
        "EPSON TM-T82（04b8:0e15，序列号 X1）",
        "串口打印机（/dev/ttyUSB0）",
        "这台机器不装",
    ]
    assert offered[-1].is_none and offered[-1].settings == (("printer.kind", "none"),)


def test_a_serial_line_may_be_a_resident_card_reader_and_go_with_another() -> None:
    chip, resident, both, none = choices("card_reader", (CHIP, SERIAL), {})
    assert dict(chip.settings)["card_reader.kind"] == "pcsc"
    assert dict(resident.settings) == {
        "card_reader.kind": "sdt",
        "card_reader.place": "/dev/ttyUSB0",
    }
    assert dict(both.settings) == {
        "card_reader.kind": "pcsc+sdt",
        "card_reader.name": "ACS ACR39U",
        "card_reader.place": "/dev/ttyUSB0",
    }
    assert none.is_none


def test_readers_that_the_settings_cannot_tell_apart_are_one_choice() -> None:
    assert len(choices("card_reader", (CHIP, CHIP), {})) == 2


def test_what_the_settings_name_is_offered_though_nobody_can_see_it() -> None:
    network = {"printer.kind": "network", "printer.target": "10.0.0.9"}
    assert "现在设置的（网络，10.0.0.9）" in names(choices("printer", (), network))
    usb = {"printer.kind": "usb", "printer.target": "04b8:0e15"}
    assert len(choices("printer", (PRINTER,), usb)) == 2
    assert len(choices("camera", (), {"camera.source": "none"})) == 1


@pytest.mark.parametrize(
    ("section", "place", "settings"),
    [
        ("printer", " 192.168.1.50:9100 ", {"kind": "network", "target": "192.168.1.50:9100"}),
        ("printer", "/dev/ttyS0@19200", {"kind": "serial", "target": "/dev/ttyS0@19200"}),
        ("printer", "04B8:0e15", {"kind": "usb", "target": "04B8:0e15"}),
        ("camera", "rtsp://10.0.0.7/1", {"source": "rtsp://10.0.0.7/1"}),
        ("card_reader", "/dev/ttyS1", {"kind": "sdt", "place": "/dev/ttyS1"}),
        ("page_printer", "HP_LaserJet", {"queue": "HP_LaserJet"}),
    ],
)
def test_a_place_that_is_typed_becomes_settings(
    section: str, place: str, settings: dict[str, str]
) -> None:
    choice = place_choice(section, place)
    assert choice is not None
    assert dict(choice.settings) == {f"{section}.{key}": text for key, text in settings.items()}


def test_a_terminal_has_always_the_microphone_of_the_system_but_no_a4_printer_of_its_own() -> None:
    usb = Attached(Kind.MICROPHONE, "USB Audio", "PortAudio", (("speech.microphone", "USB Audio"),))
    assert names(choices("microphone", (usb,), {})) == ["USB Audio（PortAudio）", "系统默认的话筒"]
    (own,) = choices("microphone", (), {"speech.microphone": ""})
    assert not own.is_none and own.settings == (("speech.microphone", ""),)
    queue = Attached(Kind.PAGE_PRINTER, "A4", "CUPS", (("page_printer.queue", "A4"),))
    found, none = choices("page_printer", (queue,), {"page_printer.queue": "A4"})
    assert found.words == "A4（CUPS）"
    assert none.is_none and none.settings == (("page_printer.queue", ""),)
    assert "现在设置的（Old）" in names(choices("page_printer", (), {"page_printer.queue": "Old"}))


def test_nothing_typed_is_no_device() -> None:
    assert place_choice("printer", "  ") is None


def test_every_key_is_a_setting() -> None:
    assert KEYS.keys() == WANTED.keys()
    for key in (one for keys in KEYS.values() for one in keys):
        section, _, name = key.partition(".")
        assert name in type(getattr(KioskSettings(), section)).model_fields
