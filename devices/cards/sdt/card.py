"""Turns what an SDT reader read into an identity, or into why that is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from devices.cards.identity import Identity
from devices.cards.reader import CardFault
from devices.cards.sdt.frames import Response
from devices.cards.sdt.photo import PhotoDecoder
from devices.cards.sdt.text import (
    TEXT_LENGTH,
    CardText,
    CardTextError,
    decode_text,
    has_expired,
)

LENGTHS_LENGTH = 4
"""The data of a card begins with the lengths of its text and of its photograph."""
PROVES = "读卡器验证了证里的芯片，证是真的；没有核对持证人是不是本人"
UNREADABLE = CardFault(
    "证里的信息读出来是乱的", "请把证拿起来，等一下再平放到读卡区，或改用别的办法登记"
)


def split_card(data: bytes) -> tuple[bytes, bytes]:
    """Return text and photograph of a card; raises `CardTextError`."""
    text_length, photo_length = (int.from_bytes(data[at : at + 2], "big") for at in (0, 2))
    end = LENGTHS_LENGTH + text_length + photo_length
    if text_length != TEXT_LENGTH or end > len(data):
        raise CardTextError(f"{len(data)} bytes hold no text of {text_length} and its photo")
    return data[LENGTHS_LENGTH : LENGTHS_LENGTH + text_length], data[end - photo_length : end]


def identify(
    answer: Response, new_address: str, decode_photo: PhotoDecoder, today: Callable[[], date]
) -> Identity | CardFault:
    """Return who the card names."""
    try:
        text, photo = split_card(answer.data)
        card = decode_text(text)
    except CardTextError:
        return UNREADABLE
    data = dict(card.data)
    if new_address:
        key = "residence_address" if "residence_address" in data else "household_address"
        data[key] = new_address
    return Identity(card.label, PROVES, data, note=_note(card, today()), photo=decode_photo(photo))


def _note(card: CardText, today: date) -> str:
    valid_to = card.data.get("valid_to", "")
    if not has_expired(valid_to, today):
        return ""
    return f"这张证的有效期到 {valid_to}，已经过期，窗口可能要您先换证"
