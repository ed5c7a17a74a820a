"""What is wrong with the number of a document somebody typed on the phone."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from forms.resident_number import birth_date_of, is_well_formed

RESIDENT_LENGTH = 18
_LONGEST_LIFE_YEARS = 130
_DIGITS_AT_LEAST = 4
"""Permits and passports have seven and more; a word has none."""
_OTHER = re.compile(r"[0-9A-Z()-]{6,15}")
_MEANT_AS_RESIDENT = re.compile(r"\d{11,}X?")
"""No permit or passport is so many digits and nothing else."""


def as_written(typed: str) -> str:
    """Return the number as documents write it: phones type spaces and full-width characters."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).upper()


def number_fault(number: str, today: date) -> str:
    """Return which word of the booking pages says what is wrong with a number; "" if nothing.

    A resident number is checked as a whole; of other documents there is no check digit to go by.
    """
    if not number:
        return "no_number"
    if len(number) == RESIDENT_LENGTH:
        return "" if is_well_formed(number) and _can_be_alive(number, today) else "wrong_number"
    if _MEANT_AS_RESIDENT.fullmatch(number):
        return "short_number" if len(number) < RESIDENT_LENGTH else "long_number"
    has_digits = sum(sign.isdigit() for sign in number) >= _DIGITS_AT_LEAST
    is_one = has_digits and len(set(number)) > 1 and _OTHER.fullmatch(number)
    return "" if is_one else "no_document"


def _can_be_alive(number: str, today: date) -> bool:
    born = birth_date_of(number)
    return born is not None and born <= today and today.year - born.year <= _LONGEST_LIFE_YEARS
