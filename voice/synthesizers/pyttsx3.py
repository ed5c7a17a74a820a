"""pyttsx3 over espeak-ng: the voice that always works.

It renders to a file that is played by ourselves: pyttsx3's own `say` returns silently when there
is no loudspeaker. espeak-ng is given pinyin, because its Chinese voices spell characters out.
"""

from __future__ import annotations

import tempfile
import threading
import time
import wave
from pathlib import Path
from typing import Any

import numpy as np

from voice.errors import VoiceError
from voice.loudspeaker import Loudspeaker, Sound
from voice.synthesizers.pinyin_text import pinyin_text
from voice.synthesizers.rendered import RenderedSpeech
from voice.synthesizers.synthesizer import OnProgress, SpeakOutcome

_VOICE = "sit/cmn-latn-pinyin"
_FILE_TIMEOUT_S = 10.0
_POLL_S = 0.02
_REMEDY = "请执行 apt install espeak-ng"


class Pyttsx3Synthesizer:
    """Speaks through pyttsx3; `rate_wpm` is espeak's words a minute."""

    def __init__(self, loudspeaker: Loudspeaker, rate_wpm: int = 170) -> None:
        self._rate_wpm = rate_wpm
        self._engine: Any = None
        # espeak-ng keeps one state for the whole process.
        self._espeak = threading.Lock()
        self._speech = RenderedSpeech(self.render, loudspeaker)

    def speak(self, text: str, on_progress: OnProgress) -> SpeakOutcome:
        """Speak a text to its end."""
        return self._speech.speak(text, on_progress)

    def stop(self) -> None:
        """Fall silent at once."""
        self._speech.stop()

    def render(self, text: str) -> Sound:
        """Return a text as sound; raises VoiceError when espeak-ng is missing."""
        with self._espeak, tempfile.TemporaryDirectory(prefix="speech-") as folder:
            path = Path(folder) / "sentence.wav"
            engine = self._ready_engine()
            engine.save_to_file(pinyin_text(text), str(path))
            engine.runAndWait()
            return _read_when_written(path)

    def _ready_engine(self) -> Any:
        if self._engine is None:
            try:
                import pyttsx3

                self._engine = pyttsx3.init("espeak")
                self._engine.setProperty("voice", _find_voice(self._engine))
            except (OSError, RuntimeError, ImportError, ReferenceError) as error:
                raise VoiceError(f"不能朗读：{error}", _REMEDY) from error
            self._engine.setProperty("rate", self._rate_wpm)
        return self._engine


def _find_voice(engine: Any) -> str:
    voices = [voice.id for voice in engine.getProperty("voices")]
    found = [voice for voice in voices if voice.endswith("cmn-latn-pinyin")]
    if not found:
        raise RuntimeError("espeak-ng 没有 cmn-latn-pinyin 语音")
    return str(found[0])


def _read_when_written(path: Path) -> Sound:
    # runAndWait may return before the file exists or before its last block is in it.
    deadline = time.monotonic() + _FILE_TIMEOUT_S
    size = -1
    while time.monotonic() < deadline:
        now = path.stat().st_size if path.exists() else -1
        if now > 44 and now == size:
            return _read(path)
        size = now
        time.sleep(_POLL_S)
    raise VoiceError("语音没有生成", _REMEDY)


def _read(path: Path) -> Sound:
    with wave.open(str(path)) as recording:
        pcm = recording.readframes(recording.getnframes())
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)
        return Sound(samples, recording.getframerate())
