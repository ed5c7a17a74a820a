from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from forms.catalogue import Catalogue, CatalogueError, load_catalogue
from forms.catalogue_check import check_catalogue
from forms.faults import Fault

PERMIT = "items/residence_permit.yaml"
WORKING = "when: residence_reason == '就业'}"
NEVER = "when: residence_reason == '就业' and residence_reason == '住所'}"


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    return caught.value.faults


def test_nothing_is_wrong_with_the_shipped_catalogue(catalogue_folder: Path) -> None:
    assert check_catalogue(catalogue_folder) == ()


def test_every_item_can_be_found_asked_about_and_names_its_sources(
    shipped_catalogue: Catalogue,
) -> None:
    assert len(shipped_catalogue.items) >= 14
    for item in shipped_catalogue.items:
        assert len(item.code) == 31
        assert item.aliases, item.name
        assert {"how", "where", "how_long", "how_much"} <= item.wordings.keys(), item.name
        assert item.results, item.name
        assert item.verified_text.startswith("待本厅确认"), item.name
        assert shipped_catalogue.item(item.code) is item


def test_what_the_hall_must_confirm_is_said(shipped_catalogue: Catalogue, permit_code: str) -> None:
    item = shipped_catalogue.item(permit_code)
    assert item.statutory_days == 15
    assert item.verified_text == "待本厅确认：地点、时间、结果"


def test_version_follows_the_content(catalogue_folder: Path, shipped_catalogue: Catalogue) -> None:
    assert load_catalogue(catalogue_folder).version == shipped_catalogue.version
    spoil(catalogue_folder, PERMIT, "statutory_days: 15", "statutory_days: 14")
    assert load_catalogue(catalogue_folder).version != shipped_catalogue.version


def test_every_datum_has_its_name_in_three_languages(shipped_catalogue: Catalogue) -> None:
    definition = shipped_catalogue.dictionary["household_address"]
    assert definition.names.zh_hans == "户籍地址"
    assert definition.names.zh_hant == "戶籍地址"
    assert definition.names.en == "Registered address"


def test_a_yes_no_question_offers_both_answers(shipped_catalogue: Catalogue) -> None:
    choices = shipped_catalogue.dictionary["insured_elsewhere"].choices
    assert [choice.value for choice in choices] == ["是", "否"]


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("name: 居住证申领\n", "", "name", "缺少这一项"),
        ("short_name:", "shortname:", "shortname", "没有这个项目名"),
        ("statutory_days: 15", "statutory_days: 十五", "statutory_days", "整数"),
        ("how: card", "how: post", "materials.0.how", "不是允许的值"),
        ("- key: phone", "- key: telephone", "fields.5.key", "没有数据元 telephone"),
        ("when: residence_reason == '就业'}", "when: residence_reason = '就业'}", "when", "看不懂"),
        ("when: residence_reason == '就业'}", "when: sex_of(name}", "when", "少了"),
        ("when: residence_reason == '就业'}", "when: job_wish == '就业'}", "when", "没有问"),
        ("- key: phone", "- key: name", "fields name", "写了两次"),
        ("department: 公安局", "department: 公安局\ndepartment: 民政局", "第 ", "写了两次"),
        ("department: 公安局", "department: [公安局", "第 ", "YAML 写法不对"),
        ("department: 公安局", "department: &a 公安局\nfee2: *a", "第 ", "引用"),
        ('code: "1144', 'code: "x144', "code", "写法不对"),
    ],
)
def test_a_fault_names_file_place_and_remedy(
    catalogue_folder: Path, old: str, new: str, place: str, words: str
) -> None:
    spoil(catalogue_folder, PERMIT, old, new)
    faults = faults_of(catalogue_folder)
    named = [f for f in faults if f.file == PERMIT and place in f.place and words in f.problem]
    assert named, faults
    assert all(fault.remedy for fault in faults)
    assert check_catalogue(catalogue_folder) == faults


def test_a_fault_names_its_line(catalogue_folder: Path) -> None:
    path = catalogue_folder / PERMIT
    lines = path.read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("statutory_days"))
    spoil(catalogue_folder, PERMIT, "statutory_days: 15", "statutory_days: -1")
    (fault,) = faults_of(catalogue_folder)
    assert fault.place == f"第 {number} 行 statutory_days"


def test_all_faults_of_all_files_are_told_at_once(catalogue_folder: Path) -> None:
    spoil(catalogue_folder, PERMIT, "how: card", "how: post")
    spoil(catalogue_folder, "dictionary.yaml", "kind: phone", "kind: telephone")
    assert {fault.file for fault in faults_of(catalogue_folder)} == {PERMIT, "dictionary.yaml"}


