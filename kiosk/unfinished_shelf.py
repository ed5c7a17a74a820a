"""Unfinished forms on this terminal: sealed, found by a fingerprint, gone after some hours.

A file names neither whose form it is nor what it holds, and opens with this terminal's key only.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.vault import Vault, VaultError

_SUFFIX = ".sealed"


class UnfinishedShelf:
    """Keeps one form a citizen."""

    def __init__(
        self, folder: Path, vault: Vault, keep_s: float, now_s: Callable[[], float] = time.time
    ) -> None:
        self._folder = folder
        self._vault = vault
        self._keep_s = keep_s
        self._now_s = now_s

    def keep(self, owner: str, text: str) -> None:
        """Write the form so that it is there whole, or the one before it, whatever happens."""
        path = self._path(owner)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(self._vault.seal_text(text, path.name))
            file.flush()
            os.fsync(file.fileno())
        os.utime(fresh, (self._now_s(), self._now_s()))
        fresh.replace(path)

    def find(self, owner: str) -> str:
        """Return the form, or empty text where there is none or it is too old."""
        self.clear_old()
        path = self._path(owner)
        try:
            return self._vault.open_text(path.read_bytes(), path.name)
        except FileNotFoundError:
            return ""
        except VaultError:
            # Sealed with a key that is gone: nobody will ever open it.
            path.unlink(missing_ok=True)
            return ""

    def drop(self, owner: str) -> None:
        """Forget a form."""
        self._path(owner).unlink(missing_ok=True)

    def clear_old(self) -> None:
        """Forget what has lain here too long, and what was not written to its end."""
        for path in self._folder.glob("*"):
            too_old = path.stat().st_mtime + self._keep_s <= self._now_s()
            if too_old or path.suffix != _SUFFIX:
                path.unlink(missing_ok=True)

    def _path(self, owner: str) -> Path:
        return self._folder / (self._vault.fingerprint(owner.encode()) + _SUFFIX)
