"""What kind of document lines of text make up, and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from devices.cards.nations import nation_named
from devices.ocr.cells import Cell, find_cells
from devices.ocr.checks import (
    birth_date_of,
    is_credit_code,
    iso_date,
    resident_number_fault,
    sex_of,
)
from devices.ocr.lines import Line

LEAST_SCORE = 0.6
LEAST_NAME_SCORE = 0.75
NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
CREDIT_CODE = re.compile(
    r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])"
)
NAME = re.compile(r"[\u3400-\u9fff]{1,20}(·[\u3400-\u9fff]{1,20})*")


@dataclass(frozen=True)
class Found:
    """A document's kind, its fields, what is unclear, and the line of its number."""

    label: str
    fields: Mapping[str, str] = field(repr=False)
    unclear: tuple[str, ...] = ()
    """Names of the fields that could not be read."""
    fault: str = ""
    """What contradicts itself."""
    number_key: str = ""
    number_line: Line | None = field(default=None, repr=False)


@dataclass(frozen=True)
class _Kind:
    label: str
    marks: tuple[str, ...]
    read: Callable[[tuple[Line, ...]], Found]


def recognise(lines: tuple[Line, ...]) -> Found | None:
    """Return what document the lines make up, None for any other text."""
    text = re.sub(r"\s", "", "".join(line.text for line in lines))
    for kind in _KINDS:
        if any(mark in text for mark in kind.marks):
            return kind.read(lines)
    return None


def _resident_front(lines: tuple[Line, ...]) -> Found:
    labels = ("姓名", "性别", "民族", "出生", "住址", "公民身份号码")
    cells = find_cells(lines, labels, flowing=("住址",))
    number, line = _number_in(lines, NUMBER)
    fields = {
        "name": _name(cells.get("姓名")),
        "sex": _match(cells.get("性别"), "[男女]"),
        "nation": _nation(cells.get("民族")),
        "birth_date": iso_date(_text(cells.get("出生"))),
        "household_address": _without_number(_text(cells.get("住址"))),
        "resident_number": number,
    }
    return _found("居民身份证", fields, _RESIDENT_NAMES, _person_fault(fields), line)


def _resident_back(lines: tuple[Line, ...]) -> Found:
    cells = find_cells(lines, ("签发机关", "有效期限"))
    term = _text(cells.get("有效期限"))
    start, _, end = term.partition("-") if "-" in term else (term[:10], "", term[10:])
    fields = {
        "authority": _text(cells.get("签发机关")),
        "valid_from": iso_date(start),
        "valid_to": "长期" if "长期" in end else iso_date(end),
    }
    names = {"authority": "签发机关", "valid_from": "有效期限", "valid_to": "有效期限"}
    fault = ""
    if fields["valid_to"] not in ("", "长期") and fields["valid_to"] <= fields["valid_from"]:
        fault = "有效期限的先后不对"
    return _found("居民身份证国徽面", fields, names, fault, None)


def _social_security(lines: tuple[Line, ...]) -> Found:
    labels = (
        "姓名", "性别", "民族", "社会保障号码", "社会保障号", "公民身份号码", "社会保障卡号",
        "社保卡号", "卡号", "发卡日期", "有效期限", "银行卡号",
    )  # fmt: skip
    cells = find_cells(lines, labels)
    number, line = _number_in(lines, NUMBER)
    card = next((cells[k] for k in ("社会保障卡号", "社保卡号", "卡号") if k in cells), None)
    fields = {
        "name": _name(cells.get("姓名")),
        "resident_number": number,
        "card_number": _match(card, "[A-Z0-9]{8,20}"),
    }
    names = {"name": "姓名", "resident_number": "社会保障号码"}
    fault = resident_number_fault(number) if number else ""
    return _found("社会保障卡", fields, names, fault, line)


