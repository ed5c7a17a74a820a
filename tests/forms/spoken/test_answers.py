"""What people say, and what the field then holds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.dictionary import Choice, Datum, KindName
from forms.kinds import fault_in
from forms.spoken import names_the_same, parse_answer
from forms.spoken.dates import end_of, period_of
from forms.spoken.numbers import amount_of, number_of

TODAY = date(2026, 11, 25)
REASONS = tuple(Choice(value=v, label=v) for v in ("就业", "就读", "居住", "投靠亲属", "其他"))

SPOKEN: dict[KindName, dict[str, str | None]] = {
    "date": {
        "今年三月五号": "2026-03-05", "去年十二月三十一日": "2025-12-31",
        "前年五月一号": "2024-05-01",
        "明年一月一日": "2027-01-01", "一九八五年三月五日": "1985-03-05",
        "一九四九年十二月三十一号": "1949-12-31", "二零二四年五月一号": "2024-05-01",
        "二〇〇〇年二月二十九日": "2000-02-29", "两千零八年八月八号": "2008-08-08",
        "八五年三月五号": "1985-03-05", "零八年八月八号": "2008-08-08",
        "九九年九月九号": "1999-09-09",
        "三月五号": "2026-03-05", "十一月二十号": "2026-11-20", "今天": "2026-11-25",
        "昨天": "2026-11-24", "前天": "2026-11-23", "明天": "2026-11-26",
        "2024年5月1日": "2024-05-01", "2024-5-1": "2024-05-01", "20240501": "2024-05-01",
        "二零二四零五零一": "2024-05-01", "幺九八五零三零五": "1985-03-05",
        "这个月十号": "2026-11-10", "是一九八五年三月五日出生的": "1985-03-05",
        "今年的三月五号": "2026-03-05", "二零二三年二月三十号": None, "十三月一号": None,
        "农历三月初五": None, "不知道": None, "很久以前": None,
    },
    "period": {
        "从二零二四年五月一号到二零二五年四月三十号": "2024-05-01/2025-04-30",
        "今年一月一号到今年十二月三十一号": "2026-01-01/2026-12-31",
        "二零二四年五月一日至二零二六年四月三十日": "2024-05-01/2026-04-30",
        "从去年三月一号起到明年二月二十八号": "2025-03-01/2027-02-28",
        "从二零二四年五月一号到长期": "2024-05-01/长期",
        "二零二零年一月一号起长期": "2020-01-01/长期",
        "今年五月一号到去年五月一号": None, "三年": None, "一直": None,
    },
    "money": {
        "三千五百块": "3500", "三千五": "3500", "三千五百元整": "3500", "一万二": "12000",
        "一万二千块钱": "12000", "两万五千": "25000", "两万五": "25000", "十万": "100000",
        "一百万": "1000000", "五十块": "50", "二百五十元": "250", "一千零五十": "1050",
        "一千零五块": "1005", "一万零五百": "10500", "三块五": "3.50", "三块五毛": "3.50",
        "两块半": "2.50", "五毛": "0.50", "十二块三毛五": "12.35", "十二块三毛五分": "12.35",
        "一百块零五毛": "100.50", "3500元": "3500", "3500": "3500", "1.5万": "15000",
        "两千八左右": "2800", "大概三千": "3000", "十块钱": "10", "一百二": "120",
        "一百二十": "120",
        "两百": "200", "一亿": "100000000", "四千三百二十一块": "4321", "九千九百九十九": "9999",
        "一千五百点五元": "1500.50", "没有钱": None, "很多": None, "": None,
    },
    "number": {
        "三个": "3", "两个": "2", "十二": "12", "二十一岁": "21", "一百零八": "108", "3": "3",
        "八十五平方米": "85", "一共五口人": "5", "四口人": "4", "有两个人": "2", "三十个月": "30",
        "一千二": "1200", "三点五": None, "几个": None,
    },
    "phone": {
        "幺三八零零一三八零零零": "13800138000", "一三八零零一三八零零零": "13800138000",
        "13800138000": "13800138000", "138 0013 8000": "13800138000",
        "我的电话是幺三八零零幺三八零零零": "13800138000", "手机号码是13800138000": "13800138000",
        "幺三八，零零幺三，八零零零": "13800138000", "洞二洞八六六六六六六六六": "020866666666",
        "拐": "7", "不记得了": None,
    },
    "digits": {"五一零六三零": "510630", "5 1 0 6 3 0": "510630", "是五幺洞六三洞": "510630"},
    "resident_number": {
        "幺幺零幺零五幺九四九幺二三幺零零二叉": "11010519491231002X",
        "11010519491231002x": "11010519491231002X", "110105 19491231 002 X": "11010519491231002X",
        "一一零一零五一九四九一二三一零零二艾克斯": "11010519491231002X",
        "身份证号码是11010519491231002X": "11010519491231002X",
        "我的身份证是一一零一零五一九四九一二三一零零二X": "11010519491231002X",
        "不想说": None,
    },
    "uscc": {"九一四四零一零一MA五九AB": "91440101MA59AB", "91440101 大写 M A 5": "91440101MA5"},
    "document_number": {"字母C一二三四五六七八": "C12345678", "E 0 1 2 3 4 5 6 7": "E01234567"},
    "yes_no": {
        "是": "是", "是的": "是", "对": "是", "对的": "是", "有": "是", "有的": "是", "好的": "是",
        "可以": "是", "嗯": "是", "没错": "是", "要": "是", "愿意": "是", "同意": "是",
        "是的呀": "是",
        "不是": "否", "没有": "否", "不": "否", "不要": "否", "没": "否", "不对": "否",
        "没有了": "否",
        "不需要": "否", "不同意": "否", "不用了": "否", "无": "否", "否": "否", "不清楚": None,
        "今天星期几": None,
    },
    "choice": {
        "就业": "就业", "我是来就业的": "就业", "第一个": "就业", "第二个": "就读", "三": "居住",
        "选四": "投靠亲属", "第5项": "其他", "最后一个": "其他", "投靠": "投靠亲属",
        "亲属": "投靠亲属",
        "其他": "其他", "就业还是就读": None, "第六个": None, "零": None, "吃饭": None, "就": None,
    },
    "multiple_choice": {
        "就业和居住": "就业、居住", "就业、就读还有其他": "就业、就读、其他",
        "第一和第三": "就业、居住",
        "一、二、三": "就业、就读、居住", "都要": "就业、就读、居住、投靠亲属、其他",
        "居住跟就业": "就业、居住", "就业": "就业", "就业和吃饭": None,
    },
    "person_name": {
        "陈样本": "陈样本", "我叫陈样本": "陈样本", "我的名字叫陈样本": "陈样本",
        "我是陈样本": "陈样本",
        "我姓陈，叫样本": "陈样本", "我姓陈叫陈样本": "陈样本", "名字是欧阳样本": "欧阳样本",
        "嗯我叫陈样本。": "陈样本", "陈 样 本": "陈样本", "我姓欧阳名样本": "欧阳样本",
    },
    "address": {
        "广州市越秀区样本路十二号五零二房": "广州市越秀区样本路12号502房",
        "我住在佛山市禅城区祖庙街道样本路一百零八号": "佛山市禅城区祖庙街道样本路108号",
        "样本花园三栋二单元二十三楼": "样本花园3栋2单元23楼", "样本村三组十二号": "样本村3组12号",
        "地址是样本路 12 号": "样本路12号", "三水区中山一路幺二号": "三水区中山一路12号",
    },
    "text": {"做点小生意": "做点小生意", "做点小生意。": "做点小生意"},
    "rows": {"张三李四": None},
}  # fmt: skip
CASES = [(kind, said, held) for kind, answers in SPOKEN.items() for said, held in answers.items()]


def datum(kind: KindName) -> Datum:
    with_choices = {"choices": REASONS} if kind in ("choice", "multiple_choice") else {}
    return Datum.model_validate({"key": "field", "kind": kind, **with_choices})


def test_the_table_holds_at_least_150_spoken_forms() -> None:
    assert len(CASES) >= 150


@pytest.mark.parametrize(("kind", "said", "held"), CASES)
def test_what_is_said_becomes_what_the_field_holds(
    kind: KindName, said: str, held: str | None
) -> None:
    assert parse_answer(datum(kind), said, TODAY) == held


@pytest.mark.parametrize(
    "said", ["同上", "跟上面一样", "和上面的一样", "一样", "跟前面一样。", "同上。"]
)
def test_same_as_before_takes_the_answer_before(said: str) -> None:
    assert parse_answer(datum("address"), said, TODAY, same="样本路1号") == "样本路1号"


def test_same_as_before_without_an_answer_before_is_no_date() -> None:
    assert parse_answer(datum("date"), "同上", TODAY) is None


@given(
    said=st.text(
        alphabet="零一二三四五六七八九十百千万亿两幺年月日号块毛点半到从第个是我X19 ，。",
        max_size=24,
    )
)
def test_whatever_is_said_ends_in_an_answer_or_none(said: str) -> None:
    for kind in SPOKEN:
        held = parse_answer(datum(kind), said, TODAY)
        assert held is None or held
        if held and kind in ("date", "period", "money", "yes_no", "choice"):
            assert (
                fault_in(datum(kind), held, TODAY) in ("", "这个日期太早了，请检查年份")
                or kind == "money"
            )


@given(value=st.integers(min_value=1, max_value=99_999_999))
def test_every_amount_is_understood_as_it_is_read(value: int) -> None:
    assert amount_of(f"{_read(value)}块") == str(value)
    assert number_of(_read(value)) == value


def _read(value: int) -> str:
    """Read a number aloud in full."""
    if value >= 10_000:
        rest = value % 10_000
        zero = "零" if 0 < rest < 1000 else ""
        return _read(value // 10_000) + "万" + zero + (_read(rest) if rest else "")
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + name
        gap = not digit
    return text


@pytest.mark.parametrize(
    ("spoken", "held"),
    [
        ("从二零二六年三月一号到五月一号", "2026-03-01/2026-05-01"),
        ("从二零二五年十一月一号到明年二月一号", "2025-11-01/2027-02-01"),
        ("从二零二六年三月一号起三年", "2026-03-01/2029-02-28"),
        ("二零二四年二月二十九号开始，两年", "2024-02-29/2026-02-28"),
        ("从今天开始长期", "2026-03-05/长期"),
        ("从二零二六年三月一号到二零二五年三月一号", None),
        ("三年", None),
    ],
)
def test_a_period_is_said_with_its_end_or_its_length(spoken: str, held: str | None) -> None:
    assert period_of(spoken, date(2026, 3, 5)) == held


@pytest.mark.parametrize(
    ("spoken", "held"),
    [
        ("长期。", "长期"),
        ("没有期限", "长期"),
        ("三年", "2029-02-28"),
        ("到五月一号为止", "2026-05-01"),
        ("二零三零年一月一号", "2030-01-01"),
        ("不知道", None),
    ],
)
def test_the_end_of_a_period_is_said_after_its_beginning(spoken: str, held: str | None) -> None:
    assert end_of(spoken, "2026-03-01", date(2026, 3, 5)) == held


def test_the_same_as_before_is_no_answer_where_nothing_stands_before() -> None:
    address = Datum(key="home", kind="address")
    today = date(2026, 3, 5)
    assert parse_answer(address, "同上", today) is None
    assert parse_answer(address, "跟上面一样", today, "样本路1号") == "样本路1号"
    assert parse_answer(address, "跟户籍地址一样。", today, "样本路1号") == "样本路1号"
    assert names_the_same("和我的户籍地址一样") == "户籍地址"
    assert names_the_same("跟上面的一样") == ""
