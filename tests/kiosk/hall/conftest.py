"""A hall on a real socket, in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
import uvicorn
from argon2 import PasswordHasher

from kiosk.hall.app import build_app
from kiosk.hall.config import HallConfig
from kiosk.hall.server import listen
from kiosk.hall.service import HallService
from kiosk.platform.client import HallClient

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

    @property
    def client(self) -> HallClient:
        return HallClient(self.url, self.service.token)

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


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    clock = Clock()
    folder = tmp_path / "hall"
    service = HallService(HallConfig("样本大厅", folder, clock=clock), QUICK_HASHER)
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(build_app(service), log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield RunningHall(f"http://127.0.0.1:{listener.getsockname()[1]}", service, folder, clock)
    server.should_exit = True
    thread.join(10)
    listener.close()
