"""A hall of two worker processes, as a city runs it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from kiosk.bench.ending import WITH_PARENT
from kiosk.bench.postgresql import PostgresqlServer
from kiosk.hall.config import HallConfig
from kiosk.hall.service import HallService
from kiosk.hall_link import enrol, introduce
from kiosk.platform.client import HallClient
from kiosk.platform.protocol import Enrolled

_START_S = 60.0
_END_S = 15.0


@dataclass(frozen=True)
class Pair:
    """The parent process and where its workers answer."""

    url: str
    config: HallConfig
    process: subprocess.Popen[bytes]

    def client(self, timeout_s: float = 10.0) -> HallClient:
        """Return a terminal's line to the hall."""
        client = HallClient(self.url, timeout_s)
        introduce(client, self.config.folder / "terminal")
        return client

    def workers(self) -> list[psutil.Process]:
        """Return the processes that serve."""
        children = psutil.Process(self.process.pid).children()
        return [one for one in children if "resource_tracker" not in " ".join(one.cmdline())]

    def open_engine(self) -> HallService:
        """Return the hall's own parts, in this process, over the same database."""
        return HallService(self.config)


def fresh_database(server: PostgresqlServer, name: str) -> str:
    """Make an empty database and return its URL."""
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return server.url(name)


@contextmanager
def open_pair(database_url: str) -> Iterator[Pair]:
    """Run a hall of two workers on a free port of the loopback."""
    with tempfile.TemporaryDirectory(prefix="yimen-hall-") as folder:
        config = HallConfig("样本大厅", Path(folder) / "hall", database_url=database_url)
        command = [*WITH_PARENT, sys.executable, "-m", "kiosk.hall", "--workers", "2"]
        command += ["--folder", str(config.folder), "--database-url", database_url]
        command += ["--enrol", "样本终端"]
        # A session of its own: Ctrl-C ends the program, which then ends its hall.
        with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
            try:
                assert process.stdout is not None
                opened = json.loads(process.stdout.readline())
                pair = Pair(str(opened["url"]), config, process)
                _await_workers(pair, str(opened["enrolment_code"]))
                yield pair
            finally:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the hall, and by force what does not end by itself."""
    try:
        children = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        children = []
    process.terminate()
    try:
        process.wait(_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
    for child in psutil.wait_procs(children, _END_S)[1]:
        child.kill()


def _await_workers(pair: Pair, code: str) -> None:
    """Enrol with the first worker there is.

    The socket listens already, so one request waits for it; of one that were given up, the code
    would be used up all the same.
    """
    outcome = enrol(pair.url, pair.config.folder / "terminal", code, _START_S)
    if not isinstance(outcome, Enrolled):
        raise TimeoutError(f"the hall's workers do not answer: {outcome}")
