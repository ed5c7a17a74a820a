"""Characters heard wrongly are put right where the hall's words say so."""

from __future__ import annotations

import pytest

from voice.repair import SoundRepair

TEXTS = ("公积金怎么提取", "居住证怎么办理", "医保怎么参保", "个体户营业执照", "社保卡丢了")


@pytest.fixture(scope="module")
def repair() -> SoundRepair:
    """A hall says its words again and again."""
    return SoundRepair.learnt_from(TEXTS * 30)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("攻击金怎么提取", "公积金怎么提取"),
        ("各体户营业执照", "个体户营业执照"),
        ("依保怎么餐饱", "医保怎么参保"),
        ("射保卡丢了", "社保卡丢了"),
    ],
)
def test_the_right_sounds_bring_the_right_characters(
    repair: SoundRepair, heard: str, meant: str
) -> None:
    assert repair.repair(heard) == meant


@pytest.mark.parametrize("text", ["今天天气怎么样", "我想买一张火车票", "hello", "", "嗯"])
def test_what_is_no_word_of_the_hall_stays_as_it_was(repair: SoundRepair, text: str) -> None:
    assert repair.repair(text) == text


def test_what_is_known_can_be_written_down_and_read_again(repair: SoundRepair) -> None:
    again = SoundRepair.from_lines(repair.lines())
    assert again.repair("攻击金怎么提取") == "公积金怎么提取"
    assert again.lines() == repair.lines()
