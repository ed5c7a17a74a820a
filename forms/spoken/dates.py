"""Dates as they are spoken: 今年三月五号, 一九八五年三月五日, 昨天."""

from __future__ import annotations

import re
from datetime import date, timedelta

from forms.periods import OPEN_END, period
from forms.spoken.numbers import NUMERALS, digits_of, number_of

_DAYS = {"大前天": -3, "前天": -2, "昨天": -1, "今天": 0, "今日": 0, "明天": 1, "后天": 2}
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_N = f"[{NUMERALS}]"
_DATE = re.compile(
    rf"(?:(?P<near>前年|去年|今年|本年|明年|后年)|(?P<year>{_N}{{2,4}})年)?的?"
    rf"(?:(?P<this>这个月|本月)|(?P<month>{_N}{{1,2}})月份?)(?P<day>{_N}{{1,3}})[号日]?"
)
_YEARS_LONG = re.compile(rf"(?:一共|有效期|期限)?(?:是|为)?({_N}{{1,3}})年(?:期|以后|之后|时间)?")
_OPEN = ("长期", "永久", "没有期限", "无固定期限", "一直", "无期限")


def date_of(spoken: str, today: date) -> str | None:
    """Return a day in ISO form; None for what is no day, or a day of the lunar calendar."""
    text = re.sub(r"[\s,，。]|是|出生|的$|生日", "", spoken)
    if text in _DAYS:
        return (today + timedelta(days=_DAYS[text])).isoformat()
    numerals = digits_of(spoken)
    if numerals is not None and len(numerals) == 8:
        return _day(int(numerals[:4]), int(numerals[4:6]), int(numerals[6:]))
    parted = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text)
    if parted:
        return _day(*(int(part) for part in parted.groups()))
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year = today.year + _YEARS.get(match["near"] or "今年", 0)
    if match["year"]:
        named = _year(match["year"], today)
        if named is None:
            return None
        year = named
    month = today.month if match["this"] else number_of(match["month"])
    day = number_of(match["day"])
    return None if month is None or day is None else _day(year, int(month), int(day))


def _year(text: str, today: date) -> int | None:
    digits = digits_of(text)
    if digits is None:
        number = number_of(text)
        return int(number) if number is not None and number > 1000 else None
    if len(digits) == 4:
        return int(digits)
    if len(digits) != 2:
        return None
    century = today.year // 100 * 100
    return century + int(digits) - (100 if int(digits) > today.year % 100 + 10 else 0)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def period_of(spoken: str, today: date) -> str | None:
    """Return a period as a field keeps it: 从…到…, 从…起三年, or without an end."""
    text = re.sub(r"[\s,，。]", "", spoken).removeprefix("从").removesuffix("为止")
    for word in _OPEN:
        if text.endswith(word):
            start = date_of(text.removesuffix(word).rstrip("到至起开始"), today)
            return period(start, OPEN_END) if start else None
    parts = re.split(r"开始到|起至|起到|一直到|到|至", text)
    if len(parts) == 1:
        parts = re.split(r"(?:开始|起)(?:算)?(?=[^起]*年$)", text)
    if len(parts) != 2:
        return None
    start = date_of(parts[0].rstrip("起"), today)
    end = end_of(parts[1], start, today) if start else None
    return period(start, end) if start and end and start <= end else None


def end_of(spoken: str, start: str, today: date) -> str | None:
    """Return the last day of a period that begins on `start`: a day, 三年, 长期."""
    text = re.sub(r"[\s,，。]|为止|^到|^至", "", spoken)
    if text in _OPEN:
        return OPEN_END
    long = _YEARS_LONG.fullmatch(text)
    years = number_of(long[1]) if long else None
    first = date.fromisoformat(start)
    if years is not None:
        return _years_after(first, int(years))
    named = "年" in text
    # Whoever says a day without its year means the year that was said last.
    return (
        date_of(text, today)
        if named
        else date_of(f"{first.year}年{text}", today) or date_of(text, today)
    )


def _years_after(first: date, years: int) -> str | None:
    try:
        past = first.replace(year=first.year + years)
    except ValueError:
        # The 29th of February has no anniversary in most years.
        past = date(first.year + years, 3, 1) if first.year + years <= date.max.year else first
    return (past - timedelta(days=1)).isoformat() if past > first else None
