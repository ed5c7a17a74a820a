"""Writing items into a workbook in the XLSForm manner: survey, choices, settings and the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from forms.catalogue import Catalogue
from forms.dictionary import Dictionary, FieldDefinition
from forms.service_item import ServiceItem
from forms.workbook_layout import CHOICES, CODE, SETTINGS, SHEETS, SURVEY, Sheet, SheetColumn

_TYPES = {
    "date": "date",
    "money": "decimal",
    "number": "integer",
    "file": "file",
    "signature": "image",
    "rows": "begin_repeat",
}
_COULD_BE_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Record = Mapping[str, Any]


def write_workbook(
    catalogue: Catalogue, items: Sequence[ServiceItem], files: Sequence[str]
) -> bytes:
    """Return a workbook of these items; `files` are their files' names, without the ending."""
    book = Workbook(write_only=True)
    for sheet in SHEETS:
        page = book.create_sheet(sheet.name)
        page.freeze_panes = "A2"
        for place, width in enumerate(sheet.width, 1):
            page.column_dimensions[get_column_letter(place)].width = width
        page.append([_cell(page, column.head, bold=True) for column in sheet.columns])
        for record in _records(sheet, catalogue.dictionary, items, files):
            page.append([_cell(page, _text(column, record)) for column in sheet.columns])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(page: Any, text: str, bold: bool = False) -> Cell:
    cell = WriteOnlyCell(page, text)
    # Set after the value: whatever it begins with, it is text and never a formula.
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_COULD_BE_FORMULA)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _text(column: SheetColumn, record: Record) -> str:
    value = record.get(column.fact)
    match column.shape:
        case "lines":
            return "\n".join(value or ())
        case "yes_no":
            return "yes" if value else "no"
    return "" if value is None else str(value)


def _records(
    sheet: Sheet, dictionary: Dictionary, items: Sequence[ServiceItem], files: Sequence[str]
) -> Iterator[Record]:
    if sheet is CHOICES:
        yield from _choices(dictionary, items)
        return
    for item, file in zip(items, files, strict=True):
        told = item.model_dump(mode="json")
        if sheet is SETTINGS:
            yield {**told, "file": file}
        elif sheet.is_map:
            _, name, value = (column.fact for column in sheet.columns)
            for key, inner in told[sheet.section].items():
                yield {CODE: item.code, name: key, value: inner}
        else:
            for row in told[sheet.section]:
                about = _about(dictionary[row["key"]]) if sheet is SURVEY else {}
                yield {**about, **row, CODE: item.code}


def _about(definition: FieldDefinition) -> Record:
    return {
        "type": _type_of(definition),
        "label": definition.question,
        "hint": definition.hint,
    }


def _type_of(definition: FieldDefinition) -> str:
    match definition.kind:
        case "choice" | "yes_no":
            return f"select_one {definition.key}"
        case "multiple_choice":
            return f"select_multiple {definition.key}"
    return _TYPES.get(definition.kind, "text")


def _choices(dictionary: Dictionary, items: Sequence[ServiceItem]) -> Iterator[Record]:
    used = {wanted.key for item in items for wanted in item.fields}
    for key in dictionary:
        for choice in dictionary[key].choices if key in used else ():
            yield {"list_name": key, "name": choice.value, "label": choice.label}
