"""Places by their pinyin: what ends a name in an address is a road, a village or a house."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pypinyin import lazy_pinyin

from kiosk.syllables import Cut, cut_syllables
from kiosk.weighed_words import Found, Words, each_once, likeliest, read_words

Find = Callable[[str, int], Sequence[tuple[str, int]]]
"""Looks letters up as ordinary words: (letters, how many) → words with the letters they use."""

_LONGEST_STEM = 2
_LONGEST_ENDING = 5
_USUAL = 12
_FIRST_ROW = 6
# So many whole names stand in the first row; the rest is room for the first character of any other.
_SURE = 2
# Logarithms: of a character no place has, and how much likelier words are than their characters.
_STRANGE = -9.0
_WORD = 7.0
_LATER = 0.8
_PAIR = 3.0
_RAREST_PAIR = math.log(1e-5)


@dataclass(frozen=True)
class PlaceWords:
    """The words that end the name of a place, by reading, and the characters before them."""

    endings: Words
    characters: Words
    pairs: Words
    """Words that several names of places have in them."""

    def query(self, letters: str, find: Find) -> Found:
        """Return words for letters; a name that ends as places do stands before its homophones."""
        cuts = cut_syllables(letters, self._syllables)
        usual = find(letters, _USUAL)
        heads = self._heads(cuts)
        if not cuts:
            return each_once(usual)
        named = self._ended(cuts[0], letters, find)
        sure = each_once([*self._exact(cuts, len(letters)), *(named or usual[:1])])
        room = _SURE if named else 1
        first = [*sure[:room], *heads[: _FIRST_ROW - room]]
        return each_once([*first, *sure, *usual, *heads])

    @cached_property
    def _syllables(self) -> frozenset[str]:
        readings = [*self.endings, *self.characters]
        return frozenset(syllable for reading in readings for syllable in reading.split())

    def _exact(self, cuts: list[Cut], length: int) -> Found:
        """Return endings that stand alone: a citizen types 花园 after the name."""
        readings = (" ".join(syllable.text for syllable in cut) for cut in cuts)
        return [(text, length) for one in readings for text, _ in self.endings.get(one, ())]

    def _ended(self, cut: Cut, letters: str, find: Find) -> Found:
        """Return the likeliest names that begin with the first syllables, with their ending."""
        stem, ending = self._parted([syllable.text for syllable in cut])
        begun = cut[: len(stem) if len(stem) <= _LONGEST_STEM else _LONGEST_STEM]
        if len(begun) < _LONGEST_STEM:
            return []
        end = len(letters) if len(stem) == len(begun) else begun[-1].end
        tail = ending if len(stem) == len(begun) else ""
        spelt = letters[: begun[-1].end].rstrip("'")
        return [(text + tail, end) for text in self._stems(begun, spelt, find)]

    def _parted(self, syllables: list[str]) -> tuple[list[str], str]:
        """Return the syllables before the longest ending, and the ending."""
        for count in range(min(len(syllables) - 1, _LONGEST_ENDING), 0, -1):
            endings = self.endings.get(" ".join(syllables[-count:]), ())
            if endings:
                return syllables[:-count], endings[0][0]
        return syllables, ""

    def _stems(self, cut: Cut, spelt: str, find: Find) -> list[str]:
        """Return words over two syllables, the likeliest in a place first."""
        options = [dict(self.characters.get(syllable.text, ())) for syllable in cut]
        pairs = dict(self.pairs.get(" ".join(syllable.text for syllable in cut), ()))
        words = [text for text, used in find(spelt, _USUAL) if used == len(spelt)]
        composed = [text for text, _ in likeliest([list(o.items()) for o in options], _USUAL)]

        def weight(text: str) -> float:
            known = sum(
                option.get(one, _STRANGE) for option, one in zip(options, text, strict=False)
            )
            paired = _PAIR + pairs[text] - _RAREST_PAIR if text in pairs else 0.0
            word = _WORD - _LATER * words.index(text) if text in words else 0.0
            return known + max(paired, word)

        found = dict.fromkeys([*pairs, *words, *composed])
        return sorted(found, key=weight, reverse=True)

    def _heads(self, cuts: list[Cut]) -> Found:
        """Return single characters for the first syllable, the rest left for the next pick."""
        firsts = dict.fromkeys(cut[0] for cut in cuts)
        return [(text, one.end) for one in firsts for text, _ in self.characters.get(one.text, ())]


def read_place_words(folder: Path) -> PlaceWords:
    """Read the endings, one a line, and the characters from the files of a folder."""
    lines = (folder / "place_words.txt").read_text(encoding="utf-8").splitlines()
    endings: dict[str, list[tuple[str, float]]] = {}
    for word in dict.fromkeys(line for line in lines if line and not line.startswith("#")):
        endings.setdefault(" ".join(lazy_pinyin(word)), []).append((word, 0.0))
    return PlaceWords(
        endings,
        read_words(folder / "place_characters.tsv"),
        read_words(folder / "place_pairs.tsv"),
    )
