"""What a device says of itself, as a value and never as an exception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DeviceState(StrEnum):
    """The state of a device; a card reader is ready when a card lies on it."""

    READY = "ready"
    ABSENT = "absent"
    NO_CARD = "no_card"
    BUSY = "busy"
    ERROR = "error"

    @property
    def is_usable(self) -> bool:
        """Whether the device can do its work, now or in a moment."""
        return self not in (DeviceState.ABSENT, DeviceState.ERROR)


@dataclass(frozen=True)
class Status:
    """A device's state with the reason and the remedy in plain Chinese."""

    state: DeviceState
    reason: str = ""
    remedy: str = ""
