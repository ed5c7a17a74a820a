"""What texts share: characters and sounds, alone and in pairs, each weighed by how rare it is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]
_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
_ENDINGS = ("ing", "es", "ed", "s")
# Terms that every second text holds tell nothing and cost the most.
_COMMON_SHARE = 0.25
_COMMON_LEAST = 400


def units(text: str) -> tuple[str, ...]:
    """Return what a text is made of: Chinese characters, and words of other scripts stemmed."""
    return tuple(_stem(unit) for unit in _UNIT.findall(text.lower()))


def _stem(unit: str) -> str:
    if unit.isascii() and unit.isalpha() and len(unit) > 4:
        for ending in _ENDINGS:
            if unit.endswith(ending):
                return unit[: -len(ending)]
    return unit


def grams(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the parts and their neighbouring pairs, each once."""
    pairs = (f"{a} {b}" for a, b in pairwise(parts))
    return tuple(dict.fromkeys((*parts, *pairs)))


class GramIndex:
    """An inverted index over the grams of many texts, held in a few flat arrays."""

    def __init__(
        self, terms: Sequence[str], starts: Integers, holders: Integers, texts: int
    ) -> None:
        self._number = {term: number for number, term in enumerate(terms)}
        self._starts, self._texts = starts, texts
        # Counting takes places as wide as the machine's own numbers; others it copies each time.
        self._holders = holders.astype(np.intp)
        counts = np.diff(starts)
        self._rarity = np.log1p(max(texts, 1) / np.maximum(counts, 1)).astype(np.float32)
        self._unknown_rarity = 0.6 * math.log1p(max(texts, 1))
        squares = np.zeros(texts, dtype=np.float32)
        np.add.at(squares, holders, np.repeat(self._rarity**2, counts))
        self.norms: Floats = np.sqrt(np.maximum(squares, np.float32(1e-6)))
        self._telling = (self._rarity.astype(np.float64) ** 2).tolist()
        self._limit = max(_COMMON_LEAST, int(texts * _COMMON_SHARE))

    @classmethod
    def build(cls, texts: Iterable[Sequence[str]]) -> GramIndex:
        """Index texts given as their grams."""
        numbers: dict[str, int] = {}
        found: list[int] = []
        owners: list[int] = []
        count = 0
        for owner, terms in enumerate(texts):
            found.extend(numbers.setdefault(term, len(numbers)) for term in terms)
            owners.extend([owner] * len(terms))
            count = owner + 1
        term_of = np.asarray(found, dtype=np.int32)
        order = np.argsort(term_of, kind="stable")
        holders = np.asarray(owners, dtype=np.int32)[order]
        sizes = np.bincount(term_of, minlength=len(numbers)) if found else np.zeros(0, np.int64)
        starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
        return cls(tuple(numbers), starts, holders, count)

    def arrays(self) -> dict[str, Any]:
        """Return what `GramIndex` is made from again, ready to be kept."""
        text = "".join(f"{term}\n" for term in self._number)
        terms = np.frombuffer(text.encode(), dtype=np.uint8)
        holders = self._holders.astype(np.int32)
        return {"terms": terms, "starts": self._starts, "holders": holders}

    def length(self, terms: Sequence[str]) -> float:
        """Return how much a text tells in all, as the length of its vector."""
        known = [self._number[term] for term in terms if term in self._number]
        # A term never seen tells something, yet not most.
        unknown = (len(terms) - len(known)) * self._unknown_rarity**2
        return max(math.sqrt(sum(self._telling[number] for number in known) + unknown), 1e-6)

    def unmet(self, parts: Iterable[str], begins: Integers, ends: Integers) -> Floats:
        """Return what share of a text's parts, by how much they tell, no text of a range holds.

        The ranges are places of indexed texts: from each of `begins` up to before each of `ends`.
        """
        bounds = np.concatenate((begins, ends)).astype(np.intp)
        places, telling, never = [], [], 0.0
        for part in set(parts):
            number = self._number.get(part)
            if number is None:
                never += self._unknown_rarity**2
                continue
            holders = self._holders[self._starts[number] : self._starts[number + 1]]
            places.append(holders.searchsorted(bounds))
            telling.append(self._telling[number])
        whole = never + sum(telling) or 1.0
        if not places:
            return np.full(len(begins), never / whole, dtype=np.float32)
        found = np.asarray(places)
        lacking = found[:, : len(begins)] == found[:, len(begins) :]
        unmet: Floats = ((telling @ lacking + never) / whole).astype(np.float32)
        return unmet

    def likeness(self, terms: Sequence[str]) -> Floats:
        """Return the cosine of a text with every indexed text."""
        holders, telling = [], []
        for term in terms:
            number = self._number.get(term)
            if number is None:
                continue
            start, end = self._starts[number], self._starts[number + 1]
            if end - start <= self._limit:
                holders.append(self._holders[start:end])
                telling.append(self._telling[number])
        if not holders:
            return np.zeros(self._texts, dtype=np.float32)
        weights = np.repeat(telling, [len(some) for some in holders])
        shared = np.bincount(np.concatenate(holders), weights, self._texts).astype(np.float32)
        likeness: Floats = shared / (self.norms * np.float32(self.length(terms)))
        return likeness
