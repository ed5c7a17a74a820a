"""Names by their pinyin: a surname first, then a given name, as usual as people bear them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kiosk.syllables import Cut, cut_syllables
from kiosk.weighed_words import Found, Words, each_once, read_words, rows_of

_BREADTH = 12
# A pair that several people bear is so much likelier than its characters make it.
_PAIR_WEIGHT = 1.2
# A given name of one character: one name in six.
_SINGLE_GIVEN = math.log(1 / 6)
_FIRST_ROW = 6
# How many whole names the first row holds; the rest is room for the first character of any other.
_WHOLE_BEFORE_SURNAMES = 4
_WHOLE_BEFORE_CHARACTERS = 1


@dataclass(frozen=True)
class NameWords:
    """Surnames and characters of given names, by reading."""

    surnames: Words
    given: Words
    pairs: Mapping[str, float]
    """Given names of two characters → the logarithm of how often they were counted."""

    def query(self, letters: str, after: str = "") -> Found:
        """Return names and their beginnings for letters, given what stands before them.

        Without a surname before, one is expected.
        """
        opens = not after
        cuts = [c for c in cut_syllables(letters, self._syllables) if len(c) <= 2 + 2 * opens]
        heads = [head for cut in cuts for head in self._heads(cut, opens)]
        if any(len(cut) == 1 for cut in cuts):
            return each_once([head for head in heads if head[1] == len(letters)])
        whole = [(text, len(letters)) for text in self._whole(cuts, opens)]
        first = _WHOLE_BEFORE_SURNAMES if opens else _WHOLE_BEFORE_CHARACTERS
        room = _FIRST_ROW - first
        return each_once([*whole[:first], *heads[:room], *whole[first:], *heads[room:]])

    @cached_property
    def _syllables(self) -> frozenset[str]:
        readings = [*self.surnames, *self.given]
        return frozenset(syllable for reading in readings for syllable in reading.split())

    def _whole(self, cuts: Iterable[Cut], opens: bool) -> list[str]:
        names = [name for cut in cuts for name in self._names([s.text for s in cut], opens)]
        return [text for text, _ in sorted(names, key=lambda name: -name[1])]

    def _names(self, syllables: list[str], opens: bool) -> Iterator[tuple[str, float]]:
        if not opens:
            yield from self._given_names(syllables)
            return
        for length in (1, 2):
            for surname, weight in self.surnames.get(" ".join(syllables[:length]), ()):
                for given, more in self._given_names(syllables[length:]):
                    yield surname + given, weight + more

    def _given_names(self, syllables: list[str]) -> list[tuple[str, float]]:
        found = [self.given.get(syllable, ())[:_BREADTH] for syllable in syllables]
        if len(found) == 1:
            return [(text, weight + _SINGLE_GIVEN) for text, weight in found[0]]
        if len(found) != 2:
            return []
        names = [
            (one + two, first + second + _PAIR_WEIGHT * self.pairs.get(one + two, 0.0))
            for one, first in found[0]
            for two, second in found[1]
        ]
        return sorted(names, key=lambda name: -name[1])[:_BREADTH]

    def _heads(self, cut: Cut, opens: bool) -> Iterator[tuple[str, int]]:
        """Yield what can be picked first, the rest being left for the next pick."""
        if opens:
            for length in (2, 1):
                part = cut[:length]
                reading = " ".join(syllable.text for syllable in part)
                if len(part) == length:
                    yield from ((text, part[-1].end) for text, _ in self.surnames.get(reading, ()))
        if not opens or len(cut) == 1:
            yield from ((text, cut[0].end) for text, _ in self.given.get(cut[0].text, ()))


def read_name_words(folder: Path) -> NameWords:
    """Read surnames and given names from the files of a folder."""
    return NameWords(
        read_words(folder / "surnames.tsv"),
        read_words(folder / "given_characters.tsv"),
        {text: math.log(float(count)) for text, count in rows_of(folder / "given_pairs.tsv")},
    )
