from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from forms.catalogue import Catalogue
from forms.search import _LEAST, _LIKENESS, ItemSearch, _Texts, spell_names


@pytest.fixture(scope="module")
def search(shipped_catalogue: Catalogue) -> ItemSearch:
    return ItemSearch(spell_names(shipped_catalogue.items))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("居住证", "居住证申领"),
        ("办居住证", "居住证申领"),
        ("juzhuzheng", "居住证申领"),
        ("jzz", "居住证申领"),
        ("老年证", "老年人优待证申领"),
        ("公积金", "住房公积金提取"),
        ("sbkbl", "社会保障卡补领"),
        ("居住正申领", "居住证申领"),
        (" 积分 入学 ", "积分入学申请"),
    ],
)
def test_an_item_is_found_by_what_people_call_it(search: ItemSearch, text: str, name: str) -> None:
    assert search.find(text)[0].name == name


def test_every_name_and_alias_finds_its_item_first(
    search: ItemSearch, shipped_catalogue: Catalogue
) -> None:
    for item in shipped_catalogue.items:
        for name in (item.name, item.short_name, *item.aliases):
            assert search.find(name)[0].code == item.code, name


@pytest.mark.parametrize("text", ["", "   ", "今天天气", "zzzzqq", "'; drop"])
def test_nothing_near_finds_nothing(search: ItemSearch, text: str) -> None:
    assert search.find(text) == ()


def test_the_list_is_no_longer_than_asked(search: ItemSearch) -> None:
    assert len(search.find("证", limit=3)) == 3


SIGNS = st.text(alphabet="居住证申领社保卡补办abc", min_size=1, max_size=12)


@given(names=st.lists(SIGNS, min_size=1, max_size=30), wanted=SIGNS)
def test_looking_only_at_names_that_share_signs_misses_none(names: list[str], wanted: str) -> None:
    least = _LEAST / _LIKENESS
    every = [fuzz.ratio(wanted, name, score_cutoff=least) * _LIKENESS for name in names]
    assert _Texts(names).likeness(wanted).tolist() == pytest.approx(every, abs=1e-3)
