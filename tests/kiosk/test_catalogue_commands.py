from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
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


def test_a_workbook_that_is_there_is_left_alone_until_told(folder: Path, tmp_path: Path) -> None:
    book = tmp_path / "items.xlsx"
    book.write_bytes(b"worked in")
    code, said = run("export", book, "居住证", "--folder", folder)
    assert (code, book.read_bytes()) == (1, b"worked in")
    assert f"{book} 已经有了，没有动它。换一个文件名，或者加上 --force 覆盖它" in said.replace(
        "\n", ""
    )
    assert run("export", book, "居住证", "--folder", folder, "--force")[0] == 0
    assert load_workbook(book).sheetnames[0] == "survey"


def test_a_signature_goes_out_and_comes_back(folder: Path, tmp_path: Path) -> None:
    book = tmp_path / "items.xlsx"
    assert run("export", book, "二手房过户", "--folder", folder)[0] == 0
    rows = list(load_workbook(book)["survey"].iter_rows(values_only=True))
    asked = {row[2]: (row[1], row[3]) for row in rows}
    assert asked["other_party_signature"] == ("image", "请买卖的另一方签名")
    (folder / "items" / "estate_transfer.yaml").unlink()
    code, said = run("import", book, "--folder", folder)
    assert (code, "新增　不动产转移登记（买卖）" in said) == (0, True), said


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


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "none"), "打不开目录文件夹 none：没有这个文件或文件夹。"),
        (("check", "plain.txt"), "打不开目录文件夹 plain.txt：路径当中有一段是文件，不是文件夹。"),
        (("diff", CATALOGUE, "plain.txt"), "plain.txt：文件：文件：不是完整的 JSON。"),
        (("import", CATALOGUE), "这是文件夹，不是文件。写上一个文件的名称"),
        (("import", "none.xlsx"), "读不了 none.xlsx：没有这个文件或文件夹。检查路径写得对不对"),
        (("sample", "居住证", "--pdf", "folder"), "写不了 folder：这是文件夹，不是文件。"),
        (("export", "items.txt", "居住证"), "文件名的末尾写成 .xlsx"),
        (("publish",), "写上文件名，或用 --hall 写上大厅的数据文件夹"),
        (("publish", "a.json", "--folder", "none"), "没有这个文件或文件夹"),
        (("search", " "), "没有写要找什么"),
        (("show", "居住政"), "目录里没有“居住政”。是不是：居住证申领？"),
        (("show", ""), "没有写是哪个事项"),
    ],
)
def test_a_slip_is_told_with_its_place_and_its_remedy(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str | Path, ...],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain.txt").write_text("hello")
    (tmp_path / "folder").mkdir()
    code, said = run(*arguments)
    assert code == 1
    assert told in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "plain.txt"]


def test_an_item_is_found_by_an_everyday_name() -> None:
    assert run("show", "身份证补办")[1].startswith("居民身份证补领（身份证补领）")


def test_a_file_that_cannot_be_written_keeps_what_it_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = tmp_path / "catalogue.json"
    published.write_text("the last good one")

    def stop_half_way(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", stop_half_way)
    code, said = run("publish", published)
    assert (code, said) == (1, f"写不了 {published}：磁盘满了。清理磁盘再来\n")
    assert published.read_text() == "the last good one"
    assert list(tmp_path.iterdir()) == [published]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("hours: [一, 二", "方括号没有写完整。各项之间用英文逗号，末尾补上 ]"),
        ("hours: 上午: 九点", "这里不该有冒号。检查缩进；文字里有冒号的，给整段文字加上引号"),
        ("hours:\t@九点", "缩进用空格不用 Tab；以符号开头的文字加上引号"),
        ("hours: '九点", "引号没有写完。补上后一半引号"),
    ],
)
def test_broken_yaml_is_told_by_line_in_plain_chinese(folder: Path, line: str, told: str) -> None:
    path = folder / "items" / "residence_permit.yaml"
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")
    code, said = run("check", folder)
    assert code == 1
    assert said.startswith("items/residence_permit.yaml：第 ")
    assert told in said


def test_a_wrong_head_is_told_once_and_not_for_each_of_its_cells(
    folder: Path, tmp_path: Path
) -> None:
    book = tmp_path / "items.xlsx"
    run("export", book, "居住证")
    sheets = load_workbook(book)
    sheets["survey"].cell(1, 2).value = "neme"
    sheets.save(book)
    said = run("import", book, "--folder", folder)[1]
    assert "survey 表第 1 行 B 列（neme）：没有这一列" in said
    assert said.count("neme") == len(said.split("\n")) - 2
