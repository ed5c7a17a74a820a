"""Reading the card on the reader."""

from __future__ import annotations

from collections.abc import Callable

from devices.cards.identity import Identity
from devices.cards.reader import CardReader
from devices.status import Status
from kiosk.events import CardFailed, CardRead, DeviceChanged, Effect, ReadCard
from kiosk.runner import Post


class CardDesk:
    """Watches the reader and reads on request."""

    handles: tuple[type, ...] = (ReadCard,)
    urgent: tuple[type, ...] = ()

    def __init__(self, reader: CardReader) -> None:
        self._reader = reader
        self._unwatch: Callable[[], None] = lambda: None

    def start(self, post: Post) -> None:
        """Tell every change of the reader's status."""

        def changed(status: Status) -> None:
            post(DeviceChanged("card_reader", str(status.state), status.reason, status.remedy))

        self._unwatch = self._reader.watch(changed)

    def stop(self) -> None:
        """Stop watching."""
        self._unwatch()

    def perform(self, effect: Effect, post: Post) -> None:
        """Read the card."""
        read = self._reader.read()
        if isinstance(read, Identity):
            post(CardRead(read.source_label, read.data, read.note))
        else:
            post(CardFailed(read.reason, read.remedy))
