"""Places by their pinyin: what ends a name in an address is a road, a village or a house."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
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
_FINER = -4.0
_WORD = 1.5
_COMMON = -13.0
_LATER = 0.8
# How far likelihoods are believed when they are added up: they are surer than they should be.
_CALM = 0.5
# What a whole name is worth whose first character stands in the row already.
_SPARED = 0.3


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
        ends = {text: end for text, (_, end) in heads.items()}
        if len(cuts[0]) == 1:
            ended = [(text, len(letters)) for text in self._endings(cuts[0])]
            return each_once([*ended, *ends.items(), *usual])
        names = [(text, len(letters)) for text, _ in whole]
        begun = [(text, cuts[0][1].end) for text in _summed(whole, 2)]
        row = _row(_summed(whole), {text: share for text, (share, _) in heads.items()})
        first = [(text, ends.get(text, len(letters))) for text in row]
        return each_once([*first, *usual, *names, *begun, *ends.items()])

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

    def _heads(self, cuts: list[Cut], after: str, whole: Spelt) -> dict[str, tuple[float, int]]:
        """Return first characters, the likeliest first, with their share and the letters used.

        They are those of likely names and those that names begin with.
        """
        firsts = {cut[0].text: (cut[0].end, len(cut)) for cut in reversed(cuts)}
        likely = _summed(whole, 1)
        found: dict[str, tuple[float, int]] = {}
        for sound, (end, count) in firsts.items():
            finer = _FINER * (count - len(cuts[0]))
            for text, chance in self.names.chances(after, self.names.characters.get(sound, ())):
                found[text] = (math.exp(chance + finer), end)
        everything = sum(begins for begins, _ in found.values())
        shares = {
            text: (likely.get(text, 0.0) + begins / everything, end)
            for text, (begins, end) in found.items()
        }
        return dict(sorted(shares.items(), key=lambda head: -head[1][0]))


def _row(names: Mapping[str, float], heads: Mapping[str, float]) -> list[str]:
    """Return the likeliest name, then what lets most of the other names be written.

    A first character lets every name be written that begins with it. Where it stands there already,
    a whole name only spares the other picks, so it counts for less.
    """
    first = dict(list(heads.items())[:_FIRST_ROW])
    whole = dict(list(names.items())[:_FIRST_ROW])
    row: list[str] = []
    while len(row) < _FIRST_ROW and (first or whole):
        worth = {t: share * (_SPARED if t[0] in row else 1) for t, share in whole.items()}
        name = max(worth, key=lambda text: worth[text], default="")
        head = max(first, key=lambda text: first[text], default="")
        if name and (not row or worth[name] > first.get(head, 0.0)):
            row.append(name)
            share = whole.pop(name)
            if name[0] in first:
                first[name[0]] -= share
        else:
            row.append(head)
            del first[head]
    return row


def _summed(whole: Spelt, length: int | None = None) -> dict[str, float]:
    """Return names, or their beginnings, the likeliest first, with their share of all."""
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
