"""Chinese numerals: read one by one (幺三八…) or as amounts (三千五百块)."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {
    **{str(number): number for number in range(10)},
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **{"〇": 0, "洞": 0, "幺": 1, "两": 2, "俩": 2, "拐": 7, "勾": 9, "壹": 1, "贰": 2, "叁": 3},
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
NUMERALS = "".join([*_DIGITS, *_UNITS, *_GROUPS])
_AMOUNT = re.compile(
    rf"(?:(?P<yuan>[{NUMERALS}.点半]+?)(?:块钱|块|元|圆)?(?:整|正)?)?零?"
    rf"(?:(?P<jiao>[{NUMERALS}])[毛角](?:钱)?)?(?:(?P<fen>[{NUMERALS}])分?(?:钱)?)?"
)


def digits_of(spoken: str) -> str | None:
    """Return digits read one by one; None where anything else is among them."""
    found = [_DIGITS.get(one) for one in re.sub(r"[\s,，、。.\-]", "", spoken)]
    if not found or None in found:
        return None
    return "".join(str(digit) for digit in found)


def number_of(spoken: str) -> Decimal | None:
    """Return a number as it is spoken: 三千五, 一万二, 十二点五, 两百零三, 1.5万."""
    text = spoken.strip().replace(",", "")
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return Decimal(text)
    mixed = re.fullmatch(r"(\d+(?:\.\d+)?)([万亿千百])", text)
    if mixed:
        unit = {**_UNITS, **_GROUPS}[mixed[2]]
        return Decimal(mixed[1]) * unit
    whole, point, fraction = text.partition("点")
    value = _whole(whole)
    if value is None:
        return None
    if not point:
        return Decimal(value)
    digits = digits_of(fraction)
    return None if digits is None else Decimal(f"{value}.{digits}")


def _whole(text: str) -> int | None:
    """Return a whole number; a last digit without its unit counts one place lower (三千五)."""
    if not text or any(one not in NUMERALS for one in text):
        return None
    if len(text) > 1 and all(one in _DIGITS for one in text):
        return int("".join(str(_DIGITS[one]) for one in text))
    total, group, digit, lowest, zero = 0, 0, -1, 0, False
    for one in text:
        if one in _DIGITS:
            zero = zero or _DIGITS[one] == 0
            digit = _DIGITS[one] if digit <= 0 else digit * 10 + _DIGITS[one]
        elif one in _UNITS:
            group += max(digit, 1 if digit < 0 else 0) * _UNITS[one]
            digit, lowest, zero = -1, _UNITS[one], False
        else:
            total = (total + group + max(digit, 0)) * _GROUPS[one]
            group, digit, lowest, zero = 0, -1, _GROUPS[one], False
    if digit > 0 and lowest >= 100 and not zero and digit < 10:
        digit *= lowest // 10
    return total + group + max(digit, 0)


def amount_of(spoken: str) -> str | None:
    """Return an amount of money as a field keeps it: 三块五 → 3.50."""
    text = re.sub(r"[\s,，。]|人民币|大概|大约|左右|差不多|一共|总共|是", "", spoken)
    if text.endswith("半") and text[:-1].endswith(("块", "元")):
        text = text[:-1] + "五毛"
    short = re.fullmatch(rf"([{NUMERALS}]+)块([{NUMERALS}])([{NUMERALS}])?", text)
    if short:
        text = f"{short[1]}块{short[2]}毛" + (f"{short[3]}分" if short[3] else "")
    plain = number_of(re.sub(r"(?:块钱|块|元|圆)?[整正]?$", "", text))
    if plain is not None:
        return _as_kept(plain)
    match = _AMOUNT.fullmatch(text)
    if not text or match is None:
        return None
    parts = [number_of(match[name] or "0") for name in ("yuan", "jiao", "fen")]
    if any(part is None for part in parts):
        return None
    yuan, jiao, fen = (part or Decimal(0) for part in parts)
    return _as_kept(yuan + jiao / 10 + fen / 100)


def _as_kept(value: Decimal) -> str:
    return str(int(value)) if value == int(value) else f"{value:.2f}"
