"""What the kernel says of devices plugged in and out, where udev runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

UDEV_SOCKET = Path("/run/udev/control")
SUBSYSTEMS = ("usb", "video4linux", "tty", "sound", "input")
WAIT_S = 0.5

_log = logging.getLogger(__name__)


class HotplugMonitor:
    """Calls `changed` soon after anything was plugged in or out; silent where no udev runs."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hotplug", daemon=True)

    def start(self) -> None:
        """Begin to listen, where there is something to hear."""
        # A container may have the library and no daemon: the supervisor's looks do then.
        if UDEV_SOCKET.exists():
            self._thread.start()

    def stop(self) -> None:
        """End listening."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            import pyudev

            monitor = pyudev.Monitor.from_netlink(pyudev.Context())
            for subsystem in SUBSYSTEMS:
                monitor.filter_by(subsystem)
            monitor.start()
            while not self._ended.is_set():
                if monitor.poll(WAIT_S) is not None:
                    self._changed()
        except (ImportError, OSError):
            _log.warning("udev cannot be heard; devices are looked at twice a second")
