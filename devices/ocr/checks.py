"""What a number says about itself: check digits, dates and sex."""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

_PROVINCE_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
"""First two digits of the divisions; foreign residents' numbers begin with 9."""


def resident_number_fault(number: str) -> str:
    """Say what is wrong with a resident number (GB 11643), '' where everything holds."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "身份号码没有读全"
    if ric.calc_check_digit(number) != number[17]:
        return "身份号码的校验位不对"
    known = any(first <= int(number[:2]) <= last for first, last in _PROVINCE_RANGES)
    if not known and number[0] != "9":
        return "身份号码的地区不对"
    return "" if birth_date_of(number) else "身份号码里的出生日期不对"


def birth_date_of(number: str) -> str:
    """Return the birth date in a resident number as YYYY-MM-DD, '' where it is none."""
    try:
        return ric.get_birth_date(number).isoformat()
    except (ValidationError, ValueError):
        return ""


def sex_of(number: str) -> str:
    """Return 男 or 女 after the seventeenth digit."""
    return "男" if int(number[16]) % 2 else "女"


def is_credit_code(code: str) -> bool:
    """Whether a unified social credit code (GB 32100) has its form and its check digit."""
    return bool(uscc.is_valid(code))


def iso_date(text: str) -> str:
    """Return the day in '1989年11月3日' or '2011.12.04' as YYYY-MM-DD, '' where there is none."""
    found = re.search(r"((?:19|20)\d\d)[年./-](\d{1,2})[月./-](\d{1,2})", text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""
