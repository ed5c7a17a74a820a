"""Basic Access Control and the secure messages after it (Doc 9303-11, 4.3 and 9.8).

PACE (4.4) is not spoken: no Python package that is looked after does it (pypassport knows Basic
Access Control alone and has seen no release for years; those that do it are for Dart, Go, Rust and
Java), and a key agreement over elliptic curves is not written by hand here. Documents that offer
both are read, those with PACE alone are told to be filled in by hand.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from devices.cards import apdu
from devices.cards.apdu import MalformedAnswerError, Response, Transmit
from devices.cards.emrtd.cipher import (
    FOR_ENCRYPTION,
    FOR_MAC,
    decrypt,
    derive_key,
    encrypt,
    key_seed,
    mac,
    pad,
    unpad,
)
from devices.cards.mrz import MrzKey

CHALLENGE_LENGTH, KEY_LENGTH, MAC_LENGTH = 8, 16, 8
GET_CHALLENGE = bytes.fromhex("0084000008")
EXTERNAL_AUTHENTICATE = bytes.fromhex("0082000028")
DATA, LENGTH, STATUS, CHECK = 0x87, 0x97, 0x99, 0x8E


class ForgedAnswerError(MalformedAnswerError):
    """The chip's answer does not carry the check that only the chip can make."""


class SecureChannel:
    """Sends commands that nobody beside can read or change."""

    def __init__(self, transmit: Transmit, encryption: bytes, check: bytes, counter: bytes) -> None:
        self._transmit = transmit
        self._encryption = encryption
        self._check = check
        self._counter = int.from_bytes(counter, "big")

    def exchange(self, header: bytes, data: bytes = b"", length: int | None = None) -> Response:
        """Send a command of four bytes, its data and the length that is wanted back."""
        return self._open(apdu.exchange(self._transmit, self._seal(header, data, length)))

    def _seal(self, header: bytes, data: bytes, length: int | None) -> bytes:
        masked = bytes((header[0] | 0x0C,)) + header[1:]
        body = b""
        if data:
            body += _object(DATA, b"\x01" + encrypt(self._encryption, pad(data)))
        if length is not None:
            body += _object(LENGTH, bytes((length,)))
        body += _object(CHECK, mac(self._check, self._next() + pad(masked) + body))
        return masked + bytes((len(body),)) + body + b"\0"

    def _open(self, answer: Response) -> Response:
        if not answer.data:
            return answer
        objects = parse_objects(answer.data)
        vouched = b"".join(_object(tag, value) for tag, value in objects if tag != CHECK)
        found = dict(objects)
        expected = mac(self._check, self._next() + vouched)
        if not hmac.compare_digest(found.get(CHECK, b""), expected):
            raise ForgedAnswerError("the answer's check is wrong")
        status = int.from_bytes(found.get(STATUS, b""), "big")
        return Response(self._plain(found.get(DATA, b"")), status)

    def _plain(self, sealed: bytes) -> bytes:
        if not sealed:
            return b""
        if sealed[0] != 1 or len(sealed) % 8 != 1:
            raise MalformedAnswerError("sealed data is 01 and whole blocks")
        return unpad(decrypt(self._encryption, sealed[1:]))

    def _next(self) -> bytes:
        self._counter = (self._counter + 1) % (1 << 64)
        return self._counter.to_bytes(8, "big")


def open_channel(
    transmit: Transmit, key: MrzKey, random: Callable[[int], bytes]
) -> SecureChannel | None:
    """Show the chip that its printed page was seen; None where it does not believe it."""
    seed = key_seed(key.information())
    encryption, check = derive_key(seed, FOR_ENCRYPTION), derive_key(seed, FOR_MAC)
    challenge = apdu.exchange(transmit, GET_CHALLENGE)
    if not challenge.is_ok or len(challenge.data) != CHALLENGE_LENGTH:
        return None
    own, own_key = random(CHALLENGE_LENGTH), random(KEY_LENGTH)
    sealed = encrypt(encryption, own + challenge.data + own_key)
    command = EXTERNAL_AUTHENTICATE + sealed + mac(check, sealed) + b"\x28"
    answer = apdu.exchange(transmit, command)
    if not answer.is_ok:
        return None
    back, vouched = answer.data[:-MAC_LENGTH], answer.data[-MAC_LENGTH:]
    if len(back) != 32 or not hmac.compare_digest(vouched, mac(check, back)):
        raise ForgedAnswerError("the chip did not prove that it knows its page")
    plain = decrypt(encryption, back)
    if plain[:16] != challenge.data + own:
        raise ForgedAnswerError("the chip answered another challenge")
    session = bytes(a ^ b for a, b in zip(own_key, plain[16:], strict=True))
    return SecureChannel(
        transmit,
        derive_key(session, FOR_ENCRYPTION),
        derive_key(session, FOR_MAC),
        challenge.data[4:] + own[4:],
    )


def parse_objects(data: bytes) -> list[tuple[int, bytes]]:
    """Take BER-TLV objects of one-byte tags apart; raises `MalformedAnswerError`."""
    objects = []
    while data:
        length, start = object_length(data[1:])
        end = 1 + start + length
        if end > len(data):
            raise MalformedAnswerError("an object is longer than the answer")
        objects.append((data[0], data[1 + start : end]))
        data = data[end:]
    return objects


def object_length(data: bytes) -> tuple[int, int]:
    """Return a BER length and how many bytes it takes itself; raises `MalformedAnswerError`."""
    if data and data[0] < 0x80:
        return data[0], 1
    count = data[0] - 0x80 if data else 0
    if not 1 <= count <= 3 or len(data) < 1 + count:
        raise MalformedAnswerError("a length of no known form")
    return int.from_bytes(data[1 : 1 + count], "big"), 1 + count


def _object(tag: int, value: bytes) -> bytes:
    return bytes((tag,)) + encode_length(len(value)) + value


def encode_length(length: int) -> bytes:
    """Return a BER length."""
    if length < 0x80:
        return bytes((length,))
    size = (length.bit_length() + 7) // 8
    return bytes((0x80 + size,)) + length.to_bytes(size, "big")
