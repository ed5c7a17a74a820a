"""Which card reader a setting names."""

from __future__ import annotations

from devices.cards.reader import CardReader, NoCardReader
from devices.errors import DeviceSettingsError


def build_card_reader(kind: str, name: str, *, production: bool = False) -> CardReader:
    """Return the reader of this kind; production shuns the virtual one of tests."""
    match kind:
        case "none":
            return NoCardReader()
        case "pcsc":
            # Where no card is read, the terminal runs without the PC/SC library.
            from devices.cards.pcsc import PcscCardReader

            return PcscCardReader(name, allow_virtual=not production)
    raise DeviceSettingsError(f'card_reader.kind: use "pcsc" or "none", not {kind!r}')
