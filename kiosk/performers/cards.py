"""Reading the card on the reader."""

from __future__ import annotations

from devices.cards.identity import Identity
from devices.cards.reader import CardReader
from kiosk.effects import Effect, ReadCard, ReadTravelChip
from kiosk.events import CardFailed, CardRead
from kiosk.runner import Post


class CardDesk:
    """Reads on request."""

    handles: tuple[type, ...] = (ReadCard, ReadTravelChip)
    urgent: tuple[type, ...] = ()

    def __init__(self, reader: CardReader) -> None:
        self._reader = reader

    def start(self, post: Post) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing is held between cards."""

    def perform(self, effect: Effect, post: Post) -> None:
        """Read the card, or the chip of a passport."""
        match effect:
            case ReadTravelChip(key):
                read = self._reader.read_travel_document(key)
            case _:
                read = self._reader.read()
        if isinstance(read, Identity):
            post(CardRead(read.source_label, read.data, read.note, read.proves))
        else:
            post(CardFailed(read.reason, read.remedy))
