"""Unfinished forms on this terminal: sealed, found by a fingerprint, gone after some hours.

A file names neither whose form it is nor what it holds, and opens with this terminal's key only.
Pictures lie beside the form that names them, written once, not with every answer.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.vault import Vault, VaultError

_SUFFIX, _PAGE_SUFFIX = ".sealed", ".page"
_NO_PAGES: Mapping[str, bytes] = MappingProxyType({})


class Kept(BaseModel):
    """A form as it was left; empty text was submitted or given up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    owner: str = Field(repr=False)
    text: str = Field(repr=False)
    pages: tuple[str, ...] = ()
    """The digests of the pages that lie beside it."""
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

    def keep(self, owner: str, text: str, pages: Mapping[str, bytes] = _NO_PAGES) -> None:
        """Write the form so that it is there whole, or the one before it, whatever happens."""
        now = datetime.fromtimestamp(self._now_s(), UTC)
        with self._lock:
            self._put(Kept(owner=owner, text=text, pages=tuple(pages), kept_at=now), pages)

    def find(self, owner: str) -> Kept | None:
        """Return the form, or nothing where there is none or it is too old."""
        self.clear_old()
        with self._lock:
            return self._read(self._path(owner))

    def page(self, owner: str, digest: str) -> bytes | None:
        """Return a page of somebody's form, if it lies here."""
        path = self._page_path(owner, digest)
        with self._lock:
            try:
                return self._vault.open(path.read_bytes(), path.name)
            except FileNotFoundError:
                return None
            except VaultError:
                path.unlink(missing_ok=True)
                return None

    def pages_of(self, one: Kept) -> dict[str, bytes]:
        """Return the pages of a form that lie here, by digest."""
        found = {digest: self.page(one.owner, digest) for digest in one.pages}
        return {digest: page for digest, page in found.items() if page is not None}

    def drop(self, owner: str) -> None:
        """Forget a form, and keep until the hall is told that it is gone."""
        self.keep(owner, "")

    def is_newer(self, owner: str, kept_at: datetime) -> bool:
        """Tell whether a form left at that time is later than the one that lies here."""
        with self._lock:
            return self._is_newer(owner, kept_at)

    def _is_newer(self, owner: str, kept_at: datetime) -> bool:
        here = self._read(self._path(owner))
        return here is None or here.kept_at < kept_at

    def take_over(
        self,
        owner: str,
        text: str,
        kept_at: datetime,
        named: Iterable[str] = (),
        fetched: Mapping[str, bytes] = _NO_PAGES,
    ) -> None:
        """Put here what the hall has, unless something later lies here; some pages may be here."""
        one = Kept(owner=owner, text=text, pages=tuple(named), kept_at=kept_at, told=True)
        with self._lock:
            if self._is_newer(owner, kept_at):
                self._put(one, fetched)

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
        """Forget what has lain here too long, what was not written to its end, and lost pages."""
        with self._lock:
            for path in self._folder.glob("*"):
                too_old = path.stat().st_mtime + self._keep_s <= self._now_s()
                is_form = path.suffix == _SUFFIX
                if (is_form and too_old) or not (is_form or path.suffix == _PAGE_SUFFIX):
                    path.unlink(missing_ok=True)
            beside = {p.name.partition(".")[0] for p in self._folder.glob(f"*{_PAGE_SUFFIX}")}
            for name in beside:
                self._clear_pages(name, self._read(self._folder / (name + _SUFFIX)))

    def _put(self, one: Kept, pages: Mapping[str, bytes]) -> None:
        # The pages before the form that names them, and what it names no longer at the end: a
        # terminal killed in between leaves a whole form, and pages that the next one clears.
        for digest, page in pages.items():
            path = self._page_path(one.owner, digest)
            if not path.exists():
                self._write_file(path, self._vault.seal(page, path.name))
        self._write(one)
        self._clear_pages(self._name(one.owner), one)

    def _clear_pages(self, name: str, one: Kept | None) -> None:
        named = {self._page_path(one.owner, digest) for digest in one.pages} if one else set()
        for path in self._folder.glob(f"{name}.*{_PAGE_SUFFIX}"):
            if path not in named:
                path.unlink(missing_ok=True)

    def _write(self, one: Kept) -> None:
        path = self._path(one.owner)
        sealed = self._vault.seal_text(one.model_dump_json(), path.name)
        self._write_file(path, sealed, one.kept_at.timestamp())

    def _write_file(self, path: Path, sealed: bytes, at_s: float | None = None) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        if at_s is not None:
            os.utime(fresh, (at_s, at_s))
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
        return self._folder / (self._name(owner) + _SUFFIX)

    def _page_path(self, owner: str, digest: str) -> Path:
        # Of the owner too, or the same paper of two people would show that it is the same.
        page = self._vault.fingerprint(f"{owner} {digest}".encode())
        return self._folder / f"{self._name(owner)}.{page}{_PAGE_SUFFIX}"

    def _name(self, owner: str) -> str:
        return self._vault.fingerprint(owner.encode())
