"""Devices unplugged and plugged in again, a thousand times: does the supervisor lose any of it?

The drivers are the real ones; what is pulled is what stands below them: a reader's and a
printer's line, a printer's network, a camera's source, the PC/SC daemon.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from devices.camera import Camera, build_camera
from devices.cards.pcsc import PcscCardReader
from devices.cards.sdt.link import parse_place
from devices.cards.sdt.reader import SdtCardReader
from devices.diagnostics import supervise_camera
from devices.errors import SimulatorError
from devices.printers import build_printer
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.printer_sink import PrinterSink, PtyPrinter, SinkFault
from devices.simulators.sdt_reader import SdtReaderSimulator
from devices.status import DeviceState, Status
from devices.supervisor import Supervised, Supervisor

NOTICED_S = 3.0
"""Within so long a change has to be told; told later or never, it is lost."""
POLL_S = 0.02
WARM_UP = 5
"""Rounds before threads and descriptors are counted: libraries open what they keep."""
SETTLE_S = 5.0


@dataclass(frozen=True)
class Cycled:
    """What became of all the pulling; `cycles` counts every device, `lost` what was not told."""

    cycles: int
    lost: int
    by_device: dict[str, int] = field(default_factory=dict)
    slowest_s: float = 0.0
    leaked_threads: int = 0
    leaked_descriptors: int = 0


class Plug(Protocol):
    """Something below a driver that can be pulled out and put back."""

    name: str

    def pull(self) -> None:
        """Unplug it."""

    def put_back(self) -> None:
        """Plug it in again."""


class Board:
    """Keeps what the supervisor told and waits for it to change."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._states: dict[str, DeviceState] = {}

    def tell(self, name: str, status: Status) -> None:
        """Take a status."""
        with self._changed:
            self._states[name] = status.state
            self._changed.notify_all()

    def await_usable(self, name: str, usable: bool, timeout_s: float) -> bool:
        """Wait until a device is usable, or is not; False when that was not told in time."""

        def is_so() -> bool:
            state = self._states.get(name)
            return state is not None and state.is_usable is usable

        with self._changed:
            return self._changed.wait_for(is_so, timeout_s)


@dataclass
class FilePlug:
    """A camera whose recording is moved away and back."""

    path: Path
    camera: Camera
    name: str = "camera"

    def pull(self) -> None:
        """Move the source away."""
        self.path.rename(self.path.with_suffix(".away"))

    def put_back(self) -> None:
        """Move it back and take a picture, as a citizen would."""
        self.path.with_suffix(".away").rename(self.path)
        self.camera.open()
        self.camera.read()
        self.camera.close()


@dataclass
class NetworkPlug:
    """A network printer that is switched off and on."""

    sink: PrinterSink
    name: str = "network_printer"

    def pull(self) -> None:
        """Switch it off."""
        self.sink.fail(SinkFault.SWITCHED_OFF)

    def put_back(self) -> None:
        """Switch it on."""
        self.sink.fail(SinkFault.NONE)


@dataclass
class LinePlug:
    """A serial printer whose line is taken out and put in."""

    link: Path
    printer: PtyPrinter
    name: str = "serial_printer"

    def pull(self) -> None:
        """Take the line out."""
        self.link.unlink(missing_ok=True)

    def put_back(self) -> None:
        """Put it in again."""
        self.link.symlink_to(self.printer.target)


@dataclass
class ReaderPlug:
    """A resident card reader; after each pull another line stands behind the same name."""

    link: Path
    simulator: SdtReaderSimulator | None = None
    name: str = "resident_card_reader"

    def pull(self) -> None:
        """Cut the line."""
        self.link.unlink(missing_ok=True)
        if self.simulator is not None:
            self.simulator.__exit__(None, None, None)
            self.simulator = None

    def put_back(self) -> None:
        """Plug a reader in."""
        self.simulator = SdtReaderSimulator().__enter__()
        self.link.symlink_to(self.simulator.device)


@dataclass
class DaemonPlug:
    """The PC/SC daemon, and its reader with it."""

    daemon: PcscDaemon
    name: str = "card_reader"

    def pull(self) -> None:
        """Stop the daemon."""
        self.daemon.stop()

    def put_back(self) -> None:
        """Start it again, as systemd would: once more if it fails."""
        try:
            self.daemon.start()
        except SimulatorError:
            self.daemon.start()


