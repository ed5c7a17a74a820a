"""Places by their pinyin: what ends a name in an address is a road, a village or a house."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pypinyin import lazy_pinyin

from kiosk.place_names import BEGINNING, PlaceNames, Spelt, read_place_names
from kiosk.syllables import Cut, cut_syllables
from kiosk.weighed_words import Found, Words, each_once

Find = Callable[[str, int], Sequence[tuple[str, int]]]
"""Looks letters up as ordinary words: (letters, how many) → words with the letters they use."""

_LONGEST_ENDING = 5
_USUAL = 6
_CUTS = 3
_WHOLE = 24
_FIRST_ROW = 6
# Logarithms: of an ending, of a cutting with one syllable more, of any word of the dictionary as
# the whole and as the beginning of a name, and how much less likely each next of them is.
_ENDING = -3.0
_FINER = -2.0
_WORD = 3.0
_COMMON = -11.0
_LATER = 0.8
# A second whole name is offered when the first is no likelier than so; else that place, too, is for
# the first character of any other name.
_CLOSE = 2.0
# How far likelihoods are believed when they are added up: they are surer than they should be.
_CALM = 0.5


@dataclass(frozen=True)
class PlaceWords:
    """The words that end the name of a place, by reading, and the names before them."""

    endings: Words
    names: PlaceNames

    def query(self, letters: str, find: Find, before: str = "") -> Found:
        """Return words for letters; a name that ends as places do stands before its homophones."""
        cuts = cut_syllables(letters, self._syllables)[:_CUTS]
        usual = find(letters, _USUAL)
        if not cuts:
            return each_once(usual)
        after = BEGINNING if before.endswith(self._ends) else before[-1:] or BEGINNING
        words = self._words(cuts[0], letters, find)
        known = [text for text, used in usual if used == len(letters)]
        whole = self._whole(cuts, after, words, known)
        heads = self._heads(cuts, after, whole)
        if len(cuts[0]) == 1:
            ended = [(text, len(letters)) for text in self._endings(cuts[0])]
            return each_once([*ended, *heads, *usual])
        names = [(text, len(letters)) for text, _ in whole]
        doubtful = len(whole) > 1 and whole[0][1] - whole[1][1] < _CLOSE
        sure = 2 if doubtful else 1
        begun = [(text, cuts[0][1].end) for text in _summed(whole, 2)]
        row = [*names[:sure], *heads[: _FIRST_ROW - sure]]
        return each_once([*row, *usual, *names[sure:], *begun, *heads])

    @cached_property
    def _ends(self) -> tuple[str, ...]:
        return tuple(text for texts in self.endings.values() for text, _ in texts)

    @cached_property
    def _syllables(self) -> frozenset[str]:
        readings = [*self.endings, *self.names.characters]
        return frozenset(syllable for reading in readings for syllable in reading.split())

    def _words(self, cut: Cut, letters: str, find: Find) -> Spelt:
        """Return ordinary words over the first two syllables."""
        if len(cut) < 3:
            return []
        spelt = letters[: cut[1].end].rstrip("'")
        found = [text for text, used in find(spelt, _USUAL) if used == len(spelt)]
        return [(text, _COMMON - _LATER * place) for place, text in enumerate(found)]

    def _whole(self, cuts: list[Cut], after: str, words: Spelt, known: list[str]) -> Spelt:
        """Return whole names for the letters, the likeliest first."""
        found: dict[str, float] = {}
        for cut in cuts:
            finer = _FINER * (len(cut) - len(cuts[0]))
            for text, weight in self._ended(cut, after, words):
                found[text] = max(found.get(text, -math.inf), weight + finer)
        for place, text in enumerate(known):
            least = min(found.values(), default=0.0)
            found[text] = found.get(text, least) + _WORD - _LATER * place
        return sorted(found.items(), key=lambda pair: -pair[1])[:_WHOLE]

    def _ended(self, cut: Cut, after: str, words: Spelt) -> Iterator[tuple[str, float]]:
        """Yield names for a cutting, with and without an ending."""
        spelt = self.names.spell(cut, after, words)
        yield from spelt[-1]
        for count in range(1, min(len(cut) - 1, _LONGEST_ENDING) + 1):
            for ending in self._endings(cut[-count:]):
                for text, weight in spelt[-1 - count]:
                    yield text + ending, weight + _ENDING

    def _endings(self, cut: Cut) -> list[str]:
        reading = " ".join(syllable.text for syllable in cut)
        return [text for text, _ in self.endings.get(reading, ())]

    def _heads(self, cuts: list[Cut], after: str, whole: Spelt) -> Found:
        """Return first characters: those of likely names and those that names begin with."""
        ends = {cut[0].text: cut[0].end for cut in reversed(cuts)}
        likely = _summed(whole, 1)
        found: dict[str, tuple[float, int]] = {}
        for sound, end in ends.items():
            for text, usual in self.names.characters.get(sound, ()):
                begins = math.exp(self.names.chance(after, text, usual))
                found[text] = (begins, end)
        everything = sum(begins for begins, _ in found.values())
        ranked = sorted(
            found,
            key=lambda text: -likely.get(text, 0.0) - found[text][0] / everything,
        )
        return [(text, found[text][1]) for text in ranked]


def _summed(whole: Spelt, length: int) -> dict[str, float]:
    """Return the beginnings of names with their share of what is likely, the likeliest first."""
    found: dict[str, float] = {}
    most = max((weight for _, weight in whole), default=0.0)
    for text, weight in whole:
        found[text[:length]] = found.get(text[:length], 0.0) + math.exp(_CALM * (weight - most))
    everything = sum(found.values())
    ranked = sorted(found, key=lambda text: -found[text])
    return {text: found[text] / everything for text in ranked}


def read_place_words(folder: Path) -> PlaceWords:
    """Read the endings, one a line, and the names from the files of a folder."""
    lines = (folder / "place_words.txt").read_text(encoding="utf-8").splitlines()
    endings: dict[str, list[tuple[str, float]]] = {}
    for word in dict.fromkeys(line for line in lines if line and not line.startswith("#")):
        endings.setdefault(" ".join(lazy_pinyin(word)), []).append((word, 0.0))
    return PlaceWords(endings, read_place_names(folder))
