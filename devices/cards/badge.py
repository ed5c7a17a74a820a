"""The number of a contactless card, by the command that readers answer themselves (PC/SC 3)."""

from __future__ import annotations

from devices.cards import apdu
from devices.cards.apdu import MalformedAnswerError, Transmit
from devices.cards.identity import Identity
from devices.cards.reader import CardFault

GET_NUMBER = bytes.fromhex("FFCA000000")
NUMBER_LENGTHS = (4, 7, 10)
"""ISO 14443-3: single, double and triple size."""
PROVES = "只有卡的号码，可以被复制"
NO_NUMBER = CardFault("这张卡没有感应号码", "请把工作卡放到读卡器的感应区")


def read_badge(transmit: Transmit) -> Identity | CardFault:
    """Return the card's number as `card_number`, in hexadecimal."""
    try:
        answer = apdu.exchange(transmit, GET_NUMBER)
    except MalformedAnswerError:
        return NO_NUMBER
    if not answer.is_ok or len(answer.data) not in NUMBER_LENGTHS:
        return NO_NUMBER
    return Identity("感应卡", PROVES, {"card_number": answer.data.hex().upper()})
