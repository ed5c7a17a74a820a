"""The machine readable zone of travel documents (ICAO Doc 9303, parts 3 to 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

WEIGHTS = (7, 3, 1)
SHAPES = MappingProxyType({3: 30, 2: 44})
"""How many lines of how many characters: cards (TD1) and passports (TD3)."""
SEXES = MappingProxyType({"M": "男", "F": "女"})
_DIGITS = str.maketrans("OQDILZSBG", "000112586")
"""What OCR takes a digit for, where only digits can stand."""


@dataclass(frozen=True)
class MrzKey:
    """What opens the chip: number, birth and expiry (YYMMDD), as printed in the zone."""

    number: str = field(repr=False)
    birth: str = field(repr=False)
    expiry: str = field(repr=False)

    def information(self) -> str:
        """Return the three with their check digits (Doc 9303-11, 9.7.2)."""
        parts = (self.number.ljust(9, "<"), self.birth, self.expiry)
        return "".join(part + str(check_digit(part)) for part in parts)


@dataclass(frozen=True)
class Mrz:
    """A zone whose check digits hold; names keep the blanks between their parts."""

    document: str
    issuer: str
    key: MrzKey
    nationality: str
    sex: str
    surname: str = field(repr=False)
    given_names: str = field(repr=False)

    def data(self, today: date) -> dict[str, str]:
        """Return the data by datum, as an `Identity` has it; empty ones are left out."""
        found = {
            "document_number": self.key.number,
            "english_name": " ".join(part for part in (self.surname, self.given_names) if part),
            "nationality": self.nationality,
            "sex": SEXES.get(self.sex, ""),
            "birth_date": _day(self.key.birth, latest=today.year),
            "valid_to": _day(self.key.expiry, latest=today.year + 50),
        }
        return {key: text for key, text in found.items() if text}


def expiry_note(data: Mapping[str, str], today: date) -> str:
    """Return what the citizen is told of a document that is out of date, '' otherwise."""
    valid_to = data.get("valid_to", "")
    if not valid_to or date.fromisoformat(valid_to) >= today:
        return ""
    return "这本证件已经过期，窗口可能要您先换证"


def check_digit(text: str) -> int:
    """Return the check digit of a field: weights 7, 3, 1; A is 10 and the filler 0."""
    return sum(_value(one) * WEIGHTS[at % 3] for at, one in enumerate(text)) % 10


def parse_mrz(text: str) -> Mrz | None:
    """Read the characters of a zone without line breaks, as a chip keeps them; None if it fails."""
    if not re.fullmatch("[A-Z0-9<]*", text):
        return None
    for count, width in SHAPES.items():
        if len(text) == count * width:
            return _parse([text[at : at + width] for at in range(0, len(text), width)])
    return None


def find_mrz(lines: Sequence[str]) -> Mrz | None:
    """Return the zone among lines of recognised text, None where no check digits hold."""
    clean = [re.sub(r"[^A-Z0-9<]", "", line.upper().replace("«", "<<")) for line in lines]
    for count, width in SHAPES.items():
        rows = [_fitted(line, width) for line in clean]
        for at in range(len(rows) - count + 1):
            block = rows[at : at + count]
            found = _parse([row for row in block if row])
            if found is not None:
                return found
    return None


def _fitted(line: str, width: int) -> str:
    """Return a line in its width: OCR loses or doubles fillers at its end; '' for other lines."""
    if width - 8 <= len(line) < width:
        return line.ljust(width, "<")
    if width < len(line) <= width + 4 and line.endswith("<"):
        return line[:width]
    return line if len(line) == width else ""


def _parse(rows: Sequence[str]) -> Mrz | None:
    if len(rows) == 3:
        return _parse_card(*rows)
    return _parse_passport(*rows) if len(rows) == 2 else None


def _parse_passport(first: str, second: str) -> Mrz | None:
    key = _key(second[:10], second[13:20], second[21:28])
    if key is None or not first[0].isalpha():
        return None
    surname, given = _names(first[5:])
    nationality = _letters(second[10:13])
    return Mrz(
        _letters(first[:2]), _letters(first[2:5]), key, nationality, second[20], surname, given
    )


def _parse_card(first: str, second: str, third: str) -> Mrz | None:
    number = first[5:15]
    if number[9] == "<":
        # A longer number goes on in the optional data, its check digit last (9303-5, 4.2.2).
        more = first[15:30].split("<")[0]
        number = number[:9] + more
    key = _key(number, second[:7], second[8:15])
    if key is None or not first[0].isalpha():
        return None
    surname, given = _names(third)
    nationality = _letters(second[15:18])
    return Mrz(
        _letters(first[:2]), _letters(first[2:5]), key, nationality, second[7], surname, given
    )


def _key(number: str, birth: str, expiry: str) -> MrzKey | None:
    """Return the key of three fields that end with their check digits, if these hold."""
    birth, expiry = birth.translate(_DIGITS), expiry.translate(_DIGITS)
    if not (_holds(birth) and _holds(expiry)):
        return None
    for tried in _readings(number):
        if _holds(tried):
            return MrzKey(tried[:-1].rstrip("<"), birth[:6], expiry[:6])
    return None


def _readings(number: str) -> Iterator[str]:
    """Yield a number as it was read, then with what may be digits taken for digits."""
    yield number
    yield number[:-1] + number[-1:].translate(_DIGITS)
    yield number[:1] + number[1:].translate(_DIGITS)
    yield number.translate(_DIGITS)


def _holds(text: str) -> bool:
    """Whether a field and its check digit, the last character, agree."""
    body, check = text[:-1], text[-1:]
    return bool(body.strip("<")) and check.isdecimal() and check_digit(body) == int(check)


def _names(text: str) -> tuple[str, str]:
    surname, _, given = text.partition("<<")
    return _letters(surname), _letters(given)


def _letters(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


def _day(text: str, latest: int) -> str:
    """Return YYMMDD as YYYY-MM-DD in the century that is not after `latest`; '' for no day."""
    try:
        day = date.fromisoformat(f"20{text}")
        return (day if day.year <= latest else date.fromisoformat(f"19{text}")).isoformat()
    except ValueError:
        return ""


def _value(character: str) -> int:
    return 0 if character == "<" else int(character, 36)
