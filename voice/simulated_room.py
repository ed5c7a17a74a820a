"""A room with a loudspeaker, a microphone and a citizen, whose time passes block by block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voice.echo import EchoReference
from voice.microphone import BLOCK_S, BLOCK_SAMPLES
from voice.noise import Samples
from voice.recognizers.recognizer import RATE_HZ

_WRITTEN = RATE_HZ // 20
_REVERBERATION_S = 0.4
_HISS = 0.0007


@dataclass(frozen=True)
class Spoken:
    """A sound and when it begins."""

    at_s: float
    samples: Samples


class SimulatedRoom:
    """Plays the machine's sentences, lets them come back through the room, and adds the citizen.

    `delays_s` are what the buffers of both devices add, another for each sentence; `echo_gain` is
    how loud the machine comes back.
    """

    def __init__(
        self,
        machine: Sequence[Spoken],
        citizen: Sequence[Spoken] = (),
        echo_gain: float = 0.3,
        delays_s: Sequence[float] = (0.15,),
        seed: int = 0,
    ) -> None:
        random = np.random.default_rng(seed)
        ends = (one.at_s + len(one.samples) / RATE_HZ for one in (*machine, *citizen))
        length = int((max(ends, default=0.0) + 2.0) * RATE_HZ)
        heard = random.normal(0, _HISS, length).astype(np.float32)
        response = _response(random)
        for number, one in enumerate(machine):
            echo = np.convolve(one.samples, response).astype(np.float32) * np.float32(echo_gain)
            _add(heard, echo, one.at_s + delays_s[number % len(delays_s)])
        for one in citizen:
            _add(heard, one.samples, one.at_s)
        self._heard = (np.clip(heard, -1, 1) * 32767).astype(np.int16)
        self._machine = list(machine)
        self._block = 0
        self._blocks = length // BLOCK_SAMPLES
        self._written = [0] * len(machine)
        self.reference = EchoReference(lambda: self.now_s)

    @property
    def now_s(self) -> float:
        """How much time has passed."""
        return self._block * BLOCK_S

    @property
    def is_over(self) -> bool:
        """Whether everything was heard."""
        return self._block >= self._blocks

    def open(self) -> None:
        """Time goes on where it stood."""

    def read(self) -> bytes:
        """Let one block of time pass and return what the microphone took in; b'' at the end."""
        if self.is_over:
            return b""
        self._block += 1
        for number, one in enumerate(self._machine):
            pcm = (np.clip(one.samples, -1, 1) * 32767).astype(np.int16)
            while self._written[number] < len(pcm):
                at = self._written[number]
                if one.at_s + at / RATE_HZ > self.now_s:
                    break
                self.reference.write(one.at_s + at / RATE_HZ, pcm[at : at + _WRITTEN])
                self._written[number] += _WRITTEN
        end = self._block * BLOCK_SAMPLES
        return self._heard[end - BLOCK_SAMPLES : end].tobytes()

    def close(self) -> None:
        """Nothing is held."""


def _response(random: np.random.Generator) -> Samples:
    """Return how a hard-walled hall answers one click: the click, then a tail that fades."""
    length = int(_REVERBERATION_S * RATE_HZ)
    tail = random.normal(0, 1, length) * np.exp(-6.9 * np.arange(length) / length)
    tail[:32] = 0
    tail[0] = 3.0
    response: Samples = (tail / np.sqrt(np.sum(np.square(tail)))).astype(np.float32)
    return response


def _add(onto: Samples, samples: Samples, at_s: float) -> None:
    start = int(at_s * RATE_HZ)
    part = samples[: max(0, len(onto) - start)]
    onto[start : start + len(part)] += part
