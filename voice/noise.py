"""What a hall and a cheap microphone add to speech; the same seed gives the same noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voice.recognizers.recognizer import RATE_HZ

Samples = NDArray[np.float32]

_VOICES = 6
# What a telephone passes on, and a cheap microphone in a plastic case hardly more.
_LOWEST_HZ, _HIGHEST_HZ = 300.0, 3400.0
_MOMENT = 512
_SPEECH_DB_BELOW_PEAK = 25.0


def white_noise(length: int, seed: int) -> Samples:
    """Return noise of equal power at all frequencies."""
    return np.random.default_rng(seed).normal(0, 0.1, length).astype(np.float32)


def babble(voices: Sequence[Samples], length: int, seed: int) -> Samples:
    """Return several people talking at once, each from another place of a recording."""
    random = np.random.default_rng(seed)
    mixed = np.zeros(length, dtype=np.float32)
    for number in random.choice(len(voices), min(_VOICES, len(voices)), replace=False):
        turned = np.roll(voices[number], int(random.integers(len(voices[number]))))
        mixed += np.resize(turned, length)
    return mixed


def with_noise(speech: Samples, noise: Samples, ratio_db: float) -> Samples:
    """Return speech under noise, the ratio being that of speech proper, not of its pauses."""
    wanted = _spoken_power(speech) / 10 ** (ratio_db / 10)
    power = float(np.mean(np.square(noise))) or 1.0
    mixed = speech + noise * np.float32((wanted / power) ** 0.5)
    # Loud noise must not be clipped into something else; a microphone's gain would go down too.
    return (mixed / max(1.0, float(np.abs(mixed).max()))).astype(np.float32)


def band_limited(samples: Samples) -> Samples:
    """Return samples without what a cheap microphone loses."""
    spectrum = np.fft.rfft(samples)
    frequencies = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    spectrum[(frequencies < _LOWEST_HZ) | (frequencies > _HIGHEST_HZ)] = 0
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def end_of_speech_s(samples: Samples) -> float:
    """Return when the last audible syllable of a clean recording ends."""
    levels = _moment_powers(samples)
    audible = np.flatnonzero(levels > levels.max() / 10 ** (_SPEECH_DB_BELOW_PEAK / 10))
    return float((audible[-1] + 1) * _MOMENT / RATE_HZ) if len(audible) else 0.0


def _spoken_power(speech: Samples) -> float:
    powers = _moment_powers(speech)
    spoken = powers[powers > powers.max() / 10 ** (_SPEECH_DB_BELOW_PEAK / 10)]
    return float(spoken.mean()) if len(spoken) else 0.0


def _moment_powers(samples: Samples) -> NDArray[np.float32]:
    whole = len(samples) // _MOMENT * _MOMENT
    powers: NDArray[np.float32] = np.mean(
        np.square(samples[:whole].reshape(-1, _MOMENT)), axis=1, dtype=np.float32
    )
    return powers
