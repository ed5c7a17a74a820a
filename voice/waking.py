"""Being called by name: a short phrase, found in a hall's noise, that opens the ear.

What is heard meanwhile is neither kept nor written down, and a name alone answers nothing.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz.distance import Levenshtein

from voice.endpointing import Endpointer, EndpointSettings, silero_detector
from voice.levels import level_db
from voice.lexicon import folded_syllables
from voice.recognizers.recognizer import duration_s

_SHORTEST_S, _LONGEST_S = 0.9, 2.4
"""Sound, with half a second before it, that may hold a name at its beginning."""
_RISE_DB, _RISE_HISTORY, _RISE_PRE_ROLL = 5.0, 36, 9
WAITING = EndpointSettings(end_s=0.45, spares_detector=True)
"""Costs little while nobody speaks, and ends soon after a name."""
_LATEST = 2
"""So many syllables may come before the name: 喂, 那个."""
# Without being told what to expect, a model hears 你好英文 or 你好意吗; 你好医保 is at 0.77.
_LIKE = 0.8
_CUT_LIKE = 0.6


class Guesser(Protocol):
    """Says what a short stretch of sound is, as every recognizer can."""

    def guess(self, pcm: bytes, expected: str = "") -> str:
        """Return the text, a phrase perhaps being expected."""


class WakePhrase:
    """A name known by its sound."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sounds = folded_syllables(text)

    def likeness(self, text: str) -> float:
        """Return from 0 to 1 how much the beginning of a text sounds like the name."""
        heard = folded_syllables(text)
        wanted, size = " ".join(self._sounds), len(self._sounds)
        windows = (" ".join(heard[start : start + size]) for start in range(_LATEST + 1))
        return max(Levenshtein.normalized_similarity(wanted, window) for window in windows)

    def cut_from(self, text: str) -> str:
        """Return what was said after the name; a text without it comes back whole."""
        places = [place for place, sign in enumerate(text) if sign.isalnum()]
        size = len(self._sounds)
        best, end = 0.0, 0
        for start in range(min(_LATEST + 1, len(places))):
            window = places[start : start + size]
            said = text[window[0] : window[-1] + 1]
            like = Levenshtein.normalized_similarity(
                " ".join(self._sounds), " ".join(folded_syllables(said))
            )
            if like > best:
                best, end = like, window[-1] + 1
        if best < _CUT_LIKE:
            return text
        return text[end:].lstrip(" ，。！？、,.!?")


@dataclass(frozen=True)
class Called:
    """The name was called; `sound` holds it, and `goes_on` tells that more is being said."""

    sound: bytes
    goes_on: bool


class WakeSpotter:
    """Takes block after block and tells when the name is called.

    Every stretch of speech is looked at once, at its end or after the time a name takes; the model
    is asked first with the name in mind, which finds it reliably and sometimes where it is not,
    then without, which only has to sound alike.
    """

    def __init__(
        self, phrase: WakePhrase, guesser: Guesser, endpointer: Endpointer | None = None
    ) -> None:
        self.phrase = phrase
        self._guesser = guesser
        self._endpointer = endpointer or Endpointer(silero_detector(), WAITING)
        self._rise = _Rise()
        self._sound = b""
        self._looked = False
        self.looks = 0
        """How often the model was asked."""

    def push(self, block: bytes) -> Called | None:
        """Take a block; tells when the name was called in what it completes."""
        stretch = self._endpointer.push(block)
        before = self._rise.take(block)
        if stretch.phase == "waiting":
            return None
        ended = stretch.phase == "ended"
        if before and not ended and (self._looked or duration_s(self._sound) >= _SHORTEST_S):
            # Somebody nearer calls while others talk on: what they said is no part of it.
            self._sound, self._looked = before, False
            return None
        if not self._looked:
            self._sound += stretch.sound
        called = None
        if not self._looked and (ended or duration_s(self._sound) >= _LONGEST_S):
            called = self._look(goes_on=not ended)
        if ended or called is not None:
            self._begin_anew()
        return called

    def _look(self, goes_on: bool) -> Called | None:
        sound, self._sound, self._looked = self._sound, b"", True
        if duration_s(sound) < _SHORTEST_S:
            return None
        self.looks += 1
        expected = self._guesser.guess(sound, self.phrase.text)
        if self.phrase.likeness(expected) < 1.0:
            return None
        free = self._guesser.guess(sound)
        return Called(sound, goes_on) if self.phrase.likeness(free) >= _LIKE else None

    def _begin_anew(self) -> None:
        self._endpointer.begin_anew()
        self._sound, self._looked = b"", False


class _Rise:
    """Notices that somebody begins to speak who is clearly louder than all that went before."""

    def __init__(self) -> None:
        self._blocks: deque[bytes] = deque(maxlen=_RISE_PRE_ROLL)
        self._levels: deque[float] = deque(maxlen=_RISE_HISTORY)

    def take(self, block: bytes) -> bytes:
        """Take a block; returns the sound from just before the rise, or nothing."""
        self._blocks.append(block)
        self._levels.append(level_db(block))
        if len(self._levels) < _RISE_HISTORY:
            return b""
        *earlier, last, now = self._levels
        loud = sorted(earlier)[len(earlier) * 4 // 5]
        if min(last, now) < loud + _RISE_DB:
            return b""
        self._levels.clear()
        return b"".join(self._blocks)
