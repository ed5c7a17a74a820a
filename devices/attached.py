"""A device that is plugged in, as a value that anybody may hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a device is for the terminal."""

    CARD_READER = "card_reader"
    CAMERA = "camera"
    PRINTER = "printer"
    PAGE_PRINTER = "page_printer"
    MICROPHONE = "microphone"
    SERIAL = "serial"
    """A serial line: a printer or a resident card reader may be behind it."""
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Attached:
    """One device that is plugged in, and the settings that would use it."""

    kind: Kind
    name: str
    place: str
    settings: tuple[tuple[str, str], ...] = ()
    serial: str = ""
