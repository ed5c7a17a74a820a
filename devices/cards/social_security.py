"""Reads a social security card (ISO 7816 files EF05 and EF06), whatever carries the commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from devices.cards import apdu
from devices.cards.apdu import MalformedAnswerError, Transmit
from devices.cards.identity import Identity
from devices.cards.nations import NATIONS
from devices.cards.reader import CardFault

APPLICATION = b"sx1.sh." + "社会保障".encode("gbk")
CARD_FILE, HOLDER_FILE = 0xEF05, 0xEF06

_LABEL = "社保卡"
_SEXES = {"1": "男", "2": "女"}
_GAP = re.compile(r"(?<=[^\x00-\xff]) +| +(?=[^\x00-\xff])")
"""Blanks beside a Chinese character: padding of the first of two fields, never part of a name."""
UNDECODABLE = "\ufffd"
_PROVES = "出示了社保卡，没有核对密码和持卡人"

UNKNOWN_CARD = CardFault("这不是社保卡，或这台机器不认识这种卡", "请换社保卡，或自己填写")
LOCKED_CARD = CardFault("这张社保卡已被锁定", "请到社保窗口或发卡银行解锁，现在可以自己填写")
UNREADABLE_CARD = CardFault("卡里的信息没有读出来", "请把卡擦干净再放一次，或自己填写")


@dataclass(frozen=True)
class _Record:
    """Where a datum lies in its file: the tag, and how many bytes its value has."""

    tag: int
    length: int


VERSION = _Record(0x03, 4)
CARD_NUMBER = _Record(0x07, 9)
RESIDENT_NUMBER = _Record(0x08, 18)
NAME = _Record(0x09, 30)
NAME_EXTENSION = _Record(0x4E, 20)
SEX = _Record(0x0A, 1)
NATION = _Record(0x0B, 1)
BIRTH_DATE = _Record(0x0D, 4)


class _RefusedError(Exception):
    """The card refused a command."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status:04X}")
        self.status = status


def read_social_security_card(transmit: Transmit) -> Identity | CardFault:
    """Return what the card says of its holder, or why it cannot be read."""
    try:
        selected = apdu.select_application(transmit, APPLICATION)
        if not selected.is_ok:
            return LOCKED_CARD if selected.status in apdu.LOCKED else UNKNOWN_CARD
        return _read_files(transmit)
    except _RefusedError as refusal:
        return LOCKED_CARD if refusal.status in apdu.LOCKED else UNREADABLE_CARD
    except MalformedAnswerError:
        return UNREADABLE_CARD


def _read_files(transmit: Transmit) -> Identity | CardFault:
    _select_file(transmit, CARD_FILE)
    version = _characters(_read_record(transmit, VERSION))
    card = {"card_number": _characters(_read_record(transmit, CARD_NUMBER))}
    try:
        _select_file(transmit, HOLDER_FILE)
        holder = _read_holder(transmit)
    except _RefusedError as refusal:
        if refusal.status != apdu.SECURITY:
            raise
        return _protected(version, card)
    if not holder["name"] or UNDECODABLE in holder["name"] or not holder["resident_number"]:
        return UNREADABLE_CARD
    return Identity(_LABEL, _PROVES, _known(holder | card))


def _read_holder(transmit: Transmit) -> dict[str, str]:
    # Joined as bytes: the field of 30 may end in the middle of a character of two or four.
    name = _join(_read_record(transmit, NAME), _read_record(transmit, NAME_EXTENSION))
    number = _characters(_read_record(transmit, RESIDENT_NUMBER))
    sex = _characters(_read_record(transmit, SEX))
    nation = _digits(_read_record(transmit, NATION))
    return {
        "name": _name(name),
        "resident_number": number.upper(),
        "sex": _SEXES.get(sex, ""),
        "nation": NATIONS.get(int(nation), "") if nation else "",
        "birth_date": _date(_digits(_read_record(transmit, BIRTH_DATE))),
    }


def _protected(version: str, card: dict[str, str]) -> Identity | CardFault:
    """Return what is left of a card that shows its holder only to a security module."""
    generation = "第三代社保卡" if version.startswith("3") else "社保卡"
    reason = f"{generation}的姓名和身份证号受保护，这台机器读不出来"
    data = _known(card)
    if not data:
        return CardFault(reason, "请自己填写")
    return Identity(_LABEL, "只读出了卡号，不能说明持卡人是谁", data, f"{reason}，请自己填写")


def _known(data: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in data.items() if value}


def _select_file(transmit: Transmit, file: int) -> None:
    response = apdu.select_file(transmit, file)
    if not response.is_ok:
        raise _RefusedError(response.status)


def _read_record(transmit: Transmit, record: _Record) -> bytes:
    """Return the value of a record, b"" where the card has none."""
    response = apdu.read_record(transmit, record.tag, record.length + 2)
    if response.status == apdu.NO_RECORD:
        return b""
    if not response.is_ok:
        raise _RefusedError(response.status)
    return response.data


def _characters(value: bytes) -> str:
    """Return 'an' text, whose padding is 00, FF or blanks."""
    return value.rstrip(b"\x00\xff ").decode("ascii", "replace").strip()


def _join(first: bytes, rest: bytes) -> bytes:
    """Return a name of one or two fields without their padding, 00 or FF."""
    return first.rstrip(b"\x00\xff") + rest.rstrip(b"\x00\xff")


def _name(value: bytes) -> str:
    """Return a name in GB18030; a character that the last field cut off is left away."""
    text = value.decode("gb18030", "replace").rstrip(" " + UNDECODABLE)
    return " ".join(_GAP.sub("", text).split())


def _digits(value: bytes) -> str:
    """Return BCD digits without the padding F, or '' where they are no digits."""
    digits = value.hex().rstrip("f")
    return digits if digits.isdecimal() else ""


def _date(digits: str) -> str:
    """Return YYYYMMDD as YYYY-MM-DD, or '' where that is no day."""
    try:
        return date.fromisoformat(digits).isoformat() if len(digits) == 8 else ""
    except ValueError:
        return ""
