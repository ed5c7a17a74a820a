"""Tells systemd that the terminal started, and goes on living: window and stage, not one alone."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping

import sdnotify

LastSign = Callable[[], float]
"""Returns when something moved last, on the clock of time.monotonic()."""


class LifeSign:
    """Sends signs of life while every part that matters gives its own; silent without systemd."""

    def __init__(
        self,
        parts: Mapping[str, LastSign],
        environ: Mapping[str, str] = os.environ,
        notify: Callable[[str], None] | None = None,
    ) -> None:
        self._parts = parts
        self._is_asked = bool(environ.get("NOTIFY_SOCKET"))
        self._limit_s = int(environ.get("WATCHDOG_USEC", "0")) / 1e6
        self._notify = notify or sdnotify.SystemdNotifier().notify
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="life-sign", daemon=True)

    def start(self) -> None:
        """Say that the terminal is ready, and begin to give signs."""
        if self._is_asked:
            self._notify("READY=1")
            if self._limit_s:
                self._thread.start()

    def stop(self) -> None:
        """Say that the end is meant."""
        self._ended.set()
        if self._is_asked:
            self._notify("STOPPING=1")

    def silent(self, now_s: float) -> tuple[str, ...]:
        """Return the parts that have not moved for half the watchdog's patience."""
        return tuple(
            name for name, last_s in self._parts.items() if now_s - last_s() > self._limit_s / 2
        )

    def _run(self) -> None:
        while not self._ended.wait(self._limit_s / 4):
            stuck = self.silent(time.monotonic())
            # A watchdog fed by a thread that always lives would guard nothing.
            self._notify(f"STATUS=stuck: {', '.join(stuck)}" if stuck else "WATCHDOG=1")
