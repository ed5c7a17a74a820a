"""Pinyin in a name brings names, in an address places, and nothing of a visit stays."""

from __future__ import annotations

import pytest

from kiosk.pinyin_input import Candidate
from kiosk.settings import ASSETS
from kiosk.writing import ROW, Vocabulary, Writing, read_vocabulary


class PlainWords:
    """An input that knows a handful of words."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def candidates(self, letters: str, most: int = 6) -> tuple[Candidate, ...]:
        self.asked.append(letters)
        known = {"tongji": "统计", "tongjilu": "统计路", "zhang": "长", "zhangwei": "账尾"}
        return (Candidate(known[letters], len(letters)),) if letters in known else ()

    def close(self) -> None:
        self.asked.append("closed")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(ASSETS, ("失业登记",))


@pytest.fixture
def writing(vocabulary: Vocabulary) -> Writing:
    return Writing(PlainWords(), vocabulary)


def row(writing: Writing, letters: str, kind: str, before: str = "") -> dict[str, int]:
    found = writing.candidates(letters, kind, before)[:ROW]  # type: ignore[arg-type]  # tests pass literals
    return {candidate.text: candidate.used_letters for candidate in found}


def test_a_whole_name_stands_in_the_first_row(writing: Writing) -> None:
    assert row(writing, "zhangwei", "name")["张伟"] == len("zhangwei")
    assert row(writing, "li'jian'hua", "name")["李建华"] == len("li'jian'hua")


def test_a_surname_can_be_picked_first_and_the_rest_typed_on(writing: Writing) -> None:
    assert row(writing, "ouyangxiu", "name")["欧阳"] == len("ouyang")
    assert "修" in row(writing, "xiu", "name", before="欧阳")


def test_a_surname_is_expected_only_at_the_beginning(writing: Writing) -> None:
    assert next(iter(row(writing, "wang", "name"))) == "王"
    assert next(iter(row(writing, "wang", "name", before="李"))) != "王"


def test_surnames_are_found_by_their_own_reading(writing: Writing) -> None:
    assert "区" in row(writing, "ou", "name")
    assert "吕" in row(writing, "lyu", "name")
    assert "吕" in row(writing, "lv", "name")


def test_an_address_goes_on_within_the_division_it_has_come_to(writing: Writing) -> None:
    assert next(iter(row(writing, "shiwan", "address", "广东省佛山市禅城区"))) == "石湾镇街道"
    assert next(iter(row(writing, "shanzhen", "address"))) != "石扇镇"
    assert next(iter(row(writing, "shishanzhen", "address", "广东省梅州市梅县区"))) == "石扇镇"


def test_initials_find_a_division(writing: Writing) -> None:
    assert "禅城区" in row(writing, "ccq", "address", "广东省佛山市")


def test_the_name_of_a_road_is_known_by_its_ending(writing: Writing) -> None:
    assert "人民路" in row(writing, "renminlu", "address", "广东省佛山市禅城区")


@pytest.mark.parametrize(
    ("letters", "road"),
    [
        ("xingangxilu", "新港西路"),
        ("jianshesanlu", "建设三路"),
        ("guangzhoudadaonan", "广州大道南"),
    ],
)
def test_a_road_is_known_by_its_root_and_its_direction(
    writing: Writing, letters: str, road: str
) -> None:
    assert next(iter(row(writing, letters, "address", "广东省广州市海珠区"))) == road


def test_a_name_nobody_knows_is_written_by_first_characters(writing: Writing) -> None:
    first = row(writing, "jitangwei", "address", "广东省佛山市禅城区")
    assert first["鸡"] == len("ji")
    assert len(first) == ROW


def test_a_short_syllable_more_is_no_first_character(writing: Writing) -> None:
    assert "西" not in row(writing, "xiahu", "address", "广东省佛山市禅城区")


def test_any_other_words_are_left_to_the_input(writing: Writing) -> None:
    assert row(writing, "zhang", "words") == {"长": 5}
    assert "长" in {c.text for c in writing.candidates("zhang", "name")}


@pytest.mark.parametrize("kind", ["words", "name", "address"])
def test_empty_letters_reach_the_input_so_that_it_forgets(
    vocabulary: Vocabulary, kind: str
) -> None:
    plain = PlainWords()
    assert Writing(plain, vocabulary).candidates("", kind) == ()  # type: ignore[arg-type]  # a literal
    assert plain.asked == [""]


def test_the_same_letters_bring_the_same_words_whatever_was_picked_before(
    writing: Writing,
) -> None:
    first = writing.candidates("zhangwei", "name")
    for word in first:
        writing.candidates("wei", "name", word.text)
    assert writing.candidates("zhangwei", "name") == first
