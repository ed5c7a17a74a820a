"""Carries the outbox to the hall from a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.delivery_thread import DeliveryThread
from kiosk.platform.outbox import Delivery, Outbox, Postponed, Submitter

log = logging.getLogger(__name__)


class OutboxCourier(DeliveryThread):
    """Delivers at once when woken, and with growing pauses while the hall is away."""

    def __init__(
        self,
        outbox: Outbox,
        client: Submitter,
        on_delivery: Callable[[Delivery], None],
        first_pause_s: float = 1.0,
        longest_pause_s: float = 60.0,
    ) -> None:
        super().__init__("courier", self._carry, first_pause_s, longest_pause_s)
        self._outbox = outbox
        self._client = client
        self._on_delivery = on_delivery

    def _carry(self) -> bool:
        deliveries = self._outbox.deliver_once(self._client)
        for delivery in deliveries:
            try:
                self._on_delivery(delivery)
            except Exception:
                log.exception("nobody took note of a delivery")
        return not any(isinstance(delivery, Postponed) for delivery in deliveries)
