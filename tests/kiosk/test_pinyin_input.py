"""Typing Chinese: the same letters bring the words a citizen needs, and leave no trace."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.pinyin_input import (
    Candidate,
    PinyinInput,
    RimeInput,
    TableInput,
    choose_pinyin_input,
)
from kiosk.pinyin_table import WordTable
from kiosk.rime import SHARED_FOLDER, RimeError
from kiosk.rime_abi import open_library

PHRASES = (
    "失业登记",
    "陈样本",
    "祖庙街道",
    "居住证（首次申领）",
    "12345",
    "魏",
    "单",
    "单于",
)


def has_rime() -> bool:
    try:
        open_library()
    except RimeError:
        return False
    return (SHARED_FOLDER / "build" / "luna_pinyin.table.bin").is_file()


needs_rime = pytest.mark.skipif(not has_rime(), reason="librime1, rime-data-luna-pinyin absent")


@pytest.fixture(scope="module")
def user_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pinyin")


@pytest.fixture(scope="module")
def table() -> TableInput:
    pytest.importorskip("Pinyin2Hanzi")
    return TableInput(PHRASES)


@pytest.fixture
def rime(user_folder: Path) -> Iterator[RimeInput]:
    rime = RimeInput(user_folder, PHRASES)
    yield rime
    rime.close()


@pytest.fixture(params=["table", pytest.param("rime", marks=needs_rime)])
def pinyin(request: pytest.FixtureRequest) -> PinyinInput:
    """Each input in turn: both must keep the same promises."""
    pinyin: PinyinInput = request.getfixturevalue(request.param)
    return pinyin


def texts(pinyin: PinyinInput, letters: str, most: int = 6) -> list[str]:
    return [candidate.text for candidate in pinyin.candidates(letters, most)]


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        ("nihao", "你好"),
        ("yanglaobaoxian", "养老保险"),
        ("lvse", "绿色"),
        ("xuexiao", "学校"),
        ("wodeshenfenzheng", "我的身份证"),
        ("shiyedengji", "失业登记"),
        ("zumiaojiedao", "祖庙街道"),
        ("juzhuzheng", "居住证"),
    ],
)
def test_whole_words_come_first_and_use_all_letters(
    pinyin: PinyinInput, letters: str, text: str
) -> None:
    assert pinyin.candidates(letters)[0] == Candidate(text, len(letters))


def test_initials_find_a_phrase_of_the_hall(pinyin: PinyinInput) -> None:
    assert pinyin.candidates("sydj")[0] == Candidate("失业登记", 4)


def test_an_unfinished_phrase_is_completed(pinyin: PinyinInput) -> None:
    assert "祖庙街道" in texts(pinyin, "zumiaojied")


def test_a_word_over_the_first_letters_says_what_it_leaves(pinyin: PinyinInput) -> None:
    found = {c.text: c.used_letters for c in pinyin.candidates("yanglaobaoxian", 12)}
    assert found["养老"] == len("yanglao")
    assert found["养"] == len("yang")


def test_the_rest_of_the_letters_can_be_typed_on(pinyin: PinyinInput) -> None:
    letters, typed = "chenyangben", ""
    while letters:
        wanted = "陈样本"[len(typed)]
        taken = next(c for c in pinyin.candidates(letters, 40) if c.text == wanted)
        typed, letters = typed + taken.text, letters[taken.used_letters :]
    assert typed == "陈样本"


def test_an_apostrophe_parts_syllables_and_counts_as_a_letter(pinyin: PinyinInput) -> None:
    assert pinyin.candidates("xi'an")[0] == Candidate("西安", 5)


def test_a_surname_is_found_by_its_own_reading(pinyin: PinyinInput) -> None:
    assert "单" in texts(pinyin, "shan")
    assert "魏" in texts(pinyin, "wei")
    assert "单于" in texts(pinyin, "chanyu")


def test_a_phrase_with_brackets_is_offered_by_its_chinese_parts(pinyin: PinyinInput) -> None:
    assert texts(pinyin, "shoucishenling")[0] == "首次申领"


def test_no_more_candidates_than_asked(pinyin: PinyinInput) -> None:
    assert len(pinyin.candidates("shi", 3)) == 3
    assert len(pinyin.candidates("shi", 20)) == 20


@pytest.mark.parametrize("letters", ["", "1234", "你好", "iii", "v", "'"])
def test_what_is_no_pinyin_brings_nothing(pinyin: PinyinInput, letters: str) -> None:
    assert pinyin.candidates(letters) == ()


def test_capitals_and_umlauts_are_understood(pinyin: PinyinInput) -> None:
    assert texts(pinyin, "NÜ") == texts(pinyin, "nv")


def test_endless_letters_are_cut_not_refused(pinyin: PinyinInput) -> None:
    assert all(0 < c.used_letters <= 60 for c in pinyin.candidates("nihao" * 100))


def test_the_order_of_typing_does_not_change_the_answer(pinyin: PinyinInput) -> None:
    word = "shiyedengji"
    fresh = []
    for length in range(1, len(word) + 1):
        pinyin.candidates("")
        fresh.append(pinyin.candidates(word[:length]))
    grown = [pinyin.candidates(word[:length]) for length in range(1, len(word) + 1)]
    again = [pinyin.candidates(word) for _ in range(2)]
    shrunk = [pinyin.candidates(word[:length]) for length in range(len(word), 0, -1)]
    assert grown == fresh
    assert again == [fresh[-1]] * 2
    assert shrunk == fresh[::-1]


@needs_rime
def test_names_restored_by_the_standard_are_not_folded(rime: RimeInput) -> None:
    assert "昇" in texts(rime, "sheng", 20)
    assert "甯" in texts(rime, "ning", 20)
    assert "升华" in texts(rime, "shenghua")


@needs_rime
def test_nothing_typed_reaches_the_disk_or_changes_the_next_answer(
    rime: RimeInput, user_folder: Path
) -> None:
    def files() -> dict[Path, tuple[int, bytes]]:
        paths = [path for path in user_folder.rglob("*") if path.is_file()]
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in paths}

    before, offered = files(), rime.candidates("zhangsan", 20)
    for _ in range(30):
        rime.candidates("zhangsan")
        rime.candidates("zhang")
    rime.candidates("")
    rime.close()
    assert files() == before
    again = RimeInput(user_folder, PHRASES)
    assert again.candidates("zhangsan", 20) == offered
    again.close()


@needs_rime
def test_the_phrases_are_compiled_once_and_again_when_they_change(
    rime: RimeInput, tmp_path: Path, user_folder: Path
) -> None:
    rime.close()
    stamp = user_folder / "rime" / "prepared.txt"
    compiled_ns = stamp.stat().st_mtime_ns
    RimeInput(user_folder, PHRASES).close()
    assert stamp.stat().st_mtime_ns == compiled_ns
    shutil.copytree(user_folder, tmp_path / "moved")
    changed = RimeInput(tmp_path / "moved", ("石湾样本街",))
    found = changed.candidates("shiwanyangbenjie")[0].text, texts(changed, "sydj")[0]
    changed.close()
    assert found == ("石湾样本街", "商业登记")


@needs_rime
def test_librime_is_chosen_without_a_reason_where_it_works(user_folder: Path) -> None:
    choice = choose_pinyin_input(user_folder, PHRASES)
    choice.input.close()
    assert isinstance(choice.input, RimeInput)
    assert choice.reason == ""


@needs_rime
@pytest.mark.parametrize("size", [0, 100_000])
def test_damaged_data_that_crashes_librime_leaves_the_table(tmp_path: Path, size: int) -> None:
    shared = tmp_path / "shared"
    (shared / "build").mkdir(parents=True)
    for name in ("luna_pinyin.dict.yaml", "pinyin.yaml"):
        shutil.copy(SHARED_FOLDER / name, shared)
    table = (SHARED_FOLDER / "build" / "luna_pinyin.table.bin").read_bytes()
    (shared / "build" / "luna_pinyin.table.bin").write_bytes(table[:size])
    choice = choose_pinyin_input(tmp_path / "user", PHRASES, shared)
    assert isinstance(choice.input, TableInput)
    assert "librime" in choice.reason


def test_missing_data_leaves_the_table_and_names_the_package(tmp_path: Path) -> None:
    choice = choose_pinyin_input(tmp_path / "user", PHRASES, tmp_path / "nowhere")
    assert isinstance(choice.input, TableInput)
    assert "rime-data-luna-pinyin" in choice.reason
    assert texts(choice.input, "shiyedengji")[0] == "失业登记"


def test_a_missing_word_list_is_said_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "Pinyin2Hanzi", None)
    choice = choose_pinyin_input(tmp_path / "user", PHRASES, tmp_path / "nowhere")
    assert "Pinyin2Hanzi" in choice.reason
    assert choice.input.candidates("sydj") == (Candidate("失业登记", 4),)
    assert choice.input.candidates("nihao") == ()


def test_phrases_alone_still_type_where_no_word_list_is_installed() -> None:
    table = WordTable({}, [("失业登记", "shi ye deng ji"), ("魏", "wei")])
    assert table.query("shiyedengji", 6) == [("失业登记", 11)]
    assert table.query("wei", 6) == [("魏", 3)]
    assert table.query("nihao", 6) == []
