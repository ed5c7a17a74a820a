"""What a resident number (GB 11643) says about its holder."""

from __future__ import annotations

from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError


def is_well_formed(number: str) -> bool:
    """Say whether length, digits, check digit and birth date are right.

    The division is not looked up: numbers of Hong Kong, Macao and Taiwan residents (81–83)
    and of foreign residents (9…) name none.
    """
    if len(number) != 18 or not number.isascii() or not number[:17].isdigit():
        return False
    return number[17] == ric.calc_check_digit(number) and birth_date_of(number) is not None


def birth_date_of(number: str) -> date | None:
    """Return the birth date within the number, or None."""
    if len(number) != 18 or not number[:17].isdigit():
        return None
    try:
        return ric.get_birth_date(number)
    except ValidationError:
        return None


def sex_of(number: str) -> str:
    """Return 男 or 女 from the seventeenth digit, or empty text."""
    if birth_date_of(number) is None:
        return ""
    return "男" if int(number[16]) % 2 else "女"
