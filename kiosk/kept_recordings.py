"""Recordings of what citizens said, kept only while a technician evaluates the hearing.

Each is sealed with this terminal's key, and none stays longer than so many days or beyond so many.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
import wave
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.settings import KioskSettings
from kiosk.vault import Vault, VaultError
from voice.listener import Heard, NothingHeard
from voice.recognizers.recognizer import RATE_HZ, SAMPLE_BYTES, duration_s

_SUFFIX = ".sealed"
_NAMED = "%Y%m%dT%H%M%S%f"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recording:
    """One sentence: when it was said, how long it is, and what was made of it."""

    name: str
    seconds: float
    heard: str = field(repr=False)
    engine: str

    @property
    def at(self) -> datetime:
        """When it was said."""
        return _moment(self.name)


class KeptRecordings:
    """Keeps, lists, exports and erases; may be used from any thread."""

    def __init__(
        self,
        folder: Path,
        vault: Callable[[], Vault],
        days: float,
        limit: int,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._vault = vault
        self._days = days
        self._limit = limit
        self._now_s = now_s
        self._lock = threading.Lock()

    def keep(self, pcm: bytes, result: Heard | NothingHeard) -> None:
        """Seal one sentence; a disk that takes nothing more only costs the recording."""
        heard = result if isinstance(result, Heard) else Heard("", 0.0, "")
        name = datetime.fromtimestamp(self._now_s(), UTC).strftime(_NAMED)
        about = Recording(name, round(duration_s(pcm), 1), heard.text, heard.engine)
        plain = json.dumps(asdict(about), ensure_ascii=False).encode() + b"\n" + pcm
        try:
            with self._lock:
                self._write(name, self._vault().seal(plain, name))
            self.clear_old()
        except (OSError, VaultError) as error:
            log.warning("a recording could not be kept: %s", type(error).__name__)

    def clear_old(self) -> None:
        """Erase what is over its days or beyond the limit."""
        oldest = datetime.fromtimestamp(self._now_s(), UTC) - timedelta(days=self._days)
        with self._lock:
            names = self._names()
            for number, name in enumerate(reversed(names)):
                if number >= self._limit or _moment(name) < oldest:
                    self._path(name).unlink(missing_ok=True)

    def listed(self) -> tuple[Recording, ...]:
        """Return what is kept, the oldest first; raises VaultError where the key does not fit."""
        self.clear_old()
        return tuple(self._read(name)[0] for name in self._names())

    def export(self, folder: Path) -> int:
        """Write every recording as a WAV file beside a list of what was heard; return how many."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = []
        for name in self._names():
            about, pcm = self._read(name)
            with wave.open(str(folder / f"{name}.wav"), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(SAMPLE_BYTES)
                file.setframerate(RATE_HZ)
                file.writeframes(pcm)
            lines.append(f"{name}.wav\t{about.engine}\t{about.heard}\n")
        (folder / "heard.tsv").write_text("".join(lines), encoding="utf-8")
        return len(lines)

    def erase(self) -> int:
        """Erase everything; return how many there were."""
        with self._lock:
            names = self._names()
            for name in names:
                self._path(name).unlink(missing_ok=True)
        return len(names)

    def _names(self) -> list[str]:
        return sorted(path.name.removesuffix(_SUFFIX) for path in self._folder.glob(f"*{_SUFFIX}"))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"

    def _write(self, name: str, sealed: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = self._folder / f"{name}.partial"
        try:
            with os.fdopen(
                os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as f:
                f.write(sealed)
            partial.replace(self._path(name))
        finally:
            partial.unlink(missing_ok=True)

    def _read(self, name: str) -> tuple[Recording, bytes]:
        plain = self._vault().open(self._path(name).read_bytes(), name)
        about, _, pcm = plain.partition(b"\n")
        return Recording(**json.loads(about)), pcm


def open_recordings(settings: KioskSettings) -> KeptRecordings:
    """Return the recordings of a terminal; its key is made with the first of them."""
    folder, wanted = settings.data.folder, settings.recordings
    return KeptRecordings(
        folder / "recordings",
        lambda: Vault(folder / "keys" / "recordings.key"),
        wanted.days,
        wanted.limit,
    )


def _moment(name: str) -> datetime:
    return datetime.strptime(name, _NAMED).replace(tzinfo=UTC)
