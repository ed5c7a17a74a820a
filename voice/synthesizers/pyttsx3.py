"""pyttsx3 over espeak-ng: the voice that always works.

It renders to a file that is played by ourselves: pyttsx3's own `say` returns silently when there
is no loudspeaker. espeak-ng is given pinyin, because its Chinese voices spell characters out.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

from voice.errors import VoiceError
from voice.loudspeaker import Loudspeaker, Sound
from voice.synthesizers.pinyin_text import pinyin_text
from voice.synthesizers.rendered import RenderedSpeech
from voice.synthesizers.shelf import NO_SHELF, DiskShelf
from voice.synthesizers.synthesizer import NORMALLY, Manner, OnProgress, SpeakOutcome

_RENDERER = "voice.synthesizers.pyttsx3_renderer"
_RENDER_TIMEOUT_S = 20.0
_REMEDY = "请执行 apt install espeak-ng"
_AUDIBLE = 0.004
_PAUSE_S = 0.2


class Pyttsx3Synthesizer:
    """Speaks through pyttsx3; `rate_wpm` is espeak's words a minute."""

    def __init__(
        self, loudspeaker: Loudspeaker, rate_wpm: int = 170, shelf_folder: Path | None = None
    ) -> None:
        self._rate_wpm = rate_wpm
        shelf = (
            DiskShelf(shelf_folder, f"pyttsx3 {rate_wpm}") if shelf_folder is not None else NO_SHELF
        )
        self._speech = RenderedSpeech(self.render, loudspeaker, shelf)

    def speak(self, text: str, on_progress: OnProgress, manner: Manner = NORMALLY) -> SpeakOutcome:
        """Speak a text to its end."""
        return self._speech.speak(text, on_progress, manner)

    def stop(self) -> None:
        """Fall silent at once."""
        self._speech.stop()

    def prepare(self, text: str) -> None:
        """Render a text ahead, so that it is spoken without delay."""
        self._speech.prepare(text)

    def render(self, text: str, speed: float = 1.0) -> Sound:
        """Return a text as sound; raises VoiceError when espeak-ng is missing."""
        with tempfile.TemporaryDirectory(prefix="speech-") as folder:
            path = Path(folder) / "sentence.wav"
            rate_wpm = str(round(self._rate_wpm * speed))
            command = [sys.executable, "-m", _RENDERER, str(path), rate_wpm]
            try:
                done = subprocess.run(
                    command,
                    input=pinyin_text(text),
                    capture_output=True,
                    text=True,
                    timeout=_RENDER_TIMEOUT_S,
                    cwd=Path(__file__).parents[2],
                )
            except subprocess.TimeoutExpired as error:
                raise VoiceError("语音没有按时生成", _REMEDY) from error
            if done.returncode or not path.is_file():
                last = done.stderr.strip().splitlines()[-1:] or ["pyttsx3 没有生成语音"]
                raise VoiceError(f"不能朗读（{last[0]}）", _REMEDY)
            try:
                return _read(path)
            except (EOFError, wave.Error) as error:
                raise VoiceError("语音没有完整生成", _REMEDY) from error


def _read(path: Path) -> Sound:
    with wave.open(str(path)) as recording:
        pcm = recording.readframes(recording.getnframes())
        rate_hz = recording.getframerate()
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)
    audible = np.flatnonzero(np.abs(samples) > _AUDIBLE)
    # espeak-ng ends every text with most of a second of silence.
    end = int(audible[-1]) + int(_PAUSE_S * rate_hz) if len(audible) else 0
    return Sound(samples[:end], rate_hz)
