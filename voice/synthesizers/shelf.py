"""Rendered phrases kept on disk from one start to the next; never a word of a citizen."""

from __future__ import annotations

import contextlib
import hashlib
import wave
from pathlib import Path
from typing import Protocol

import numpy as np

from voice.loudspeaker import Sound

_MOST_BYTES = 200 << 20


class Shelf(Protocol):
    """Keeps the sound of texts."""

    def get(self, text: str) -> Sound | None:
        """Return the sound of a text, or None when it is not kept."""

    def holds(self, text: str) -> bool:
        """Tell whether a text is kept."""

    def put(self, text: str, sound: Sound) -> None:
        """Keep the sound of a text."""


class _NoShelf:
    def get(self, text: str) -> Sound | None:
        return None

    def holds(self, text: str) -> bool:
        return False

    def put(self, text: str, sound: Sound) -> None:
        return None


NO_SHELF: Shelf = _NoShelf()


class DiskShelf:
    """One WAV file a text, named by its digest and by all that makes it sound as it does."""

    def __init__(self, folder: Path, manner: str) -> None:
        self._folder = folder
        self._manner = manner
        self._bytes = sum(path.stat().st_size for path in folder.glob("*.wav"))

    def get(self, text: str) -> Sound | None:
        """Return the sound of a text; a damaged file is as good as none."""
        try:
            with wave.open(str(self._path(text))) as kept:
                pcm = np.frombuffer(kept.readframes(kept.getnframes()), dtype="<i2")
                return Sound(pcm.astype(np.float32) / np.float32(32767), kept.getframerate())
        except (OSError, EOFError, wave.Error):
            return None

    def holds(self, text: str) -> bool:
        """Tell whether a text is kept."""
        return self._path(text).is_file()

    def put(self, text: str, sound: Sound) -> None:
        """Keep the sound of a text; where there is no room it is rendered again when needed."""
        pcm = (np.clip(sound.samples, -1, 1) * 32767).astype("<i2").tobytes()
        if self._bytes + len(pcm) > _MOST_BYTES:
            return
        path = self._path(text)
        partial = path.with_suffix(".partial")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with wave.open(str(partial), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(sound.rate_hz)
                file.writeframes(pcm)
            partial.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            return
        self._bytes += len(pcm)

    def _path(self, text: str) -> Path:
        digest = hashlib.sha256(f"{self._manner}\n{text}".encode()).hexdigest()
        return self._folder / f"{digest[:32]}.wav"
