"""Every parser of bytes that come from outside, each with inputs from which mutations begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from devices.cards import apdu
from devices.cards.badge import read_badge
from devices.cards.emrtd.channel import parse_objects
from devices.cards.emrtd.document import read_travel_document, zone_of
from devices.cards.mrz import MrzKey, find_mrz, parse_mrz
from devices.cards.sdt import frames
from devices.cards.sdt.card import split_card
from devices.cards.sdt.conversation import Conversation, format_sam_id
from devices.cards.sdt.text import decode_new_address, decode_text
from devices.cards.social_security import read_social_security_card
from devices.printers.answers import ask_status
from devices.printers.commands import slip_bytes
from devices.printers.printer import TicketSlip
from devices.simulators.badge import BadgeChip
from devices.simulators.chip import Chip
from devices.simulators.paper import decode
from devices.simulators.passport import SPECIMEN, PassportChip
from devices.simulators.resident_card import SPECIMENS, ResidentCard

Parser = Callable[[bytes], object]
FIXED = bytes(range(16))
SPECIMEN_KEY = MrzKey("L898902C3", "740812", "120415")


@dataclass(frozen=True)
class Target:
    """A parser and inputs that it takes."""

    name: str
    parse: Parser
    seeds: tuple[bytes, ...]
    share: int = 10
    """How many of the inputs it gets beside the others; what takes long for one gets fewer."""


def targets() -> tuple[Target, ...]:
    """Return every parser of bytes that come from outside."""
    return (*_sdt_targets(), *_chip_targets(), *_printer_targets())


def _sdt_targets() -> tuple[Target, ...]:
    cards = tuple(ResidentCard(kind) for kind in SPECIMENS)
    answers = tuple(
        frames.encode_response(frames.Response(status, data))
        for status, data in ((0x9F, bytes(4)), (0x90, bytes(8)), (0x41, b""))
    )
    requests = tuple(frames.encode_request(one) for one in (frames.FIND_CARD, frames.READ_BASE))
    noisy = tuple(b"\x00\xaa\xaa" + answer + b"\xaa" * 9 for answer in answers)
    return (
        Target("sdt response", frames.decode_response, answers),
        Target("sdt request", frames.decode_request, requests),
        Target("sdt line", _converse, answers + noisy),
        Target("sdt card", split_card, (cards[0].base(),)),
        Target("sdt text", decode_text, tuple(card.text() for card in cards)),
        Target("sdt address", decode_new_address, ("佛山市样本路1号".encode("utf-16-le"),)),
        Target("sdt sam id", format_sam_id, (bytes(16),)),
    )


def _chip_targets() -> tuple[Target, ...]:
    record = bytes.fromhex("0904") + "陈样".encode("gb18030") + b"\x90\x00"
    inner = b"\x5f\x1f\x58" + SPECIMEN.encode("ascii")
    holder_file = b"\x61" + bytes((len(inner),)) + inner
    lines = (SPECIMEN[:44] + "\n" + SPECIMEN[44:]).encode("ascii")
    social = tuple(
        _recorded(read_social_security_card, Chip(generation).answer) for generation in (1, 2, 3)
    )
    passport = _recorded(_read_passport, PassportChip(random=_fixed).answer)
    return (
        Target("apdu record", _read_record, (record, b"\x6c\x06", b"\x61\x10", b"\x6a\x83")),
        Target("social security card", _replaying(read_social_security_card), social, 3),
        Target("travel document", _replaying(_read_passport), (passport,), 1),
        Target("badge", _replaying(read_badge), (_recorded(read_badge, BadgeChip().answer),)),
        Target("secure message", parse_objects, (bytes.fromhex("8709019FF0EC34F992265199029000"),)),
        Target("holder's file", lambda data: parse_mrz(zone_of(data)), (holder_file,)),
        Target("zone in a photograph", _find_zone, (lines,)),
    )


def _printer_targets() -> tuple[Target, ...]:
    slip = TicketSlip("取号单", "B007", ("请到 3 号窗口",), "https://hall.example/t/B007")
    return (
        Target("printer's answers", _ask_printer, (bytes.fromhex("12121212"), b"\x72", b"\x16")),
        Target("slip", decode, (slip_bytes(slip),), 3),
    )


def _read_record(answer: bytes) -> object:
    return apdu.read_record(lambda command: answer, 0x09, 32)


def _find_zone(data: bytes) -> object:
    return find_mrz(data.decode("latin-1").splitlines())


def _read_passport(transmit: apdu.Transmit) -> object:
    return read_travel_document(transmit, SPECIMEN_KEY, random=_fixed)


def _fixed(count: int) -> bytes:
    return FIXED[:count]


class PastFrameError(Exception):
    """More was taken from the line than the frame has."""


class _Tape:
    """A line on which all that will ever come lies ready; printers and SDT readers share it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.taken = 0

    def send(self, data: bytes) -> None:
        """Swallow what is sent."""

    def write(self, data: bytes, timeout_s: float) -> None:
        """Swallow what is sent."""

    def receive(self, count: int, timeout_s: float) -> bytes:
        """Return the next bytes, fewer at the end."""
        piece = self._data[self.taken : self.taken + count]
        self.taken += len(piece)
        return piece

    def read(self, timeout_s: float) -> int | None:
        """Return the next byte, None at the end."""
        return next(iter(self.receive(1, timeout_s)), None)

    def close(self) -> None:
        """Do nothing."""


def _converse(data: bytes) -> object:
    tape = _Tape(data)
    answer = Conversation(tape).ask(frames.FIND_CARD, 0.0)
    end = data.find(frames.PREAMBLE) + len(frames.encode_response(answer))
    if tape.taken > end:
        raise PastFrameError(f"{tape.taken} bytes were taken of a frame that ends at {end}")
    return answer


def _ask_printer(data: bytes) -> object:
    return ask_status(_Tape(data), 0.0)


def _recorded(read: Callable[[apdu.Transmit], object], card: apdu.Transmit) -> bytes:
    """Return a card's answers to a reading, each with its length before it."""
    answers = bytearray()

    def note(command: bytes) -> bytes:
        answer = card(command)
        answers.append(len(answer))
        answers.extend(answer)
        return answer

    read(note)
    return bytes(answers)


def _replaying(read: Callable[[apdu.Transmit], object]) -> Parser:
    """Return a parser of recorded answers: the card says them in turn, then nothing more."""

    def replay(data: bytes) -> object:
        answers = _parted(data)
        return read(lambda command: next(answers, b""))

    return replay


def _parted(data: bytes) -> Iterator[bytes]:
    while data:
        yield data[1 : 1 + data[0]]
        data = data[1 + data[0] :]
