"""Work on a device that may never come back: its caller waits no longer than a deadline."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Deadline(Generic[Answer]):
    """Does one piece of work at a time; a new one is refused while the last still hangs."""

    def __init__(self, name: str, timeout_s: float, late: Answer, busy: Answer) -> None:
        self._name = name
        self._timeout_s = timeout_s
        self._late = late
        self._busy = busy
        self._working = threading.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether work is under way or hangs."""
        return self._working.locked()

    def call(self, work: Callable[[], Answer]) -> Answer:
        """Return what the work returns, or `late`, or `busy`; raise what it raises in time."""
        # Work that hung and came back is over within a moment; work that hangs is not.
        if not self._working.acquire(timeout=self._timeout_s):
            return self._busy
        answers: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()
        # Nothing calls back a thread that waits inside a driver: one is left behind, never two.
        threading.Thread(
            target=self._work_into, args=(work, answers), name=self._name, daemon=True
        ).start()
        try:
            answer = answers.get(timeout=self._timeout_s)
        except queue.Empty:
            return self._late
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _work_into(
        self, work: Callable[[], Answer], answers: queue.SimpleQueue[Answer | BaseException]
    ) -> None:
        answer: Answer | BaseException
        try:
            answer = work()
        except Exception as error:
            answer = error
        finally:
            self._working.release()
        answers.put(answer)
