"""Characters heard wrongly: others of the same sound, or of a sound that speakers here confuse."""

from __future__ import annotations

import random
from collections import defaultdict

from voice.lexicon import fold, syllables

_FIRST, _LAST = 0xB0A1, 0xD7F9
_HOMOPHONE_SHARE = 0.6


class Mishearing:
    """Replaces characters by others that sound alike, from the 3,755 commonest of GB 2312."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._same: dict[str, list[str]] = defaultdict(list)
        self._confused: dict[str, list[str]] = defaultdict(list)
        for character in _common_characters():
            (sound,) = syllables(character)
            self._same[sound].append(character)
            self._confused[fold(sound)].append(character)

    def misheard(self, text: str, share: float) -> str:
        """Return the text with this share of its Chinese characters replaced."""
        places = [place for place, one in enumerate(text) if "\u4e00" <= one <= "\u9fff"]
        heard = list(text)
        for place in self._chance.sample(places, round(len(places) * share)):
            heard[place] = self._other(text[place])
        return "".join(heard)

    def _other(self, character: str) -> str:
        sound = syllables(character)[0]
        confused = self._confused[fold(sound)]
        same = self._same[sound] if self._chance.random() < _HOMOPHONE_SHARE else confused
        # 怎 has no homophone: then it is one of a sound that is confused with its own.
        others = [one for one in (same if len(same) > 1 else confused) if one != character]
        return self._chance.choice(others) if others else character


def _common_characters() -> str:
    codes = (code for code in range(_FIRST, _LAST + 1) if code & 0xFF >= 0xA1)
    return "".join(code.to_bytes(2, "big").decode("gb2312", "ignore") for code in codes)
