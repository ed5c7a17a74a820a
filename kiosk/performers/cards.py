"""Reading the card on the reader."""

from __future__ import annotations

from devices.cards.identity import Identity
from devices.cards.reader import CardReader
from kiosk.events import CardFailed, CardRead, Effect, ReadCard
from kiosk.runner import Post


class CardDesk:
    """Reads on request."""

    handles: tuple[type, ...] = (ReadCard,)
    urgent: tuple[type, ...] = ()

    def __init__(self, reader: CardReader) -> None:
        self._reader = reader

    def start(self, post: Post) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing is held between cards."""

    def perform(self, effect: Effect, post: Post) -> None:
        """Read the card."""
        read = self._reader.read()
        if isinstance(read, Identity):
            post(CardRead(read.source_label, read.data, read.note))
        else:
            post(CardFailed(read.reason, read.remedy))
