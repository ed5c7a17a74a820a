"""Microphones: blocks of 512 samples, 16 kHz mono 16-bit, pulled by whoever listens."""

from __future__ import annotations

import queue
import time
import wave
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from voice.errors import MicrophoneError
from voice.port_audio import PortAudio, cause, device_of
from voice.recognizers.recognizer import RATE_HZ
from voice.resampling import resample

BLOCK_SAMPLES = 512
BLOCK_BYTES = 2 * BLOCK_SAMPLES
BLOCK_S = BLOCK_SAMPLES / RATE_HZ

_REMEDY = "请检查话筒是否接好，也可以打字提问"
# A microphone that is open and gives nothing for so long has been unplugged.
_SILENT_FOR_S = 4.0
_KEPT_BLOCKS = 400
# The window may keep Python busy for a few frames; a smaller buffer would lose what is said then.
_BUFFER_S = 0.5


class Microphone(Protocol):
    """A source of sound, opened for one utterance and closed after it."""

    def open(self) -> None:
        """Start; raises MicrophoneError when absent or in use."""

    def read(self) -> bytes:
        """Return the next block, waiting for it; b'' when there will be no more."""

    def close(self) -> None:
        """Stop and let the device go; harmless when not open."""


class SounddeviceMicrophone:
    """Any PortAudio input; `device` is part of its name or its number, '' the system's own."""

    def __init__(self, device: str = "", port_audio: PortAudio | None = None) -> None:
        self._device = device_of(device)
        self._port_audio = port_audio or PortAudio()
        self._stream: Any = None
        self._blocks: queue.Queue[bytes] = queue.Queue(_KEPT_BLOCKS)

    def open(self) -> None:
        """Start; raises MicrophoneError when absent or in use."""
        self.close()
        self._blocks = queue.Queue(_KEPT_BLOCKS)
        try:
            self._stream = self._port_audio.open(self._start)
        except OSError as error:
            raise MicrophoneError(
                "没有安装 PortAudio", "请执行 apt install libportaudio2"
            ) from error
        # PortAudioError is a plain Exception and its module may not even be importable.
        except Exception as error:
            raise MicrophoneError(f"话筒不可用（{cause(error)}）", _REMEDY) from error

    def _start(self, sounddevice: Any) -> Any:
        stream = sounddevice.RawInputStream(
            samplerate=RATE_HZ,
            blocksize=BLOCK_SAMPLES,
            channels=1,
            dtype="int16",
            device=self._device,
            latency=_BUFFER_S,
            callback=self._take,
        )
        try:
            stream.start()
        except sounddevice.PortAudioError:
            stream.close()
            raise
        return stream

    def read(self) -> bytes:
        """Return the next block; raises MicrophoneError when the device went away."""
        try:
            return self._blocks.get(timeout=_SILENT_FOR_S)
        except queue.Empty:
            raise MicrophoneError("话筒没有声音传来", _REMEDY) from None

    def close(self) -> None:
        """Stop and let the device go."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()
            self._port_audio.closed()

    def _take(self, data: Any, _frames: int, _moment: Any, _status: Any) -> None:
        # PortAudio's own thread: hand over and return; when nobody reads, the oldest goes.
        if self._blocks.full():
            self._blocks.get_nowait()
        self._blocks.put_nowait(bytes(data))


class WavMicrophone:
    """Plays a recording as if it were spoken; `paced` gives it at the speed of speech."""

    def __init__(self, path: Path, paced: bool = False, silence_s: float = 1.5) -> None:
        self._path = path
        self._paced = paced
        self._silence_s = silence_s
        self._pcm = b""
        self._at = 0

    def open(self) -> None:
        """Read the recording from its beginning; raises MicrophoneError when it cannot be."""
        try:
            with wave.open(str(self._path)) as recording:
                self._pcm = mono_16k(recording)
        except (OSError, wave.Error, EOFError) as error:
            raise MicrophoneError(f"录音 {self._path} 读不出来", "请检查该文件") from error
        self._pcm += bytes(2 * int(self._silence_s * RATE_HZ))
        self._at = 0

    def read(self) -> bytes:
        """Return the next block of the recording and of the silence after it."""
        if self._paced:
            time.sleep(BLOCK_S)
        block = self._pcm[self._at : self._at + BLOCK_BYTES]
        self._at += BLOCK_BYTES
        return block if len(block) == BLOCK_BYTES else b""

    def close(self) -> None:
        """Forget the recording."""
        self._pcm = b""


def mono_16k(recording: wave.Wave_read) -> bytes:
    """Return a 16-bit recording as mono PCM at 16 kHz, or raise `wave.Error`."""
    if recording.getsampwidth() != 2:
        raise wave.Error("only 16-bit recordings can be played")
    frames = np.frombuffer(recording.readframes(recording.getnframes()), dtype="<i2")
    if recording.getnchannels() == 1 and recording.getframerate() == RATE_HZ:
        return frames.tobytes()
    mono = frames.reshape(-1, recording.getnchannels()).mean(axis=1).astype(np.float32)
    return resample(mono, recording.getframerate(), RATE_HZ).astype("<i2").tobytes()
