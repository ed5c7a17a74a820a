"""Jobs that come at the same time share one piece of work, each with an outcome of its own."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.hall.batches import Batches


def test_who_comes_while_one_is_under_way_is_done_together_after_it() -> None:
    begun, go_on = threading.Event(), threading.Event()
    seen: list[int] = []

    def work(jobs: Sequence[int]) -> list[int]:
        seen.append(len(jobs))
        begun.set()
        assert go_on.wait(10)
        return [job * 2 for job in jobs]

    batches = Batches(work)
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(batches.do, 0)
        assert begun.wait(10)
        others = [pool.submit(batches.do, n) for n in range(1, 9)]
        while len(batches._waiting) < len(others):
            pass
        go_on.set()

        assert [first.result(), *(other.result() for other in others)] == [*range(0, 18, 2)]
    assert seen == [1, 8]


def test_each_of_many_callers_gets_its_own_outcome() -> None:
    batches = Batches(lambda jobs: [job * job for job in jobs])
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(batches.do, range(2000))) == [n * n for n in range(2000)]


def test_a_job_that_fails_spoils_no_other() -> None:
    def work(jobs: Sequence[int]) -> list[int]:
        if 7 in jobs:
            raise ValueError("seven")
        return list(jobs)

    batches = Batches(work)
    with ThreadPoolExecutor(16) as pool:
        done = [pool.submit(batches.do, n) for n in range(50)]
    for n, one in enumerate(done):
        if n == 7:
            with pytest.raises(ValueError, match="seven"):
                one.result()
        else:
            assert one.result() == n
