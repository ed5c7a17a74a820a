"""The garbage collector keeps out of the citizen's way."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator

import pytest

from kiosk.effects import Wipe
from kiosk.performers import collecting
from kiosk.performers.collecting import Collector


class Knot:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def collector_as_before() -> Iterator[None]:
    thresholds, interval_s = gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    gc.enable()
    sys.setswitchinterval(interval_s)


def test_nothing_is_collected_before_the_first_frame() -> None:
    collecting.hold_back()
    assert not gc.isenabled()
    collecting.release()
    assert gc.isenabled()


def test_the_whole_never_comes_due_during_a_visit() -> None:
    collecting.release()
    before = gc.get_stats()[2]["collections"]
    kept = [[number] for number in range(400_000)]
    assert gc.get_stats()[2]["collections"] == before
    assert len(kept) == 400_000


def test_what_a_visit_left_is_gone_after_its_wiping() -> None:
    collecting.release()
    knot = Knot()
    left = weakref.ref(knot)
    gc.collect()  # old by now, as after a long visit
    del knot
    assert left() is not None
    Collector().perform(Wipe(), lambda event: None)
    assert left() is None
