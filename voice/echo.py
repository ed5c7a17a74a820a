"""Keeping the machine's own voice out of its microphone.

What the loudspeaker is given is written down with its time; the microphone takes it out of what
comes in by WebRTC's echo canceller, which finds by itself how much later and through which room
it comes.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.levels import level_db
from voice.microphone import BLOCK_S, BLOCK_SAMPLES, Microphone
from voice.recognizers.recognizer import RATE_HZ

Clock = Callable[[], float]
Pcm = NDArray[np.int16]

_FRAME = RATE_HZ // 100
"""The canceller works in steps of 10 ms."""
_KEPT_S = 6.0
TAIL_S = 1.2
"""A room and the buffers of both devices give back so long after the last sound was written."""
_LEARNT_AFTER_S = 3.0
_AUDIBLE_DB = -55.0


def is_installed() -> bool:
    """Tell whether there is an echo canceller."""
    return find_spec("pywebrtc_audio") is not None


class EchoReference:
    """What the loudspeaker was given, and when; written by one thread and read by another."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self.clock = clock
        self._pieces: deque[tuple[int, Pcm]] = deque()
        self._lock = threading.Lock()
        self._last_s = -1e9

    def write(self, at_s: float, samples: Pcm) -> None:
        """Take note of 16 kHz samples given to the loudspeaker from `at_s` on."""
        with self._lock:
            self._pieces.append((round(at_s * RATE_HZ), samples))
            self._last_s = at_s + len(samples) / RATE_HZ
            while self._pieces and self._pieces[0][0] < (at_s - _KEPT_S) * RATE_HZ:
                self._pieces.popleft()

    def read(self, at_s: float, count: int) -> Pcm:
        """Return what was given from `at_s` on, silence where nothing was."""
        start = round(at_s * RATE_HZ)
        found = np.zeros(count, dtype=np.int16)
        with self._lock:
            for begins, samples in self._pieces:
                low, high = max(begins, start), min(begins + len(samples), start + count)
                if low < high:
                    found[low - start : high - start] = samples[low - begins : high - begins]
        return found

    def may_sound(self, at_s: float) -> bool:
        """Tell whether something given before may be heard at this moment."""
        return at_s < self._last_s + TAIL_S


class EchoFreeMicrophone:
    """A microphone without what the loudspeaker plays; silent until it has learnt the room."""

    def __init__(self, microphone: Microphone, reference: EchoReference) -> None:
        self._microphone = microphone
        self._reference = reference
        self._canceller: Any = None
        self._arrival_s: float | None = None
        self._learnt_s = 0.0
        self._waiting: tuple[Pcm, Pcm] = _nothing()
        self._cleaned = np.zeros(0, dtype=np.int16)

    def open(self) -> None:
        """Start; raises MicrophoneError when absent or in use."""
        self._microphone.open()
        self._arrival_s = None
        self._waiting, self._cleaned = _nothing(), np.zeros(0, dtype=np.int16)

    def read(self) -> bytes:
        """Return the next block, cleaned while the machine can be heard; b'' after the last."""
        block = self._microphone.read()
        if not block:
            return block
        at_s = self._captured_s()
        if not self._reference.may_sound(at_s):
            self._waiting, self._cleaned = _nothing(), np.zeros(0, dtype=np.int16)
            return block
        return self._clean(block, at_s)

    def close(self) -> None:
        """Stop and let the device go."""
        self._microphone.close()

    def _captured_s(self) -> float:
        # Devices hand blocks over in bursts: the one that waited least tells the time of all.
        now_s = self._reference.clock()
        expected_s = now_s if self._arrival_s is None else self._arrival_s + BLOCK_S
        self._arrival_s = min(now_s, expected_s)
        return self._arrival_s - BLOCK_S

    def _clean(self, block: bytes, at_s: float) -> bytes:
        near = np.frombuffer(block, dtype="<i2")
        far = self._reference.read(at_s, len(near))
        near, far = (np.concatenate(pair) for pair in zip(self._waiting, (near, far), strict=True))
        whole = len(near) // _FRAME * _FRAME
        self._waiting = near[whole:], far[whole:]
        steps = [
            self._cancel(near[at : at + _FRAME], far[at : at + _FRAME])
            for at in range(0, whole, _FRAME)
        ]
        cleaned = np.concatenate([self._cleaned, *steps])
        # The first block lacks what does not fill a step; later ones are whole.
        lacking = max(0, BLOCK_SAMPLES - len(cleaned))
        cleaned = np.concatenate([np.zeros(lacking, dtype=np.int16), cleaned])
        self._cleaned = cleaned[BLOCK_SAMPLES:]
        if level_db(far.tobytes()) > _AUDIBLE_DB:
            self._learnt_s += BLOCK_S
        # Until it knows the room it lets the machine's own voice through.
        if self._learnt_s < _LEARNT_AFTER_S:
            return bytes(2 * BLOCK_SAMPLES)
        return cleaned[:BLOCK_SAMPLES].tobytes()

    def _cancel(self, near: Pcm, far: Pcm) -> Pcm:
        if self._canceller is None:
            from pywebrtc_audio import EchoCanceller

            self._canceller = EchoCanceller(RATE_HZ)
        cleaned: Pcm = self._canceller.process(
            np.ascontiguousarray(near), np.ascontiguousarray(far)
        )
        return cleaned


def _nothing() -> tuple[Pcm, Pcm]:
    return np.zeros(0, dtype=np.int16), np.zeros(0, dtype=np.int16)
