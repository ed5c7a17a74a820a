"""What texts share, and what they hold that the others lack."""

from __future__ import annotations

import numpy as np
import pytest

from voice.grams import GramIndex, grams

TEXTS = ("药品许可", "食品许可", "结婚登记")


@pytest.fixture
def index() -> GramIndex:
    return GramIndex.build(grams(text) for text in TEXTS)


def test_what_no_text_of_a_range_holds_is_unmet(index: GramIndex) -> None:
    begins, ends = np.asarray([0, 2], np.int32), np.asarray([2, 3], np.int32)
    permits, wedding = index.unmet("药品许可", begins, ends)
    assert permits == 0
    assert wedding == pytest.approx(1)


def test_a_part_never_seen_speaks_against_every_range(index: GramIndex) -> None:
    begins, ends = np.asarray([0, 2], np.int32), np.asarray([2, 3], np.int32)
    permits, wedding = index.unmet("兽药许可", begins, ends)
    assert 0 < permits < wedding


def test_nothing_asked_leaves_nothing_unmet(index: GramIndex) -> None:
    assert index.unmet("", np.asarray([0]), np.asarray([3])).tolist() == [0]
