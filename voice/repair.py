"""Puts right what was heard with the right sounds and the wrong characters: 攻击金 → 公积金.

A noisy channel over the words of the hall: a character may have been any other that sounds the
same, or nearly so, where that makes it fit its neighbours as the hall's own texts have them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from voice.lexicon import folded_syllables

_RUN = re.compile(r"[\u3400-\u9fff]+")
_INITIAL = re.compile(r"^[bpmfdtnlgkhjqxrzcsyw]?h?")
_SAME_SOUND, _NEAR_SOUND = -1.0, -2.0
_KNOWN_PAIR, _PLAIN_PAIR, _MOST = 1.0, 1.0, 1.9
_SAME_OFFERED, _NEAR_OFFERED = 8, 8


class SoundRepair:
    """Knows which characters stand side by side in the hall's texts, and how they sound."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._pairs: Counter[str] = Counter()
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            for run in _RUN.findall(text):
                self._pairs.update(a + b for a, b in pairwise(run))
                for character, sound in zip(run, folded_syllables(run), strict=True):
                    seen[sound][character] += 1
        self._spelled = {sound: [c for c, _ in some.most_common()] for sound, some in seen.items()}
        self._near: dict[str, list[str]] = {}

    def repair(self, text: str) -> str:
        """Return the text with runs of Chinese put right; what fits already stays."""
        return _RUN.sub(lambda found: self._run(found.group()), text)

    def _run(self, run: str) -> str:
        fits = [self._fits(a + b) for a, b in pairwise(run)]
        if len(run) < 2 or all(fits):
            return run
        sounds = folded_syllables(run)
        # A pair that fits may still stand beside one that does not because both were misheard.
        odd = [False, False, *(not fit for fit in fits), False, False]
        offered = [
            self._offered(character, sound) if any(odd[at : at + 4]) else {character: 0.0}
            for at, (character, sound) in enumerate(zip(run, sounds, strict=True))
        ]
        return self._best_path(run, offered)

    def _best_path(self, run: str, offered: list[dict[str, float]]) -> str:
        paths = {character: (cost, character) for character, cost in offered[0].items()}
        for at in range(1, len(run)):
            longer: dict[str, tuple[float, str]] = {}
            kept = run[at - 1 : at + 1]
            for character, cost in offered[at].items():
                longer[character] = max(
                    (score + cost + self._bond(path[-1] + character, kept), path + character)
                    for score, path in paths.values()
                )
            paths = longer
        # Among equals the one that changes least wins: the path of the original comes first.
        return max(paths.values(), key=lambda path: (path[0], path[1] == run))[1]

    def _bond(self, pair: str, heard: str) -> float:
        count = self._pairs.get(pair, 0)
        if count:
            return min(_KNOWN_PAIR + 0.25 * math.log(count), _MOST)
        return _PLAIN_PAIR if pair == heard and pair in _plain_pairs() else 0.0

    def _fits(self, pair: str) -> bool:
        return pair in self._pairs or pair in _plain_pairs()

    def _offered(self, character: str, sound: str) -> dict[str, float]:
        same = self._spelled.get(sound, ())[:_SAME_OFFERED]
        found = dict.fromkeys(self._near_sound(sound), _NEAR_SOUND)
        found.update((other, _SAME_SOUND) for other in same)
        found[character] = 0.0
        return found

    def _near_sound(self, sound: str) -> list[str]:
        known = self._near.get(sound)
        if known is None:
            counted = [
                other
                for near in self._spelled
                if near != sound and _is_near(near, sound)
                for other in self._spelled[near][:2]
            ]
            known = self._near[sound] = counted[:_NEAR_OFFERED]
        return known


def _is_near(one: str, other: str) -> bool:
    """Tell whether two syllables share their end, or their beginning and most of their end."""
    first, second = _parted(one), _parted(other)
    if first[1] == second[1]:
        return True
    return first[0] == second[0] and first[1][:1] == second[1][:1]


@lru_cache(maxsize=1024)
def _parted(syllable: str) -> tuple[str, str]:
    initial = _INITIAL.match(syllable)
    size = initial.end() if initial else 0
    return syllable[:size], syllable[size:]


@lru_cache(maxsize=1)
def _plain_pairs() -> frozenset[str]:
    """Return the pairs of characters of everyday words, which need no putting right."""
    from pypinyin.phrases_dict import phrases_dict

    return frozenset(a + b for word in phrases_dict for a, b in pairwise(word))
