"""Numbers as people read them aloud: dates, times, money, telephone and ticket numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_SPELLED = "零幺二三四五六七八九"
_SMALL_UNITS = ("", "十", "百", "千")
_NOON, _EVENING = 12, 18
_LARGE_UNITS = ("", "万", "亿", "万亿")
# Two of something is 两, but not in 二楼, 二月 or 第二.
_COUNTED = "个|样|种|件|份|张|次|位|天|年内|小时|周|岁|寸|页|本|套|家|人"


def spoken_form(text: str) -> str:
    """Return a text with every number written out in the words a person would say."""
    for pattern, read in _RULES:
        text = pattern.sub(read, text)
    return text


def read_number(digits: str) -> str:
    """Return an integer read as an amount: 10 十, 105 一百零五, 12000 一万二千."""
    digits = digits.lstrip("0") or "0"
    if len(digits) > 4 * len(_LARGE_UNITS):
        return spell(digits)
    groups = [digits[max(0, end - 4) : end] for end in range(len(digits), 0, -4)]
    words = ""
    for power, group in reversed(list(enumerate(groups))):
        value = _read_group(group)
        if not value:
            words = words if words.endswith("零") else words + "零"
            continue
        if words and (group[0] == "0") and not words.endswith("零"):
            words += "零"
        words += value + _LARGE_UNITS[power]
    words = words.rstrip("零") or "零"
    return words[1:] if words.startswith("一十") else words


def spell(digits: str) -> str:
    """Return digits one by one, with 幺 for 1, as telephone numbers are read."""
    return "".join(_SPELLED[int(digit)] if digit.isdigit() else digit for digit in digits)


def _read_group(group: str) -> str:
    words = ""
    for place, digit in enumerate(group):
        if digit != "0":
            words += _DIGITS[int(digit)] + _SMALL_UNITS[len(group) - 1 - place]
        elif words and not words.endswith("零"):
            words += "零"
    return words.rstrip("零")


def _year(match: re.Match[str]) -> str:
    return "".join(_DIGITS[int(digit)] for digit in match[1]) + "年"


def _date(match: re.Match[str]) -> str:
    return f"{_year(match)}{read_number(match[2])}月{read_number(match[3])}日"


def _time(match: re.Match[str]) -> str:
    hour, minutes = _hour(int(match[1])), match[2]
    if minutes == "00":
        return f"{hour}点"
    if minutes == "30":
        return f"{hour}点半"
    tens = "零" + read_number(minutes) if minutes.startswith("0") else read_number(minutes)
    return f"{hour}点{tens}分"


def _hour(hour: int) -> str:
    """Return an hour as people say it: 13 下午一, 2 两."""
    part = "晚上" if hour >= _EVENING else "下午" if hour > _NOON else ""
    twelve = hour - _NOON if hour > _NOON else hour
    return part + ("两" if twelve == 2 else read_number(str(twelve)))


def _decimal(match: re.Match[str]) -> str:
    return f"{read_number(match[1])}点{''.join(_DIGITS[int(digit)] for digit in match[2])}"


def _counted(match: re.Match[str]) -> str:
    return ("两" if match[1] == "2" else read_number(match[1])) + match[2]


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_RULES: tuple[_Rule, ...] = (
    # Brackets within a name are for the eye: 变更（备案）申请书.
    (re.compile(r"[（）()]"), lambda match: ""),
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), lambda match: ""),
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), _date),
    (re.compile(r"(?<!\d)(\d{4})\s*年"), _year),
    # Ticket and case numbers: letters and digits together.
    (
        re.compile(r"[A-Za-z]+-?\d[\dA-Za-z-]*"),
        lambda match: spell(match[0].replace("-", "")).upper(),
    ),
    # Telephone numbers with their area code, before ranges are looked for.
    (re.compile(r"(?<!\d)(0\d{2,3})-(\d{7,8})(?!\d)"), lambda match: spell(match[1] + match[2])),
    (re.compile(r"(?<=[\d:])\s*[-–—~～至]\s*(?=\d)"), lambda match: "到"),
    (re.compile(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)"), _time),
    (re.compile(r"(\d+)\.(\d+)\s*[%％]"), lambda match: "百分之" + _decimal(match)),
    (re.compile(r"(\d+)\s*[%％]"), lambda match: "百分之" + read_number(match[1])),
    (re.compile(r"(\d+)\.(\d+)"), _decimal),
    (re.compile(r"[¥￥]\s*(\d+)"), lambda match: read_number(match[1]) + "元"),
    # Hotlines, and anything too long to be an amount.
    (re.compile(r"(?<!\d)(1[12][0-9]|12\d{3}|96\d{3,4}|\d{7,}[Xx]?)(?![\d个元份天])"),
     lambda match: spell(match[1])),
    (re.compile(rf"(?<!\d)(\d+)\s*({_COUNTED})"), _counted),
    (re.compile(r"\d+"), lambda match: read_number(match[0])),
)  # fmt: skip
