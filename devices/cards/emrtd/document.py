"""Reads the holder's data of a travel document; the portrait on its chip is left alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date

from devices.cards import apdu
from devices.cards.apdu import MalformedAnswerError, Transmit
from devices.cards.emrtd.channel import SecureChannel, object_length, open_channel
from devices.cards.identity import Identity
from devices.cards.mrz import MrzKey, expiry_note, parse_mrz
from devices.cards.reader import CardFault

APPLICATION = bytes.fromhex("A0000002471001")
HOLDER_FILE = 0x0101
HEAD = 4
PIECE = 0xDF
"""How much one secure answer of 256 bytes carries at most."""
FILE_MAX = 512
ZONE_TAG = b"\x5f\x1f"

LABEL = "护照或通行证"
PROVES = "芯片认可了证件上印的号码；没有核对签发机关的签名和持证人"
NO_DOCUMENT = CardFault("这不是带芯片的护照或通行证", "请换证件，或自己填写")
WRONG_KEY = CardFault(
    "证件号码、出生日期或有效期和芯片里的对不上", "请重新拍带照片的一页，或自己填写"
)
UNREADABLE = CardFault("证件芯片里的信息没有读出来", "请把证件放平再试一次，或自己填写")


def read_travel_document(
    transmit: Transmit,
    key: MrzKey,
    *,
    random: Callable[[int], bytes] = secrets.token_bytes,
    today: Callable[[], date] = date.today,
) -> Identity | CardFault:
    """Return what the chip says of its holder, opened by the printed page."""
    try:
        if not apdu.select_application(transmit, APPLICATION).is_ok:
            return NO_DOCUMENT
        channel = open_channel(transmit, key, random)
        if channel is None:
            return WRONG_KEY
        mrz = parse_mrz(zone_of(_read_file(channel, HOLDER_FILE)))
    except MalformedAnswerError:
        return UNREADABLE
    if mrz is None or mrz.key != key:
        return UNREADABLE
    data = mrz.data(today())
    return Identity(LABEL, PROVES, data, note=expiry_note(data, today()))


def _read_file(channel: SecureChannel, file: int) -> bytes:
    """Return a whole file, whose first bytes say how long it is."""
    selected = channel.exchange(bytes.fromhex("00A4020C"), file.to_bytes(2, "big"))
    if not selected.is_ok:
        raise MalformedAnswerError(f"file {file:04X}: {selected.status:04X}")
    content = _read_piece(channel, 0, HEAD)
    length, size = object_length(content[1:])
    whole = 1 + size + length
    if whole > FILE_MAX:
        raise MalformedAnswerError(f"a zone of {whole} bytes is longer than any")
    while len(content) < whole:
        piece = _read_piece(channel, len(content), min(PIECE, whole - len(content)))
        content += piece
    return content[:whole]


def _read_piece(channel: SecureChannel, offset: int, length: int) -> bytes:
    answer = channel.exchange(b"\x00\xb0" + offset.to_bytes(2, "big"), length=length)
    if not answer.is_ok or not answer.data:
        raise MalformedAnswerError(f"reading at {offset}: {answer.status:04X}")
    return answer.data


def zone_of(content: bytes) -> str:
    """Return the zone within data group 1; '' where there is none."""
    at = content.find(ZONE_TAG)
    if at < 0:
        return ""
    length, size = object_length(content[at + 2 :])
    start = at + 2 + size
    return content[start : start + length].decode("ascii", "replace")
