"""The frames of the SDT protocol: bytes to requests and responses, and back.

request   AA AA AA 96 69 | length, 2 bytes | command, parameter | data | checksum
response  AA AA AA 96 69 | length, 2 bytes | SW1 SW2 SW3        | data | checksum
The length counts every byte after it; the checksum is the XOR of length and all that follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor

from devices.errors import DeviceError

PREAMBLE = bytes.fromhex("AAAAAA9669")
HEADER_LENGTH = len(PREAMBLE) + 2
LEAST_LENGTH = 4
"""Three status bytes and the checksum."""
MOST_LENGTH = 4096
"""The longest answer known, card and fingerprints, has 2,314 bytes."""


class FrameError(DeviceError):
    """Bytes that are no SDT frame; the message says which rule they break."""


@dataclass(frozen=True)
class Response:
    """What the reader answered: the third status byte says how it went."""

    status: int
    data: bytes = b""


@dataclass(frozen=True)
class Request:
    """What the reader is asked to do."""

    command: int
    parameter: int
    data: bytes = b""


RESET_SAM = Request(0x10, 0xFF)
SAM_STATUS = Request(0x11, 0xFF)
SAM_ID = Request(0x12, 0xFF)
FIND_CARD = Request(0x20, 0x01)
SELECT_CARD = Request(0x20, 0x02)
READ_BASE = Request(0x30, 0x01)
READ_WITH_FINGERPRINT = Request(0x30, 0x10)
READ_NEW_ADDRESS = Request(0x30, 0x03)
SET_UART = 0x60
BAUD_PARAMETERS = {115200: 0, 57600: 1, 38400: 2, 19200: 3, 9600: 4}


def set_uart(baud: int) -> Request:
    """Return the request that moves the reader to another speed."""
    if baud not in BAUD_PARAMETERS:
        known = ", ".join(str(one) for one in BAUD_PARAMETERS)
        raise FrameError(f"a reader knows no {baud} baud, only {known}")
    return Request(SET_UART, BAUD_PARAMETERS[baud])


def encode_request(request: Request) -> bytes:
    """Return the frame of a request."""
    return _frame(bytes((request.command, request.parameter)) + request.data)


def encode_response(response: Response) -> bytes:
    """Return the frame of a response, as a reader sends it."""
    return _frame(bytes((0, 0, response.status)) + response.data)


def length_of(header: bytes) -> int:
    """Return how many bytes follow a frame's first seven; raises `FrameError`."""
    if len(header) != HEADER_LENGTH or not header.startswith(PREAMBLE):
        raise FrameError("a frame starts with AA AA AA 96 69 and two bytes of length")
    length = int.from_bytes(header[len(PREAMBLE) :], "big")
    if length > MOST_LENGTH:
        raise FrameError(f"a frame of {length} bytes is longer than any")
    return length


def decode_response(frame: bytes) -> Response:
    """Take a response out of its frame; raises `FrameError`."""
    payload = _payload(frame)
    if len(payload) < LEAST_LENGTH - 1:
        raise FrameError("a response has three status bytes")
    return Response(payload[2], payload[3:])


def decode_request(frame: bytes) -> Request:
    """Take a request out of its frame; raises `FrameError`."""
    payload = _payload(frame)
    if len(payload) < 2:
        raise FrameError("a request has a command and a parameter")
    return Request(payload[0], payload[1], payload[2:])


def _frame(payload: bytes) -> bytes:
    body = (len(payload) + 1).to_bytes(2, "big") + payload
    return PREAMBLE + body + bytes((_checksum(body),))


def _payload(frame: bytes) -> bytes:
    length = length_of(frame[:HEADER_LENGTH])
    rest = frame[HEADER_LENGTH:]
    if length < 1 or len(rest) != length:
        raise FrameError(f"{len(rest)} bytes follow a header that promises {length}")
    if _checksum(frame[len(PREAMBLE) : -1]) != frame[-1]:
        raise FrameError("the checksum is wrong")
    return rest[:-1]


def _checksum(body: bytes) -> int:
    return reduce(xor, body, 0)
