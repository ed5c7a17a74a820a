"""A hall on a real socket, in this process."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest
import requests
import uvicorn
from argon2 import PasswordHasher
from sqlalchemy import Engine, create_engine, insert, select

from kiosk.bench.postgresql import PostgresqlServer
from kiosk.hall.app import build_app
from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database
from kiosk.hall.patience import PatientProtocol
from kiosk.hall.server import listen
from kiosk.hall.service import HallService
from kiosk.hall.tables import MAIN, halls, metadata
from kiosk.hall.terminals import Terminal
from kiosk.platform.client import HallClient
from kiosk.platform.signing import TerminalKey

QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes passwords in no time; the hall's own takes its time by design."""


@dataclass
class Clock:
    """A clock that stands still until it is told to go on: 2026-11-24 10:00 in Shanghai."""

    now: datetime = field(default=datetime(2026, 11, 24, 2, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass
class RunningHall:
    """What a test may know of a running hall."""

    url: str
    service: HallService
    folder: Path
    clock: Clock

    @cached_property
    def key(self) -> TerminalKey:
        """The key of the one terminal most tests need."""
        return TerminalKey(self.folder / "terminal.key")

    @cached_property
    def terminal(self) -> str:
        """That terminal, enrolled."""
        code = self.service.terminals.make_code("样本终端")
        enrolled = self.service.terminals.enrol(code, self.key.public)
        assert isinstance(enrolled, Terminal)
        return enrolled.terminal

    def sign(self, method: str, path: str, body: bytes = b"") -> Mapping[str, str]:
        """Return the headers with which that terminal signs a request."""
        return self.key.headers(self.terminal, method, path, body, self.clock())

    @property
    def client(self) -> HallClient:
        # The catalogue opens with the first request that needs it, on a busy machine slowly.
        client = HallClient(self.url, timeout_s=30)
        client.sign, client.hall_key = self.sign, self.service.seal.public
        return client

    def browser(self) -> requests.Session:
        """Return a browser that is not signed in."""
        session = requests.Session()
        session.trust_env = False
        return session

    def staff(self) -> requests.Session:
        """Return a browser signed in by a one-time link."""
        session = self.browser()
        assert session.get(self.url + self.service.staff_path()).status_code == 200
        return session


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server for all the tests of this run; its data end with it, so no disk waits."""
    server = PostgresqlServer({"fsync": "off"})
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def migrated(postgresql: PostgresqlServer) -> Iterator[Engine]:
    """The one database all tests use in turn; a fresh one for each would take seconds."""
    Database(postgresql.url()).close()
    engine = create_engine(postgresql.url(), isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database for each test to copy."""
    path = tmp_path_factory.mktemp("migrated") / "hall.db"
    database = Database(f"sqlite:///{path}")
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of either kind: "" is SQLite in the hall's folder."""
    if request.param == "sqlite":
        yield ""
        return
    engine: Engine = request.getfixturevalue("migrated")
    yield engine.url.render_as_string(hide_password=False)
    emptied = [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)]
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join(emptied))
        connection.execute(insert(halls).values(hall=MAIN, name=""))


@pytest.fixture
def hall(tmp_path: Path, database_url: str, migrated_file: Path) -> Iterator[RunningHall]:
    clock = Clock()
    folder = tmp_path / "hall"
    folder.mkdir(mode=0o700)
    if not database_url:
        shutil.copy(migrated_file, folder / "hall.db")
    place = HallConfig("样本大厅", folder, database_url=database_url, clock=clock)
    service = HallService(place, QUICK_HASHER)
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        build_app(service), http=PatientProtocol, log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield RunningHall(f"http://127.0.0.1:{listener.getsockname()[1]}", service, folder, clock)
    server.should_exit = True
    thread.join(10)
    listener.close()


def stored_bytes(hall: RunningHall) -> bytes:
    """Return everything the hall has on the disk: its files, and the rows of a database server."""
    stored = [path.read_bytes() for path in hall.folder.rglob("*") if path.is_file()]
    if hall.service.database.is_shared:
        with hall.service.database.read() as connection:
            for table in metadata.sorted_tables:
                for row in connection.execute(select(table)):
                    stored += [v if isinstance(v, bytes) else str(v).encode() for v in row]
    return b"\n".join(stored)
