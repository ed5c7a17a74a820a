"""The resident card reader's driver over a line that fails in every way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.cards.identity import Identity
from devices.cards.reader import CardFault
from devices.cards.sdt.conversation import format_sam_id
from devices.cards.sdt.frames import FIND_CARD, READ_BASE, SELECT_CARD
from devices.cards.sdt.link import SerialPlace, UsbPlace, parse_place
from devices.cards.sdt.reader import POLL_S, SdtCardReader
from devices.errors import DeviceSettingsError
from devices.registry import build_card_reader
from devices.simulators.resident_card import SPECIMENS, ResidentCard
from devices.simulators.sdt_reader import SdtFault, SdtReaderSimulator, Trouble
from devices.status import DeviceState


@pytest.fixture
def simulator() -> Iterator[SdtReaderSimulator]:
    with SdtReaderSimulator() as simulator:
        yield simulator


@pytest.fixture
def reader(simulator: SdtReaderSimulator) -> Iterator[SdtCardReader]:
    reader = SdtCardReader(SerialPlace(simulator.device), read_hold_s=0.3)
    yield reader
    reader.close()


@pytest.mark.parametrize(
    "fault",
    [
        SdtFault.REMOVED,
        SdtFault.HALF_FRAME,
        SdtFault.WRONG_CHECKSUM,
        SdtFault.NEVER,
        SdtFault.WRONG_LAYOUT,
    ],
)
def test_after_a_fault_the_same_card_is_read_once_it_is_laid_down_again(
    fault: SdtFault, simulator: SdtReaderSimulator, reader: SdtCardReader
) -> None:
    simulator.lay(ResidentCard())
    simulator.fail(Trouble(fault))
    read = reader.read()
    assert isinstance(read, CardFault) and read.reason and read.remedy.startswith("请")
    simulator.fail(Trouble())
    assert not isinstance(reader.read(), Identity) or fault is not SdtFault.REMOVED
    simulator.lift()
    simulator.lay(ResidentCard())
    assert isinstance(reader.read(), Identity)


@pytest.mark.parametrize("trouble", [Trouble(SdtFault.LATE, 0.4), Trouble(SdtFault.NOISE)])
def test_a_slow_or_noisy_line_is_waited_for(
    trouble: Trouble, simulator: SdtReaderSimulator, reader: SdtCardReader
) -> None:
    simulator.lay(ResidentCard())
    simulator.fail(trouble)
    assert isinstance(reader.read(), Identity)


def test_a_status_of_the_card_is_told_in_words(
    simulator: SdtReaderSimulator, reader: SdtCardReader
) -> None:
    simulator.lay(ResidentCard())
    simulator.fail(Trouble(status=0x32))
    read = reader.read()
    assert isinstance(read, CardFault) and "不是真的或已损坏" in read.reason


@pytest.mark.parametrize("kind", SPECIMENS)
def test_a_card_of_each_layout_comes_through_the_wire(
    kind: str, simulator: SdtReaderSimulator, reader: SdtCardReader
) -> None:
    simulator.lay(ResidentCard(kind))
    read = reader.read()
    assert isinstance(read, Identity)
    assert read.data["name"] == SPECIMENS[kind]["name"] and "真的" in read.proves


def test_a_late_answer_does_not_become_the_answer_to_the_next_question(
    simulator: SdtReaderSimulator, reader: SdtCardReader
) -> None:
    simulator.fail(Trouble(SdtFault.LATE, 1.4))
    assert reader.status().state is DeviceState.ERROR
    simulator.fail(Trouble())
    time.sleep(0.4)
    assert reader.status().state is DeviceState.NO_CARD


def test_the_reader_is_polled_no_faster_than_it_can_find(
    simulator: SdtReaderSimulator, reader: SdtCardReader
) -> None:
    unwatch = reader.watch(lambda status: None)
    start_s = time.monotonic()
    time.sleep(3.2 * POLL_S)
    unwatch()
    asked = simulator.requests.count(FIND_CARD)
    assert 1 <= asked <= (time.monotonic() - start_s) / POLL_S + 1


def test_a_card_is_found_selected_read_and_asked_for_its_new_address(
    simulator: SdtReaderSimulator, reader: SdtCardReader
) -> None:
    simulator.lay(ResidentCard(new_address="佛山市禅城区样本路3号"))
    read = reader.read()
    assert isinstance(read, Identity)
    assert read.data["household_address"] == "佛山市禅城区样本路3号"
    assert simulator.requests[:3] == [FIND_CARD, SELECT_CARD, READ_BASE]


def test_a_card_laid_down_anew_is_told_though_the_first_was_never_seen_to_go(
    simulator: SdtReaderSimulator,
) -> None:
    reader = SdtCardReader(SerialPlace(simulator.device), read_hold_s=30)
    told: list[DeviceState] = []
    simulator.lay(ResidentCard())
    unwatch = reader.watch(lambda status: told.append(status.state))
    wait_until(told, 1)
    assert isinstance(reader.read(), Identity)
    simulator.lift()
    simulator.lay(ResidentCard())
    wait_until(told, 3)
    unwatch()
    reader.close()
    assert told == [DeviceState.READY, DeviceState.NO_CARD, DeviceState.READY]


def test_an_unplugged_reader_is_absent_and_comes_back_when_it_is_plugged_in(tmp_path: Path) -> None:
    port = tmp_path / "ttyUSB0"
    told: list[DeviceState] = []
    reader = SdtCardReader(SerialPlace(str(port)))
    unwatch = reader.watch(lambda status: told.append(status.state))
    wait_until(told, 1)
    for _ in range(2):
        with SdtReaderSimulator() as simulator:
            port.symlink_to(simulator.device)
            wait_for_last(told, DeviceState.NO_CARD)
            port.unlink()
        wait_for_last(told, DeviceState.ABSENT)
    unwatch()
    reader.close()


def test_a_reader_held_by_another_program_is_busy(
    simulator: SdtReaderSimulator, reader: SdtCardReader
) -> None:
    assert reader.status().state is DeviceState.NO_CARD
    other = SdtCardReader(SerialPlace(simulator.device))
    assert other.status().state is DeviceState.BUSY


def test_the_security_module_says_its_number(
    simulator: SdtReaderSimulator, reader: SdtCardReader
) -> None:
    assert reader.serial_number() == "05.01-20230567-0000000001-0000000002"
    assert format_sam_id(b"short") == ""


def wait_until(told: list[DeviceState], count: int) -> None:
    end_s = time.monotonic() + 10
    while len(told) < count and time.monotonic() < end_s:
        time.sleep(0.02)
    assert len(told) >= count


def wait_for_last(told: list[DeviceState], state: DeviceState) -> None:
    end_s = time.monotonic() + 10
    while told[-1] is not state and time.monotonic() < end_s:
        time.sleep(0.02)
    assert told[-1] is state


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("usb", UsbPlace),
        ("usb:0400:c35a", UsbPlace),
        ("/dev/ttyUSB0", SerialPlace),
        ("/dev/serial/by-id/reader@57600", SerialPlace),
    ],
)
def test_a_setting_names_a_place(place: str, kind: type) -> None:
    assert isinstance(parse_place(place), kind)


@pytest.mark.parametrize("place", ["", "ttyUSB0", "usb:reader", "/dev/ttyUSB0@fast"])
def test_a_setting_that_names_no_place_is_refused(place: str) -> None:
    with pytest.raises(DeviceSettingsError):
        parse_place(place)


def test_settings_build_one_reader_or_two_as_one(simulator: SdtReaderSimulator) -> None:
    alone = build_card_reader("sdt", "", place=simulator.device)
    assert isinstance(alone, SdtCardReader)
    both = build_card_reader("none+sdt", "", place=simulator.device)
    assert both.status().state is DeviceState.NO_CARD
    with pytest.raises(DeviceSettingsError, match="abacus"):
        build_card_reader("abacus", "")


def test_a_usb_reader_that_is_not_there_is_absent() -> None:
    assert SdtCardReader(UsbPlace(0x0400, 0xC35A)).status().state in (
        DeviceState.ABSENT,
        DeviceState.ERROR,
    )
