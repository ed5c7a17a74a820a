"""Changing the rate of a sound without aliasing."""

from __future__ import annotations

from math import gcd

import numpy as np
from numpy.typing import NDArray

_REACH = 16


def resample(samples: NDArray[np.float32], rate_hz: int, wanted_hz: int) -> NDArray[np.float32]:
    """Return mono samples at another rate, low-passed by a windowed sinc."""
    if rate_hz == wanted_hz or not len(samples):
        return samples
    common = gcd(rate_hz, wanted_hz)
    up, down = wanted_hz // common, rate_hz // common
    slowest = max(up, down)
    reach = _REACH * slowest
    at = np.arange(-reach, reach + 1)
    kernel = np.sinc(at / slowest) * np.hanning(2 * reach + 1) * (up / slowest)
    spread = np.zeros(len(samples) * up, dtype=np.float32)
    spread[::up] = samples
    filtered = np.convolve(spread, kernel.astype(np.float32), mode="same")
    return filtered[::down].astype(np.float32)
