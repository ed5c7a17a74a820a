"""Does together, in one transaction, what comes in at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")
_MOST = 64


class _Waiting(Generic[Job, Outcome]):
    """One caller's job on its way."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.outcome: list[Outcome] = []
        self.fault: BaseException | None = None
        self._asleep = threading.Lock()
        self._asleep.acquire()

    @property
    def is_done(self) -> bool:
        return bool(self.outcome) or self.fault is not None

    def sleep(self) -> None:
        """Wait until it is done, or its turn to lead."""
        self._asleep.acquire()

    def wake(self) -> None:
        """End the sleep of this caller alone: a call to all would wake dozens for nothing."""
        self._asleep.release()


class Batches(Generic[Job, Outcome]):
    """While one transaction reaches the disk, who comes next gathers for the one after it.

    A counter's row is locked until its transaction is on the disk, so one by one the disk would set
    the pace; together they share its answer.
    """

    def __init__(self, work: Callable[[Sequence[Job]], Sequence[Outcome]]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._is_led = False
        self._waiting: list[_Waiting[Job, Outcome]] = []

    def do(self, job: Job) -> Outcome:
        """Do one job, together with whichever wait as well; its failure is raised here."""
        mine: _Waiting[Job, Outcome] = _Waiting(job)
        with self._lock:
            self._waiting.append(mine)
            leads = not self._is_led
            self._is_led = True
        if not leads:
            mine.sleep()
        if not mine.is_done:
            self._lead()
        if mine.fault is not None:
            raise mine.fault
        return mine.outcome[0]

    def _lead(self) -> None:
        """Do what waits, beginning with the leader's own; then the next in line leads."""
        with self._lock:
            taken, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
        try:
            self._do_together(taken)
        except BaseException as error:
            for one in taken:
                one.fault = None if one.outcome else error
            raise
        finally:
            with self._lock:
                heir = self._waiting[0] if self._waiting else None
                self._is_led = heir is not None
            if heir is not None:
                heir.wake()
            for one in taken[1:]:
                one.wake()

    def _do_together(self, taken: Sequence[_Waiting[Job, Outcome]]) -> None:
        try:
            outcomes = self._work([one.job for one in taken])
            for one, outcome in zip(taken, outcomes, strict=True):
                one.outcome.append(outcome)
        except Exception:
            # One spoils the others' transaction: each for itself, then, to its own fault.
            for one in taken:
                self._do_alone(one)

    def _do_alone(self, one: _Waiting[Job, Outcome]) -> None:
        try:
            one.outcome.append(self._work([one.job])[0])
        except Exception as error:
            one.fault = error
