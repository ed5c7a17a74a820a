"""Unfinished forms on this terminal: sealed, found by a fingerprint, gone after some hours.

A file names neither whose form it is nor what it holds, and opens with this terminal's key only.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.vault import Vault, VaultError

_SUFFIX = ".sealed"


class Kept(BaseModel):
    """A form as it was left; empty text was submitted or given up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    owner: str = Field(repr=False)
    text: str = Field(repr=False)
    kept_at: datetime
    told: bool = False
    """The hall knows."""


class UnfinishedShelf:
    """Keeps one form a citizen; may be used from any thread."""

    def __init__(
        self, folder: Path, vault: Vault, keep_s: float, now_s: Callable[[], float] = time.time
    ) -> None:
        self._folder = folder
        self._vault = vault
        self._keep_s = keep_s
        self._now_s = now_s
        self._lock = threading.Lock()

    def keep(self, owner: str, text: str) -> None:
        """Write the form so that it is there whole, or the one before it, whatever happens."""
        now = datetime.fromtimestamp(self._now_s(), UTC)
        with self._lock:
            self._write(Kept(owner=owner, text=text, kept_at=now))

    def find(self, owner: str) -> Kept | None:
        """Return the form, or nothing where there is none or it is too old."""
        self.clear_old()
        with self._lock:
            return self._read(self._path(owner))

    def drop(self, owner: str) -> None:
        """Forget a form, and keep until the hall is told that it is gone."""
        self.keep(owner, "")

    def take_over(self, owner: str, text: str, kept_at: datetime) -> None:
        """Put here what the hall has, unless something later lies here."""
        with self._lock:
            here = self._read(self._path(owner))
            if here is None or here.kept_at < kept_at:
                self._write(Kept(owner=owner, text=text, kept_at=kept_at, told=True))

    def untold(self) -> tuple[Kept, ...]:
        """Return what the hall does not know, the oldest first."""
        self.clear_old()
        with self._lock:
            read = [self._read(path) for path in self._folder.glob(f"*{_SUFFIX}")]
        waiting = [one for one in read if one is not None and not one.told]
        return tuple(sorted(waiting, key=lambda one: one.kept_at))

    def mark_told(self, one: Kept) -> None:
        """Note that the hall knows, unless the form has changed since; what is over goes."""
        with self._lock:
            if self._read(self._path(one.owner)) != one:
                return
            if one.text:
                self._write(one.model_copy(update={"told": True}))
            else:
                self._path(one.owner).unlink(missing_ok=True)

    def clear_old(self) -> None:
        """Forget what has lain here too long, and what was not written to its end."""
        with self._lock:
            for path in self._folder.glob("*"):
                too_old = path.stat().st_mtime + self._keep_s <= self._now_s()
                if too_old or path.suffix != _SUFFIX:
                    path.unlink(missing_ok=True)

    def _write(self, one: Kept) -> None:
        path = self._path(one.owner)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(self._vault.seal_text(one.model_dump_json(), path.name))
            file.flush()
            os.fsync(file.fileno())
        at = one.kept_at.timestamp()
        os.utime(fresh, (at, at))
        fresh.replace(path)

    def _read(self, path: Path) -> Kept | None:
        try:
            return Kept.model_validate_json(self._vault.open_text(path.read_bytes(), path.name))
        except FileNotFoundError:
            return None
        except (VaultError, ValidationError):
            # Sealed with a key that is gone, or written before forms were as now: nobody will
            # ever open it.
            path.unlink(missing_ok=True)
            return None

    def _path(self, owner: str) -> Path:
        return self._folder / (self._vault.fingerprint(owner.encode()) + _SUFFIX)
