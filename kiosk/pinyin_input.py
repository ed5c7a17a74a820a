"""Pinyin typed on the touch keyboard becomes Chinese words; nothing typed is remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pypinyin import lazy_pinyin

from kiosk.pinyin_table import WordTable, load_words
from kiosk.rime import SHARED_FOLDER, Rime, RimeError, prepare

__all__ = [
    "Candidate",
    "PinyinChoice",
    "PinyinInput",
    "RimeInput",
    "TableInput",
    "choose_pinyin_input",
    "plain_letters",
]

_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_LETTERS = re.compile(r"[a-z']*")
# Surnames that are not read the way the character usually is.
_SURNAME_READINGS = {
    "仇": "qiu",
    "单": "shan",
    "区": "ou",
    "召": "shao",
    "员": "yun",
    "尉": "yu",
    "折": "she",
    "朴": "piao",
    "查": "zha",
    "牟": "mu",
    "盖": "ge",
    "种": "chong",
    "秘": "bi",
    "缪": "miao",
    "翟": "zhai",
    "繁": "po",
    "覃": "qin",
    "解": "xie",
    "黑": "he",
    "曾": "zeng",
    "万俟": "mo qi",
    "单于": "chan yu",
    "尉迟": "yu chi",
}


@dataclass(frozen=True)
class Candidate:
    """A word on offer and how many of the typed letters it uses up, counted from the first."""

    text: str
    used_letters: int


class PinyinInput(Protocol):
    """Turns letters into words; called from one worker thread only."""

    def candidates(self, letters: str, most: int = 6) -> tuple[Candidate, ...]:
        """Return the likeliest words first; empty letters also forget the last ones."""

    def close(self) -> None:
        """Release what the input holds."""


class RimeInput:
    """librime with its dictionary luna_pinyin, simplified, and the hall's own phrases.

    Only one may be open in a process. Raises RimeError where librime or its data is unusable.
    """

    def __init__(
        self, user_folder: Path, phrases: Sequence[str], shared_folder: Path = SHARED_FOLDER
    ) -> None:
        folder = user_folder / "rime"
        prepare(folder, tuple(_read_phrases(phrases)), shared_folder)
        self._rime = Rime(folder, shared_folder)

    def candidates(self, letters: str, most: int = 6) -> tuple[Candidate, ...]:
        """Return the likeliest words first; empty letters also forget the last ones."""
        found = self._rime.query(plain_letters(letters), most)
        return tuple(Candidate(text, used) for text, used in found)

    def close(self) -> None:
        """End librime; the input cannot be used afterwards."""
        self._rime.close()


class TableInput:
    """The hall's phrases and the words of Pinyin2Hanzi, for terminals without librime."""

    def __init__(self, phrases: Sequence[str]) -> None:
        words = load_words()
        self.knows_words = bool(words)
        """Whether Pinyin2Hanzi is installed; without it only the hall's phrases can be typed."""
        self._words = WordTable(words, tuple(_read_phrases(phrases)))

    def candidates(self, letters: str, most: int = 6) -> tuple[Candidate, ...]:
        """Return the likeliest words first."""
        return tuple(
            Candidate(text, used) for text, used in self._words.query(plain_letters(letters), most)
        )

    def close(self) -> None:
        """Do nothing: the table holds no device."""


@dataclass(frozen=True)
class PinyinChoice:
    """The input chosen; `reason` says why it is not librime, and is empty when it is."""

    input: PinyinInput
    reason: str = ""


def choose_pinyin_input(
    user_folder: Path, phrases: Sequence[str], shared_folder: Path = SHARED_FOLDER
) -> PinyinChoice:
    """Return librime where it works, else the table and the reason in plain Chinese."""
    try:
        return PinyinChoice(RimeInput(user_folder, phrases, shared_folder))
    except RimeError as error:
        table = TableInput(phrases)
        only = "" if table.knows_words else "；没有 Pinyin2Hanzi，只能输入本厅词语"
        return PinyinChoice(table, f"拼音输入改用备用词表：{error}{only}")


def plain_letters(letters: str) -> str:
    """Return the letters as both inputs know them; what is no pinyin at all becomes empty."""
    plain = letters.lower().replace("ü", "v").replace("’", "'")
    return plain if _LETTERS.fullmatch(plain) else ""


def _read_phrases(phrases: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each Chinese run of the phrases once per reading, syllables parted by spaces."""
    runs = dict.fromkeys(run for phrase in phrases for run in _HAN_RUN.findall(phrase))
    for text in runs:
        usual = " ".join(lazy_pinyin(text))
        yield from ((text, reading) for reading in {usual, _SURNAME_READINGS.get(text, usual)})
