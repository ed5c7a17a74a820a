"""A PostgreSQL server of one's own for a bench or a test: in a fresh folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from kiosk.bench.ending import WITH_PARENT

BINARIES = Path("/usr/lib/postgresql/15/bin")
_USER = "postgres"
_START_TIMEOUT_S = 30.0
_DATABASE = "postgres"


class PostgresqlServerError(Exception):
    """The server cannot be started; the text says what to do."""


class PostgresqlServer:
    """Listens on a socket in its own folder and on no network; durable as installed."""

    def __init__(self, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        self._settings = {"max_connections": "200", **settings}
        self._folder = Path(tempfile.mkdtemp(prefix="yimen-pg-"))
        self._data = self._folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        # The server refuses to run as root, as which containers run their tests.
        self._owner = _USER if os.geteuid() == 0 else None
        if self._owner:
            record = pwd.getpwnam(_USER)
            os.chown(self._folder, record.pw_uid, record.pw_gid)

    def start(self) -> None:
        """Make the cluster if there is none, and wait until it answers."""
        if not BINARIES.is_dir():
            raise PostgresqlServerError(f"{BINARIES} is missing: apt-get install postgresql")
        if not self._data.exists():
            self._run(
                "initdb",
                "-D",
                str(self._data),
                "-A",
                "trust",
                "-U",
                _USER,
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            )
        command = [
            *WITH_PARENT,
            str(BINARIES / "postgres"),
            "-D",
            str(self._data),
            "-k",
            str(self._folder),
        ]
        command += ["-c", "listen_addresses="]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        with (self._folder / "log").open("ab") as log:
            # A session of its own: Ctrl-C ends the program, which then ends its server.
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, user=self._owner, start_new_session=True
            )
        self._await_answer()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server (SIGINT: fast and clean, SIGQUIT: as if it crashed)."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def remove(self) -> None:
        """End it and delete the folder."""
        self.stop(signal.SIGQUIT)  # nothing need be written down that is deleted next
        shutil.rmtree(self._folder)

    @property
    def folder(self) -> Path:
        """Where its data lie."""
        return self._folder

    def url(self, database: str = _DATABASE) -> str:
        """Return the SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://{_USER}@/{database}?host={self._folder}"

    def conninfo(self, database: str = _DATABASE) -> str:
        """Return how psycopg and psql name one of its databases."""
        return f"host={self._folder} user={_USER} dbname={database}"

    def _await_answer(self) -> None:
        end_s = time.monotonic() + _START_TIMEOUT_S
        socket = str(self._folder)
        ready = [str(BINARIES / "pg_isready"), "-q", "-h", socket, "-U", _USER]
        while subprocess.run(ready, check=False).returncode != 0:
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > end_s:
                raise PostgresqlServerError((self._folder / "log").read_text())
            time.sleep(0.02)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(BINARIES / program), *arguments],
            user=self._owner,
            cwd=self._folder,
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            raise PostgresqlServerError(done.stderr.decode())
