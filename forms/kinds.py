"""The kinds of field: how each tidies what was entered and says what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from stdnum.cn import uscc

from forms.cells import Cells, cells_of, text_of
from forms.dictionary import Column, Datum, FieldDefinition
from forms.periods import OPEN_END, ends_of, period
from forms.pictures import AT_WINDOW, digests_of
from forms.resident_number import is_well_formed

_DATE = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?")
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,30}|[A-Za-z][A-Za-z ,.'-]{1,59}")
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ\u3000]")
_EARLIEST = date(1900, 1, 1)
# Rows are counted, and files and signatures are named by digests of fixed length.
_UNBOUNDED = frozenset({"rows", "file", "signature"})


def clean(definition: Datum, text: str) -> str:
    """Return what was entered in the form in which it is kept."""
    tidy = _half_width(text)
    if not tidy.isprintable():
        tidy = "".join(c for c in tidy if c.isprintable())
    tidy = tidy.strip()
    match definition.kind:
        case "resident_number" | "uscc" | "document_number":
            return re.sub(r"[\s-]", "", tidy).upper()
        case "phone" | "digits":
            return re.sub(r"[\s()-]", "", tidy)
        case "money" | "number":
            return re.sub(r"[\s,元]", "", tidy)
        case "date":
            return _iso_date(tidy)
        case "period":
            return _iso_period(tidy)
        case "person_name":
            return re.sub(r"[•・‧∙.](?=[\u3400-\u9fff])", "·", tidy)
        case "choice":
            return _value_of(definition, tidy)
        case "multiple_choice":
            return _values_of(definition, tidy)
        case "yes_no":
            return {"有": "是", "没有": "否", "不是": "否", "对": "是"}.get(tidy, tidy)
        case "rows" if isinstance(definition, FieldDefinition):
            return _tidy_rows(definition.columns, text)
        case _:
            return tidy


def _half_width(text: str) -> str:
    # NFKC would also turn the Chinese comma and brackets of an address into ASCII.
    if text.isascii() or not _WIDE.search(text):
        return text
    return _WIDE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def _iso_date(text: str) -> str:
    match = _DATE.fullmatch(text)
    if match is None:
        return text
    year, month, day = (int(part) for part in match.groups())
    return f"{year:04d}-{month:02d}-{day:02d}"


def _iso_period(text: str) -> str:
    parts = re.split(r"\s*(?:/|至|到|~|—+|–)\s*", text)
    # A stroke also parts the numbers of a date (2024/5/1), so other signs are tried first.
    if len(parts) != 2 and "/" in text:
        parts = re.split(r"\s*(?:至|到|~|—+|–)\s*", text)
    if len(parts) != 2:
        return text
    start, end = (_iso_date(part) for part in parts)
    return period(start, end)


def _tidy_rows(columns: tuple[Column, ...], text: str) -> str:
    """Tidy every cell; what is no list of rows stays as it is, to be found faulty."""
    rows = cells_of(text)
    if not rows:
        return "" if text.strip() in ("", "[]") else text
    return text_of(tidy_row(columns, row) for row in rows)


def tidy_row(columns: tuple[Column, ...], row: Cells) -> Cells:
    """Return one row of a table of rows in the form in which it is kept."""
    by_key = {column.key: column for column in columns}
    return {k: clean(by_key[k], cell) if k in by_key else cell for k, cell in row.items()}


def row_fault(columns: tuple[Column, ...], row: Cells, today: date) -> str:
    """Return how to mend one row of a table of rows, or empty text when it is fine."""
    for column in columns:
        text = row.get(column.key, "")
        if not text and column.required:
            return f"这一项要填：{column.name}"
        wrong = fault_in(column, text, today) if text else ""
        if wrong:
            return f"{column.name}：{wrong}"
    strange = row.keys() - {column.key for column in columns}
    return f"表里没有这一列：{min(strange)}" if strange else ""


def _value_of(definition: Datum, text: str) -> str:
    for choice in definition.choices:
        if text in (choice.value, choice.label):
            return choice.value
    return text


def _values_of(definition: Datum, text: str) -> str:
    parts = [_value_of(definition, part.strip()) for part in re.split(r"[、,，;；]", text)]
    order = [choice.value for choice in definition.choices]
    chosen = dict.fromkeys(part for part in parts if part)
    return "、".join(sorted(chosen, key=lambda p: order.index(p) if p in order else len(order)))


def fault_in(definition: Datum, text: str, today: date) -> str:
    """Return how to mend a cleaned, non-empty value, or empty text when it is fine."""
    if definition.kind not in _UNBOUNDED and len(text) > definition.max_length:
        return f"最多 {definition.max_length} 个字，请写短一些"
    return _CHECKS[definition.kind](definition, text, today)


def _nothing(definition: Datum, text: str, today: date) -> str:
    return ""


def _person_name(definition: Datum, text: str, today: date) -> str:
    if _NAME.fullmatch(text):
        return ""
    return "请填身份证上的姓名，至少两个字，不要带数字和符号"


def _resident_number(definition: Datum, text: str, today: date) -> str:
    if len(text) != 18:
        return f"身份证号码是 18 位，现在是 {len(text)} 位，请补齐或删去多余的"
    if not re.fullmatch(r"\d{17}[\dX]", text):
        return "身份证号码只有数字，最后一位可以是 X，请改正"
    if not is_well_formed(text):
        return "这个号码不对，可能有一位按错了，请照身份证再核对一遍"
    return ""


def _uscc(definition: Datum, text: str, today: date) -> str:
    # A few real codes in use fail the check digit, so only the form is held against them.
    if re.fullmatch(r"[0-9A-HJ-NP-RTUW-Y]{18}", text):
        return ""
    return "统一社会信用代码是 18 位数字和大写字母，在营业执照右上角，请照抄"


def _date(definition: Datum, text: str, today: date) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "请按“年-月-日”填写，例如 2024-05-01"
    if day < _EARLIEST:
        return "这个日期太早了，请检查年份"
    return ""


def _period(definition: Datum, text: str, today: date) -> str:
    start, end = ends_of(text)
    if not start or not end:
        return "请填起止两个日期，例如 2024-05-01 至 2025-04-30"
    wrong = _date(definition, start, today) or (end != OPEN_END and _date(definition, end, today))
    if wrong:
        return wrong
    if end != OPEN_END and end < start:
        return "结束日期早于开始日期，请把两个日期核对一遍"
    return ""


def _document_number(definition: Datum, text: str, today: date) -> str:
    if re.fullmatch(r"[A-Z0-9]{5,20}", text):
        return ""
    return "证件号码只有数字和字母，5 到 20 位，请照证件核对"


def _rows(definition: Datum, text: str, today: date) -> str:
    rows = cells_of(text)
    if not rows or not isinstance(definition, FieldDefinition):
        return "这张表的内容不完整，请重新填写"
    return rows_fault(definition, (row_fault(definition.columns, row, today) for row in rows))


def rows_fault(definition: Datum, faults: Iterable[str]) -> str:
    """Return how to mend a table of rows, given what is wrong with each ('' for nothing)."""
    count = 0
    for count, wrong in enumerate(faults, 1):
        if wrong:
            return f"第 {count} 个：{wrong}"
    if definition.minimum is not None and count < definition.minimum:
        return f"至少要填 {definition.minimum} 个，现在是 {count} 个"
    if definition.maximum is not None and count > definition.maximum:
        return f"最多填 {definition.maximum} 个，现在是 {count} 个"
    return ""


def _file(definition: Datum, text: str, today: date) -> str:
    return "" if text == AT_WINDOW or digests_of(text) else "请重新拍照"


def _signature(definition: Datum, text: str, today: date) -> str:
    signed = text == AT_WINDOW or len(digests_of(text)) == 1
    return "" if signed else "请在屏幕上重新签名"


def _phone(definition: Datum, text: str, today: date) -> str:
    mobile = text.removeprefix("+86")
    if re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}", mobile):
        return ""
    if mobile.isdigit() and mobile.startswith("1") and len(mobile) != 11:
        return f"手机号码是 11 位，现在是 {len(mobile)} 位，请核对"
    return "请填 11 位手机号码，或带区号的座机号码"


def _address(definition: Datum, text: str, today: date) -> str:
    if len(text) < 6 or not re.search(r"[\u3400-\u9fff]", text):
        return "请写到门牌号，例如：广州市越秀区样本路 1 号 101 房"
    return ""


def _choice(definition: Datum, text: str, today: date) -> str:
    if text in (choice.value for choice in definition.choices):
        return ""
    return "请从列出的选项里选一个"


def _multiple_choice(definition: Datum, text: str, today: date) -> str:
    known = {choice.value for choice in definition.choices}
    return "" if set(text.split("、")) <= known else "请从列出的选项里选，可以选几个"


def _yes_no(definition: Datum, text: str, today: date) -> str:
    return "" if text in ("是", "否") else "请选“是”或“否”"


def _money(definition: Datum, text: str, today: date) -> str:
    if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text):
        return "请只填数字，最多两位小数，例如 1500.50"
    return _bounds(definition, float(text))


def _number(definition: Datum, text: str, today: date) -> str:
    if not re.fullmatch(r"\d{1,9}", text):
        return "请只填数字，例如 3"
    return _bounds(definition, float(text))


def _bounds(definition: Datum, number: float) -> str:
    if definition.minimum is not None and number < definition.minimum:
        return f"不能小于 {definition.minimum}{definition.unit}，请改正"
    if definition.maximum is not None and number > definition.maximum:
        return f"不能大于 {definition.maximum}{definition.unit}，请改正"
    return ""


def _digits(definition: Datum, text: str, today: date) -> str:
    if not (text.isascii() and text.isdigit()):
        return "请只填数字"
    if definition.digits and len(text) not in definition.digits:
        lengths = " / ".join(map(str, definition.digits))
        return f"应当是 {lengths} 位，现在是 {len(text)} 位，请核对"
    return ""


_CHECKS: Mapping[str, Callable[[Datum, str, date], str]] = MappingProxyType(
    {
        "text": _nothing,
        "person_name": _person_name,
        "resident_number": _resident_number,
        "uscc": _uscc,
        "date": _date,
        "phone": _phone,
        "address": _address,
        "choice": _choice,
        "multiple_choice": _multiple_choice,
        "yes_no": _yes_no,
        "money": _money,
        "number": _number,
        "digits": _digits,
        "document_number": _document_number,
        "period": _period,
        "rows": _rows,
        "file": _file,
        "signature": _signature,
    }
)


def is_doubtful(definition: Datum, text: str) -> bool:
    """Say whether a value passes but deserves a second look, such as an odd check digit."""
    return definition.kind == "uscc" and not uscc.is_valid(text)
