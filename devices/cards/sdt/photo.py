"""Where a decoder for a card's photograph plugs in: the vendors' libraries alone can read WLT."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

from devices.errors import DeviceSettingsError

PhotoDecoder = Callable[[bytes], bytes]
"""Turns 1,024 bytes of WLT into a picture file; b"" where it cannot."""
ENTRY_POINTS = "yimen.photo_decoders"


def no_photo(wlt: bytes) -> bytes:
    """Keep no photograph."""
    return b""


def load_photo_decoder(name: str) -> PhotoDecoder:
    """Return the decoder that an installed package offers under this name; "" keeps no photo."""
    if not name:
        return no_photo
    found = entry_points(group=ENTRY_POINTS, name=name)
    if not found:
        raise DeviceSettingsError(f"no installed package offers the photo decoder {name!r}")
    decoder: PhotoDecoder = next(iter(found)).load()
    return decoder
