"""What the loudspeaker of the board says: a chime, then the call in both languages."""

from __future__ import annotations

import io
import logging
import math
import threading
import wave
from array import array
from collections import OrderedDict
from typing import Literal, Protocol

Language = Literal["mandarin", "cantonese"]
LANGUAGES: tuple[Language, ...] = ("mandarin", "cantonese")
_RATE_HZ = 22_050
_NOTES_HZ = (659.26, 523.25)
"""E and C: the falling third that people know from doors and stations."""
_NOTE_S = 0.55
_KEPT = 64

log = logging.getLogger(__name__)


class Announcer(Protocol):
    """Turns a sentence into a WAV file; given to the hall by whoever starts it."""

    def render(self, text: str, language: Language) -> bytes:
        """Return the spoken sentence, or nothing when this language cannot be spoken."""


class SilentAnnouncer:
    """Stands in where no synthesizer is given: the board rings its chime and says nothing."""

    def render(self, text: str, language: Language) -> bytes:
        """Say nothing."""
        return b""


class Announcements:
    """Renders calls once and keeps the newest for the boards that ask after the first."""

    def __init__(self, announcer: Announcer) -> None:
        self._announcer = announcer
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, Language], bytes] = OrderedDict()
        self.chime = chime()

    def of(self, number: str, window: str, language: Language) -> bytes:
        """Return a call as WAV, or nothing when it cannot be spoken."""
        key = (call_text(number, window), language)
        # One at a time: a synthesizer that speaks for two boards at once speaks for neither soon.
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._render(*key)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            return self._kept[key]

    def _render(self, text: str, language: Language) -> bytes:
        try:
            return self._announcer.render(text, language)
        except Exception:
            # A board without a voice still shows the call.
            log.exception("a call could not be spoken")
            return b""


def call_text(number: str, window: str) -> str:
    """Return what is said for a call; letters and digits one by one."""
    place = window_text(window)
    return f"请 {' '.join(number)} 号，到 {place} 办理。"


def window_text(window: str) -> str:
    """Return a window as it is said: "3" is 3 号窗口, a name stays as it is."""
    return f"{window} 号窗口" if window.isdecimal() else window or "窗口"


def chime() -> bytes:
    """Return a soft falling chime as WAV."""
    samples = array("h")
    for note_hz in _NOTES_HZ:
        count = int(_RATE_HZ * _NOTE_S)
        for n in range(count):
            seconds = n / _RATE_HZ
            fade = math.exp(-4.5 * seconds) * min(1.0, n / 200)
            tone = math.sin(2 * math.pi * note_hz * seconds)
            tone += 0.3 * math.sin(4 * math.pi * note_hz * seconds)
            samples.append(int(14_000 * fade * tone))
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(_RATE_HZ)
        recording.writeframes(samples.tobytes())
    return file.getvalue()
