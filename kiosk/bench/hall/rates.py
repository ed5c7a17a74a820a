"""Tickets and applications a second, against bare inserts of the same durability."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console

from kiosk.bench.hall.applications import application
from kiosk.bench.hall.pair import fresh_database
from kiosk.bench.postgresql import PostgresqlServer
from kiosk.hall.config import THEMES, HallConfig
from kiosk.hall.service import HallService
from kiosk.hall.ticketing import IssuedTicket
from kiosk.platform.protocol import CaseReceipt, TicketRequest

CALLERS = 50
_BARE = "INSERT INTO bare (category, sequence) VALUES (%s, %s) RETURNING id, at"


def measure_rates(server: PostgresqlServer, console: Console, seconds: float) -> dict[str, Any]:
    """Return the hall's rates as shares of the bare one; as many threads call as terminals do."""
    url = fresh_database(server, "rates")
    with tempfile.TemporaryDirectory(prefix="yimen-rates-") as folder:
        hall = HallService(HallConfig("样本大厅", Path(folder), database_url=url))
        bare = _bare_rate(server, seconds)
        tickets = _rate(seconds, lambda _: _Tickets(hall))
        submits = _rate(seconds, lambda _: _Submits(hall))
        bare = (bare + _bare_rate(server, seconds)) / 2
        hall.close()
    console.print(
        f"{CALLERS} callers: {bare:.0f} bare inserts/s, "
        f"{tickets:.0f} tickets/s, {submits:.0f} applications/s"
    )
    return {"ticket_ratio": round(tickets / bare, 2), "submit_ratio": round(submits / bare, 2)}


def _bare_rate(server: PostgresqlServer, seconds: float) -> float:
    with psycopg.connect(server.conninfo("rates"), autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, category text, "
            "sequence int, at timestamp DEFAULT now())"
        )

    class Bare:
        def __init__(self) -> None:
            self.connection = psycopg.connect(server.conninfo("rates"), autocommit=True)

        def __call__(self, n: int) -> None:
            assert self.connection.execute(_BARE, ("社会民生", n)).fetchone()

        def close(self) -> None:
            self.connection.close()

    return _rate(seconds, lambda _: Bare())


class _Tickets:
    def __init__(self, hall: HallService) -> None:
        self._hall = hall

    def __call__(self, n: int) -> None:
        request = TicketRequest(request_id=f"request-{n}", category=THEMES[n % len(THEMES)])
        assert isinstance(self._hall.queue.issue(request), IssuedTicket)

    def close(self) -> None:
        """Nothing is held."""


class _Submits:
    def __init__(self, hall: HallService) -> None:
        self._hall = hall

    def __call__(self, n: int) -> None:
        assert isinstance(self._hall.cases.file(application(n)), CaseReceipt)

    def close(self) -> None:
        """Nothing is held."""


def _rate(seconds: float, make: Callable[[int], Any]) -> float:
    numbers = count()
    done = [0] * CALLERS
    workers = [make(n) for n in range(CALLERS)]
    for worker in workers:
        worker(next(numbers))
    end_s = time.perf_counter() + seconds

    def work(place: int) -> None:
        while time.perf_counter() < end_s:
            workers[place](next(numbers))
            done[place] += 1

    threads = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(CALLERS)]
    start_s = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took_s = time.perf_counter() - start_s
    for worker in workers:
        worker.close()
    return sum(done) / took_s
