"""Keeps watch over every device: one status each, told only on change, whatever a driver does.

Each device has a worker that looks at it again and again, and one watchdog sees whether a look
never comes back. So a driver that raises, hangs or loses its own monitor costs its device a
status with a remedy, and nothing else stops.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from devices.errors import DeviceSettingsError
from devices.status import DeviceState, Status

StatusListener = Callable[[Status], None]
Tell = Callable[[str, Status], None]

POLL_S = 0.5
"""Between two looks at a device; hot-plugging is noticed within that even without udev."""
DEADLINE_S = 3.0
"""A look that takes longer counts as hanging."""
GUARD_S = 0.2
"""Between two rounds of the watchdog."""
GRACE_S = 1.0
"""How long a worker may take to end before it counts as hanging and is left behind."""
FIRST_RETRY_S = 0.5
LONGEST_RETRY_S = 30.0
LOST_AFTER = 3
"""Looks in a row that disagree with a device's own monitor before it counts as dead."""

CRASHED = Status(DeviceState.ERROR, "设备的驱动出错了", "请重新插拔设备；还不行，请重启程序")
STUCK = Status(DeviceState.ERROR, "设备没有反应", "请关掉设备的电源，等十秒再打开")
MISCONFIGURED = Status(
    DeviceState.ERROR, "设备的设置不对", "请运行 ./run config check 看哪一项不对"
)
NO_DRIVER = Status(DeviceState.ERROR, "设备的驱动没有安装", "请运行 ./run setup")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Supervised:
    """A device and the ways to learn of it; each may block, raise, or never return.

    `revive` tries to bring a device back that says it is faulty. `watch` is for a device that
    tells its changes itself, at once; the looks then only prove that its monitor still lives.
    """

    name: str
    look: Callable[[], Status]
    revive: Callable[[], Status] | None = None
    watch: Callable[[StatusListener], Callable[[], None]] | None = None
    poll_s: float = POLL_S
    deadline_s: float = DEADLINE_S


class Backoff:
    """Growing pauses between attempts, each twice the last up to a cap."""

    def __init__(self, first_s: float = FIRST_RETRY_S, longest_s: float = LONGEST_RETRY_S) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._pause_s = 0.0
        self._due_s = 0.0

    def is_due(self, now_s: float) -> bool:
        """Whether the next attempt may be made; a yes begins the next, longer pause."""
        if now_s < self._due_s:
            return False
        self._pause_s = min(max(self._first_s, self._pause_s * 2), self._longest_s)
        self._due_s = now_s + self._pause_s
        return True

    def reset(self) -> None:
        """Begin with short pauses again."""
        self._pause_s = self._due_s = 0.0


