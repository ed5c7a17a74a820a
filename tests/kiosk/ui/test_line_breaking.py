"""Chinese lines: no mark at the head of a line, no number torn apart, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.line_breaking import NEVER_FIRST, NEVER_LAST, break_lines

WIDTHS = st.integers(2, 40)


def measure(character: str) -> float:
    """A Chinese character is one wide, anything of ASCII half."""
    return 0.5 if character.isascii() else 1.0


def lines(text: str, width: float) -> list[str]:
    return [text[start:end] for start, end in break_lines(text, width, measure)]


def test_a_comma_does_not_begin_a_line() -> None:
    assert lines("请带身份证，户口簿", 5) == ["请带身份", "证，户口簿"]


def test_an_opening_bracket_does_not_end_a_line() -> None:
    assert lines("居住证（首次）", 4) == ["居住证", "（首次）"]


def test_a_number_stays_whole() -> None:
    assert lines("电话12345678可打", 5) == ["电话", "12345678", "可打"]


def test_a_window_is_not_torn() -> None:
    assert lines("不拍了，带到窗口交", 7) == ["不拍了，带到", "窗口交"]
    assert lines("不拍了，带到窗口交", 8) == ["不拍了，带到", "窗口交"]


def test_no_character_is_left_alone_on_the_last_line() -> None:
    assert lines("不想录音请打字", 6) == ["不想录音请", "打字"]
    assert lines("不想录音请打字。", 6) == ["不想录音请", "打字。"]
    assert lines("甲12345乙", 3) == ["甲", "12345", "乙"]


def test_a_number_wider_than_the_line_is_cut_rather_than_lost() -> None:
    assert "".join(lines("1144010000000006XC3440190011000", 4)) == "1144010000000006XC3440190011000"


def test_paragraphs_are_kept() -> None:
    assert lines("甲\n\n乙", 10) == ["甲", "", "乙"]


@given(st.text("一二三，。（）12 ab", max_size=60), WIDTHS)
def test_nothing_is_lost_and_nothing_but_a_lone_unit_is_too_wide(text: str, width: int) -> None:
    broken = lines(text, width)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    for line in broken:
        assert sum(map(measure, line)) <= width or _is_one_unit(line)


def _is_one_unit(line: str) -> bool:
    inner = range(1, len(line))
    return all(
        line[i] in NEVER_FIRST or line[i - 1] in NEVER_LAST or line[i] == " " or line[i].isascii()
        for i in inner
    )


@pytest.mark.parametrize("mark", sorted(NEVER_FIRST - {"/"}))
def test_no_closing_mark_begins_a_line(mark: str) -> None:
    text = "一二三四五六七八九十" + mark
    for width in range(2, 11):
        assert not any(line.startswith(mark) for line in lines(text, width))
