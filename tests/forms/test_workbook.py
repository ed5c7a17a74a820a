"""Items through a workbook and back; a bad workbook changes nothing and says where it is bad."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from forms.catalogue import Catalogue, CatalogueError, load_catalogue
from forms.catalogue_check import files_of
from forms.catalogue_import import Imported, import_workbook
from forms.item_file import head_of, item_yaml
from forms.workbook import write_workbook
from forms.workbook_items import read_workbook
from tests.forms.conftest import SHIPPED

FILE = "items.xlsx"
PERMIT = "items/residence_permit.yaml"


def workbook_of(catalogue: Catalogue, *names: str) -> bytes:
    files = files_of(SHIPPED, catalogue)
    items = [item for item in catalogue.items if not names or item.name in names]
    return write_workbook(catalogue, items, [Path(files[i.code]).stem for i in items])


@pytest.fixture(scope="module")
def permit_workbook(shipped_catalogue: Catalogue) -> bytes:
    return workbook_of(shipped_catalogue, "居住证申领")


def edited(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    book = load_workbook(BytesIO(data))
    edit(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet(book: Workbook, name: str) -> Worksheet:
    page = book[name]
    assert isinstance(page, Worksheet)
    return page


def put(name: str, cell: str, value: object) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        sheet(book, name)[cell] = value

    return edit


def test_every_item_returns_from_the_workbook_as_it_was(shipped_catalogue: Catalogue) -> None:
    read = read_workbook(workbook_of(shipped_catalogue), FILE).items
    assert [one.item for one in read] == list(shipped_catalogue.items)
    files = files_of(SHIPPED, shipped_catalogue)
    assert [f"items/{one.file}.yaml" for one in read] == list(files.values())


def test_every_item_is_written_as_its_file_stands(shipped_catalogue: Catalogue) -> None:
    for code, file in files_of(SHIPPED, shipped_catalogue).items():
        text = (SHIPPED / file).read_text("utf-8")
        assert item_yaml(shipped_catalogue.item(code), head_of(text)) == text, file


def test_survey_and_choices_are_those_of_a_form(permit_workbook: bytes) -> None:
    book = load_workbook(BytesIO(permit_workbook))
    survey = list(sheet(book, "survey").values)
    heads = ("form_id", "type", "name", "label", "hint", "required", "relevant")
    assert survey[0] == heads
    asked = {row[2]: row[1] for row in survey[1:]}
    assert asked["residence_reason"] == "select_one residence_reason"
    assert asked["birth_date"] == "date"
    choices = [row[:2] for row in sheet(book, "choices").values]
    assert ("residence_reason", "就业") in choices


def test_what_did_not_change_is_not_written(catalogue_folder: Path, permit_workbook: bytes) -> None:
    before = (catalogue_folder / PERMIT).stat().st_mtime_ns
    imported = import_workbook(permit_workbook, FILE, catalogue_folder)
    assert imported == Imported(unchanged=("居住证申领",))
    assert (catalogue_folder / PERMIT).stat().st_mtime_ns == before


def test_a_change_reaches_the_file_and_only_there(
    catalogue_folder: Path, permit_workbook: bytes
) -> None:
    before = (catalogue_folder / PERMIT).read_text("utf-8")
    data = edited(permit_workbook, put("settings", "K2", 10))
    assert import_workbook(data, FILE, catalogue_folder).changed == ("居住证申领",)
    after = (catalogue_folder / PERMIT).read_text("utf-8")
    assert after == before.replace("statutory_days: 15", "statutory_days: 10")


def test_a_trial_writes_nothing(catalogue_folder: Path, permit_workbook: bytes) -> None:
    before = (catalogue_folder / PERMIT).read_text("utf-8")
    data = edited(permit_workbook, put("settings", "K2", 10))
    assert import_workbook(data, FILE, catalogue_folder, dry=True).changed == ("居住证申领",)
    assert (catalogue_folder / PERMIT).read_text("utf-8") == before


def test_a_new_item_gets_a_file_of_its_own(catalogue_folder: Path, permit_workbook: bytes) -> None:
    (catalogue_folder / PERMIT).unlink()
    for bundle in (catalogue_folder / "bundles").iterdir():
        bundle.unlink()
    imported = import_workbook(permit_workbook, FILE, catalogue_folder)
    assert imported == Imported(added=("居住证申领",))
    assert any(item.name == "居住证申领" for item in load_catalogue(catalogue_folder).items)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_what_looks_like_a_formula_stays_text(
    shipped_catalogue: Catalogue, permit_code: str, sign: str
) -> None:
    name = f"{sign}cmd|'/c calc'!A1"
    item = shipped_catalogue.item(permit_code).model_copy(update={"fee": name})
    data = write_workbook(shipped_catalogue, [item], ["residence_permit"])
    cells = [c for row in sheet(load_workbook(BytesIO(data)), "settings").iter_rows() for c in row]
    assert all(cell.data_type != "f" for cell in cells)
    (cell,) = (cell for cell in cells if cell.value == name)
    assert cell.quotePrefix
    assert read_workbook(data, FILE).items[0].item == item


@pytest.mark.parametrize(
    ("edit", "place", "words"),
    [
        (put("survey", "G3", '=HYPERLINK("http://x")'), "survey 表第 3 行 G 列", "公式"),
        (put("settings", "B2", "=1+1"), "settings 表第 2 行 B 列", "公式"),
        (put("settings", "A3", "#REF!"), "settings 表第 3 行", "错误值"),
        (put("survey", "F3", "maybe"), "survey 表第 3 行 F 列（required）", "看不懂"),
        (put("settings", "K2", "十五"), "settings 表第 2 行 K 列（statutory_days）", "看不懂"),
        (put("settings", "K2", 4000), "settings 表第 2 行 K 列（statutory_days）", "太大"),
        (put("materials", "E2", "post"), "materials 表第 2 行 E 列（how）", "不是允许的值"),
        (put("survey", "H1", "calculation"), "survey 表第 1 行 H 列", "没有这一列"),
        (put("survey", "H3", "x"), "survey 表第 3 行 H 列", "没有列名"),
        (put("survey", "G1", "required"), "survey 表第 1 行 G 列", "写了两次"),
        (put("survey", "C1", None), "survey 表第 1 行", "缺少 name 这一列"),
        (put("survey", "A3", "123"), "survey 表第 3 行 A 列（form_id）", "没有事项 123"),
        (put("survey", "C3", "telephone"), "survey 表第 3 行 C 列（name）", "没有数据元"),
        (put("survey", "G3", "name = 1"), "survey 表第 3 行 G 列（relevant）", "看不懂"),
        (put("wordings", "B2", "whom"), "wordings 表第 2 行 B 列（aspect）", "写法不对"),
        (put("sources", "B2", "price"), "sources 表第 2 行 B 列（fact）", "不是允许的值"),
        (put("settings", "A2", None), "settings 表第 2 行 A 列（form_id）", ""),
        (lambda book: book.create_sheet("macros"), "macros 表", "没有这种表"),
        (lambda book: book.remove(book["survey"]), "survey 表", "缺少这张表"),
        (lambda book: sheet(book, "survey").delete_rows(2, 99), "survey 表", "列表是空的"),
        (lambda book: sheet(book, "settings").delete_rows(2), "survey 表第 2 行", "没有事项"),
        (put("settings", "B2", "x" * 201), "settings 表第 2 行 B 列（form_title）", "太长"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_changes(
    catalogue_folder: Path,
    permit_workbook: bytes,
    edit: Callable[[Workbook], object],
    place: str,
    words: str,
) -> None:
    before = (catalogue_folder / PERMIT).read_bytes()
    with pytest.raises(CatalogueError) as caught:
        import_workbook(edited(permit_workbook, edit), FILE, catalogue_folder)
    faults = caught.value.faults
    assert any(f.file == FILE and place in f.place and words in f.problem for f in faults), faults
    assert all(fault.remedy and "\n" not in str(fault) for fault in faults)
    assert (catalogue_folder / PERMIT).read_bytes() == before


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == part else content)
    return buffer.getvalue()


def many_entities(xml: bytes) -> bytes:
    lines = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    head, _, body = xml.partition(b"?>") if xml.startswith(b"<?xml") else (b"", b"", xml)
    start = head + b"?>" if head else b""
    return start + b'<!DOCTYPE x [<!ENTITY a0 "lol">' + lines + b"]>" + body


def test_a_ten_megabyte_cell_is_named(permit_workbook: bytes) -> None:
    def grow(xml: bytes) -> bytes:
        return xml.replace("居住证申领".encode(), b"x" * 10_000_000, 1)

    part = "xl/worksheets/sheet3.xml"
    with pytest.raises(CatalogueError) as caught:
        read_workbook(repacked(permit_workbook, part, grow), FILE)
    (fault,) = caught.value.faults
    assert (fault.place, fault.problem) == ("settings 表第 2 行 B 列", "有 10000000 个字，太长")


def test_a_bomb_is_refused_before_it_is_unpacked(permit_workbook: bytes) -> None:
    data = repacked(permit_workbook, "xl/worksheets/sheet1.xml", lambda xml: bytes(130_000_000))
    assert len(data) < 1_000_000
    with pytest.raises(CatalogueError, match="解开以后大得不正常"):
        read_workbook(data, FILE)


def test_a_claimed_million_rows_cost_nothing(permit_workbook: bytes) -> None:
    def claim(xml: bytes) -> bytes:
        return xml.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>', 1)

    data = repacked(permit_workbook, "xl/worksheets/sheet1.xml", claim)
    assert len(read_workbook(data, FILE).items) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"PK\x03\x04 not a workbook",
        lambda data: data[: len(data) // 2],
        lambda data: repacked(data, "xl/workbook.xml", lambda xml: b"<x/>"),
        lambda data: repacked(data, "xl/workbook.xml", many_entities),
        lambda data: repacked(data, "xl/worksheets/sheet1.xml", many_entities),
        lambda data: repacked(data, "xl/worksheets/sheet1.xml", lambda xml: xml[:300]),
        lambda data: repacked(data, "xl/styles.xml", lambda xml: b"\xff\xfe"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_remedy(
    permit_workbook: bytes, damage: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(CatalogueError) as caught:
        read_workbook(damage(permit_workbook), FILE)
    assert all(fault.file == FILE and fault.remedy for fault in caught.value.faults)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("readme.txt", "hello")
    with pytest.raises(CatalogueError, match="没有工作簿"):
        read_workbook(buffer.getvalue(), FILE)
