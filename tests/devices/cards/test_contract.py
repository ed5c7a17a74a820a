"""What every card reader promises, asked of each real driver over its simulator."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from devices.cards.identity import Identity
from devices.cards.pcsc import PcscCardReader
from devices.cards.reader import CardFault, CardReader, NoCardReader
from devices.cards.sdt.link import SerialPlace
from devices.cards.sdt.reader import SdtCardReader
from devices.cards.several import SeveralCardReaders
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.resident_card import ResidentCard
from devices.simulators.sdt_reader import SdtFault, SdtReaderSimulator, Trouble
from devices.simulators.virtual_card import CardTrouble, VirtualCard
from devices.status import DeviceState, Status

PATIENCE_S = 10.0


class Rig(Protocol):
    """A reader and the hand that lays a card on it."""

    reader: CardReader

    def lay(self) -> None: ...
    def lift(self) -> None: ...
    def fail_half_way(self) -> None: ...
    def fail_to_answer(self) -> None: ...


class PcscRig:
    """pcscd with vsmartcard's reader."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        stack.enter_context(PcscDaemon())
        self._card = VirtualCard()
        stack.callback(self._card.remove)
        self.reader: CardReader = PcscCardReader("Virtual PCD 00 00", timeout_s=1.0)

    def lay(self) -> None:
        self._card.insert()

    def lift(self) -> None:
        self._card.remove()

    def fail_half_way(self) -> None:
        self._card.trouble = CardTrouble(remove_after_apdus=6)

    def fail_to_answer(self) -> None:
        self._card.trouble = CardTrouble(delay_s=1.5)


class SdtRig:
    """A pseudo terminal with the SDT simulator at its other end."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._simulator = stack.enter_context(SdtReaderSimulator())
        reader = SdtCardReader(SerialPlace(self._simulator.device), read_hold_s=0.5)
        stack.callback(reader.close)
        self.reader: CardReader = reader

    def lay(self) -> None:
        self._simulator.lay(ResidentCard())

    def lift(self) -> None:
        self._simulator.lift()

    def fail_half_way(self) -> None:
        self._simulator.fail(Trouble(SdtFault.REMOVED))

    def fail_to_answer(self) -> None:
        self._simulator.fail(Trouble(SdtFault.NEVER))


class SeveralRig(SdtRig):
    """Two readers seen as one, the second without a card."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        super().__init__(stack, folder)
        self.reader = SeveralCardReaders((NoCardReader(), self.reader))


RIGS: dict[str, Callable[[ExitStack, Path], Rig]] = {
    "pcsc": PcscRig,
    "sdt": SdtRig,
    "several": SeveralRig,
}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    before = set(threading.enumerate())
    with ExitStack() as stack:
        yield RIGS[request.param](stack, tmp_path)
    wait_for(lambda: set(threading.enumerate()) <= before)


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait until something holds; the machine may be busy with others."""
    end_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end_s, "it never came to hold"
        time.sleep(0.02)


def wait_for_state(rig: Rig, state: DeviceState) -> None:
    wait_for(lambda: rig.reader.status().state is state)


def test_an_empty_reader_says_so_and_what_to_do(rig: Rig) -> None:
    wait_for_state(rig, DeviceState.NO_CARD)
    status, read = rig.reader.status(), rig.reader.read()
    assert status.reason and status.remedy.startswith("请")
    assert isinstance(read, CardFault) and read.reason and read.remedy.startswith("请")


def test_a_card_is_read_with_its_source_and_what_it_proves(rig: Rig) -> None:
    rig.lay()
    wait_for_state(rig, DeviceState.READY)
    read = rig.reader.read()
    assert isinstance(read, Identity)
    assert read.source_label and read.proves
    assert read.data["name"] == "陈样本"
    assert read.data["resident_number"] == "11010519491231002X"
    assert read.data["birth_date"] == "1949-12-31" and read.data["sex"] == "女"


def test_laying_and_lifting_is_told_as_it_happens_and_a_second_card_again(rig: Rig) -> None:
    told: list[DeviceState] = []
    unwatch = rig.reader.watch(lambda status: told.append(status.state))
    wait_for(lambda: told == [DeviceState.NO_CARD])
    for _ in range(2):
        rig.lay()
        wait_for(lambda: told[-1] is DeviceState.READY)
        assert isinstance(rig.reader.read(), Identity)
        rig.lift()
        wait_for(lambda: told[-1] is DeviceState.NO_CARD)
    unwatch()
    assert told == [DeviceState.NO_CARD, *[DeviceState.READY, DeviceState.NO_CARD] * 2]


def test_nothing_is_told_after_unwatching(rig: Rig) -> None:
    told: list[Status] = []
    rig.reader.watch(told.append)()
    count = len(told)
    rig.lay()
    time.sleep(0.5)
    assert len(told) == count


def test_a_listener_that_fails_is_told_the_next_change_all_the_same(rig: Rig) -> None:
    told: list[DeviceState] = []

    def listener(status: Status) -> None:
        told.append(status.state)
        raise RuntimeError("a listener's own fault")

    unwatch = rig.reader.watch(listener)
    wait_for(lambda: DeviceState.NO_CARD in told)
    rig.lay()
    wait_for(lambda: DeviceState.READY in told)
    unwatch()


def test_a_card_lifted_half_way_is_a_fault_with_a_remedy(rig: Rig) -> None:
    rig.lay()
    wait_for_state(rig, DeviceState.READY)
    rig.fail_half_way()
    read = rig.reader.read()
    assert isinstance(read, CardFault) and read.reason and read.remedy.startswith("请")


def test_a_device_that_does_not_answer_is_given_up(rig: Rig) -> None:
    rig.lay()
    wait_for_state(rig, DeviceState.READY)
    rig.fail_to_answer()
    start_s = time.monotonic()
    read = rig.reader.read()
    assert isinstance(read, CardFault) and read.reason and read.remedy.startswith("请")
    assert time.monotonic() - start_s < PATIENCE_S
