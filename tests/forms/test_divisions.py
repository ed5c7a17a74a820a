"""The tree of divisions: every code leads to its parent, and an address to its division."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.divisions import Divisions, read_divisions

FILE = Path(__file__).parent.parent.parent / "assets" / "divisions" / "divisions.tsv"


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return read_divisions(FILE)


def test_every_division_but_a_province_lies_within_another(divisions: Divisions) -> None:
    names = {division.code for division in divisions}
    for division in divisions:
        path = divisions.path(division.code)
        assert path[-1] == division
        assert {one.code for one in path} <= names
        assert len(path[0].code) == 2


def test_every_division_has_one_syllable_a_character(divisions: Divisions) -> None:
    odd = [d.name for d in divisions if len(d.pinyin.split()) != len(d.name)]
    assert odd == []


def test_guangdong_has_its_21_cities_and_their_streets(divisions: Divisions) -> None:
    cities = divisions.children("44")
    assert len(cities) == 21
    chancheng = next(d for d in divisions.children("4406") if d.name == "禅城区")
    assert "祖庙街道" in {d.name for d in divisions.children(chancheng.code)}


def test_levels_that_stand_in_no_address_are_passed_over(divisions: Divisions) -> None:
    assert divisions.full_name("110101") == "北京市东城区"
    assert "东城街道" in {d.name for d in divisions.children("4419")}


def test_an_address_is_split_at_its_narrowest_division(divisions: Divisions) -> None:
    code, rest = divisions.split("广东省佛山市禅城区祖庙街道样本路 1 号")
    assert divisions.full_name(code) == "广东省佛山市禅城区祖庙街道"
    assert rest == "样本路 1 号"
    assert divisions.split("样本路 1 号") == ("", "样本路 1 号")


@pytest.mark.parametrize("text", ["祖庙", "zumiao", "zmjd", "zu'miao", "ZuMiao"])
def test_a_division_is_found_by_name_pinyin_or_initials(divisions: Divisions, text: str) -> None:
    assert "祖庙街道" in {d.name for d in divisions.search(text, within="4406")}


def test_what_is_nowhere_finds_nothing(divisions: Divisions) -> None:
    assert divisions.search("xyzxyz") == ()
    assert divisions.search("") == ()
    assert divisions.search("禅城", within="4401") == ()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("广东省佛山市禅城区祖庙街道样本路1号", "广东省佛山市禅城区祖庙街道样本路1号"),
        ("佛山市蝉城区祖庙街道", "广东省佛山市禅城区祖庙街道"),
        ("佛山禅城祖庙街道样本路", "广东省佛山市禅城区祖庙街道样本路"),
        ("禅城区样本路1号", "广东省佛山市禅城区样本路1号"),
        ("湖南省长沙市岳麓区", "湖南省长沙市岳麓区"),
        ("中山路12号", "中山路12号"),
        ("广州大道南", "广州大道南"),
        ("样本路1号A座", "样本路1号A座"),
        ("", ""),
    ],
)
def test_a_spoken_address_begins_with_divisions_by_their_sound(
    divisions: Divisions, said: str, written: str
) -> None:
    assert divisions.heard(said) == written
