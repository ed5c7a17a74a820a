from __future__ import annotations

from pathlib import Path

import pytest

from forms.catalogue import Catalogue, load_catalogue
from forms.catalogue_diff import differences
from forms.published import digest_of, publish, read_published
from tests.forms.test_catalogue import PERMIT, spoil

WORDS = "dictionary.yaml"


def test_a_catalogue_does_not_differ_from_its_published_document(
    shipped_catalogue: Catalogue,
) -> None:
    document = publish(shipped_catalogue)
    assert differences(shipped_catalogue, read_published(document, digest_of(document))) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (PERMIT, "statutory_days: 15", "statutory_days: 10", "法定时限由“15”改为“10”"),
        (PERMIT, "  - key: phone\n", "", "去掉字段 联系电话（phone）"),
        (
            PERMIT,
            "- key: phone",
            "- {key: phone, required: false}",
            "字段 联系电话（phone）的必需由“是”改为“否”",
        ),
        (PERMIT, "aliases: [", "aliases: [样本别名, ", "增加别名 样本别名"),
        (PERMIT, "  how: [", "  how: [样本问法, ", "群众的问法：增加怎么办 样本问法"),
        (PERMIT, "how: card", "how: window", "的怎么交由“card”改为“window”"),
        (WORDS, "question: 您的性别是？", "question: 性别？", "由“您的性别是？”改为“性别？”"),
        (WORDS, "message: 出生日期在今天以后", "message: 出生日期在今天之后", "的说法由"),
        ("bundles/2_school.yaml", "积分入学, ", "身份证换领, ", "去掉事项 积分入学"),
    ],
)
def test_a_change_is_told_in_words(
    catalogue_folder: Path,
    shipped_catalogue: Catalogue,
    file: str,
    old: str,
    new: str,
    told: str,
) -> None:
    spoil(catalogue_folder, file, old, new)
    found = [str(one) for one in differences(shipped_catalogue, load_catalogue(catalogue_folder))]
    assert any(told in line for line in found), found


def test_items_come_and_go(catalogue_folder: Path, shipped_catalogue: Catalogue) -> None:
    (catalogue_folder / "items" / "tobacco_permit.yaml").unlink()
    smaller = load_catalogue(catalogue_folder)
    gone = [one.change for one in differences(shipped_catalogue, smaller)]
    come = [one.change for one in differences(smaller, shipped_catalogue)]
    assert (gone[0], come[0]) == ("删除", "新增")
