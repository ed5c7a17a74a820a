"""Which card reader a setting names."""

from __future__ import annotations

from devices.cards.reader import CardReader, NoCardReader
from devices.errors import DeviceSettingsError


def build_card_reader(
    kind: str, name: str, *, place: str = "", photo_decoder: str = "", production: bool = False
) -> CardReader:
    """Return the reader of this kind; production shuns the virtual one of tests.

    `name` is part of a PC/SC reader's name, `place` is where an SDT reader is attached; kinds
    joined by "+" work side by side.
    """
    if "+" in kind:
        # Where one reader is, the other is seldom loaded.
        from devices.cards.several import SeveralCardReaders

        parts = (
            build_card_reader(
                part, name, place=place, photo_decoder=photo_decoder, production=production
            )
            for part in kind.split("+")
        )
        return SeveralCardReaders(tuple(parts))
    match kind:
        case "none":
            return NoCardReader()
        case "pcsc":
            # Where no card is read, the terminal runs without the PC/SC library.
            from devices.cards.pcsc import PcscCardReader

            return PcscCardReader(name, allow_virtual=not production)
        case "sdt":
            from devices.cards.sdt.link import parse_place
            from devices.cards.sdt.photo import load_photo_decoder
            from devices.cards.sdt.reader import SdtCardReader

            return SdtCardReader(parse_place(place), decode_photo=load_photo_decoder(photo_decoder))
    known = '"pcsc", "sdt", "pcsc+sdt" or "none"'
    raise DeviceSettingsError(f"card_reader.kind: use {known}, not {kind!r}")