class Supervisor:
    """Watches devices from `start` to `stop`; `tell` is called from its threads."""

    def __init__(self, devices: Iterable[Supervised], tell: Tell) -> None:
        self._wards = {one.name: _Ward(one, tell) for one in devices}
        self._ended = threading.Event()
        self._watchdog = threading.Thread(target=self._guard, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to look; each device is told once, and then when it changes."""
        for ward in self._wards.values():
            ward.start()
        self._watchdog.start()

    def stop(self) -> None:
        """End every worker; one that hangs in its driver is left behind."""
        self._ended.set()
        for ward in self._wards.values():
            ward.end()
        for ward in self._wards.values():
            ward.stop()
        if self._watchdog.is_alive():
            self._watchdog.join()

    def wake(self) -> None:
        """Look at everything now, because something was plugged in or out."""
        for ward in self._wards.values():
            ward.wake()

    def report(self, name: str, status: Status) -> None:
        """Take what somebody found out who worked with the device, and look at it again."""
        self._wards[name].report(status)

    def statuses(self) -> dict[str, Status]:
        """Return what was told last of every device looked at so far."""
        told = {name: ward.told for name, ward in self._wards.items()}
        return {name: status for name, status in told.items() if status is not None}

    def _guard(self) -> None:
        while not self._ended.wait(GUARD_S):
            for ward in self._wards.values():
                ward.check()


class _Ward:
    """One device under watch; the only place that tells its status."""

    def __init__(self, device: Supervised, tell: Tell) -> None:
        self._device = device
        self._tell = tell
        self._lock = threading.RLock()
        self._ended = threading.Event()
        self._awake = threading.Event()
        self._backoff = Backoff()
        self._begun_s: float | None = None
        self._watched: Status | None = None
        self._unwatch: Callable[[], None] | None = None
        self._disagreed = 0
        self._complained = ""
        self.told: Status | None = None
        self._thread = self._new_thread()

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._awake.set()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._thread.join(GRACE_S)
        self._end_watching()

    def wake(self) -> None:
        self._backoff.reset()
        self._awake.set()

    def report(self, status: Status) -> None:
        self._notify(status)
        self._awake.set()

    def check(self) -> None:
        """Say that a look hangs, and put a new worker in the place of a dead one."""
        begun_s = self._begun_s
        if begun_s is not None and time.monotonic() - begun_s > self._device.deadline_s:
            self._notify(STUCK)
        if not self._thread.is_alive() and not self._ended.is_set():
            self._thread = self._new_thread()
            self._thread.start()

    def _new_thread(self) -> threading.Thread:
        name = f"watch-{self._device.name}"
        return threading.Thread(target=self._run, name=name, daemon=True)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self._begin_watching()
                status = self._ask(self._device.look)
                if status.state.is_usable:
                    self._backoff.reset()
                else:
                    status = self._try_to_revive(status)
                self._take_look(status)
            except (DeviceSettingsError, ImportError) as error:
                # Nothing but a technician changes that: looking again is of no use.
                self._complain(error)
                self._notify(NO_DRIVER if isinstance(error, ImportError) else MISCONFIGURED)
                self._ended.wait()
            except Exception as error:
                self._complain(error)
                self._notify(CRASHED)
            self._awake.wait(self._device.poll_s)
            self._awake.clear()

    def _ask(self, question: Callable[[], Status]) -> Status:
        self._begun_s = time.monotonic()
        try:
            return question()
        finally:
            self._begun_s = None

    def _try_to_revive(self, status: Status) -> Status:
        revive = self._device.revive
        if revive is None or not self._backoff.is_due(time.monotonic()):
            return status
        return self._ask(revive)

    def _take_look(self, status: Status) -> None:
        self._complained = ""
        if self._device.watch is None:
            self._notify(status)
            return
        with self._lock:
            watched = self._watched
            self._disagreed = self._disagreed + 1 if watched != status else 0
        if self._disagreed >= LOST_AFTER:
            _log.error(
                "the monitor of %s is dead (%s, but told %s); a new one takes its place",
                self._device.name,
                status.state,
                watched.state if watched else "nothing",
            )
            self._end_watching()
        elif watched is not None:
            self._notify(watched)

    def _begin_watching(self) -> None:
        if self._device.watch is not None and self._unwatch is None:
            self._disagreed = 0
            self._unwatch = self._device.watch(self._take_change)

    def _end_watching(self) -> None:
        unwatch, self._unwatch = self._unwatch, None
        if unwatch is not None:
            unwatch()

    def _take_change(self, status: Status) -> None:
        with self._lock:
            self._watched = status
            # Whatever it says, a monitor that speaks is alive.
            self._disagreed = 0
            self._notify(status)

    def _notify(self, status: Status) -> None:
        with self._lock:
            if status == self.told or self._ended.is_set():
                return
            self.told = status
            try:
                self._tell(self._device.name, status)
            except Exception:
                _log.exception("the listener of %s failed", self._device.name)

    def _complain(self, error: Exception) -> None:
        """Log a fault once, not twice a second for a night."""
        kind = f"{type(error).__name__}: {error}"
        if kind != self._complained:
            self._complained = kind
            _log.error("looking at %s failed", self._device.name, exc_info=error)
