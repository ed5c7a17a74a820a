"""An SQLite file that keeps what it says it keeps: committed is on the disk."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PAGE_BYTES = 4096


class DurableFileError(Exception):
    """The file cannot be used at all."""


class DurableFile:
    """One connection, one transaction at a time, from any thread."""

    def __init__(self, path: Path, schema: str, limit_mb: int = 64) -> None:
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._db = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=5
            )
            path.chmod(0o600)
            for pragma in (
                f"page_size = {_PAGE_BYTES}",
                "journal_mode = WAL",
                "synchronous = FULL",
                "secure_delete = ON",
                f"max_page_count = {limit_mb * 1_000_000 // _PAGE_BYTES}",
            ):
                self._db.execute(f"PRAGMA {pragma}")
            self._db.executescript(schema)
        except (sqlite3.Error, OSError) as error:
            raise DurableFileError(f"{path}: the file cannot be opened ({error})") from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit at the end; after that a power cut takes nothing away."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def rows(self, question: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return what is found."""
        with self._lock:
            return self._db.execute(question, values).fetchall()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()
