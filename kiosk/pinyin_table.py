"""Words by their pinyin in plain dictionaries: what types Chinese where librime is absent."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, islice

__all__ = ["WordTable", "Words", "load_words"]

_LONGEST_LETTERS = 60
_LONGEST_SYLLABLE = 6
_LONGEST_WORD = 16
_BEAM = 6
_VOWELS = frozenset("aeiouv")
_COMPLETIONS = 3
# A word of Pinyin2Hanzi weighs 0.1 to 0.35: the hall's own phrases come before its words.
_PHRASE_WEIGHT = 0.9
# A surname comes first among its sound, yet must not break the words around it.
_CHARACTER_WEIGHT = 0.11

Words = Mapping[str, Sequence[tuple[str, float]]]
"""Reading ("yang,lao") -> words with their weight, the heaviest first."""


def load_words() -> Words:
    """Return the words of Pinyin2Hanzi, about 100 MB in memory; nothing where it is absent."""
    try:
        # Imported by name: it has no types, and a terminal with librime need not install it.
        parameters = import_module("Pinyin2Hanzi").DefaultDagParams()
    except ImportError:
        return {}
    words = chain(parameters.char_dict.items(), parameters.phrase_dict.items())
    # It writes xve where the keyboard and pypinyin write xue.
    return {re.sub(r"(?<=[jqxy])ve", "ue", reading): texts for reading, texts in words}


@dataclass(frozen=True)
class _Syllable:
    text: str
    end: int


class WordTable:
    """Cuts letters into syllables and finds the likeliest words over them."""

    def __init__(self, words: Words, phrases: Sequence[tuple[str, str]]) -> None:
        self._words = words
        self._phrases: dict[str, list[str]] = {}
        for text, reading in phrases:
            self._phrases.setdefault(reading.replace(" ", ","), []).append(text)
        readings = chain(words, self._phrases)
        # Pinyin2Hanzi also lists bare initials as if they were syllables.
        self._syllables = {
            syllable
            for reading in readings
            for syllable in reading.split(",")
            if not _VOWELS.isdisjoint(syllable)
        }

    def query(self, letters: str, most: int) -> list[tuple[str, int]]:
        """Return up to `most` words for letters a–z and ', each with how many letters it uses."""
        letters = letters[:_LONGEST_LETTERS]
        found: dict[str, int] = {}
        cuts = self._cut(letters)
        for text, used in chain(
            self._whole(cuts, len(letters)), self._complete(letters), self._beginnings(cuts)
        ):
            found.setdefault(text, used)
            if len(found) >= most:
                break
        return list(found.items())[:most]

    def _cut(self, letters: str) -> list[tuple[_Syllable, ...]]:
        """Return the cuttings that reach furthest into the letters, fewest syllables first."""
        cuts: dict[int, list[tuple[_Syllable, ...]]] = {0: [()]}
        for start in range(len(letters)):
            if start not in cuts:
                continue
            for end in range(start + 1, min(start + _LONGEST_SYLLABLE, len(letters)) + 1):
                if letters[start:end] not in self._syllables:
                    continue
                past = end + (letters[end : end + 1] == "'")
                syllable = _Syllable(letters[start:end], past)
                longer = [(*cut, syllable) for cut in cuts[start]]
                cuts[past] = sorted(cuts.get(past, []) + longer, key=len)[:_BEAM]
        return cuts[max(cuts)]

    def _whole(self, cuts: list[tuple[_Syllable, ...]], length: int) -> Iterator[tuple[str, int]]:
        """Yield what covers all letters; a finer cutting (xi an for xian) must be one word."""
        if not cuts[0] or cuts[0][-1].end < length:
            return
        for cut in cuts:
            is_finer = len(cut) > len(cuts[0])
            texts = [text for text, _ in self._lookup(cut)] if is_finer else self._sentences(cut)
            yield from ((text, length) for text in texts[:2])

    def _complete(self, letters: str) -> Iterator[tuple[str, int]]:
        """Yield phrases that these letters begin, or whose initials they are."""
        if len(letters) < 2:
            return
        matches = (
            text
            for reading, texts in self._phrases.items()
            if reading.replace(",", "").startswith(letters)
            or "".join(syllable[0] for syllable in reading.split(",")) == letters
            for text in texts
        )
        yield from ((text, len(letters)) for text in islice(matches, _COMPLETIONS))

    def _beginnings(self, cuts: list[tuple[_Syllable, ...]]) -> Iterator[tuple[str, int]]:
        """Yield words over the first syllables, the longest first."""
        for cut in (cut for cut in cuts if len(cut) == len(cuts[0])):
            for count in range(min(len(cut), _LONGEST_WORD), 0, -1):
                for text, _ in self._lookup(cut[:count]):
                    yield text, cut[count - 1].end

    def _sentences(self, cut: tuple[_Syllable, ...]) -> list[str]:
        """Return the likeliest rows of words that cover the cutting."""
        best: list[list[tuple[float, str]]] = [[(0.0, "")]]
        for end in range(1, len(cut) + 1):
            rows = [
                (score + weight, text + word)
                for start in range(max(0, end - _LONGEST_WORD), end)
                for word, weight in self._lookup(cut[start:end])[:_BEAM]
                for score, text in best[start]
            ]
            best.append(sorted(rows, reverse=True)[:_BEAM])
        return [text for _, text in best[-1]]

    def _lookup(self, cut: tuple[_Syllable, ...]) -> list[tuple[str, float]]:
        reading = ",".join(syllable.text for syllable in cut)
        weight = _PHRASE_WEIGHT if len(cut) > 1 else _CHARACTER_WEIGHT
        phrases = [(text, weight) for text in self._phrases.get(reading, ())]
        words = chain(phrases, self._words.get(reading, ()))
        return [(text, math.log(weight)) for text, weight in words]
