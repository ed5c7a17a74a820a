"""What a hall's lobby sounds like while nobody talks to the machine; a seed gives it again.

Many talk at once and far off, now and then somebody nearby says a sentence to somebody else; the
ventilation hums, the board chimes, people walk, doors fall shut and chairs are moved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from voice.noise import Samples, babble, band_limited
from voice.recognizers.recognizer import RATE_HZ

_MURMUR_DB, _NEARBY_DB, _HUM_DB, _HISS_DB = (-48.0, -34.0), (-42.0, -28.0), -52.0, -62.0
# So many a minute.
_NEARBY, _CHIMES, _WALKS, _DOORS, _CHAIRS = 3.0, 0.7, 1.5, 0.8, 1.0
_STEP_S = 0.55


def lobby_noise(voices: Sequence[Samples], seconds: float, seed: int) -> Samples:
    """Return a stretch of a lobby's sound, at levels as a microphone on the machine takes it in."""
    random = np.random.default_rng(seed)
    length = int(seconds * RATE_HZ)
    lobby = _at_db(_white(length, random), _HISS_DB)
    lobby += _at_db(_hum(length, random), _HUM_DB)
    murmur = babble(voices, length, seed) * _swell(length, random)
    lobby += _at_db(murmur, float(random.uniform(*_MURMUR_DB)))
    happenings: tuple[tuple[float, Callable[[], Samples]], ...] = (
        (_NEARBY, lambda: _nearby(voices, random)),
        (_CHIMES, lambda: _at_db(_chime(), float(random.uniform(-38, -26)))),
        (_WALKS, lambda: _walk(random)),
        (_DOORS, lambda: _at_db(_thud(random, 0.4, 8.0), float(random.uniform(-36, -24)))),
        (_CHAIRS, lambda: _at_db(_scrape(random), float(random.uniform(-40, -30)))),
    )
    for rate, make in happenings:
        for _ in range(random.poisson(rate * seconds / 60)):
            _add(lobby, make(), int(random.integers(length)))
    return np.clip(lobby, -1, 1).astype(np.float32)


def _nearby(voices: Sequence[Samples], random: np.random.Generator) -> Samples:
    voice = voices[int(random.integers(len(voices)))]
    return _at_db(band_limited(voice), float(random.uniform(*_NEARBY_DB)))


def _swell(length: int, random: np.random.Generator) -> Samples:
    """Return how a murmur rises and falls over seconds."""
    points = max(2, length // (4 * RATE_HZ))
    levels = 10 ** (random.uniform(-6, 3, points) / 20)
    place = np.linspace(0, points - 1, length)
    return np.interp(place, np.arange(points), levels).astype(np.float32)


def _hum(length: int, random: np.random.Generator) -> Samples:
    at = np.arange(length) / RATE_HZ
    hum = sum(np.sin(2 * np.pi * 50 * n * at + random.uniform(0, 6)) / n for n in (1, 2, 3, 6))
    fan = np.convolve(random.normal(0, 1, length), np.ones(24) / 24, mode="same")
    return np.asarray(hum + 2.0 * fan, dtype=np.float32)


def _chime() -> Samples:
    at = np.arange(int(0.7 * RATE_HZ)) / RATE_HZ
    tones = [np.sin(2 * np.pi * hz * at) * np.exp(-4 * at) for hz in (659.0, 523.0)]
    return np.concatenate(tones).astype(np.float32)


def _walk(random: np.random.Generator) -> Samples:
    steps = int(random.integers(5, 14))
    walk = np.zeros(int((steps + 1) * _STEP_S * RATE_HZ), dtype=np.float32)
    level = float(random.uniform(-46, -34))
    for step in range(steps):
        at_s = step * _STEP_S + float(random.normal(0, 0.02))
        _add(walk, _at_db(_thud(random, 0.09, 40.0), level), max(0, int(at_s * RATE_HZ)))
    return walk


def _thud(random: np.random.Generator, lasting_s: float, fading: float) -> Samples:
    at = np.arange(int(lasting_s * RATE_HZ)) / RATE_HZ
    low = np.convolve(random.normal(0, 1, len(at)), np.ones(40) / 40, mode="same")
    return (low * np.exp(-fading * at)).astype(np.float32)


def _scrape(random: np.random.Generator) -> Samples:
    at = np.arange(int(random.uniform(0.4, 1.1) * RATE_HZ)) / RATE_HZ
    rough = random.normal(0, 1, len(at)) * (1 + np.sin(2 * np.pi * random.uniform(60, 140) * at))
    return band_limited((rough * np.hanning(len(at))).astype(np.float32))


def _white(length: int, random: np.random.Generator) -> Samples:
    return random.normal(0, 1, length).astype(np.float32)


def _at_db(samples: Samples, level_db: float) -> Samples:
    """Return samples at a mean level."""
    power = float(np.mean(np.square(samples))) or 1.0
    return samples * np.float32(10 ** (level_db / 20) / power**0.5)


def _add(onto: Samples, samples: Samples, start: int) -> None:
    part = samples[: max(0, len(onto) - start)]
    onto[start : start + len(part)] += part
