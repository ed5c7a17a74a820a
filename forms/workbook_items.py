"""Making items of the rows of a workbook, with every fault named by sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from forms.faults import CatalogueError, Fault
from forms.service_item import ServiceItem
from forms.workbook_layout import (
    CHOICES,
    CODE,
    SETTINGS,
    SHEETS,
    CellShape,
    Sheet,
)
from forms.workbook_reading import SheetRow, SheetRows, read_sheets
from forms.yaml_file import remedy_for

_YES_NO = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
_WANTED: Mapping[CellShape, str] = {"yes_no": "yes 或 no", "number": "整数"}


@dataclass(frozen=True)
class ReadItem:
    """An item of a workbook, and the name of its file ('' where the workbook names none)."""

    item: ServiceItem
    file: str


def read_workbook(data: bytes, file: str) -> WorkbookItems:
    """Return the items of a workbook, or raise `CatalogueError` with every fault."""
    read = WorkbookItems(read_sheets(data, file), file)
    if not read.items and not read.faults:
        read.faults.append(Fault(file, "settings 表", "没有事项", "每个事项写一行"))
    if read.faults:
        raise CatalogueError(tuple(read.faults))
    return read


class WorkbookItems:
    """The items of a workbook: the rows of all sheets put together by the code of their item."""

    def __init__(self, sheets: Mapping[str, SheetRows], file: str) -> None:
        self._sheets = sheets
        self._file = file
        self.faults: list[Fault] = []
        self._heads: dict[str, SheetRow] = {}
        self._parts: dict[tuple[str, str], list[SheetRow]] = {}
        self._sort_rows()
        self.items = tuple(self._read_items())

    def place_of(self, code: str, place: str) -> str:
        """Return the sheet, row and column of a place in an item, such as `fields phone.when`."""
        section, *rest = re.split(r"[. ]", re.sub(r"^第 \d+ 行 ", "", place))
        return self._cell(code, section, rest)

    def _read_items(self) -> Iterator[ReadItem]:
        for code, head in self._heads.items():
            facts = self._facts(head, SETTINGS)
            name = str(facts.pop("file", ""))
            for sheet in SHEETS:
                if sheet not in (SETTINGS, CHOICES):
                    facts |= self._section(sheet, code)
            try:
                yield ReadItem(ServiceItem.model_validate(facts), name)
            except ValidationError as error:
                for problem in error.errors():
                    self._add_model_fault(code, dict(problem))

    def _sort_rows(self) -> None:
        for row in self._sheets[SETTINGS.name].rows:
            code = row.texts.get(CODE, "")
            if code in self._heads:
                self._add(row, CODE, "这个事项写了两次", "只留一行")
            self._heads.setdefault(code, row)
        for sheet in SHEETS:
            if sheet in (SETTINGS, CHOICES):
                continue
            for row in self._sheets[sheet.name].rows:
                code = row.texts.get(CODE, "")
                if code in self._heads:
                    self._parts.setdefault((sheet.name, code), []).append(row)
                else:
                    remedy = "改正编码，或在 settings 表里加上这个事项"
                    self._add(row, CODE, f"settings 表里没有事项 {code[:40]}", remedy)

    def _section(self, sheet: Sheet, code: str) -> dict[str, Any]:
        rows = self._parts.get((sheet.name, code), [])
        read = [self._facts(row, sheet) for row in rows]
        if not sheet.is_map:
            return {sheet.section: read}
        _, name, value = (column.fact for column in sheet.columns)
        pairs: dict[str, Any] = {}
        for row, facts in zip(rows, read, strict=True):
            key = str(facts.get(name, ""))
            if key in pairs:
                self._add(row, name, f"{key} 写了两次", "合成一行")
            pairs[key] = facts.get(value, "")
        return {sheet.section: pairs}

    def _facts(self, row: SheetRow, sheet: Sheet) -> dict[str, Any]:
        """Return the facts of a row; an empty cell stands for the default."""
        facts: dict[str, Any] = {}
        for column in sheet.columns:
            text = row.texts.get(column.head, "")
            if column.is_told or not text or column.fact == CODE:
                continue
            value = _value_of(column.shape, text)
            if value is None:
                wanted = f"应当是{_WANTED[column.shape]}"
                self._add(row, column.head, f"“{text[:20]}”看不懂", wanted)
            else:
                facts[column.fact] = value
        return facts

    def _add_model_fault(self, code: str, problem: dict[str, Any]) -> None:
        section, *rest = (str(part) for part in problem["loc"])
        place = self._cell(code, section, rest)
        self.faults.append(Fault(self._file, place, *remedy_for(problem)))

    def _cell(self, code: str, section: str, rest: list[str]) -> str:
        """Return where a fact of an item stands; its row in `settings` where it has none yet."""
        sheet = next((s for s in SHEETS if s.section == section), SETTINGS)
        rows = self._parts.get((sheet.name, code), [])
        row, fact = self._heads[code], section
        if sheet.section and not rows:
            return f"{sheet.name} 表（事项 {code}）"
        if sheet.section and rest:
            row = _row_of(rows, rest[0])
            fact = rest[1] if len(rest) > 1 else sheet.columns[1].fact
            if sheet.is_map:
                fact = sheet.columns[1 if rest[-1] == "[key]" else 2].fact
        head = next((c.head for c in row.sheet.columns if c.fact == fact), fact)
        return row.place(head, self._sheets[row.sheet.name].letters)

    def _add(self, row: SheetRow, head: str, problem: str, remedy: str) -> None:
        place = row.place(head, self._sheets[row.sheet.name].letters)
        self.faults.append(Fault(self._file, place, problem, remedy))


def _row_of(rows: list[SheetRow], part: str) -> SheetRow:
    if part.isdigit() and int(part) < len(rows):
        return rows[int(part)]
    name = rows[0].sheet.columns
    named = (r for r in rows if part in (r.texts.get(name[1].head), r.texts.get("name")))
    return next(named, rows[0])


def _value_of(shape: CellShape, text: str) -> Any:
    match shape:
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "yes_no":
            return _YES_NO.get(text.lower())
        case "number":
            return int(text) if text.isascii() and text.isdigit() else None
    return text
