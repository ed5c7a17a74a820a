"""The voice of the hall's board: Mandarin by the best one installed, Cantonese by espeak."""

from __future__ import annotations

import io
import subprocess
import threading
import wave
from pathlib import Path

import numpy as np

from kiosk.hall.announcements import Language
from voice.errors import VoiceError
from voice.loudspeaker import SilentLoudspeaker, Sound
from voice.models import is_installed
from voice.synthesizers import KokoroSynthesizer
from voice.weights import KOKORO

_ESPEAK_VOICES: dict[Language, str] = {"mandarin": "cmn", "cantonese": "yue"}
_RATE_WPM = 140
_TIMEOUT_S = 20.0
_SPOKEN = str.maketrans(
    {
        **dict(zip("0123456789", "零一二三四五六七八九", strict=True)),
        # Chinese voices leave out Latin letters; these characters sound like them.
        **dict(zip("ABCDEFGHIJK", "诶必西弟衣弗基吃爱街开", strict=True)),
    }
)


class HallVoice:
    """Renders calls; the weights are loaded with the first one."""

    def __init__(self, models_folder: Path) -> None:
        self._folder = models_folder / "kokoro"
        self._lock = threading.Lock()
        self._kokoro: KokoroSynthesizer | None = None

    def render(self, text: str, language: Language) -> bytes:
        """Return the spoken sentence as WAV, or nothing when no voice is installed."""
        if language == "mandarin" and is_installed(self._folder, KOKORO):
            try:
                return _wav(self._open_kokoro().render(text.translate(_SPOKEN)))
            except VoiceError:
                # The plain voice is better than none.
                pass
        return _espeak(text, language)

    def _open_kokoro(self) -> KokoroSynthesizer:
        with self._lock:
            if self._kokoro is None:
                self._kokoro = KokoroSynthesizer(self._folder, SilentLoudspeaker())
            return self._kokoro


def _espeak(text: str, language: Language) -> bytes:
    command = ["espeak-ng", "-v", _ESPEAK_VOICES[language], "-s", str(_RATE_WPM), "--stdout"]
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout


def _wav(sound: Sound) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(sound.rate_hz)
        recording.writeframes((np.clip(sound.samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()
