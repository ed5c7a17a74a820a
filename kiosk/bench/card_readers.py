"""How close reading a card comes to what the bytes alone need."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from statistics import median

from devices.cards.identity import Identity
from devices.cards.pcsc import PcscCardReader
from devices.cards.pcsc_link import find_reader, open_card, open_context
from devices.cards.sdt.frames import (
    FIND_CARD,
    READ_BASE,
    READ_NEW_ADDRESS,
    SELECT_CARD,
    Response,
    encode_request,
    encode_response,
)
from devices.cards.sdt.link import SerialPlace
from devices.cards.sdt.reader import SdtCardReader
from devices.cards.social_security import read_social_security_card
from devices.simulators.pcsc_daemon import READER, PcscDaemon
from devices.simulators.resident_card import ResidentCard
from devices.simulators.sdt_reader import BITS_PER_BYTE, SdtReaderSimulator
from devices.simulators.virtual_card import VirtualCard

BAUD = 115200
READS = 9
PCSC_READS = 40


def sdt_ratio() -> float:
    """Return the time of a reading through the pty over that of its bytes at 115,200 baud."""
    card = ResidentCard(new_address="佛山市禅城区样本路3号")
    taken_s = []
    with SdtReaderSimulator(BAUD) as simulator:
        reader = SdtCardReader(SerialPlace(simulator.device))
        reader.status()
        for _ in range(READS):
            simulator.lay(card)
            start_s = time.perf_counter()
            read = reader.read()
            taken_s.append(time.perf_counter() - start_s)
            if not isinstance(read, Identity):
                raise RuntimeError(f"the simulated card was not read: {read.reason}")
        reader.close()
    return median(taken_s) / (_bytes_of(card) * BITS_PER_BYTE / BAUD)


def _bytes_of(card: ResidentCard) -> int:
    """Return how many bytes a reading sends and receives."""
    requests = (FIND_CARD, SELECT_CARD, READ_BASE, READ_NEW_ADDRESS)
    data = (bytes(4), bytes(8), card.base(), card.encoded_new_address())
    sent = sum(len(encode_request(request)) for request in requests)
    return sent + sum(len(encode_response(Response(0x90, one))) for one in data)


def pcsc_ratio() -> float:
    """Return the time of reading a social security card over that of its bare APDUs."""
    with PcscDaemon(), _card_in_its_own_process():
        reader = PcscCardReader(READER)
        _await_card(reader)
        commands = _recorded_commands()
        whole_s, bare_s = [], []
        # Taken by turns, so that a busy machine burdens both alike.
        for _ in range(PCSC_READS):
            whole_s.append(_seconds_of_reading(reader))
            bare_s.append(_seconds_of(commands))
    return median(whole_s) / median(bare_s)


@contextmanager
def _card_in_its_own_process() -> Iterator[None]:
    """Lay the card from another process: a card of plastic takes no turn of our interpreter."""
    processes = multiprocessing.get_context("spawn")
    done = processes.Event()
    hand = processes.Process(target=_lay_card, args=(done,), daemon=True)
    hand.start()
    try:
        yield
    finally:
        done.set()
        hand.join()


def _lay_card(done: Event) -> None:
    card = VirtualCard()
    card.insert()
    done.wait()
    card.remove()


def _await_card(reader: PcscCardReader, timeout_s: float = 10.0) -> None:
    end_s = time.monotonic() + timeout_s
    while not isinstance(reader.read(), Identity):
        if time.monotonic() > end_s:
            raise RuntimeError("the virtual card was not read")
        time.sleep(0.1)


def _seconds_of_reading(reader: PcscCardReader) -> float:
    start_s = time.perf_counter()
    read = reader.read()
    if not isinstance(read, Identity):
        raise RuntimeError(f"the virtual card was not read: {read.reason}")
    return time.perf_counter() - start_s


def _recorded_commands() -> list[bytes]:
    """Return the commands of one reading."""
    commands: list[bytes] = []
    with open_context() as context:
        name = find_reader(context, READER)
        if name is None:
            raise RuntimeError("there is no virtual reader")
        with open_card(context, name) as transmit:

            def note(command: bytes) -> bytes:
                commands.append(command)
                return transmit(command)

            read_social_security_card(note)
    return commands


def _seconds_of(commands: list[bytes]) -> float:
    """Return how long the commands alone take, connecting included."""
    start_s = time.perf_counter()
    with open_context() as context:
        name = find_reader(context, READER)
        if name is None:
            raise RuntimeError("there is no virtual reader")
        with open_card(context, name) as transmit:
            for command in commands:
                transmit(command)
    return time.perf_counter() - start_s