def _business_licence(lines: tuple[Line, ...]) -> Found:
    cells = find_cells(lines, _LICENCE_LABELS, flowing=_LICENCE_FLOWING)
    code, line = _number_in(lines, CREDIT_CODE)

    def first(*labels: str) -> str:
        return _in_pairs(next((cells[label].text for label in labels if label in cells), ""))

    fields = {
        "business_uscc": code,
        "business_name": first("名称"),
        "business_kind": first("类型"),
        "legal_representative": first("法定代表人", "负责人", "经营者", "投资人", "执行事务合伙人"),
        "registered_capital": first("注册资本"),
        "established": iso_date(first("成立日期", "注册日期")),
        "business_address": first("住所", "主要经营场所", "经营场所"),
        "business_scope": first("经营范围"),
    }
    names = {"business_uscc": "统一社会信用代码", "business_name": "名称"}
    fault = "统一社会信用代码的校验位不对" if code and not is_credit_code(code) else ""
    found = _found("营业执照", fields, names, fault, line)
    return found if found.number_line is None else _keyed(found, "business_uscc")


_RESIDENT_NAMES = MappingProxyType(
    {
        "name": "姓名",
        "sex": "性别",
        "nation": "民族",
        "birth_date": "出生",
        "household_address": "住址",
        "resident_number": "公民身份号码",
    }
)
_LICENCE_FLOWING = (
    "名称",
    "类型",
    "经营范围",
    "住所",
    "经营场所",
    "主要经营场所",
    "统一社会信用代码",
)
_LICENCE_LABELS = (
    *_LICENCE_FLOWING, "法定代表人", "负责人", "经营者", "投资人", "执行事务合伙人", "注册资本",
    "成立日期", "注册日期", "营业期限", "组成形式", "登记机关",
)  # fmt: skip

_KINDS = (
    _Kind("营业执照", ("营业执照", "统一社会信用代码"), _business_licence),
    _Kind("社会保障卡", ("社会保障",), _social_security),
    # A copy that shows both sides of a card counts as its front, which says whose it is.
    _Kind("居民身份证", ("公民身份号码", "住址", "身份号码"), _resident_front),
    _Kind("居民身份证国徽面", ("签发机关", "有效期限"), _resident_back),
)


def _found(
    label: str,
    fields: Mapping[str, str],
    names: Mapping[str, str],
    fault: str,
    line: Line | None,
) -> Found:
    unclear = dict.fromkeys(name for key, name in names.items() if not fields[key])
    kept = {key: text for key, text in fields.items() if text}
    return Found(label, kept, tuple(unclear), fault, "resident_number" if line else "", line)


def _keyed(found: Found, key: str) -> Found:
    return Found(found.label, found.fields, found.unclear, found.fault, key, found.number_line)


def _person_fault(fields: Mapping[str, str]) -> str:
    """Say what on a card contradicts its number: two wrong digits seldom fit all of it."""
    number = fields["resident_number"]
    fault = resident_number_fault(number) if number else ""
    if fault or not number:
        return fault
    if fields["birth_date"] and fields["birth_date"] != birth_date_of(number):
        return "出生日期和身份号码对不上"
    if fields["sex"] and fields["sex"] != sex_of(number):
        return "性别和身份号码对不上"
    return ""


def _number_in(lines: tuple[Line, ...], pattern: re.Pattern[str]) -> tuple[str, Line | None]:
    """Return the number and its line; two different numbers are none."""
    found = {}
    for line in lines:
        for number in pattern.findall(re.sub(r"\s", "", line.text)):
            found[number.upper()] = line
    return next(iter(found.items())) if len(found) == 1 else ("", None)


def _in_pairs(text: str) -> str:
    """Return the text with brackets that are closed as wide as they were opened."""
    opened: list[str] = []
    paired = []
    for letter in text:
        if letter in "（(":
            opened.append(letter)
        elif letter in "）)" and opened:
            letter = "）" if opened.pop() == "（" else ")"
        paired.append(letter)
    return "".join(paired)


def _text(cell: Cell | None) -> str:
    return cell.text if cell is not None and cell.score >= LEAST_SCORE else ""


def _name(cell: Cell | None) -> str:
    if cell is None or cell.score < LEAST_NAME_SCORE:
        return ""
    text = cell.text.replace("•", "·").replace("・", "·").replace(".", "·")
    return text if len(text) >= 2 and NAME.fullmatch(text) else ""


def _nation(cell: Cell | None) -> str:
    return nation_named(_text(cell))


def _match(cell: Cell | None, pattern: str) -> str:
    found = re.search(pattern, _text(cell))
    return found[0] if found else ""


def _without_number(text: str) -> str:
    """Return an address without the number's line, should its label not have been read."""
    return NUMBER.sub("", text)
