"""Keeping applications, carrying them to the hall, and asking how busy it is."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from forms.application import Application
from kiosk.delivery_thread import DeliveryThread
from kiosk.effects import Effect, Submit
from kiosk.events import ApplicationKept, ApplicationNotKept, CaseFiled, DeliveryPostponed, HallSeen
from kiosk.events import DeliveryRefused as RefusedEvent
from kiosk.hall.server import HallStartError
from kiosk.platform.client import HallClient
from kiosk.platform.courier import OutboxCourier
from kiosk.platform.outbox import Delivered, Delivery, DeliveryRefused, NotKept, Outbox, Postponed
from kiosk.platform.page_uploads import PageUploads
from kiosk.platform.protocol import (
    AppliedItem,
    CaseReceipt,
    HallState,
    MaterialPages,
    SubmitApplication,
)
from kiosk.runner import Post

POLL_S = 5.0

log = logging.getLogger(__name__)


class DeliveryDesk:
    """Puts applications into the outbox; a courier takes them to the hall."""

    handles: tuple[type, ...] = (Submit,)
    urgent: tuple[type, ...] = ()

    def __init__(
        self,
        outbox: Outbox,
        client: HallClient,
        promised_days: Callable[[str], int | None],
    ) -> None:
        self._outbox = outbox
        self._promised_days = promised_days
        self._post: Post = lambda event: None
        self._courier = OutboxCourier(outbox, PageUploads(client), self._tell)

    def start(self, post: Post) -> None:
        """Begin to deliver what an earlier run left behind."""
        self._post = post
        self._courier.start()

    def stop(self) -> None:
        """End after the delivery in hand."""
        self._courier.stop()

    def perform(self, effect: Effect, post: Post) -> None:
        """Keep one application, then wake the courier."""
        if not isinstance(effect, Submit):
            return
        outcome = self._outbox.add(self._submission(effect))
        if isinstance(outcome, NotKept):
            post(ApplicationNotKept(outcome.reason, outcome.remedy))
            return
        post(ApplicationKept(effect.application_id))
        self._courier.wake()

    def _submission(self, effect: Submit) -> SubmitApplication:
        application = Application.model_validate(json.loads(effect.application_json))
        return SubmitApplication(
            application_id=effect.application_id,
            items=tuple(
                AppliedItem(
                    code=item.code, name=item.name, promised_days=self._promised_days(item.code)
                )
                for item in application.items
            ),
            applicant_name=application.value("name"),
            applicant_number=application.value("resident_number"),
            application_json=effect.application_json,
            materials=tuple(
                MaterialPages(key=one.key, name=one.name, pages=one.pages)
                for one in effect.materials
            ),
            signature_png=effect.signature_png,
        )

    def _tell(self, delivery: Delivery) -> None:
        match delivery:
            case Delivered(key, CaseReceipt() as receipt):
                day = receipt.promised_on
                promised = f"{day.year} 年 {day.month} 月 {day.day} 日前" if day else ""
                self._post(CaseFiled(key, receipt.case_number, promised))
            case Postponed(key, reason):
                self._post(DeliveryPostponed(key, reason))
            case DeliveryRefused(key, reason):
                self._post(RefusedEvent(key, reason))


class HallWatch:
    """Asks every few seconds how busy the hall is."""

    handles: tuple[type, ...] = ()
    urgent: tuple[type, ...] = ()

    def __init__(
        self,
        open_hall: Callable[[], None],
        client: HallClient,
        outbox: Outbox,
        poll_s: float = POLL_S,
    ) -> None:
        self._open_hall = open_hall
        self._was_opened = False
        self._client = client
        self._outbox = outbox
        self._post: Post = lambda event: None
        self._asking = DeliveryThread("hall-watch", self._ask, poll_s, poll_s, idle_pause_s=poll_s)

    def start(self, post: Post) -> None:
        """Open the hall where it is this terminal's own, and begin to ask."""
        self._post = post
        self._asking.start()

    def stop(self) -> None:
        """Stop asking."""
        self._asking.stop()

    def perform(self, effect: Effect, post: Post) -> None:
        """No effect is for the watch."""

    def _ask(self) -> bool:
        if not self._was_opened:
            self._was_opened = True
            try:
                self._open_hall()
            except HallStartError:
                log.exception("the terminal goes on without its hall")
        state = self._client.hall_state()
        waiting = self._outbox.count_pending()
        if isinstance(state, HallState):
            seen = HallSeen(True, state.waiting, state.wait_min, state.serving, waiting)
        else:
            seen = HallSeen(False, outbox=waiting)
        self._post(seen)
        return True
