"""How long the UI thread was kept from drawing."""

from __future__ import annotations

import time

from kivy.clock import Clock

FRAME_MS = 1000 / 60
LONG_MS = 50.0


class Heartbeat:
    """Beats once a frame; a late beat is time the UI thread was blocked."""

    def __init__(self) -> None:
        self.blocked_ms_max = 0.0
        self.blocked_count = 0
        """How often it was blocked longer than 50 ms."""
        self._last_s = 0.0

    @property
    def last_s(self) -> float:
        """When it beat last; on Linux the same clock as time.monotonic()."""
        return self._last_s

    def start(self) -> None:
        """Begin to beat; call it on the UI thread once the first frame is there."""
        self._last_s = time.perf_counter()
        Clock.schedule_interval(self._beat, 0)

    def _beat(self, _elapsed_s: float) -> None:
        now_s = time.perf_counter()
        late_ms = (now_s - self._last_s) * 1000 - FRAME_MS
        self._last_s = now_s
        self.blocked_ms_max = max(self.blocked_ms_max, late_ms)
        self.blocked_count += late_ms > LONG_MS
