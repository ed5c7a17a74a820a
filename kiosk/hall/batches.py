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

    @property
    def is_done(self) -> bool:
        return bool(self.outcome) or self.fault is not None


class Batches(Generic[Job, Outcome]):
    """While one transaction reaches the disk, who comes next gathers for the one after it.

    A counter's row is locked until its transaction is on the disk, so one by one the disk would set
    the pace; together they share its answer.
    """

    def __init__(self, work: Callable[[Sequence[Job]], Sequence[Outcome]]) -> None:
        self._work = work
        self._changed = threading.Condition()
        self._is_led = False
        self._waiting: list[_Waiting[Job, Outcome]] = []

    def do(self, job: Job) -> Outcome:
        """Do one job, together with whichever wait as well; its failure is raised here."""
        mine: _Waiting[Job, Outcome] = _Waiting(job)
        with self._changed:
            self._waiting.append(mine)
        while (taken := self._take_lead(mine)) is not None:
            try:
                self._do_together(taken)
            finally:
                with self._changed:
                    self._is_led = False
                    self._changed.notify_all()
        if mine.fault is not None:
            raise mine.fault
        return mine.outcome[0]

    def _take_lead(self, mine: _Waiting[Job, Outcome]) -> list[_Waiting[Job, Outcome]] | None:
        """Wait until it is done, or until nobody leads: then lead, with all that wait."""
        with self._changed:
            while self._is_led and not mine.is_done:
                self._changed.wait()
            if mine.is_done:
                return None
            self._is_led = True
            taken, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            return taken

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
