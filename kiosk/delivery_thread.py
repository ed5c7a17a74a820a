"""A thread that delivers what waits: when woken, and with growing pauses while nobody takes it."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class DeliveryThread:
    """Calls `deliver`, which returns whether nothing waits any more, until it is stopped.

    With `idle_pause_s` it looks that often by itself; without, it sleeps until it is woken.
    """

    def __init__(
        self,
        name: str,
        deliver: Callable[[], bool],
        first_pause_s: float,
        longest_pause_s: float,
        idle_pause_s: float | None = None,
    ) -> None:
        self._deliver = deliver
        self._first_pause_s = first_pause_s
        self._longest_pause_s = longest_pause_s
        self._idle_pause_s = idle_pause_s
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def is_stopping(self) -> bool:
        """Return whether a long delivery should end after what is in hand."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Begin with what an earlier run left behind."""
        self._thread.start()

    def wake(self) -> None:
        """Deliver now: something was added, or the other side is back."""
        self._woken.set()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End after the delivery in hand; what is not delivered waits for the next start."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        pause_s = self._first_pause_s
        while not self._stopping.is_set():
            self._woken.clear()
            done = self._try()
            pause_s = self._first_pause_s if done else min(pause_s * 2, self._longest_pause_s)
            if self._stopping.is_set():
                return
            # Many terminals lose their hall at the same moment and must not return as one.
            wait_s = self._idle_pause_s if done else pause_s * random.uniform(0.75, 1.0)
            if self._woken.wait(wait_s):
                pause_s = self._first_pause_s

    def _try(self) -> bool:
        try:
            return self._deliver()
        except Exception:
            log.exception("a delivery by %s failed", self._thread.name)
            return False
