"""Reading the cells of a workbook that may come from anywhere: bounded, and never a formula."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from forms.faults import CatalogueError, Fault
from forms.workbook_layout import NEEDED, SHEETS, Sheet, SheetColumn

LARGEST_FILE = 30_000_000
LARGEST_UNPACKED = 120_000_000
MOST_PARTS = 500
MOST_ROWS = 200_000
MOST_COLUMNS = 60
LONGEST_CELL = 32_767
"""What the format allows in one cell."""


@dataclass(frozen=True)
class SheetRow:
    """One row: its number, and the text of each cell that holds one."""

    sheet: Sheet
    number: int
    texts: Mapping[str, str]
    """By the head of the column."""

    def place(self, head: str, letters: Mapping[str, str]) -> str:
        """Return where a cell stands, as a person looks for it."""
        return f"{self.sheet.name} 表第 {self.number} 行 {letters.get(head, '')} 列（{head}）"


@dataclass(frozen=True)
class SheetRows:
    """All rows of a sheet, with the letter of each column."""

    rows: tuple[SheetRow, ...]
    letters: Mapping[str, str]


def read_sheets(data: bytes, file: str) -> dict[str, SheetRows]:
    """Return the rows of every sheet, or raise `CatalogueError` with every faulty cell."""
    _check_package(data, file)
    try:
        # The sizes are known to be modest, so it is safe to let the library unpack them.
        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    except Exception:
        # A damaged workbook makes the library raise nearly anything: KeyError, ValueError, …
        raise _refused(
            file, "文件", "打不开，不是完整的 XLSX 工作簿", "用表格软件另存一次"
        ) from None
    faults: list[Fault] = []
    known = {sheet.name: sheet for sheet in SHEETS}
    for name in book.sheetnames:
        if name not in known:
            remedy = f"删掉它，或改成这些里面的一个：{'、'.join(known)}"
            faults.append(Fault(file, f"{name[:40]} 表", "没有这种表", remedy))
    for sheet in NEEDED:
        if sheet.name not in book.sheetnames:
            faults.append(Fault(file, f"{sheet.name} 表", "缺少这张表", "照导出的工作簿补上"))
    read = {}
    for name, sheet in known.items():
        present = name in book.sheetnames
        read[name] = _SheetReader(file, sheet, faults).read(book[name]) if present else _NONE
    if faults:
        raise CatalogueError(tuple(faults))
    return read


_NONE = SheetRows((), {})


def _refused(file: str, place: str, problem: str, remedy: str) -> CatalogueError:
    return CatalogueError((Fault(file, place, problem, remedy),))


def _check_package(data: bytes, file: str) -> None:
    """Look at the sizes a package claims before anything of it is unpacked."""
    if len(data) > LARGEST_FILE:
        raise _refused(file, "文件", "超过 30 MB", "分成几个工作簿导入")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise _refused(file, "文件", "不是 XLSX 工作簿", "用表格软件另存为 .xlsx") from None
    # zipfile never unpacks more of a part than its head claims, so the claims can be trusted.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        remedy = "不要打开它；请提供文件的人重新另存一份"
        raise _refused(file, "文件", "解开以后大得不正常", remedy)
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise _refused(file, "文件", "压缩包里没有工作簿", "用表格软件另存为 .xlsx")


class _SheetReader:
    """Reads one sheet; faults are told with the row and the column."""

    def __init__(self, file: str, sheet: Sheet, faults: list[Fault]) -> None:
        self._file = file
        self._sheet = sheet
        self._faults = faults

    def read(self, page: Any) -> SheetRows:
        """Return the rows that hold something."""
        try:
            # The file's own word on its dimensions is not to be trusted: it sizes every row.
            page.reset_dimensions()
            lines = page.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1)
            heads = next(lines, ())
            columns = self._columns(heads)
            # Of a column with a wrong head its head is told, not each of its cells as well.
            named = {place for place, cell in enumerate(heads) if cell.value is not None}
            rows = tuple(self._rows(lines, columns, named))
        except Exception:
            # As at the opening: what a damaged sheet makes the library raise is not to be told.
            self._add("整张表", "读不出来，内容已损坏", "用表格软件另存一次")
            return _NONE
        return SheetRows(rows, {c.head: get_column_letter(n + 1) for n, c in columns.items()})

    def _columns(self, heads: Any) -> dict[int, SheetColumn]:
        columns: dict[int, SheetColumn] = {}
        for place, cell in enumerate(heads):
            head = self._text_of(cell, 1, place)
            column = self._sheet.column(head) if head else None
            if column is not None and column not in columns.values():
                columns[place] = column
            elif head:
                what = "没有这一列" if column is None else "列写了两次"
                known = "、".join(c.head for c in self._sheet.columns)
                where = f"第 1 行 {get_column_letter(place + 1)} 列（{head[:40]}）"
                self._add(where, what, f"删掉它，或改成这些里面的一个：{known}")
        for column in self._sheet.columns:
            if not column.is_told and column not in columns.values() and column.fact != "file":
                self._add("第 1 行", f"缺少 {column.head} 这一列", "照导出的工作簿补上")
        return columns

    def _rows(
        self, lines: Any, columns: Mapping[int, SheetColumn], named: set[int]
    ) -> Iterator[SheetRow]:
        for number, line in enumerate(lines, 2):
            if number > MOST_ROWS:
                self._add(f"第 {number} 行", f"超过 {MOST_ROWS} 行", "分成几个工作簿导入")
                return
            texts = {}
            for place, cell in enumerate(line):
                text = self._text_of(cell, number, place)
                if text and place in columns:
                    texts[columns[place].head] = text
                elif text and place not in named:
                    where = f"第 {number} 行 {get_column_letter(place + 1)} 列"
                    self._add(where, "这一列没有列名", "删掉它，或在第 1 行写上列名")
            if texts:
                yield SheetRow(self._sheet, number, texts)

    def _text_of(self, cell: Any, number: int, place: int) -> str:
        value = cell.value
        if value is None:
            return ""
        where = f"第 {number} 行 {get_column_letter(place + 1)} 列"
        if cell.data_type == "f":
            self._add(where, "单元格是公式", "改成它的结果，并把格式设为文本")
            return ""
        if cell.data_type == "e":
            self._add(where, f"单元格是错误值 {value}", "改成文字")
            return ""
        text = _plain(value)
        if len(text) > LONGEST_CELL:
            self._add(where, f"有 {len(text)} 个字，太长", f"缩短到 {LONGEST_CELL} 个字以内")
            return ""
        return text

    def _add(self, where: str, problem: str, remedy: str) -> None:
        self._faults.append(Fault(self._file, f"{self._sheet.name} 表{where}", problem, remedy))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
