"""The 256 bytes of text on a resident card, in its four layouts (GA 450 family)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from devices.cards.nations import NATIONS
from devices.errors import DeviceError

TEXT_LENGTH = 256
KIND_AT = slice(248, 250)
LONG_TERM = "长期"
SEXES = MappingProxyType({"1": "男", "2": "女"})
"""0 is unknown and 9 unstated: nothing that a form could be filled with."""


class CardTextError(DeviceError):
    """The text of a card does not follow its layout."""


@dataclass(frozen=True)
class Layout:
    """Where each datum lies: key → (offset, length) in bytes of UTF-16LE; a long name has more."""

    label: str
    places: MappingProxyType[str, tuple[int, int]]
    rest_of_name: tuple[int, int] = (0, 0)


def _layout(label: str, **places: tuple[int, int]) -> Layout:
    rest = places.pop("rest_of_name", (0, 0))
    return Layout(label, MappingProxyType(places), rest)


_RESIDENT = {
    "name": (0, 30),
    "sex": (30, 2),
    "birth_date": (36, 16),
    "resident_number": (122, 36),
    "authority": (158, 30),
    "valid_from": (188, 16),
    "valid_to": (204, 16),
}
LAYOUTS = MappingProxyType(
    {
        " ": _layout("居民身份证", **_RESIDENT, nation=(32, 4), household_address=(52, 70)),
        "J": _layout(
            "港澳台居民居住证",
            **_RESIDENT,
            residence_address=(52, 70),
            exit_document_number=(220, 18),
            issue_count=(238, 4),
        ),
        "I": _layout(
            "外国人永久居留身份证",
            english_name=(0, 120),
            sex=(120, 2),
            residence_card_number=(122, 30),
            nationality=(152, 6),
            name=(158, 30),
            valid_from=(188, 16),
            valid_to=(204, 16),
            birth_date=(220, 16),
            version=(236, 4),
            authority=(240, 8),
        ),
        "Y": _layout(
            "外国人永久居留身份证",
            name=(0, 30),
            sex=(30, 2),
            renewals=(32, 4),
            birth_date=(36, 16),
            english_name=(52, 70),
            resident_number=(122, 36),
            valid_from=(188, 16),
            valid_to=(204, 16),
            rest_of_name=(220, 22),
            nationality=(242, 6),
            old_number_link=(250, 6),
        ),
    }
)
_DATES = ("birth_date", "valid_from", "valid_to")


@dataclass(frozen=True)
class CardText:
    """A card's kind in words and its data by datum; empty data is left out."""

    label: str
    data: dict[str, str]


def decode_text(block: bytes) -> CardText:
    """Read the text of a card; raises `CardTextError` where it follows no layout."""
    if len(block) != TEXT_LENGTH:
        raise CardTextError(f"the text has {len(block)} bytes instead of {TEXT_LENGTH}")
    layout = LAYOUTS.get(_text(block[KIND_AT]) or " ")
    if layout is None:
        raise CardTextError("the card is of no known kind")
    raw = {key: block[at : at + length] for key, (at, length) in layout.places.items()}
    if layout.rest_of_name[1]:
        at, length = layout.rest_of_name
        raw["english_name"] += block[at : at + length]
    data = {key: _value(key, _text(value)) for key, value in raw.items()}
    if not (data.get("name") or data.get("english_name")):
        raise CardTextError("the card names nobody")
    return CardText(layout.label, {key: text for key, text in data.items() if text})


def decode_new_address(data: bytes) -> str:
    """Read the address written onto the card after it was issued; '' where there is none."""
    return _text(data[: len(data) // 2 * 2])


def has_expired(valid_to: str, today: date) -> bool:
    """Say whether a card valid to this day (ISO, 长期 or empty) is no longer valid."""
    return bool(valid_to) and valid_to != LONG_TERM and date.fromisoformat(valid_to) < today


def _text(raw: bytes) -> str:
    if _ends_in_half(raw):
        # Writers cut what is too long by bytes; one character less is better than no card.
        raw = raw[:-2]
    try:
        return raw.decode("utf-16-le").rstrip(" \0").lstrip()
    except UnicodeDecodeError as error:
        raise CardTextError("the text is no UTF-16") from error


def _ends_in_half(raw: bytes) -> bool:
    """Whether the last two bytes are the first half of a character of four."""
    return len(raw) >= 2 and 0xD8 <= raw[-1] <= 0xDB


def _value(key: str, text: str) -> str:
    if key == "sex":
        return SEXES.get(text, "")
    if key == "nation":
        return NATIONS.get(int(text), "") if text.isascii() and text.isdigit() else ""
    if key == "resident_number":
        return text.upper()
    if key in _DATES:
        return _date(text) if text and (key, text) != ("valid_to", LONG_TERM) else text
    return text


def _date(text: str) -> str:
    try:
        if len(text) != 8 or not (text.isascii() and text.isdigit()):
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise CardTextError("a date of the card is no day") from None
