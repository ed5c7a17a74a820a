"""The audit log: who did what to which record, hash-chained, without personal data."""

from __future__ import annotations

import fcntl
import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

_START = "0" * 64
_WORD = re.compile(r"[A-Za-z0-9 _.:/@+-]{0,120}")
# A resident number or a mobile number standing by itself; longer codes may contain such digits.
_PERSONAL = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{16}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")
_TAIL_BYTES = 65_536


class AuditError(Exception):
    """What was to be recorded may not stand in the log."""


@dataclass(frozen=True)
class Intact:
    """The chain holds from the first entry to the last."""

    entries: int
    last_hash: str


@dataclass(frozen=True)
class Broken:
    """The chain does not hold at this line (counted from 1)."""

    line: int
    reason: str


def _now() -> datetime:
    return datetime.now(UTC)


class AuditLog:
    """Appends to the log; several threads and processes may share the file."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = _now) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    def record(self, action: str, **facts: str | int) -> None:
        """Append one entry and wait until it is on the disk."""
        _check(action, facts)
        with self._lock, _locked(self._path) as file:
            position, previous = _mend_end(file)
            line = _line(position, self._clock(), action, facts, previous)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
            _write_head(self._path, _last_of(line))


def verify_audit(path: Path) -> Intact | Broken:
    """Follow the chain through the whole file and compare its end with the head beside it."""
    previous, number = _START, 0
    if path.exists():
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                fault = _fault(line, number, previous)
                if fault:
                    return Broken(number, fault)
                previous = _last_of(line)[1]
    head = _head_path(path)
    if head.exists() and head.read_text() != f"{number} {previous}\n":
        return Broken(number, "the end is missing or was replaced")
    return Intact(number, previous)


def _check(action: str, facts: dict[str, str | int]) -> None:
    for text in (action, *facts, *(str(value) for value in facts.values())):
        # Names are Chinese: a log of identifiers alone cannot hold one.
        if not _WORD.fullmatch(text) or _PERSONAL.search(text):
            raise AuditError("the audit log takes identifiers only, never personal data")


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _mend_end(file: BinaryIO) -> tuple[int, str]:
    """Cut off a line torn by a power cut; return the next position and the last hash."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - _TAIL_BYTES)
    file.seek(start)
    tail = file.read()
    whole = tail[: tail.rfind(b"\n") + 1]
    if len(whole) != len(tail):
        file.truncate(start + len(whole))
        file.seek(0, os.SEEK_END)
    if not whole:
        return 1, _START
    position, digest = _last_of(whole.splitlines()[-1])
    return position + 1, digest


def _last_of(line: bytes) -> tuple[int, str]:
    entry = json.loads(line)
    return int(entry["position"]), str(entry["hash"])


def _line(
    position: int, at: datetime, action: str, facts: dict[str, str | int], previous: str
) -> bytes:
    entry = {
        "position": position,
        "at": at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "action": action,
        "facts": facts,
        "previous": previous,
    }
    return _text({**entry, "hash": _digest(entry)}).encode() + b"\n"


def _text(entry: dict[str, object]) -> str:
    return json.dumps(entry, sort_keys=True, separators=(",", ":"))


def _digest(entry: dict[str, object]) -> str:
    return sha256(_text(entry).encode()).hexdigest()


def _fault(line: bytes, number: int, previous: str) -> str:
    try:
        entry = json.loads(line)
        digest = entry.pop("hash")
    except (ValueError, KeyError, AttributeError, TypeError):
        return "not an entry"
    if entry.get("position") != number or entry.get("previous") != previous:
        return "does not follow the line before it"
    return "" if _digest(entry) == digest else "was changed"


def _head_path(path: Path) -> Path:
    return path.with_name(path.name + ".head")


def _write_head(path: Path, last: tuple[int, str]) -> None:
    fresh = path.with_name(path.name + ".head.new")
    fresh.write_text(f"{last[0]} {last[1]}\n")
    fresh.replace(_head_path(path))
