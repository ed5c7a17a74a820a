"""Playing sound through PortAudio, which says so when there is no loudspeaker."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from voice.echo import EchoReference
from voice.errors import LoudspeakerError
from voice.port_audio import PortAudio, cause, device_of
from voice.recognizers.recognizer import RATE_HZ
from voice.resampling import resample

_BLOCK_S = 0.05
_REMEDY = "请检查音箱是否接好并开启，文字仍在屏幕上"


@dataclass(frozen=True)
class Sound:
    """Mono samples from -1 to 1 and their rate."""

    samples: NDArray[np.float32]
    rate_hz: int

    def at_volume(self, volume: float) -> Sound:
        """Return the same sound louder or softer, never beyond full scale."""
        if volume == 1.0:
            return self
        return Sound(np.clip(self.samples * np.float32(volume), -1, 1), self.rate_hz)


class Loudspeaker(Protocol):
    """Plays one sound after another."""

    def play(self, sound: Sound, stopped: threading.Event) -> None:
        """Play to the end or until stopped; raises LoudspeakerError."""


class SilentLoudspeaker:
    """Plays nothing: for recordings that go to files."""

    def play(self, sound: Sound, stopped: threading.Event) -> None:
        """Return at once."""


class SounddeviceLoudspeaker:
    """Plays on a named output device, or on the system's own when the name is empty."""

    def __init__(
        self,
        device: str = "",
        volume: Callable[[], float] = lambda: 1.0,
        port_audio: PortAudio | None = None,
        reference: EchoReference | None = None,
    ) -> None:
        """`volume` is asked before each sound: halls are quieter at some hours than at others."""
        self._device = device_of(device)
        self._volume = volume
        self._port_audio = port_audio or PortAudio()
        self._reference = reference

    def play(self, sound: Sound, stopped: threading.Event) -> None:
        """Play to the end or until stopped; raises LoudspeakerError."""
        sound = sound.at_volume(self._volume())
        samples = (np.clip(sound.samples, -1, 1) * 32767).astype(np.int16)
        try:
            stream = self._port_audio.open(lambda sounddevice: self._start(sounddevice, sound))
        except OSError as error:
            raise LoudspeakerError(
                "没有安装 PortAudio", "请执行 apt install libportaudio2"
            ) from error
        # PortAudioError is a plain Exception and its module may not even be importable.
        except Exception as error:
            raise LoudspeakerError(f"音箱不可用（{cause(error)}）", _REMEDY) from error
        try:
            _write(stream, samples, int(sound.rate_hz * _BLOCK_S), stopped, self._noted(sound))
        except Exception as error:
            raise LoudspeakerError(f"音箱中断（{cause(error)}）", _REMEDY) from error
        finally:
            stream.close()
            self._port_audio.closed()

    def _noted(self, sound: Sound) -> Callable[[int], None]:
        """Return what tells the echo canceller which block is written next."""
        reference = self._reference
        if reference is None:
            return lambda number: None
        heard = resample(sound.samples, sound.rate_hz, RATE_HZ)
        pcm = (np.clip(heard, -1, 1) * 32767).astype(np.int16)
        started_s, block = reference.clock(), int(RATE_HZ * _BLOCK_S)

        def note(number: int) -> None:
            # The device takes them without a gap, whenever it has room for the next.
            part = pcm[number * block : (number + 1) * block]
            reference.write(started_s + number * _BLOCK_S, part)

        return note

    def _start(self, sounddevice: Any, sound: Sound) -> Any:
        stream = sounddevice.RawOutputStream(
            samplerate=sound.rate_hz, channels=1, dtype="int16", device=self._device
        )
        try:
            stream.start()
        except sounddevice.PortAudioError:
            stream.close()
            raise
        return stream


def _write(
    stream: Any,
    samples: NDArray[np.int16],
    block: int,
    stopped: threading.Event,
    note: Callable[[int], None],
) -> None:
    for number, start in enumerate(range(0, len(samples), block)):
        if stopped.is_set():
            stream.abort()
            return
        note(number)
        stream.write(samples[start : start + block].tobytes())
    # Waits until everything was heard; closing alone throws the last part away.
    stream.stop()
