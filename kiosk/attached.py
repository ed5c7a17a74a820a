"""The devices that a terminal's settings name."""

from __future__ import annotations

from devices.cards.reader import CardReader
from devices.registry import build_card_reader
from kiosk.settings import KioskSettings


def build_reader(settings: KioskSettings) -> CardReader:
    """Return the card reader, or several as one."""
    reader = settings.card_reader
    return build_card_reader(
        reader.kind,
        reader.name,
        place=reader.place,
        photo_decoder=reader.photo_decoder,
        production=settings.production,
    )
