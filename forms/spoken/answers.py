"""One spoken answer for one field, by its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from forms import kinds
from forms.dictionary import Datum
from forms.spoken.dates import date_of, period_of
from forms.spoken.numbers import NUMERALS, amount_of, digits_of, number_of

_SAME = re.compile(
    r"[跟和与]?(?:上面|上边|前面|刚才|上一个|上)(?:的|那个)?(?:一样|相同)|同上|一样的?"
)
_SAME_AS = re.compile(r"(?:就)?[跟和与同](?:我的?)?(.{2,12}?)(?:的|上的?|那个)?(?:一样|相同)的?")
_YES = frozenset(["是", "是的", "对", "对的", "对啊", "有", "有的", "要", "要的"]) | frozenset(
    ["好", "好的", "可以", "嗯", "没错", "是啊", "行", "需要", "愿意", "同意", "嗯是的"]
)
_NO = frozenset(["不是", "不是的", "没有", "没", "不", "不对", "不要", "否"]) | frozenset(
    ["无", "没得", "不用", "不需要", "不可以", "不行", "不愿意", "不同意", "不是啊"]
)
_ALL = frozenset(["都要", "全部", "全都要", "都选", "都是", "全选", "所有", "都有"])
_OPENINGS = re.compile(
    r"^(?:嗯|啊|呃|那个|就是|我的|我|本人|孩子|他|她)*"
    r"(?:名字|姓名|电话|手机|手机号|号码|身份证|身份证号|身份证号码|地址|住址)?(?:号码|号)?"
    r"(?:是叫|叫做|叫|住在|住|是|在)?"
)
_LETTERS = {"叉": "X", "艾克斯": "X", "埃克斯": "X", "大写": "", "小写": "", "字母": ""}
_HOUSE = re.compile(rf"[{NUMERALS}]+(?=号|栋|幢|座|单元|楼|层|房|室|巷|弄|组|队|之)")


def parse_answer(definition: Datum, spoken: str, today: date, same: str = "") -> str | None:
    """Return what a field holds after this was said, or None when it is not understood.

    `same` is what 同上 or 跟户籍地址一样 means. What is returned is tidy and may yet have a fault.
    """
    text = bare(spoken)
    if not text:
        return None
    if _SAME.fullmatch(text) or _SAME_AS.fullmatch(text):
        return same or None
    answer = _PARSERS[definition.kind](definition, text, today)
    return kinds.clean(definition, answer) if answer else None


def bare(spoken: str) -> str:
    """Return what was said without the marks a recognizer ends it with."""
    return spoken.strip().rstrip("。.！!？?，,").strip()


def names_the_same(spoken: str) -> str:
    """Return the field pointed to, 户籍地址 in 跟户籍地址一样; empty where none is named."""
    text = bare(spoken)
    match = None if _SAME.fullmatch(text) else _SAME_AS.fullmatch(text)
    return match[1] if match else ""


def _text(definition: Datum, text: str, today: date) -> str | None:
    return text


def _name(definition: Datum, text: str, today: date) -> str | None:
    named = re.fullmatch(r"我?姓([^，,]{1,2})[，,]?(?:名字)?(?:叫|名)(.{1,4})", text)
    if named:
        surname, given = named.groups()
        return given if given.startswith(surname) else surname + given
    return _OPENINGS.sub("", re.sub(r"[\s，,]", "", text)) or None


def _address(definition: Datum, text: str, today: date) -> str | None:
    tidy = _OPENINGS.sub("", re.sub(r"[\s，,]", "", text))
    return _HOUSE.sub(lambda match: _house_number(match[0]), tidy)


def _house_number(spoken: str) -> str:
    digits = digits_of(spoken)
    number = number_of(spoken) if digits is None else None
    return digits or (str(number) if number is not None else spoken)


def _digits(definition: Datum, text: str, today: date) -> str | None:
    return digits_of(_OPENINGS.sub("", text))


def _code(definition: Datum, text: str, today: date) -> str | None:
    """Return digits and letters read one by one."""
    tidy = _OPENINGS.sub("", text)
    for word, letter in _LETTERS.items():
        tidy = tidy.replace(word, letter)
    parts = re.findall(r"[A-Za-z]|[^A-Za-z\s,，、。\-]", tidy)
    found = [one.upper() if re.match("[A-Za-z]", one) else digits_of(one) for one in parts]
    return None if None in found else "".join(part for part in found if part)


def _yes_no(definition: Datum, text: str, today: date) -> str | None:
    tidy = re.sub(r"[\s，,啦呀呢吧了]", "", text)
    if tidy in _YES or tidy in _NO:
        return "是" if tidy in _YES else "否"
    return _choice(definition, text, today)


def _choice(definition: Datum, text: str, today: date) -> str | None:
    """Return a choice named by its label, by a part of it, or by its number."""
    numbered = _place(text, len(definition.choices))
    labels = {choice.label: choice.value for choice in definition.choices}
    labels |= {choice.value: choice.value for choice in definition.choices}
    spoken = [label for label in labels if label in text]
    if spoken:
        longest = max(spoken, key=len)
        rivals = {labels[s] for s in spoken if s not in longest}
        return labels[longest] if rivals <= {labels[longest]} else None
    if numbered is not None:
        return definition.choices[numbered].value
    begun = {value for label, value in labels.items() if len(text) > 1 and text in label}
    return begun.pop() if len(begun) == 1 else None


def _place(text: str, count: int) -> int | None:
    match = re.fullmatch(rf"(?:我?选|要)?第?([{NUMERALS}]{{1,3}})(?:个|项|种|号)?", text)
    number = number_of(match[1]) if match else None
    if text in ("最后一个", "最后那个"):
        number = number_of(str(count))
    return int(number) - 1 if number is not None and 1 <= number <= count else None


def _choices(definition: Datum, text: str, today: date) -> str | None:
    if text in _ALL:
        return "、".join(choice.value for choice in definition.choices)
    parts = [part for part in re.split(r"[、，,\s]|还有|以及|和|跟|加上?", text) if part]
    found = [_choice(definition, part, today) for part in parts]
    return None if not found or None in found else "、".join(one for one in found if one)


def _money(definition: Datum, text: str, today: date) -> str | None:
    return amount_of(text)


def _number(definition: Datum, text: str, today: date) -> str | None:
    match = re.fullmatch(
        rf"(?:一共|总共|大概|有|是)*([{NUMERALS}.点]+)(?:个人|口人|个|人|岁|年|平方米|平米|平方|间|天|月|个月)?",
        text,
    )
    number = number_of(match[1]) if match else None
    return None if number is None or number != int(number) else str(int(number))


def _day(definition: Datum, text: str, today: date) -> str | None:
    return date_of(text, today)


def _period(definition: Datum, text: str, today: date) -> str | None:
    return period_of(text, today)


def _not_spoken(definition: Datum, text: str, today: date) -> str | None:
    return None


_PARSERS: Mapping[str, Callable[[Datum, str, date], str | None]] = MappingProxyType(
    {
        "text": _text,
        "person_name": _name,
        "address": _address,
        "resident_number": _code,
        "uscc": _code,
        "document_number": _code,
        "phone": _digits,
        "digits": _digits,
        "date": _day,
        "period": _period,
        "money": _money,
        "number": _number,
        "yes_no": _yes_no,
        "choice": _choice,
        "multiple_choice": _choices,
        "rows": _not_spoken,
        "file": _not_spoken,
        "signature": _not_spoken,
    }
)
