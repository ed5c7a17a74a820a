"""Changing the rate of a sound without aliasing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def resample(samples: NDArray[np.float32], rate_hz: int, wanted_hz: int) -> NDArray[np.float32]:
    """Return mono samples at another rate, low-passed by FFmpeg's resampler."""
    if rate_hz == wanted_hz or not len(samples):
        return samples
    # Only where a rate differs is the library loaded.
    import av

    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(samples, dtype=np.float32)[None], format="flt", layout="mono"
    )
    frame.sample_rate = rate_hz
    resampler = av.AudioResampler(format="flt", layout="mono", rate=wanted_hz)
    parts = [part.to_ndarray()[0] for one in (frame, None) for part in resampler.resample(one)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
