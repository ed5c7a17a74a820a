"""Builds devices from what the settings say."""

from __future__ import annotations

from devices.cards.reader import AbsentCardReader, CardReader
from devices.errors import DeviceSettingsError

VIRTUAL_READER = "virtual pcd"


def build_card_reader(kind: str, name: str = "", *, production: bool = False) -> CardReader:
    """Build the reader of this kind ("pcsc" or "none"); `name` is part of the reader's name."""
    if kind == "none":
        return AbsentCardReader()
    if kind != "pcsc":
        raise DeviceSettingsError(f"card_reader.kind: 'pcsc' or 'none', not {kind!r}")
    if production and VIRTUAL_READER in name.casefold():
        raise DeviceSettingsError("card_reader.name: a simulator is refused in production")
    # Here, not above: only a terminal with such a reader needs the PC/SC library.
    from devices.cards.pcsc import PcscCardReader

    return PcscCardReader(name)
