"""Carries the outbox to the hall from a thread of its own."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable

from kiosk.platform.outbox import Delivery, Outbox, Postponed, Submitter

log = logging.getLogger(__name__)


class OutboxCourier:
    """Delivers at once when woken, and with growing pauses while the hall is away."""

    def __init__(
        self,
        outbox: Outbox,
        client: Submitter,
        on_delivery: Callable[[Delivery], None],
        first_pause_s: float = 1.0,
        longest_pause_s: float = 60.0,
    ) -> None:
        self._outbox = outbox
        self._client = client
        self._on_delivery = on_delivery
        self._first_pause_s = first_pause_s
        self._longest_pause_s = longest_pause_s
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier run left behind."""
        self._thread.start()

    def wake(self) -> None:
        """Deliver now: something was added, or the hall is back."""
        self._woken.set()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End after the delivery in hand; what is not delivered stays in the outbox."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        pause_s = self._first_pause_s
        while not self._stopping.is_set():
            self._woken.clear()
            postponed = self._deliver()
            pause_s = min(pause_s * 2, self._longest_pause_s) if postponed else self._first_pause_s
            if self._stopping.is_set():
                return
            # Many terminals lose their hall at the same moment and must not return as one.
            wait_s = pause_s * random.uniform(0.75, 1.0) if postponed else None
            if self._woken.wait(wait_s):
                pause_s = self._first_pause_s

    def _deliver(self) -> bool:
        """Return whether anything still waits."""
        try:
            deliveries = self._outbox.deliver_once(self._client)
        except Exception:
            log.exception("delivery failed")
            return True
        for delivery in deliveries:
            try:
                self._on_delivery(delivery)
            except Exception:
                log.exception("nobody took note of a delivery")
        return any(isinstance(delivery, Postponed) for delivery in deliveries)
