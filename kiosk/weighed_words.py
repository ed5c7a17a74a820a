"""Words by their reading, each with how usual it is, read from tables of three columns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

Words = Mapping[str, Sequence[tuple[str, float]]]
"""Reading ("ou yang") → words with the logarithm of how usual they are, the likeliest first."""
Found = list[tuple[str, int]]
"""Words with how many of the typed letters each uses up."""

_BREADTH = 12


def rows_of(path: Path) -> Iterator[list[str]]:
    """Yield the columns of a table parted by tabs; lines that begin with # are comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if line and not line.startswith("#"))


def read_words(path: Path) -> Words:
    """Read lines of word, reading and weight."""
    rows = [(text, reading, float(weight)) for text, reading, weight in rows_of(path)]
    everything = sum(weight for _, _, weight in rows)
    found: dict[str, list[tuple[str, float]]] = {}
    for text, reading, weight in rows:
        # Passports write lyu where keyboards write lv.
        for spelt in {reading, reading.replace("lv", "lyu")}:
            found.setdefault(spelt, []).append((text, math.log(weight / everything)))
    return {key: sorted(texts, key=lambda pair: -pair[1]) for key, texts in found.items()}


def likeliest(options: Sequence[Sequence[tuple[str, float]]], most: int) -> list[tuple[str, float]]:
    """Return the likeliest rows of one word each out of the options, side by side."""
    best = [("", 0.0)]
    for choices in options:
        longer = [(a + b, x + y) for a, x in best for b, y in choices[:_BREADTH]]
        best = sorted(longer, key=lambda pair: -pair[1])[: max(most, _BREADTH)]
    return best[:most]


def each_once(words: Iterable[tuple[str, int]]) -> Found:
    """Return each word once, as it came first."""
    found: dict[str, int] = {}
    for text, used in words:
        found.setdefault(text, used)
    return list(found.items())
