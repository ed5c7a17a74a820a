"""How loud sound is, in decibels relative to full scale; sound is 16-bit mono."""

from __future__ import annotations

import math

import numpy as np

SILENCE_DB = -90.0
_MOMENT = 512
# What a level meter shows as empty and as full.
_METER_EMPTY_DB, _METER_FULL_DB = -55.0, -12.0


def level_db(pcm: bytes) -> float:
    """Return the mean level of a block."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    if not len(samples):
        return SILENCE_DB
    power = float(np.mean(np.square(samples))) / 32768**2
    return max(SILENCE_DB, 10 * math.log10(power)) if power > 0 else SILENCE_DB


def loudest_db(pcm: bytes) -> float:
    """Return the level of the loudest thirtieth of a second."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    whole = len(samples) // _MOMENT * _MOMENT
    if not whole:
        return level_db(pcm)
    power = float(np.mean(np.square(samples[:whole].reshape(-1, _MOMENT)), axis=1).max())
    return max(SILENCE_DB, 10 * math.log10(power / 32768**2)) if power > 0 else SILENCE_DB


def meter(pcm: bytes) -> float:
    """Return a block's level from 0 to 1, for a level meter."""
    part = (level_db(pcm) - _METER_EMPTY_DB) / (_METER_FULL_DB - _METER_EMPTY_DB)
    return min(1.0, max(0.0, part))