def test_two_items_with_one_code_are_refused(catalogue_folder: Path) -> None:
    permit = catalogue_folder / PERMIT
    (catalogue_folder / "items" / "twin.yaml").write_text(permit.read_text("utf-8"), "utf-8")
    assert any("实施编码与" in fault.problem for fault in faults_of(catalogue_folder))


def _write_bytes(data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / PERMIT).write_bytes(data)


@pytest.mark.parametrize(
    "damage",
    [
        _write_bytes(b"\xff\xfe\x00"),
        _write_bytes(b""),
        _write_bytes(b"- 1\n- 2\n"),
        _write_bytes(b"a: " + b"x" * 1_100_000),
        _write_bytes(b"[" * 5000),
        lambda folder: (folder / "dictionary.yaml").unlink(),
        lambda folder: [path.unlink() for path in (folder / "items").iterdir()],
    ],
)
def test_a_damaged_folder_is_refused_with_a_remedy(
    catalogue_folder: Path, damage: Callable[[Path], object]
) -> None:
    damage(catalogue_folder)
    assert all(fault.problem and fault.remedy for fault in faults_of(catalogue_folder))


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (PERMIT, "0000199344", "0000198344", "不是有效的统一社会信用代码"),
        (PERMIT, WORKING, "when: residence_reason == '打工'}", "没有选项 打工"),
        (PERMIT, WORKING, NEVER, "永远不成立"),
        (PERMIT, "key: name\n", "key: name\n    when: filled(phone)\n", "在它后面才问"),
        (PERMIT, "name: 居民身份证", "name: 二代证", "在这里叫"),
        (PERMIT, "aliases: [", "aliases: [社保卡补办, ", "社保卡补办"),
        ("dictionary.yaml", 'specimen: "13800000000"', 'specimen: "1380000000"', "样值通不过"),
        ("dictionary.yaml", "zh_hans: 户籍地址", "zh_hans: 户口地址", ""),
    ],
)
def test_check_finds_what_would_mislead_a_citizen(
    catalogue_folder: Path, file: str, old: str, new: str, words: str
) -> None:
    spoil(catalogue_folder, file, old, new)
    faults = check_catalogue(catalogue_folder)
    if words:
        assert any(words in fault.problem for fault in faults), faults
    else:
        assert faults == ()


@pytest.mark.parametrize("kind", ["file", "signature"])
def test_an_item_may_ask_for_a_photograph_or_a_signature(catalogue_folder: Path, kind: str) -> None:
    _ask_for_sheet(catalogue_folder, f"kind: {kind}")
    assert check_catalogue(catalogue_folder) == ()


def test_check_refuses_a_picture_that_a_card_would_supply(catalogue_folder: Path) -> None:
    _ask_for_sheet(catalogue_folder, "kind: file\n    supplied_by: [profile]")
    (fault,) = check_catalogue(catalogue_folder)
    assert (fault.file, fault.place) == ("dictionary.yaml", "第 8 行 fields sheet.supplied_by")
    assert "当场拍" in fault.problem
    assert fault.remedy == "去掉 supplied_by"


def test_check_refuses_a_column_that_is_a_picture(catalogue_folder: Path) -> None:
    column = "columns:\n      - {key: seal, name: 签名, kind: signature}"
    _ask_for_sheet(catalogue_folder, f"kind: rows\n    {column}")
    (fault,) = check_catalogue(catalogue_folder)
    assert fault.file == "dictionary.yaml"
    assert fault.place == "第 9 行 fields.0.columns.0.kind"
    assert fault.problem == "表格的列不能拍照或签名"
    assert "单独的字段" in fault.remedy


def _ask_for_sheet(folder: Path, shape: str) -> None:
    added = (
        "fields:\n  - key: sheet\n    names: {zh_hans: 附页, zh_hant: 附頁, en: Sheet}\n"
        f"    {shape}\n    question: 附页在哪里？\n    specimen: {'0a' * 32}\n"
    )
    spoil(folder, "dictionary.yaml", "fields:\n", added)
    spoil(folder, PERMIT, "fields:\n", "fields:\n  - {key: sheet}\n")


def test_check_finds_unused_fields_and_twins(catalogue_folder: Path) -> None:
    path = catalogue_folder / "dictionary.yaml"
    twin = (
        "fields:\n  - key: mailing_address\n"
        "    names: {zh_hans: 现居住的地址, zh_hant: 現居住的地址, en: Address}\n"
        "    kind: address\n    question: 您住哪里？\n    specimen: 广东省广州市越秀区样本路1号\n"
    )
    path.write_text(path.read_text("utf-8").replace("fields:\n", twin, 1), "utf-8")
    problems = [fault.problem for fault in check_catalogue(catalogue_folder)]
    assert "没有事项用它" in problems
    assert any("像是同一个数据元" in problem for problem in problems)
