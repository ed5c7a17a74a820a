"""How Chinese sounds: syllables without tones, folded where speakers here mix them up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"))
_HU_FINALS = {"hu": "fu", "hui": "fei", "hun": "fen"}
_CHINESE = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]")
_SYLLABLE_BASE = 0xE000


@lru_cache(maxsize=4096)
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


@lru_cache(maxsize=1024)
def toned_syllables(text: str) -> tuple[str, ...]:
    """Return syllables with tone numbers, as in `jiu4 ming4`; a neutral tone is 5."""
    return tuple(_read(text, toned=True))


def _read(text: str, toned: bool) -> Iterator[str]:
    for run in _CHINESE.findall(text):
        if run.isascii():
            yield run.lower()
        else:
            yield from (sound if toned else sound.rstrip("12345") for sound in _sounds(run))


def _sounds(run: str) -> Iterator[str]:
    # Imported late: its dictionaries take a quarter of a second.
    from pypinyin.constants import PHRASES_DICT

    # The library's own conversion takes ten times as long, for styles that are not wanted here.
    at = 0
    while at < len(run):
        for size in (4, 3, 2):
            reading = PHRASES_DICT.get(run[at : at + size])
            if reading is not None and len(reading) == size:
                yield from (_toned(one[0]) for one in reading)
                at += size
                break
        else:
            yield _character_sound(run[at])
            at += 1


@lru_cache(maxsize=16384)
def _character_sound(character: str) -> str:
    from pypinyin.constants import PINYIN_DICT

    readings = PINYIN_DICT.get(ord(character), "")
    return _toned(readings.split(",")[0]) if readings else character


@lru_cache(maxsize=4096)
def _toned(syllable: str) -> str:
    from pypinyin.contrib.tone_convert import to_tone3

    return str(to_tone3(syllable, neutral_tone_with_five=True))


class SyllableCodes:
    """Gives each syllable one private character, so that string distances count syllables."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._codes: dict[str, str] = {}
        self.encode(tuple(known))

    @property
    def known(self) -> tuple[str, ...]:
        """The syllables that have a character, in the order they got it."""
        return tuple(self._codes)

    def encode(self, sounds: tuple[str, ...]) -> str:
        """Return a text of one character per syllable."""
        codes = self._codes
        for sound in sounds:
            if sound not in codes:
                codes[sound] = chr(_SYLLABLE_BASE + len(codes))
        return "".join(codes[sound] for sound in sounds)
