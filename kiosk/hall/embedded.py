"""A hall of the terminal's own, in a process beside it so that the screen never stutters."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.hall.server import HallStartError

_PROJECT = Path(__file__).resolve().parents[2]
_STOP_S = 5.0
_RESTART_PAUSE_S = 2.0

log = logging.getLogger(__name__)


class EmbeddedHall:
    """Starts a hall, starts it again when it dies, and takes it along when the terminal ends."""

    def __init__(
        self,
        folder: Path,
        name: str,
        port: int = 0,
        start_timeout_s: float = 30.0,
        restarts: bool = True,
        module: str = "kiosk.hall",
    ) -> None:
        self._folder = folder
        self._name = name
        self._port = port
        self._start_timeout_s = start_timeout_s
        self._restarts = restarts
        self._module = module
        self._lock = threading.Lock()
        self._wanted = False
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""
        """Where it answers; stays the same through stops and restarts."""
        self.staff_url = ""
        """Signs a member of staff in, once."""
        self.enrolment_code = ""
        """With which the terminal beside it enrols, once."""

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process, for those who want to watch or kill it."""
        return None if self._process is None else self._process.pid

    def start(self) -> str:
        """Start it and return its address, or raise `HallStartError`."""
        with self._lock:
            self._wanted = True
            if not self.is_running:
                self._launch()
        return self.url

    def stop(self) -> None:
        """End it and wait until it is gone."""
        with self._lock:
            self._wanted = False
            process = self._process
        if process is None:
            return
        _close_input(process)
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _launch(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        command = [sys.executable, "-m", self._module, "--with-parent"]
        command += ["--folder", str(self._folder), "--name", self._name, "--port", str(self._port)]
        command += ["--enrol", self._name]
        if self._process is not None:
            _close_input(self._process)
        log_path = self._folder / "hall.log"
        with log_path.open("ab") as errors:
            process = subprocess.Popen(
                command,
                cwd=_PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        self._process = process
        opened = self._await_opening(process)
        if opened is None:
            process.kill()
            process.wait()
            _close_input(process)
            raise HallStartError(f"the embedded hall did not start; see {log_path}")
        self.url, self.staff_url = opened["url"], opened["staff_url"]
        self.enrolment_code = opened["enrolment_code"]
        # Those who hold the address keep it: the next one takes the same port.
        self._port = urlsplit(self.url).port or 0
        if self._restarts:
            threading.Thread(
                target=self._watch, args=(process,), name="hall-watch", daemon=True
            ).start()

    def _await_opening(self, process: subprocess.Popen[bytes]) -> dict[str, str] | None:
        """Read the process's first line, or None when it ends or takes too long."""
        late = threading.Timer(self._start_timeout_s, process.kill)
        late.start()
        try:
            assert process.stdout is not None
            with process.stdout as output:
                line = output.readline()
        finally:
            late.cancel()
        return dict(json.loads(line)) if line else None

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        _close_input(process)
        while self._wanted:
            time.sleep(_RESTART_PAUSE_S)
            with self._lock:
                if not self._wanted or self._process is not process:
                    return
                log.warning("the embedded hall ended by itself; starting it again")
                try:
                    self._launch()
                    return
                except HallStartError:
                    self._process = process
                    log.exception("the embedded hall did not come back")


def _close_input(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
