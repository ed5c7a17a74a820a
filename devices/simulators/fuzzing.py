"""Random bytes for every parser of bytes: near-misses of real input, and noise."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from devices.cards import apdu
from devices.cards.sdt import frames
from devices.cards.sdt.card import split_card
from devices.cards.sdt.conversation import format_sam_id
from devices.cards.sdt.text import decode_new_address, decode_text
from devices.errors import DeviceError
from devices.simulators.resident_card import SPECIMENS, ResidentCard

Parser = Callable[[bytes], object]


@dataclass(frozen=True)
class Target:
    """A parser and inputs that it takes, from which mutations begin."""

    name: str
    parse: Parser
    seeds: tuple[bytes, ...]


def targets() -> tuple[Target, ...]:
    """Return every parser of bytes that come from outside."""
    cards = tuple(ResidentCard(kind) for kind in SPECIMENS)
    answers = tuple(
        frames.encode_response(frames.Response(status, data))
        for status, data in ((0x9F, bytes(4)), (0x90, bytes(8)), (0x41, b""))
    )
    requests = tuple(frames.encode_request(one) for one in (frames.FIND_CARD, frames.READ_BASE))
    record = bytes.fromhex("0904") + "陈样".encode("gb18030") + b"\x90\x00"
    return (
        Target("sdt response", frames.decode_response, answers),
        Target("sdt request", frames.decode_request, requests),
        Target("sdt card", split_card, (cards[0].base(),)),
        Target("sdt text", decode_text, tuple(card.text() for card in cards)),
        Target("sdt address", decode_new_address, ("佛山市样本路1号".encode("utf-16-le"),)),
        Target("sdt sam id", format_sam_id, (bytes(16),)),
        Target("apdu record", _read_record, (record, b"\x6c\x06", b"\x61\x10", b"\x6a\x83")),
    )


def _read_record(answer: bytes) -> object:
    return apdu.read_record(lambda command: answer, 0x09, 32)


def attack(target: Target, count: int, seed: int) -> tuple[bytes, ...]:
    """Feed `count` mutations; return the inputs that raised anything but a `DeviceError`."""
    rng = random.Random(seed)
    crashes = []
    for _ in range(count):
        data = mutate(rng.choice(target.seeds), rng)
        try:
            target.parse(data)
        except DeviceError:
            continue
        except Exception:
            crashes.append(data)
    return tuple(crashes)


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Change, cut, lengthen or replace the bytes."""
    way = rng.random()
    if way < 0.1:
        return rng.randbytes(rng.randrange(64))
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.choice((0, 0xFF, 0x20, rng.randrange(256)))
    if way < 0.3:
        return bytes(changed[: rng.randrange(len(changed) + 1)])
    if way < 0.4:
        return bytes(changed) + rng.randbytes(rng.randrange(8))
    return bytes(changed)
