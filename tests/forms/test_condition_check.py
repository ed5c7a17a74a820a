"""Each fault that would trap a citizen, shown on a specimen that has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.catalogue_check import check_catalogue
from tests.forms.test_catalogue import PERMIT, WORKING, spoil

DICTIONARY = "dictionary.yaml"
ITEM = "items/senior_card.yaml"
SITUATION = 'situations:\n  - {key: odd, name: 样本情形, when: "%s"}\nfields:'
TWO_SITUATIONS = (
    "situations:\n  - {key: one, name: 一, when: \"senior_stay == '否'\"}\n"
    "  - {key: two, name: 二, when: \"senior_stay == '否'\"}\nfields:"
)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (ITEM, "fields:", SITUATION % "senior_stay == '否' and senior_stay == '是'", "谁也到不了"),
        (ITEM, "fields:", SITUATION % "age(birth_date) < 18 and age(birth_date) > 60", "到不了"),
        (ITEM, "fields:", SITUATION % "birth_date < '1950-01-01' and birth_date > today", "到不了"),
        (ITEM, "fields:", TWO_SITUATIONS, "分不开"),
        (
            PERMIT,
            f"employer_name, {WORKING}",
            f"employer_name, {WORKING[:-1]} and residence_reason == '就读'}}",
            "谁也问不到",
        ),
        (
            "items/pension_claim.yaml",
            "\nmaterials:",
            "\nmaterials:\n  - {key: odd, name: 样本, when: \"sex == '男' and sex == '女'\"}",
            "谁也不用交",
        ),
        (
            DICTIONARY,
            "rules:",
            "rules:\n  - {key: sex, holds: sex == '其他', message: x}",
            "没有选项",
        ),
        (
            DICTIONARY,
            "rules:",
            "rules:\n  - {key: sex, holds: \"sex == '男' and sex == '女'\", message: x}",
            "这条规则永远不成立",
        ),
        (
            DICTIONARY,
            "holds: birth_date <= today",
            "holds: birth_date > today\n    message: x\n  - key: birth_date\n"
            "    holds: birth_date <= today",
            "怎么填都通不过",
        ),
        (DICTIONARY, "{value: 小学及以下,", "{value: 小学以下和没有上过学的都算,", "也通不过"),
        (DICTIONARY, "    minimum: 1\n", "    minimum: 9\n    maximum: 3\n", "答不了"),
        (DICTIONARY, "question: 您的性别是？", "question: 您的文化程度是？", "像是同一个数据元"),
    ],
)
def test_a_trap_is_found_with_its_line(
    catalogue_folder: Path, file: str, old: str, new: str, words: str
) -> None:
    spoil(catalogue_folder, file, old, new)
    faults = [f for f in check_catalogue(catalogue_folder) if words in f.problem]
    assert faults, check_catalogue(catalogue_folder)
    assert all(f.file == file and f.place.startswith("第 ") and f.remedy for f in faults)


def test_a_condition_at_odds_with_that_of_the_field_it_looks_at(catalogue_folder: Path) -> None:
    odd = "{key: odd, name: 样本, when: filled(employer_name) and residence_reason == '就读'}"
    spoil(catalogue_folder, PERMIT, "\nmaterials:\n", f"\nmaterials:\n  - {odd}\n")
    (fault,) = check_catalogue(catalogue_folder)
    assert "和 employer_name 的条件矛盾" in fault.problem


def test_conditions_that_wait_for_each_other(catalogue_folder: Path) -> None:
    spoil(catalogue_folder, PERMIT, "- key: phone", "- {key: phone, when: filled(sex)}")
    spoil(catalogue_folder, PERMIT, "- key: sex", "- {key: sex, when: filled(phone)}")
    (fault,) = check_catalogue(catalogue_folder)
    assert "条件绕成了圈" in fault.problem
    assert fault.place.startswith("第 ")


def test_a_group_needs_more_than_one_material(catalogue_folder: Path) -> None:
    spoil(catalogue_folder, ITEM, "{key: resident_card,", "{key: resident_card, one_of: 证明,")
    (fault,) = check_catalogue(catalogue_folder)
    assert "只有一种材料可选" in fault.problem
