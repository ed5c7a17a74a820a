"""How likely characters make the name of a place: learnt from places, letters turned into names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path

from kiosk.syllables import Cut
from kiosk.weighed_words import Words, read_words, rows_of

BEGINNING = "^"
"""What stands before the first character of a name."""
Spelt = list[tuple[str, float]]
"""Names with the logarithm of how likely they are, the likeliest first."""

_BREADTH = 24
_OPTIONS = 24
# So many times must a character have been seen before what follows it is believed rather than what
# is usual everywhere.
_DOUBT = 200.0
# However often it was seen: estates are not named as villages are.
_OPEN = 0.3
# A name seen as a whole, a beginning or an end of others.
_KNOWN = 0.5
_STRANGE = math.log(1e-7)
_FOLLOWER = re.compile(r"(\D)(\d+)")


@dataclass(frozen=True)
class PlaceNames:
    """The characters of the names of places, and what follows what in them."""

    characters: Words
    names: Words
    following: Mapping[str, tuple[int, str]]
    """Character → how many follow it, and which, with how often each ("家291庄181")."""

    def spell(self, cut: Cut, before: str, words: Spelt) -> list[Spelt]:
        """Return the likeliest names for the first syllable, the first two and so on to all.

        `before` is the character before them, `words` are ordinary words they may begin with.
        """
        found = []
        best: list[tuple[str, float]] = [("", 0.0)]
        for at, syllable in enumerate(cut):
            options = self.characters.get(syllable.text, ())[:_OPTIONS]
            longer = [
                (text + one, weight + chance)
                for text, weight in best
                for one, chance in self.chances(text[-1:] or before, options)
            ]
            longer += self._named(cut[: at + 1])
            longer += ((word, weight) for word, weight in words if len(word) == at + 1)
            best = _likeliest(longer, _BREADTH)
            found.append(best)
        return found

    def chances(self, before: str, options: Sequence[tuple[str, float]]) -> Spelt:
        """Return the logarithm of how likely each character is after another."""
        after = self._followers(before)
        found = []
        for one, usual in options:
            seen = after.seen.get(one)
            # Few pairs have been seen, and the others need no more than a sum.
            chance = (
                usual + after.unseen
                if seen is None
                else math.log(seen + math.exp(usual + after.unseen))
            )
            found.append((one, chance))
        return found

    def _named(self, cut: Cut) -> Iterable[tuple[str, float]]:
        if len(cut) < 2:
            return ()
        reading = " ".join(syllable.text for syllable in cut)
        return ((text, weight + _KNOWN) for text, weight in self.names.get(reading, ())[:_BREADTH])

    def _followers(self, before: str) -> _Followers:
        """Return what follows a character, read when it is first asked for."""
        known = self._read.get(before)
        if known is None:
            total, line = self.following.get(before, (0, ""))
            share = (1 - _OPEN) / (total + _DOUBT)
            seen = {one: int(count) * share for one, count in _FOLLOWER.findall(line)}
            known = self._read[before] = _Followers(seen, math.log(share * _DOUBT + _OPEN))
        return known

    @cached_property
    def _read(self) -> dict[str, _Followers]:
        return {}


@dataclass(frozen=True)
class _Followers:
    """What follows a character in names."""

    seen: Mapping[str, float]
    """Character → its share of all that follow."""
    unseen: float
    """The logarithm by which any character is less likely than it is anywhere."""


def read_place_names(folder: Path) -> PlaceNames:
    """Read the tables that setup/place_names.py makes."""
    rows = rows_of(folder / "place_pairs.tsv")
    return PlaceNames(
        read_words(folder / "place_characters.tsv"),
        read_words(folder / "place_names.tsv"),
        {before: (int(total), after) for before, total, after in rows},
    )


def _likeliest(spelt: Iterable[tuple[str, float]], most: int) -> Spelt:
    found: dict[str, float] = {}
    for text, weight in spelt:
        found[text] = max(weight, found.get(text, -math.inf))
    return sorted(found.items(), key=itemgetter(1), reverse=True)[:most]
