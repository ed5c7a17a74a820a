"""Vectors of texts, reckoned once and kept."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voice.grams import Floats
from voice.meaning import MeaningStore


class SlowEmbedding:
    """Takes a while for each batch, and remembers the longest text it was given."""

    def __init__(self, batch_s: float = 0.0) -> None:
        self.texts = 0
        self.longest = 0
        self._batch_s = batch_s

    def embed(self, texts: Sequence[str]) -> Floats:
        time.sleep(self._batch_s)
        self.texts += len(texts)
        self.longest = max(self.longest, *map(len, texts))
        rows = np.array([[len(text), 1.0, 2.0, 3.0] for text in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_a_run_that_was_cut_short_goes_on_where_it_stopped(tmp_path: Path) -> None:
    kept, texts = tmp_path / "kept.npz", [f"问题 {number}" for number in range(40)]
    first = SlowEmbedding(batch_s=0.02)
    left = MeaningStore(kept=kept).learn(texts, first, budget_s=0.0)
    assert 0 < left == 40 - first.texts
    second = SlowEmbedding()
    store = MeaningStore(kept=kept)
    assert store.learn(texts, second) == 0
    assert second.texts == left
    assert store.vectors(texts, SlowEmbedding()).shape == (40, 4)


def test_of_a_very_long_text_the_beginning_counts(tmp_path: Path) -> None:
    embedding = SlowEmbedding()
    assert MeaningStore().learn(["问" * 5000], embedding) == 0
    assert embedding.longest <= 200
