"""The words offered for pinyin, as suits what is being written: a name, an address, any words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.divisions import Divisions, read_divisions
from kiosk.events import WritingKind
from kiosk.name_words import NameWords, read_name_words
from kiosk.pinyin_input import Candidate, PinyinInput, choose_pinyin_input, plain_letters
from kiosk.place_words import PlaceWords, read_place_words
from kiosk.weighed_words import each_once

ROW = 6
"""Candidates that stand on the screen at once; the others are swiped for."""
MOST = 24
_LEAST_LETTERS = 2
_MOST_DIVISIONS = 2


@dataclass(frozen=True)
class Vocabulary:
    """What a hall's citizens are likely to write."""

    names: NameWords
    places: PlaceWords
    divisions: Divisions
    phrases: tuple[str, ...]
    """Taught to the input for any words: items, divisions, endings of places."""


class Writing:
    """Asks the input for any words, and puts what suits the field before its answers."""

    def __init__(self, plain: PinyinInput, vocabulary: Vocabulary) -> None:
        self._plain = plain
        self._vocabulary = vocabulary

    def candidates(
        self, letters: str, kind: WritingKind = "words", before: str = "", most: int = MOST
    ) -> tuple[Candidate, ...]:
        """Return the likeliest words first; `before` is what already stands in the field.

        Empty letters also forget the last ones.
        """
        letters = plain_letters(letters)
        if kind == "name":
            found = [*self._vocabulary.names.query(letters, before), *self._find(letters, ROW)]
        elif kind == "address":
            places = self._vocabulary.places.query(letters, self._find, before)
            found = [*self._divisions(letters, before), *places]
        else:
            return self._plain.candidates(letters, most)
        return tuple(Candidate(text, used) for text, used in each_once(found))[:most]

    def _divisions(self, letters: str, before: str) -> list[tuple[str, int]]:
        """Return divisions within the one the address has come to so far."""
        if len(letters) < _LEAST_LETTERS:
            return []
        code, rest = self._vocabulary.divisions.split(before)
        if rest:
            return []
        found = self._vocabulary.divisions.search(letters, code, _MOST_DIVISIONS)
        return [(division.name, len(letters)) for division in found]

    def close(self) -> None:
        """Release what the input holds."""
        self._plain.close()

    def _find(self, letters: str, most: int) -> Sequence[tuple[str, int]]:
        return [(c.text, c.used_letters) for c in self._plain.candidates(letters, most)]


def read_vocabulary(assets: Path, item_names: Sequence[str]) -> Vocabulary:
    """Read names, places and divisions; the hall's own words are the names of its items."""
    places = read_place_words(assets / "typing")
    names = read_name_words(assets / "typing")
    divisions = read_divisions(assets / "divisions" / "divisions.tsv")
    surnames = (text for texts in names.surnames.values() for text, _ in texts)
    words = (
        *item_names,
        *_of_guangdong(divisions),
        *(t for texts in places.endings.values() for t, _ in texts),
        *surnames,
    )
    return Vocabulary(names, places, divisions, tuple(dict.fromkeys(words)))


def _of_guangdong(divisions: Divisions) -> tuple[str, ...]:
    """Return the names of Guangdong's divisions and of all provinces and cities."""
    return tuple(d.name for d in divisions if len(d.code) <= 4 or d.code.startswith("44"))


def open_writing(user_folder: Path, vocabulary: Vocabulary) -> Writing:
    """Open librime, or the table where it does not work."""
    return Writing(choose_pinyin_input(user_folder, vocabulary.phrases).input, vocabulary)
