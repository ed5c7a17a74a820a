"""Puts right what was heard with the right sounds and the wrong characters: 攻击金 → 公积金.

A noisy channel over the words of the hall: a character may have been any other that sounds the
same, or nearly so, where that makes it fit its neighbours as the hall's own texts have them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import groupby, pairwise

from voice.lexicon import folded_syllables

_RUN = re.compile(r"[\u3400-\u9fff]+")
_INITIAL = re.compile(r"^[bpmfdtnlgkhjqxrzcsyw]?h?")
_SAME_SOUND, _NEAR_SOUND = -1.0, -2.0
_KNOWN_PAIR, _PLAIN_PAIR, _MOST = 1.0, 1.0, 1.9
_SAME_OFFERED, _NEAR_OFFERED = 6, 4


class SoundRepair:
    """Knows which characters stand side by side in the hall's texts, and how they sound."""

    def __init__(self, pairs: Mapping[str, int], spelled: Mapping[str, Sequence[str]]) -> None:
        self._pairs = pairs
        self._spelled = spelled
        self._near: dict[str, list[str]] = {}
        self._follow: dict[str, frozenset[str]] = {}

    @classmethod
    def learnt_from(cls, texts: Iterable[str]) -> SoundRepair:
        """Return a repair that knows what stands side by side in these texts."""
        pairs: Counter[str] = Counter()
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            for run in _RUN.findall(text):
                pairs.update(a + b for a, b in pairwise(run))
                for character, sound in zip(run, folded_syllables(run), strict=True):
                    seen[sound][character] += 1
        common = {
            sound: [character for character, _ in some.most_common(_SAME_OFFERED)]
            for sound, some in seen.items()
        }
        return cls(pairs, common)

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> SoundRepair:
        """Return the repair that `lines` told of."""
        counts, spelled = (line.split() for line in lines)
        return cls(
            {entry[:2]: int(entry[2:]) for entry in counts},
            {sound: list(some) for sound, some in (entry.split("=") for entry in spelled)},
        )

    def lines(self) -> tuple[str, str]:
        """Return all that is known in two lines: pairs with counts, sounds with characters."""
        return (
            " ".join(f"{pair}{count}" for pair, count in self._pairs.items()),
            " ".join(f"{sound}={''.join(some)}" for sound, some in self._spelled.items()),
        )

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
        in_doubt = [any(odd[at : at + 4]) for at in range(len(run))]
        mended, at = "", 0
        for doubtful, places in groupby(range(len(run)), in_doubt.__getitem__):
            size = len(list(places))
            if not doubtful:
                mended += run[at : at + size]
            else:
                # Beyond its sure neighbours nothing bears on what a doubtful stretch says.
                start, end = max(at - 1, 0), min(at + size + 1, len(run))
                offered = [
                    self._offered(run[n], sounds[n]) if in_doubt[n] else {run[n]: 0.0}
                    for n in range(start, end)
                ]
                best = self._best_path(run[start:end], offered)
                mended += best[at - start : at - start + size]
            at += size
        return mended

    def _best_path(self, run: str, offered: list[dict[str, float]]) -> str:
        paths = {character: (cost, character) for character, cost in offered[0].items()}
        for at in range(1, len(run)):
            here = offered[at]
            # Hardly any two characters bind, so the best of all comes before each is looked at.
            ahead = max(paths.values())
            longer = {c: (ahead[0] + cost, ahead[1] + c) for c, cost in here.items()}
            for last, (score, path) in paths.items():
                following = self._followers(last)
                if following.isdisjoint(here):
                    continue
                for c in following & here.keys():
                    bound = score + here[c] + self._strength(last + c)
                    if bound > longer[c][0]:
                        longer[c] = (bound, path + c)
            self._bind_as_heard(run[at - 1 : at + 1], paths, here, longer)
            paths = longer
        return max(paths.values(), key=lambda path: (path[0], path[1] == run))[1]

    def _bind_as_heard(
        self,
        pair: str,
        paths: Mapping[str, tuple[float, str]],
        here: Mapping[str, float],
        longer: dict[str, tuple[float, str]],
    ) -> None:
        """Let a pair of an everyday word hold together as it was heard."""
        if pair in self._pairs or pair not in _plain_pairs():
            return
        score, path = paths[pair[0]]
        bound = score + here[pair[1]] + _PLAIN_PAIR
        if bound >= longer[pair[1]][0]:
            longer[pair[1]] = (bound, path + pair[1])

    def _strength(self, pair: str) -> float:
        return min(_KNOWN_PAIR + 0.25 * math.log(self._pairs[pair]), _MOST)

    def _followers(self, character: str) -> frozenset[str]:
        if not self._follow:
            follow: dict[str, set[str]] = defaultdict(set)
            for pair in self._pairs:
                follow[pair[0]].add(pair[1])
            self._follow = {first: frozenset(some) for first, some in follow.items()}
        return self._follow.get(character, frozenset())

    def _fits(self, pair: str) -> bool:
        return pair in self._pairs or pair in _plain_pairs()

    def _offered(self, character: str, sound: str) -> dict[str, float]:
        same = self._spelled.get(sound, ())
        found = dict.fromkeys(self._near_sound(sound), _NEAR_SOUND)
        found.update((other, _SAME_SOUND) for other in same)
        found[character] = 0.0
        return found

    def _near_sound(self, sound: str) -> list[str]:
        known = self._near.get(sound)
        if known is None:
            alike = {near for kin in _kin(sound) for near in self._kindred.get(kin, ())} - {sound}
            nearest = sorted(alike, key=self._place.__getitem__)
            counted = [other for near in nearest for other in self._spelled[near][:2]]
            known = self._near[sound] = counted[:_NEAR_OFFERED]
        return known

    @cached_property
    def _place(self) -> dict[str, int]:
        return {sound: place for place, sound in enumerate(self._spelled)}

    @cached_property
    def _kindred(self) -> dict[tuple[str, ...], list[str]]:
        """The sounds of each family, so that not all need be looked through for those near."""
        found: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for sound in self._spelled:
            for kin in _kin(sound):
                found[kin].append(sound)
        return dict(found)


def _kin(syllable: str) -> tuple[tuple[str, ...], ...]:
    """Return the families of a syllable: those of its end, and of its beginning and vowel."""
    initial = _INITIAL.match(syllable)
    size = initial.end() if initial else 0
    end = syllable[size:]
    return (end,), (syllable[:size], end[:1])


@lru_cache(maxsize=1)
def _plain_pairs() -> frozenset[str]:
    """Return the pairs of characters of everyday words, which need no putting right."""
    from pypinyin.phrases_dict import phrases_dict

    return frozenset(a + b for word in phrases_dict for a, b in pairwise(word))
