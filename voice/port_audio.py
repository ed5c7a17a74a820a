"""PortAudio, which reads the list of devices once and must be told to read it again.

One `PortAudio` is shared by the microphone and the loudspeaker: reading the list anew while the
other is in use would pull the device from under it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

Stream = TypeVar("Stream")


class PortAudio:
    """Opens streams; when none is open and one cannot be opened, looks for new devices."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = 0

    def open(self, start: Callable[[Any], Stream]) -> Stream:
        """Return the stream that `start` makes of the sounddevice module.

        Raises OSError when PortAudio is not installed, and what sounddevice raises.
        """
        import sounddevice

        with self._lock:
            try:
                stream = start(sounddevice)
            except (sounddevice.PortAudioError, ValueError):
                if self._open:
                    raise
                # A device plugged in since the start; sounddevice has no public name for this.
                sounddevice._terminate()
                sounddevice._initialize()
                stream = start(sounddevice)
            self._open += 1
            return stream

    def closed(self) -> None:
        """Take note that a stream returned by `open` was closed."""
        with self._lock:
            self._open -= 1


def cause(error: Exception) -> str:
    """Return the first line of what PortAudio complains about."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def device_of(setting: str) -> int | str | None:
    """Return a device as sounddevice names it: a number, part of a name, or the default."""
    return int(setting) if setting.isdigit() else setting or None