def cycle_devices(rounds: int, folder: Path, slow_every: int = 4) -> Cycled:
    """Pull and put back every device `rounds` times, readers and the daemon each `slow_every`-th.

    Needs pcscd and the virtual reader; raises SimulatorError where they are missing.
    """
    with ExitStack() as stack:
        quick, slow, supervised = _set_up(stack, folder)
        board = Board()
        supervisor = Supervisor(supervised, board.tell)
        supervisor.start()
        stack.callback(supervisor.stop)
        for plug in (*quick, *slow):
            board.await_usable(plug.name, True, SETTLE_S)
        return _cycle(rounds, slow_every, quick, slow, board)


def _cycle(
    rounds: int, slow_every: int, quick: tuple[Plug, ...], slow: tuple[Plug, ...], board: Board
) -> Cycled:
    counted: Counter[str] = Counter()
    lost, slowest_s, before = 0, 0.0, (0, 0)
    for number in range(WARM_UP + rounds):
        if number == WARM_UP:
            before = _open_things()
        plugs = (*quick, *slow) if number % slow_every == 0 else quick
        lost_now, took_s = _one_round(plugs, board)
        if number >= WARM_UP:
            counted.update(plug.name for plug in plugs)
            lost, slowest_s = lost + lost_now, max(slowest_s, took_s)
    threads, descriptors = _leaked(before)
    return Cycled(counted.total(), lost, dict(counted), round(slowest_s, 2), threads, descriptors)


def _one_round(plugs: tuple[Plug, ...], board: Board) -> tuple[int, float]:
    """Pull all and put all back; return how many changes were lost and the longest wait."""
    lost, slowest_s = 0, 0.0
    for usable in (False, True):
        for plug in plugs:
            plug.put_back() if usable else plug.pull()
            begun_s = time.monotonic()
            lost += not board.await_usable(plug.name, usable, NOTICED_S)
            slowest_s = max(slowest_s, time.monotonic() - begun_s)
    return lost, slowest_s


def _set_up(
    stack: ExitStack, folder: Path
) -> tuple[tuple[Plug, ...], tuple[Plug, ...], tuple[Supervised, ...]]:
    video, line, reader_line = folder / "desk.avi", folder / "ttyPrinter", folder / "ttyReader"
    _record(video)
    camera = build_camera(str(video), 64, 48)
    sink = stack.enter_context(PrinterSink())
    pty = stack.enter_context(PtyPrinter())
    daemon = stack.enter_context(PcscDaemon())
    line.symlink_to(pty.target)
    reader = ReaderPlug(reader_line)
    reader.put_back()
    stack.callback(reader.pull)
    quick = (FilePlug(video, camera), NetworkPlug(sink), LinePlug(line, pty))
    slow = (reader, DaemonPlug(daemon))
    cards = PcscCardReader()
    resident = SdtCardReader(parse_place(str(reader_line)))
    stack.callback(resident.close)
    look_at_camera = supervise_camera(camera)
    supervised = (
        Supervised(look_at_camera.name, look_at_camera.look, poll_s=POLL_S),
        Supervised("network_printer", build_printer("network", sink.target).status, poll_s=POLL_S),
        Supervised("serial_printer", build_printer("serial", str(line)).status, poll_s=POLL_S),
        Supervised("card_reader", cards.status, watch=cards.watch, poll_s=1.0),
        Supervised("resident_card_reader", resident.status, watch=resident.watch, poll_s=1.0),
    )
    return quick, slow, supervised


def _record(path: Path) -> None:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15, (64, 48))
    for shade in (60, 120, 180):
        writer.write(np.full((48, 64, 3), shade, np.uint8))
    writer.release()


def _open_things() -> tuple[int, int]:
    """Return how many threads and descriptors this process has."""
    return sum(1 for _ in Path("/proc/self/task").iterdir()), len(_descriptors())


def _descriptors() -> list[str]:
    return [place.name for place in Path("/proc/self/fd").iterdir()]


def _leaked(before: tuple[int, int]) -> tuple[int, int]:
    """Return what is more than before, once what is ending had time to end."""
    end_s = time.monotonic() + SETTLE_S
    while True:
        now = _open_things()
        more = (max(0, now[0] - before[0]), max(0, now[1] - before[1]))
        if more == (0, 0) or time.monotonic() >= end_s:
            return more
        time.sleep(0.05)
