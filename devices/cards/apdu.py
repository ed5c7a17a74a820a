"""Commands and responses of chip cards (ISO/IEC 7816-4), whatever carries them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devices.errors import DeviceError

Transmit = Callable[[bytes], bytes]
"""Sends one command to the card and returns its data followed by the two status bytes."""

OK = 0x9000
END_OF_FILE = 0x6282
"""A warning: the record is shorter than was asked for, and came whole."""
NO_RECORD = 0x6A83
SECURITY = 0x6982
PARTS_MAX = 8
"""How many times a card may say that more waits; a faulty one would say so for ever."""
LOCKED = frozenset({0x9303, 0x6283, 0x6983})


class MalformedAnswerError(DeviceError):
    """The card answered something that no such card answers."""


@dataclass(frozen=True)
class Response:
    """What the card answered."""

    data: bytes
    status: int

    @property
    def is_ok(self) -> bool:
        """Whether the command was carried out."""
        return self.status == OK


def exchange(transmit: Transmit, command: bytes) -> Response:
    """Send a command; repeat with the right length (6Cxx) and fetch what waits (61xx)."""
    response, data = _split(transmit(command)), b""
    for _ in range(PARTS_MAX):
        kind, length = divmod(response.status, 0x100)
        if kind == 0x6C:
            command = _with_length(command, length)
        elif kind == 0x61:
            data += response.data
            command = bytes((0x00, 0xC0, 0x00, 0x00, length))
        else:
            break
        response = _split(transmit(command))
    return Response(data + response.data, response.status)


def select_application(transmit: Transmit, name: bytes) -> Response:
    """Select an application by its name."""
    return exchange(transmit, bytes((0x00, 0xA4, 0x04, 0x00, len(name))) + name)


def select_file(transmit: Transmit, identifier: int) -> Response:
    """Select an elementary file; some cards want P1=02, others P1=00."""
    response = Response(b"", 0)
    for selector in (0x02, 0x00):
        command = bytes((0x00, 0xA4, selector, 0x00, 0x02)) + identifier.to_bytes(2, "big")
        response = exchange(transmit, command)
        if response.is_ok or response.status == SECURITY:
            break
    return response


def read_record(transmit: Transmit, tag: int, length: int) -> Response:
    """Read the record with this number from the selected file and unwrap tag and length."""
    response = exchange(transmit, bytes((0x00, 0xB2, tag, 0x00, length)))
    if response.status not in (OK, END_OF_FILE):
        return response
    return Response(_unwrap(tag, response.data), OK)


def _with_length(command: bytes, length: int) -> bytes:
    """Return the command asking for so many bytes; its body, where it has one, stays."""
    body = command[4 : 5 + command[4]] if len(command) > 5 else b""
    return command[:4] + body + bytes((length,))


def _split(answer: bytes) -> Response:
    if len(answer) < 2:
        raise MalformedAnswerError(f"an answer of {len(answer)} bytes has no status")
    return Response(answer[:-2], int.from_bytes(answer[-2:], "big"))


def _unwrap(tag: int, record: bytes) -> bytes:
    if len(record) < 2 or record[0] != tag or len(record) < 2 + record[1]:
        raise MalformedAnswerError(f"record {tag:02X} is not tag, length, value")
    return record[2 : 2 + record[1]]
