"""A CUPS of one's own on a socket in a folder, with a queue that prints into nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.errors import SimulatorError

QUEUE = "A4"
START_S = 15.0
DAEMON = """Listen {folder}/cups.sock
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
    Allow all
  </Limit>
</Policy>
"""
FILES = """ServerRoot {folder}/root
RequestRoot {folder}/spool
TempDir {folder}/tmp
StateDir {folder}/state
CacheDir {folder}/cache
AccessLog {folder}/access.log
ErrorLog {folder}/error.log
PageLog {folder}/page.log
FileDevice Yes
User {user}
Group {user}
SystemGroup root
"""


class CupsDaemon:
    """Runs cupsd while the context lasts; `environ` leads CUPS's commands to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.environ = {**os.environ, "CUPS_SERVER": str(folder / "cups.sock"), "LC_ALL": "C"}

    def __enter__(self) -> Self:
        """Start it and make the queue."""
        program = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None:
            raise SimulatorError("CUPS is missing: apt install cups")
        for name in ("root", "spool", "tmp", "state", "cache"):
            (self._folder / name).mkdir(parents=True)
        (self._folder / "cupsd.conf").write_text(DAEMON.format(folder=self._folder))
        if os.getuid() == 0:
            for place in (self._folder, *self._folder.iterdir()):
                shutil.chown(place, "lp", "lp")
        files = FILES.format(folder=self._folder, user="lp")
        (self._folder / "cups-files.conf").write_text(files)
        self._process = subprocess.Popen(
            [
                *(program, "-f"),
                *("-c", str(self._folder / "cupsd.conf")),
                *("-s", str(self._folder / "cups-files.conf")),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._await_socket()
        self.run("lpadmin", "-p", QUEUE, "-E", "-v", "file:///dev/null", "-m", "raw")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)

    def run(self, *command: str) -> str:
        """Run one of CUPS's own commands and return what it says."""
        path = f"{self.environ.get('PATH', '')}:/usr/sbin"
        done = subprocess.run(
            command,
            env={**self.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=START_S,
        )
        return done.stdout

    def _await_socket(self) -> None:
        end_s = time.monotonic() + START_S
        while not (self._folder / "cups.sock").exists():
            dead = self._process is None or self._process.poll() is not None
            if dead or time.monotonic() >= end_s:
                raise SimulatorError(f"cupsd did not start: see {self._folder}/error.log")
            time.sleep(0.05)
