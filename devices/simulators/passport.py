"""The chip of a specimen passport behind Basic Access Control: commands in, answers out."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from devices.cards.emrtd.channel import encode_length, parse_objects
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
from devices.cards.mrz import parse_mrz

APPLICATION = bytes.fromhex("A0000002471001")
DONE, SECURITY, REFUSED = b"\x90\x00", b"\x69\x82", b"\x63\x00"
NO_FILE, NO_INSTRUCTION, WRONG_MESSAGE = b"\x6a\x82", b"\x6d\x00", b"\x69\x88"
SPECIMEN = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
)
"""The passport of Doc 9303-4, appendix B: Utopia is no country."""


class PassportChip:
    """Answers as a passport does; nothing is told before the reader knows the printed page."""

    def __init__(
        self, zone: str = SPECIMEN, random: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        """Raises ValueError for a zone whose check digits do not hold."""
        mrz = parse_mrz(zone)
        if mrz is None:
            raise ValueError("the zone's check digits do not hold")
        seed = key_seed(mrz.key.information())
        self._keys = derive_key(seed, FOR_ENCRYPTION), derive_key(seed, FOR_MAC)
        inner = b"\x5f\x1f" + encode_length(len(zone)) + zone.encode("ascii")
        self._files = {0x0101: b"\x61" + encode_length(len(inner)) + inner}
        self._random = random
        self.reset()

    def reset(self) -> None:
        """Forget the reader, as after a power cycle."""
        self._challenge = b""
        self._session: tuple[bytes, bytes] | None = None
        self._counter = 0
        self._file = b""

    def answer(self, command: bytes) -> bytes:
        """Carry out one command; return data and status."""
        if command[:1] == b"\x0c":
            return self._answer_sealed(command)
        match command[1:2]:
            case b"\xa4":
                return DONE if command[5 : 5 + command[4]] == APPLICATION else NO_FILE
            case b"\x84":
                self._challenge = self._random(8)
                return self._challenge + DONE
            case b"\x82":
                return self._authenticate(command[5:45])
        return SECURITY if command[1:2] == b"\xb0" else NO_INSTRUCTION

    def _authenticate(self, body: bytes) -> bytes:
        encryption, check = self._keys
        sealed, vouched = body[:32], body[32:]
        plain = decrypt(encryption, sealed) if len(sealed) == 32 else b""
        if vouched != mac(check, sealed) or plain[8:16] != self._challenge:
            return REFUSED
        theirs, their_key, own_key = plain[:8], plain[16:], self._random(16)
        back = encrypt(encryption, self._challenge + theirs + own_key)
        seed = bytes(a ^ b for a, b in zip(their_key, own_key, strict=True))
        self._session = derive_key(seed, FOR_ENCRYPTION), derive_key(seed, FOR_MAC)
        self._counter = int.from_bytes(self._challenge[4:] + theirs[4:], "big")
        return back + mac(check, back) + DONE

    def _answer_sealed(self, command: bytes) -> bytes:
        if self._session is None:
            return SECURITY
        encryption, check = self._session
        body = command[5 : 5 + command[4]]
        vouched, given = body[:-10], body[-8:]
        if given != mac(check, self._next() + pad(command[:4]) + vouched):
            self._session = None
            return WRONG_MESSAGE
        objects = dict(parse_objects(body))
        sealed = objects.get(0x87, b"")
        data = unpad(decrypt(encryption, sealed[1:])) if sealed else b""
        plain, status = self._carry_out(command[:4], data, objects.get(0x97, b"\0")[0])
        answer = b""
        if plain:
            secret = b"\x01" + encrypt(encryption, pad(plain))
            answer = b"\x87" + encode_length(len(secret)) + secret
        answer += b"\x99\x02" + status
        return answer + b"\x8e\x08" + mac(check, self._next() + answer) + DONE

    def _carry_out(self, header: bytes, data: bytes, length: int) -> tuple[bytes, bytes]:
        if header[1] == 0xA4:
            self._file = self._files.get(int.from_bytes(data, "big"), b"")
            return b"", DONE if self._file else NO_FILE
        if header[1] == 0xB0:
            offset = int.from_bytes(header[2:], "big")
            return self._file[offset : offset + length], DONE
        return b"", NO_INSTRUCTION

    def _next(self) -> bytes:
        self._counter += 1
        return self._counter.to_bytes(8, "big")
