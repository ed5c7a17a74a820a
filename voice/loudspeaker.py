"""Playing sound through PortAudio, which says so when there is no loudspeaker."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from voice.errors import LoudspeakerError

_BLOCK_S = 0.05
_REMEDY = "请检查音箱是否接好并开启，文字仍在屏幕上"


@dataclass(frozen=True)
class Sound:
    """Mono samples from -1 to 1 and their rate."""

    samples: NDArray[np.float32]
    rate_hz: int


class Loudspeaker(Protocol):
    """Plays one sound after another."""

    def play(self, sound: Sound, stopped: threading.Event) -> None:
        """Play to the end or until stopped; raises LoudspeakerError."""


class SounddeviceLoudspeaker:
    """Plays on a named output device, or on the system's own when the name is empty."""

    def __init__(self, device: str = "", volume: float = 1.0) -> None:
        self._device = int(device) if device.isdigit() else device or None
        self._volume = volume

    def play(self, sound: Sound, stopped: threading.Event) -> None:
        """Play to the end or until stopped; raises LoudspeakerError."""
        try:
            import sounddevice
        except OSError as error:
            raise LoudspeakerError(
                "没有安装 PortAudio", "请执行 apt install libportaudio2"
            ) from error
        block = int(sound.rate_hz * _BLOCK_S)
        samples = (np.clip(sound.samples * self._volume, -1, 1) * 32767).astype(np.int16)
        try:
            with sounddevice.RawOutputStream(
                samplerate=sound.rate_hz, channels=1, dtype="int16", device=self._device
            ) as stream:
                for start in range(0, len(samples), block):
                    if stopped.is_set():
                        stream.abort()
                        return
                    stream.write(samples[start : start + block].tobytes())
        except (sounddevice.PortAudioError, ValueError) as error:
            raise LoudspeakerError(f"音箱不可用（{_cause(error)}）", _REMEDY) from error


def _cause(error: Any) -> str:
    return str(error).splitlines()[0]
