"""Tells the journeys how every device is, as soon as it changes."""

from __future__ import annotations

from collections.abc import Iterable

from devices.hotplug import HotplugMonitor
from devices.status import Status
from devices.supervisor import Supervised, Supervisor
from kiosk.effects import Effect
from kiosk.events import DeviceChanged
from kiosk.runner import Post


class DeviceWatch:
    """Runs the supervisor and posts what it tells."""

    handles: tuple[type, ...] = ()
    urgent: tuple[type, ...] = ()

    def __init__(self, devices: Iterable[Supervised]) -> None:
        self._post: Post = lambda event: None
        self._supervisor = Supervisor(devices, self._tell)
        self._hotplug = HotplugMonitor(self._supervisor.wake)

    def start(self, post: Post) -> None:
        """Begin to watch."""
        self._post = post
        self._supervisor.start()
        self._hotplug.start()

    def stop(self) -> None:
        """End watching."""
        self._hotplug.stop()
        self._supervisor.stop()

    def perform(self, effect: Effect, post: Post) -> None:
        """No effect is for the watch."""

    def report(self, name: str, status: Status) -> None:
        """Take what a performer found out while it worked with a device."""
        self._supervisor.report(name, status)

    def _tell(self, name: str, status: Status) -> None:
        self._post(DeviceChanged(name, str(status.state), status.reason, status.remedy))
