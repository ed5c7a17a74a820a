from __future__ import annotations

from datetime import date

import pytest

from forms.catalogue import Catalogue
from forms.kinds import clean, fault_in, is_doubtful

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("key", "entered", "kept"),
    [
        ("resident_number", "1101 0519 4912 3100 2x", "11010519491231002X"),
        ("resident_number", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("phone", "138 0000-0000", "13800000000"),
        ("birth_date", "1949年12月31日", "1949-12-31"),
        ("birth_date", "19491231", "1949-12-31"),
        ("birth_date", "1949/2/3", "1949-02-03"),
        ("name", "阿依古丽•买买提", "阿依古丽·买买提"),
        ("sex", "女", "女"),
        ("nation", "汉族", "汉"),
        ("residence_reason", "在这里工作", "就业"),
        ("change_matters", "住所，名称", "名称、住所"),
        ("withdrawal_amount", "1,500 元", "1500"),
        ("illness", "样本：丧失劳动能力", "样本：丧失劳动能力"),
        ("household_address", " 广州市（越秀区）样本路１号 ", "广州市（越秀区）样本路1号"),
    ],
)
def test_what_is_entered_is_tidied(
    shipped_catalogue: Catalogue, key: str, entered: str, kept: str
) -> None:
    definition = shipped_catalogue.dictionary[key]
    assert clean(definition, entered) == kept
    assert fault_in(definition, kept, TODAY) == ""


@pytest.mark.parametrize(
    ("key", "entered", "remedy"),
    [
        ("name", "陈", "至少两个字"),
        ("name", "陈样本1", "不要带数字"),
        ("resident_number", "1101051949123100", "现在是 16 位"),
        ("resident_number", "110105194912310021", "核对"),
        ("resident_number", "11010519491231002A", "最后一位可以是 X"),
        ("phone", "1380000000", "现在是 10 位"),
        ("phone", "12800000000", "11 位手机号码"),
        ("birth_date", "2023-02-29", "年-月-日"),
        ("birth_date", "1749-02-03", "检查年份"),
        ("household_address", "广州", "门牌号"),
        ("sex", "其他", "选一个"),
        ("insured_elsewhere", "也许", "是"),
        ("withdrawal_amount", "0", "不能小于 1元"),
        ("withdrawal_amount", "1.234", "两位小数"),
        ("bank_account", "6200", "现在是 4 位"),
        ("business_uscc", "9144O101", "照抄"),
        ("change_matters", "名称、外观", "选"),
        ("job_wish", "文" * 41, "最多 40 个字"),
    ],
)
def test_a_wrong_value_is_told_how_to_mend_it(
    shipped_catalogue: Catalogue, key: str, entered: str, remedy: str
) -> None:
    definition = shipped_catalogue.dictionary[key]
    assert remedy in fault_in(definition, clean(definition, entered), TODAY)


def test_number_of_a_hong_kong_resident_passes_though_no_division_has_its_prefix(
    shipped_catalogue: Catalogue,
) -> None:
    definition = shipped_catalogue.dictionary["resident_number"]
    assert fault_in(definition, "810000199408230021", TODAY) == ""


def test_credit_code_with_an_odd_check_digit_passes_but_is_doubtful(
    shipped_catalogue: Catalogue,
) -> None:
    definition = shipped_catalogue.dictionary["business_uscc"]
    assert fault_in(definition, "914401010000000150", TODAY) == ""
    assert is_doubtful(definition, "914401010000000150")
    assert not is_doubtful(definition, "914401010000000153")
