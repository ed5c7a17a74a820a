"""A pcscd of one's own with vsmartcard's virtual reader, for demonstrations and tests alone.

The virtual reader listens on all addresses: it never runs on a terminal in service.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from devices.cards.pcsc_link import PcscError, find_reader, open_context
from devices.errors import SimulatorError
from devices.simulators.virtual_card import OWN_PORT

READER = "Virtual PCD"
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
IPC_FOLDER = Path("/run/pcscd")
CONFIGURATION = f"""FRIENDLYNAME "{READER}"
DEVICENAME   /dev/null:{OWN_PORT:#06x}
LIBPATH      {DRIVER}
CHANNELID    {OWN_PORT:#06x}
"""


class PcscDaemon:
    """Runs pcscd with the virtual reader while the context lasts.

    A pcscd that runs already is used as it is when it has the virtual reader, and is never
    stopped. Two programs that want this daemon take turns, since they would share one reader.
    """

    def __init__(self, timeout_s: float = 15.0, turn_timeout_s: float = 300.0) -> None:
        self._timeout_s = timeout_s
        self._turn_timeout_s = turn_timeout_s
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._turn: IO[bytes] | None = None

    @property
    def is_own(self) -> bool:
        """Whether this object started the daemon, and so may stop it."""
        return self._process is not None

    def __enter__(self) -> Self:
        """Wait for the turn and start, or use what runs."""
        self._turn = _take_turn(self._turn_timeout_s)
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop what was started here."""
        self.stop()
        if self._turn is not None:
            self._turn.close()
            self._turn = None

    def start(self) -> None:
        """Start the daemon unless one with the virtual reader runs; return when it answers."""
        if self._process is not None or self._use_running():
            return
        program = shutil.which("pcscd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None or not DRIVER.exists():
            raise SimulatorError("the virtual reader is missing: apt install pcscd vsmartcard-vpcd")
        _refuse_taken_port()
        _clear_stale_files()
        self._folder = tempfile.TemporaryDirectory(prefix="yimen-pcscd-")
        (Path(self._folder.name) / "vpcd").write_text(CONFIGURATION, encoding="ascii")
        self._process = subprocess.Popen(
            [program, "--foreground", "--config", self._folder.name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._await_reader()

    def stop(self) -> None:
        """Stop the daemon if it was started here."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _use_running(self) -> bool:
        found = _find_virtual_reader()
        if found is None:
            return False
        if not found:
            raise SimulatorError(
                "a pcscd without the virtual reader runs: stop it (systemctl stop pcscd.socket "
                "pcscd) or apt install vsmartcard-vpcd and restart it"
            )
        return True

    def _await_reader(self) -> None:
        end_s = time.monotonic() + self._timeout_s
        while time.monotonic() < end_s:
            if self._process is not None and self._process.poll() is not None:
                break
            if _find_virtual_reader():
                return
            time.sleep(0.05)
        self.stop()
        raise SimulatorError(f"pcscd did not start: see `pcscd --foreground`; needs {IPC_FOLDER}")


def _find_virtual_reader() -> bool | None:
    """Return whether the running daemon has the virtual reader, None if no daemon runs."""
    try:
        with open_context() as context:
            return find_reader(context, READER) is not None
    except PcscError:
        return None


def _refuse_taken_port() -> None:
    """Say who stands in the way: with its port taken, pcscd starts and shows no reader."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("", OWN_PORT))
        except OSError as error:
            raise SimulatorError(
                f"port {OWN_PORT}, the virtual reader's, is taken: `ss -tlnp` tells by whom"
            ) from error


def _clear_stale_files() -> None:
    """Remove what a killed daemon left; with it a new one refuses to start."""
    try:
        IPC_FOLDER.mkdir(parents=True, exist_ok=True)
        for name in ("pcscd.comm", "pcscd.pid"):
            (IPC_FOLDER / name).unlink(missing_ok=True)
    except OSError as error:
        raise SimulatorError(
            f"{IPC_FOLDER} cannot be written: run as root, or have the system run pcscd"
        ) from error


def _take_turn(timeout_s: float) -> IO[bytes]:
    lock = Path(tempfile.gettempdir()) / f"yimen-pcscd-{os.getuid()}.lock"
    turn = lock.open("ab")
    end_s = time.monotonic() + timeout_s
    while True:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() < end_s:
                time.sleep(0.1)
                continue
            turn.close()
            raise SimulatorError(f"another program keeps the virtual reader: {lock}") from error
        return turn
