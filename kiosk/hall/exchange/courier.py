"""Delivers the queue of records to the central platform from a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.delivery_thread import DeliveryThread
from kiosk.hall.exchange.central_platform import Answer, Away, CentralPlatform, Refused, Taken
from kiosk.hall.exchange.composing import Composer
from kiosk.hall.exchange.queue import ExchangeQueue, QueuedRecord
from kiosk.hall.exchange.records import (
    AcceptRecord,
    MaterialRecord,
    ProcessRecord,
    Record,
    ResultRecord,
)

_LOOK_S, _LONGEST_PAUSE_S = 2.0, 60.0

log = logging.getLogger(__name__)


class ExchangeCourier(DeliveryThread):
    """Looks for what is due every few seconds, and less often while the platform is away.

    Each worker process of a hall has one; the queue gives a record to one of them alone.
    """

    def __init__(
        self,
        queue: ExchangeQueue,
        composer: Composer,
        platform: CentralPlatform,
        record: Callable[..., None],
    ) -> None:
        super().__init__("exchange", self.deliver_due, _LOOK_S, _LONGEST_PAUSE_S, _LOOK_S)
        self._queue = queue
        self._composer = composer
        self._platform = platform
        self._record = record

    def deliver_due(self) -> bool:
        """Deliver what is due; False when the platform is away, and the rest stays untried."""
        while not self.is_stopping:
            queued = self._queue.claim()
            if queued is None:
                return True
            answer = self._send(queued)
            self._queue.settle(queued, answer)
            if isinstance(answer, Away):
                return False
        return True

    def _send(self, queued: QueuedRecord) -> Answer:
        try:
            records = self._composer.compose(queued)
        except Exception:
            log.exception("a record of kind %s cannot be made", queued.kind)
            return Refused("这条记录做不出来，请联系技术人员查看日志")
        self._record("case_reported", kind=queued.kind, case=queued.case_number)
        for record in records:
            answer = self._hand_over(record)
            if not isinstance(answer, Taken):
                return answer
        return Taken()

    def _hand_over(self, record: Record) -> Answer:
        match record:
            case AcceptRecord():
                return self._platform.accept(record)
            case MaterialRecord():
                return self._platform.material(record)
            case ProcessRecord():
                return self._platform.process(record)
            case ResultRecord():
                return self._platform.result(record)
            case _:
                raise TypeError(f"no platform takes a {type(record).__name__}")
