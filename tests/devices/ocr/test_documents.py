"""Fields found among lines of text, and the contradictions that refuse them."""

from __future__ import annotations

import pytest

from devices.ocr.checks import iso_date, resident_number_fault
from devices.ocr.documents import Found, recognise
from devices.ocr.lines import Line, level

FRONT = (
    ("姓名", 50, 60),
    ("陈样本", 160, 60),
    ("性别女 民族汉", 50, 150),
    ("出生", 50, 240),
    ("1949 年 12 月 31日", 160, 240),
    ("住址", 50, 320),
    ("广西南宁市青秀区", 160, 320),
    ("民族大道样本街1号", 160, 372),
    ("公民身份号码", 50, 540),
    ("11010519491231002X", 340, 540),
)
BACK = (
    ("居民身份证", 330, 190),
    ("签发机关", 200, 440),
    ("佛山市公安局禅城分局", 400, 440),
    ("有效期限2010.05.01-长期", 200, 520),
)
LICENCE = (
    ("营业执照", 540, 80),
    ("统一社会信用代码", 60, 230),
    ("91440604XUFXYY2EJ3", 60, 290),
    ("名", 60, 420),
    ("称", 140, 420),
    ("佛山样本餐饮有限公司", 270, 420),
    ("注册资本伍拾万元人民币", 850, 420),
    ("类型", 60, 520),
    ("有限责任公司（自然人独资）", 270, 520),
    ("成立日期", 850, 520),
    ("2017年07月16日", 1030, 520),
    ("法定代表人", 60, 620),
    ("陈样本", 270, 620),
    ("住所", 850, 620),
    ("佛山市禅城区祖庙街道", 1030, 620),
    ("样本路19号", 1030, 664),
    ("经营范围", 60, 720),
    ("餐饮服务；日用百货", 270, 720),
    ("销售", 270, 764),
)


def lines(*rows: tuple[str, int, int], score: float = 0.99) -> tuple[Line, ...]:
    """Lines of letters 36 pixels high at x, y."""
    made = []
    for text, x, y in rows:
        right = x + sum(36 if ord(c) > 255 else 20 for c in text)
        box = ((x, y), (right, y), (right, y + 36), (x, y + 36))
        made.append(Line(text, box, score))
    return tuple(made)


def found_in(*rows: tuple[str, int, int], score: float = 0.99) -> Found:
    found = recognise(lines(*rows, score=score))
    assert found is not None
    return found


def changed(old: str, new: str) -> Found:
    return found_in(*((text.replace(old, new), x, y) for text, x, y in FRONT))


def test_the_front_of_a_resident_card_is_taken_apart() -> None:
    found = found_in(*FRONT)
    assert found.fields == {
        "name": "陈样本",
        "sex": "女",
        "nation": "汉",
        "birth_date": "1949-12-31",
        "household_address": "广西南宁市青秀区民族大道样本街1号",
        "resident_number": "11010519491231002X",
    }
    assert (found.label, found.unclear, found.fault) == ("居民身份证", (), "")


@pytest.mark.parametrize(("read", "nation"), [("漢", "汉"), ("維吾爾", "维吾尔"), ("土家", "土家")])
def test_a_nation_read_in_older_characters_is_the_nation(read: str, nation: str) -> None:
    assert changed("民族汉", f"民族{read}").fields["nation"] == nation


def test_a_tilted_card_is_read_alike() -> None:
    tilted = tuple(
        Line(line.text, tuple((x - 0.2 * y, y + 0.2 * x) for x, y in line.box), line.score)
        for line in lines(*FRONT)
    )
    found = recognise(level(tilted))
    assert found is not None and found.fields == found_in(*FRONT).fields


def test_the_back_says_who_issued_it_and_until_when() -> None:
    assert found_in(*BACK).fields == {
        "authority": "佛山市公安局禅城分局",
        "valid_from": "2010-05-01",
        "valid_to": "长期",
    }


