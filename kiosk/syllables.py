"""Letters cut into the syllables of pinyin, in every way that uses them all."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

_LONGEST = 6
_MOST_CUTS = 12


@dataclass(frozen=True)
class Syllable:
    """A syllable and where it ends among the letters, a separator after it included."""

    text: str
    end: int


Cut = tuple[Syllable, ...]


def cut_syllables(letters: str, known: Container[str]) -> list[Cut]:
    """Return the cuttings of letters a–z and ' into known syllables, fewest syllables first."""
    cuts: dict[int, list[Cut]] = {0: [()]}
    for start in range(len(letters)):
        for end in range(start + 1, min(start + _LONGEST, len(letters)) + 1):
            if start not in cuts or letters[start:end] not in known:
                continue
            past = end + (letters[end : end + 1] == "'")
            longer = [(*cut, Syllable(letters[start:end], past)) for cut in cuts[start]]
            cuts[past] = sorted(cuts.get(past, []) + longer, key=len)[:_MOST_CUTS]
    return cuts.get(len(letters), []) if letters else []
