"""The SDT protocol's bytes, against frames seen on real lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.cards.sdt import frames
from devices.cards.sdt.frames import FrameError, Request, Response
from devices.cards.sdt.status_words import STATUS_WORDS, explain

REQUESTS = {
    "AAAAAA9669000310FFEC": frames.RESET_SAM,
    "AAAAAA9669000311FFED": frames.SAM_STATUS,
    "AAAAAA9669000312FFEE": frames.SAM_ID,
    "AAAAAA966900032001 22": frames.FIND_CARD,
    "AAAAAA966900032002 21": frames.SELECT_CARD,
    "AAAAAA966900033001 32": frames.READ_BASE,
    "AAAAAA966900033010 23": frames.READ_WITH_FINGERPRINT,
    "AAAAAA966900033003 30": frames.READ_NEW_ADDRESS,
    "AAAAAA966900046 1FF50 CA": Request(0x61, 0xFF, b"\x50"),
    "AAAAAA966900036000 63": frames.set_uart(115200),
}
RESPONSES = {
    "AAAAAA9669000800009F0000000097": Response(0x9F, bytes(4)),
    "AAAAAA9669000C00009000000000000000009C": Response(0x90, bytes(8)),
    "AAAAAA96690004000080 84": Response(0x80),
    "AAAAAA96690004000081 85": Response(0x81),
    "AAAAAA96690004000041 45": Response(0x41),
    "AAAAAA96690004000031 35": Response(0x31),
}


def raw(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


@pytest.mark.parametrize(("frame", "request_"), REQUESTS.items())
def test_every_known_request_is_spelt_as_readers_expect_it(frame: str, request_: Request) -> None:
    assert frames.encode_request(request_) == raw(frame)
    assert frames.decode_request(raw(frame)) == request_


@pytest.mark.parametrize(("frame", "response"), RESPONSES.items())
def test_every_known_response_is_understood(frame: str, response: Response) -> None:
    assert frames.decode_response(raw(frame)) == response
    assert frames.encode_response(response) == raw(frame)


def test_the_wrong_find_frame_of_a_public_driver_is_refused() -> None:
    with pytest.raises(FrameError, match="checksum"):
        frames.decode_request(raw("AAAAAA966900032001 21"))


@pytest.mark.parametrize(
    ("frame", "word"),
    [
        ("AAAAAA966800040000 80 84", "starts"),
        ("AAAAAA96690004000080", "promises"),
        ("AAAAAA9669000400008084FF", "promises"),
        ("AAAAAA9669FFFF", "longer"),
        ("AAAAAA96690000", "promises"),
        ("AAAAAA966900020002", "three status"),
        ("", "starts"),
    ],
)
def test_a_broken_frame_names_the_rule_it_breaks(frame: str, word: str) -> None:
    with pytest.raises(FrameError, match=word):
        frames.decode_response(raw(frame))


@given(st.binary(max_size=64))
def test_any_bytes_are_a_response_or_a_frame_error(data: bytes) -> None:
    for frame in (data, frames.PREAMBLE + data):
        try:
            response = frames.decode_response(frame)
        except FrameError:
            continue
        assert frames.encode_response(response)[:5] == frame[:5]


@given(st.integers(0, 255), st.binary(max_size=300))
def test_a_response_survives_its_frame(status: int, data: bytes) -> None:
    response = Response(status, data)
    assert frames.decode_response(frames.encode_response(response)) == response


def test_an_unknown_speed_is_refused() -> None:
    with pytest.raises(FrameError, match="115200"):
        frames.set_uart(1200)


def test_every_failing_status_says_what_to_do() -> None:
    good = {0x90, 0x91, 0x9F}
    for status in range(256):
        fault = explain(status)
        assert fault.reason and (fault.remedy.startswith("请") or status in good)
    assert explain(0x99).reason.endswith("（99）")
    assert set(STATUS_WORDS) >= {0x10, 0x31, 0x32, 0x41, 0x66, 0x80, 0x81}