def test_a_licence_in_two_columns_is_taken_apart() -> None:
    assert found_in(*LICENCE).fields == {
        "business_uscc": "91440604XUFXYY2EJ3",
        "business_name": "佛山样本餐饮有限公司",
        "business_kind": "有限责任公司（自然人独资）",
        "legal_representative": "陈样本",
        "registered_capital": "伍拾万元人民币",
        "established": "2017-07-16",
        "business_address": "佛山市禅城区祖庙街道样本路19号",
        "business_scope": "餐饮服务；日用百货销售",
    }


def test_a_line_that_runs_into_the_second_column_is_cut_at_its_label() -> None:
    first, second = ("佛山样本餐饮有限公司", 270, 420), ("注册资本伍拾万元人民币", 850, 420)
    rest = tuple(row for row in LICENCE if row not in (first, second))
    fields = found_in(*rest, (first[0] + second[0], 270, 420)).fields
    assert fields["business_name"] == "佛山样本餐饮有限公司"
    assert fields["registered_capital"] == "伍拾万元人民币"


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ("（自然人独资)", "（自然人独资）"),
        ("(自然人独资）", "(自然人独资)"),
        ("）自然人", "）自然人"),
    ],
)
def test_brackets_are_closed_as_wide_as_they_were_opened(read: str, told: str) -> None:
    rows = tuple((text.replace("（自然人独资）", read), x, y) for text, x, y in LICENCE)
    assert found_in(*rows).fields["business_kind"] == f"有限责任公司{told}"


def test_a_licence_whose_check_digit_is_wrong_is_doubted() -> None:
    rows = ((t.replace("2EJ3", "2EJ4"), x, y) for t, x, y in LICENCE)
    assert "校验位" in found_in(*rows).fault


def test_a_social_security_card_gives_name_and_numbers() -> None:
    found = found_in(
        ("中华人民共和国社会保障卡", 300, 50),
        ("姓名陈样本", 330, 180),
        ("社会保障号码 11010519491231002X", 330, 260),
        ("社会保障卡号A00000001", 330, 340),
    )
    assert found.fields == {
        "name": "陈样本",
        "resident_number": "11010519491231002X",
        "card_number": "A00000001",
    }


@pytest.mark.parametrize("digit", range(18))
def test_one_misread_digit_is_always_noticed(digit: int) -> None:
    number = "11010519491231002X"
    wrong = number[:digit] + ("7" if number[digit] != "7" else "1") + number[digit + 1 :]
    found = changed(number, wrong)
    assert found.fault or "公民身份号码" in found.unclear


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [("1949 年", "1948 年", "出生日期"), ("性别女", "性别男", "性别")],
)
def test_a_card_that_contradicts_its_number_is_doubted(old: str, new: str, word: str) -> None:
    assert word in changed(old, new).fault


@pytest.mark.parametrize(
    ("old", "new", "unclear"),
    [
        ("陈样本", "陈?本", "姓名"),
        ("民族汉", "民族双", "民族"),
        ("11010519491231002X", "1101051949123100", "公民身份号码"),
    ],
)
def test_what_cannot_be_read_is_named(old: str, new: str, unclear: str) -> None:
    assert unclear in changed(old, new).unclear


def test_two_different_numbers_are_none() -> None:
    found = found_in(*FRONT, ("440604194106309822", 340, 600))
    assert "公民身份号码" in found.unclear


def test_a_faint_reading_is_not_trusted() -> None:
    assert "姓名" in found_in(*FRONT, score=0.7).unclear


def test_other_text_is_no_document() -> None:
    assert recognise(lines(("房屋租赁合同", 0, 0))) is None
    assert recognise(()) is None


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("11010519491231002X", ""),
        ("931586198001010028", ""),
        ("110105194912310021", "校验位"),
        ("1101051949123100", "没有读全"),
        ("990105194912310024", "出生日期|地区|校验位|^$"),
    ],
)
def test_a_number_says_what_is_wrong_with_it(number: str, word: str) -> None:
    import re

    assert re.search(word, resident_number_fault(number))


def test_days_that_are_none_are_no_dates() -> None:
    assert iso_date("2023年2月30日") == "" and iso_date("2024.2.29") == "2024-02-29"
