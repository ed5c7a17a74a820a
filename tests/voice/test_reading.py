import pytest

from voice.reading import read_number, spell, spoken_form
from voice.sentences import split_sentences
from voice.synthesizers.pinyin_text import pinyin_text


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "零"),
        ("10", "十"),
        ("18", "十八"),
        ("105", "一百零五"),
        ("110", "一百一十"),
        ("1001", "一千零一"),
        ("12000", "一万二千"),
        ("10010", "一万零一十"),
        ("200000001", "二亿零一"),
    ],
)
def test_amounts_are_read_as_amounts(digits: str, words: str) -> None:
    assert read_number(digits) == words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-11-24", "二零二六年十一月二十四日"),
        ("2026年1月", "二零二六年一月"),
        ("9:00-12:00", "九点到十二点"),
        ("14:30", "下午两点半"),
        ("9:00–12:00，13:00–17:00", "九点到十二点，下午一点到下午五点"),
        ("19:05", "晚上七点零五分"),
        ("需要带2样", "需要带两样"),
        ("拨打12345", "拨打幺二三四五"),
        ("请拨打 110 或 120", "请拨打 幺幺零 或 幺二零"),
        ("0757-82281234", "零七五七八二二八幺二三四"),
        ("2个工作日", "两个工作日"),
        ("20 个工作日", "二十个工作日"),
        ("3.5元", "三点五元"),
        ("5%", "百分之五"),
        ("1,200元", "一千二百元"),
        ("票号A012", "票号A零幺二"),
        ("2楼", "二楼"),
        ("1-3号窗口", "一到三号窗口"),
    ],
)
def test_numbers_are_read_as_people_read_them(written: str, said: str) -> None:
    assert spoken_form(written) == said


def test_long_numbers_are_spelled() -> None:
    assert spoken_form("11010519491231002X").startswith("幺幺零幺零五")
    assert spell("19") == "幺九"


def test_sentences_know_their_place_in_the_text() -> None:
    text = "居住证申领，需要带：身份证。时限：3个工作日。\n\n费用：免费"
    sentences = split_sentences(text)
    assert [text[one.start : one.end] for one in sentences] == [one.text for one in sentences]
    assert len(sentences) == 4


def test_long_sentences_are_cut_at_commas() -> None:
    text = "，".join(["需要带的材料很多很多很多"] * 12) + "。"
    sentences = split_sentences(text)
    assert len(sentences) > 1
    assert "".join(one.text for one in sentences) == text
    assert max(len(one.text) for one in sentences) <= 61


def test_punctuation_alone_is_not_spoken() -> None:
    assert split_sentences("……。！") == ()


def test_espeak_is_given_pinyin_with_tones() -> None:
    assert pinyin_text("居住证，2个。") == "ju1 zhu4 zheng4, liang3 ge4."
    assert pinyin_text("A1") == "ei1 yao1"
