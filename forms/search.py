"""Finding items by name, everyday name, pinyin or initials."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz, process

from forms.service_item import ServiceItem

_LEAST = 55.0
# A name that only looks alike stands behind one that holds the very words.
_LIKENESS = 0.85
_LONGEST = 60
_SHELVES = 64
"""Signs are counted on so many shelves; those that share one only let more names through."""
_MANY = 1000

_Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Found:
    """An item found and how well it fits, from 0 to 100."""

    code: str
    name: str
    score: float


class SpelledNames(BaseModel):
    """The names of items with their sound, spelled out once and then kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    codes: tuple[str, ...]
    titles: tuple[str, ...]
    owners: tuple[int, ...]
    """Of each name, the place of its item in `codes`."""
    names: tuple[str, ...]
    pinyin: tuple[str, ...]
    initials: tuple[str, ...]


def spell_names(items: Iterable[ServiceItem]) -> SpelledNames:
    """Return all names of the items, each with its pinyin and its initials."""
    items = tuple(items)
    owned = [(number, name) for number, item in enumerate(items) for name in _names_of(item)]
    return SpelledNames(
        codes=tuple(item.code for item in items),
        titles=tuple(item.name for item in items),
        owners=tuple(number for number, _ in owned),
        names=tuple(name.lower() for _, name in owned),
        pinyin=tuple("".join(lazy_pinyin(name)).lower() for _, name in owned),
        initials=tuple(_initials(name) for _, name in owned),
    )


def _names_of(item: ServiceItem) -> Iterable[str]:
    return dict.fromkeys((item.name, item.short_name, *item.aliases))


def _initials(name: str) -> str:
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


class _Texts:
    """Texts that are searched together; what only slips need is prepared with the first slip."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = list(texts)
        sizes = np.fromiter(map(len, texts), np.int64, len(self._texts))
        self._lengths = np.maximum(sizes, 1).astype(np.float32)
        self._joined = "\n".join(texts)
        self._starts: list[int] = [0, *np.cumsum(sizes + 1).tolist()]

    @cached_property
    def _by_length(self) -> NDArray[np.int64]:
        return np.argsort(self._lengths, kind="stable")

    @cached_property
    def _sorted_lengths(self) -> _Scores:
        return self._lengths[self._by_length]

    @cached_property
    def _sorted(self) -> NDArray[np.object_]:
        return np.array(self._texts, object)[self._by_length]

    @cached_property
    def _counts(self) -> NDArray[np.uint8]:
        return _sign_counts(self._sorted.tolist())

    def parts(self, wanted: str) -> _Scores:
        """Score the texts that hold the words: a beginning above a middle, fuller ones higher."""
        scores = np.zeros(len(self._texts), np.float32)
        places = self._holding(wanted)
        if places:
            begins = np.array([self._texts[n].startswith(wanted) for n in places])
            share = len(wanted) / self._lengths[places]
            part = np.where(begins, 88, 75) + 10 * share
            scores[places] = np.where(begins & (share == 1), 100, part)
        return scores

    def _holding(self, wanted: str) -> list[int]:
        if self._joined.count(wanted) > _MANY:
            return [n for n, text in enumerate(self._texts) if wanted in text]
        # Few hits are found far sooner in one long text than in each short one.
        places: dict[int, None] = {}
        at = self._joined.find(wanted)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            places[place] = None
            at = self._joined.find(wanted, self._starts[place + 1])
        return list(places)

    def likeness(self, wanted: str) -> _Scores:
        """Score the texts that look alike, for slips of the finger and of the ear."""
        least = _LEAST / _LIKENESS
        # The shorter of two texts bounds their likeness: others need not be looked at.
        share = least / (200 - least)
        bounds = [len(wanted) * share, len(wanted) / share]
        first, last = np.searchsorted(self._sorted_lengths, bounds).tolist()
        scores = np.zeros(len(self._texts), np.float32)
        near = first + np.flatnonzero(self._most_alike(wanted, first, last) >= least)
        if len(near):
            alike: NDArray[Any] = process.cdist(
                [wanted],
                self._sorted[near],
                scorer=fuzz.ratio,
                score_cutoff=least,
                dtype=np.float32,
            )
            scores[self._by_length[near]] = alike[0] * _LIKENESS
        return scores

    def _most_alike(self, wanted: str, first: int, last: int) -> _Scores:
        """Return how much alike some texts can be at most, by the signs they share."""
        shared = np.zeros(last - first, np.uint16)
        counts = _sign_counts([wanted])[:, 0]
        for shelf in np.flatnonzero(counts).tolist():
            shared += np.minimum(self._counts[shelf, first:last], counts[shelf])
        both = self._sorted_lengths[first:last] + len(wanted)
        most: _Scores = 200 * shared.astype(np.float32) / both
        return most


def _sign_counts(texts: Sequence[str]) -> NDArray[np.uint8]:
    """Count each text's signs on the shelves; shape shelves × texts."""
    signs = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32) % _SHELVES
    owners = np.repeat(np.arange(len(texts)), np.fromiter(map(len, texts), np.int64, len(texts)))
    counts = np.bincount(signs * len(texts) + owners, minlength=len(texts) * _SHELVES)
    return counts.reshape(_SHELVES, -1).clip(max=255).astype(np.uint8)


class ItemSearch:
    """Searches the names of items; a few milliseconds over tens of thousands of names."""

    def __init__(self, names: SpelledNames) -> None:
        """Prepare these names."""
        self._codes = names.codes
        self._titles = names.titles
        self._owners = np.array(names.owners, np.int64)
        self._names = _Texts(names.names)
        self._pinyin = _Texts(names.pinyin)
        self._initials = _Texts(names.initials)

    def find(self, text: str, limit: int = 10) -> tuple[Found, ...]:
        """Return the items that fit best, best first; empty when nothing comes near."""
        wanted = "".join(text.split()).lower()[:_LONGEST]
        if not wanted:
            return ()
        best = np.zeros(len(self._codes), np.float32)
        np.maximum.at(best, self._owners, self._score(wanted, limit))
        good = np.flatnonzero(best >= _LEAST)
        if len(good) > limit:
            last = np.partition(best[good], -limit)[-limit]
            good = good[best[good] >= last]
        ranked = sorted(good.tolist(), key=lambda n: (-float(best[n]), self._titles[n]))
        return tuple(
            Found(self._codes[n], self._titles[n], round(float(best[n]), 1)) for n in ranked[:limit]
        )

    def _score(self, wanted: str, limit: int) -> _Scores:
        texts = self._pinyin if wanted.isascii() else self._names
        scores = texts.parts(wanted)
        if wanted.isascii():
            # Initials must be matched exactly, for nearly all short strings of letters look alike.
            scores = np.maximum(scores, self._initials.parts(wanted))
        # Names that only look alike are for whom the very words do not lead far enough.
        if len(wanted) > 1 and np.count_nonzero(scores) < limit:
            scores = np.maximum(scores, texts.likeness(wanted))
        return scores
