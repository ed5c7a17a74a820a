from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from forms.shelf import Shelf
from kiosk.cli import app
from kiosk.settings import CATALOGUE


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["catalogue", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(CATALOGUE, tmp_path / "catalogue")


def change(folder: Path) -> None:
    path = folder / "items" / "residence_permit.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("statutory_days: 15", "statutory_days: 10"), "utf-8")


def test_items_go_out_and_come_back(folder: Path, tmp_path: Path) -> None:
    change(folder)
    book = tmp_path / "items.xlsx"
    assert run("export", book, "居住证", "积分入学", "--folder", folder)[0] == 0
    shutil.rmtree(folder)
    shutil.copytree(CATALOGUE, folder)
    code, said = run("import", book, "--folder", folder)
    assert code == 0
    assert "修改　居住证申领" in said
    assert "新增 0，修改 1，没有变化 1" in said
    assert run("import", book, "--folder", folder)[1].endswith("没有变化 2\n")


def test_a_bad_workbook_ends_with_a_reason(folder: Path, tmp_path: Path) -> None:
    book = tmp_path / "bad.xlsx"
    book.write_bytes(b"no workbook")
    code, said = run("import", book, "--folder", folder)
    assert code == 1
    assert "bad.xlsx：文件：不是 XLSX 工作簿。用表格软件另存为 .xlsx" in said
    assert run("import", tmp_path / "none.xlsx", "--folder", folder)[0] == 1
    assert run("export", tmp_path / "no" / "such.xlsx", "居住证")[0] == 1


def test_an_item_is_shown_for_people_and_for_programs() -> None:
    code, said = run("show", "居住证")
    assert code == 0
    assert "  1 居民身份证" in said
    assert "地点　综合窗口（公安）（待本厅确认）" in said
    assert "费用　首次申领不收费\n" in said
    code, said = run("show", "居住证", "--json")
    assert (code, json.loads(said)["short_name"]) == (0, "居住证")


def test_a_sample_is_shown_and_printed(tmp_path: Path) -> None:
    code, said = run("sample", "居住证")
    assert code == 0
    assert "姓名：陈样本" in said
    assert run("sample", "居住证", "--pdf", tmp_path / "sample.pdf")[0] == 0
    assert "居住证申领" in PdfReader(tmp_path / "sample.pdf").pages[0].extract_text()
    assert run("sample", "没有这件事")[0] == 1


def test_differences_are_told(folder: Path, tmp_path: Path) -> None:
    change(folder)
    published = tmp_path / "catalogue.json"
    code, said = run("publish", published, "--folder", folder)
    assert code == 0
    assert "SHA-256 " in said
    assert run("diff", folder, published) == (0, "没有不同\n")
    assert "法定时限由“15”改为“10”" in run("diff", CATALOGUE, published)[1]
    (told,) = json.loads(run("diff", CATALOGUE, published, "--json")[1])
    assert told == {"subject": "事项 居住证申领", "change": "法定时限由“15”改为“10”"}


def test_a_faulty_catalogue_is_not_published(folder: Path, tmp_path: Path) -> None:
    path = folder / "dictionary.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("zh_hans: 户籍地址", "zh_hans: 居住地址"), "utf-8")
    code, said = run("publish", tmp_path / "catalogue.json", "--folder", folder)
    assert code == 1
    assert "没有发布" in said
    assert not (tmp_path / "catalogue.json").exists()


def test_the_schema_is_printed() -> None:
    code, said = run("schema")
    assert code == 0
    assert json.loads(said)["$id"] == "urn:yimen:application:1"


def test_a_catalogue_is_handed_to_a_hall(folder: Path, tmp_path: Path) -> None:
    change(folder)
    hall = tmp_path / "hall"
    assert run("publish", "--hall", hall, "--folder", folder)[0] == 1
    hall.mkdir()
    code, said = run("publish", "--hall", hall, "--folder", folder)
    assert code == 0
    assert "大厅的终端会在两位办事人之间换用" in said
    opened = Shelf(hall / "catalogue").open()
    assert opened is not None
    assert opened.catalogue.version in said
    assert run("publish", "--folder", folder)[0] == 1
