"""How Chinese sounds: syllables without tones, folded where speakers here mix them up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"))
_HU_FINALS = {"hu": "fu", "hui": "fei", "hun": "fen"}
_CHINESE = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]")
_SYLLABLE_BASE = 0xE000


def fold(syllable: str) -> str:
    """Return a toneless syllable with confused sounds made equal (n/l/r, zh/z, h/f, ang/an)."""
    for initial, folded in _INITIALS:
        if syllable.startswith(initial):
            syllable = folded + syllable[len(initial) :]
            break
    # Cantonese speakers say hu- for f- and the other way round: 湖南/扶南, 飞/灰.
    if syllable in _HU_FINALS:
        syllable = _HU_FINALS[syllable]
    elif syllable.startswith("hu"):
        syllable = "f" + syllable[2:]
    for final, folded in _FINALS:
        if syllable.endswith(final):
            return syllable[: -len(final)] + folded
    return syllable


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """Return the toneless syllables of a text; digits and letters stand for themselves."""
    return tuple(_read(text, toned=False))


@lru_cache(maxsize=8192)
def folded_syllables(text: str) -> tuple[str, ...]:
    """Return the syllables of a text with confused sounds made equal."""
    return tuple(fold(syllable) for syllable in syllables(text))


def toned_syllables(text: str) -> tuple[str, ...]:
    """Return syllables with tone numbers, as in `jiu4 ming4`; a neutral tone is 5."""
    return tuple(_read(text, toned=True))


def _read(text: str, toned: bool) -> Iterator[str]:
    # Imported late: its dictionaries take a quarter of a second.
    from pypinyin import Style, lazy_pinyin

    style = Style.TONE3 if toned else Style.NORMAL
    for run in _CHINESE.findall(text):
        if run.isascii():
            yield run.lower()
        else:
            yield from lazy_pinyin(run, style=style, neutral_tone_with_five=True)


class SyllableCodes:
    """Gives each syllable one private character, so that string distances count syllables."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def encode(self, sounds: tuple[str, ...]) -> str:
        """Return a text of one character per syllable."""
        codes = self._codes
        for sound in sounds:
            if sound not in codes:
                codes[sound] = chr(_SYLLABLE_BASE + len(codes))
        return "".join(codes[sound] for sound in sounds)
