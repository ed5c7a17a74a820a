"""Tickets and applications a second, against bare inserts of the same durability."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain, count
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
from kiosk.platform.protocol import CaseReceipt, SubmitApplication, TicketRequest

CALLERS = 50
_SLICE_S = 1.0
"""The kinds take turns this long, so that what else the machine does weighs on all of them."""
_READY = 2500
"""So many applications are filled in before their turn: that is the terminals' work."""
_TABLE = (
    "CREATE TABLE bare (id bigserial PRIMARY KEY, category text, sequence int, "
    "at timestamp DEFAULT now())"
)
_BARE = "INSERT INTO bare (category, sequence) VALUES (%s, %s) RETURNING id, at"
_SERVED = "UPDATE tickets SET state = 'finished', calls = 1 WHERE state = 'waiting'"

Turn = Callable[[], Callable[[int], None]]
"""Makes everything ready for one turn, and returns what each caller then does again and again."""


def measure_rates(server: PostgresqlServer, console: Console, seconds: float) -> dict[str, Any]:
    """Return the hall's rates as shares of the bare one; as many threads call as terminals do."""
    url = fresh_database(server, "rates")
    with tempfile.TemporaryDirectory(prefix="yimen-rates-") as folder, ExitStack() as stack:
        hall = HallService(HallConfig("样本大厅", Path(folder), database_url=url))
        stack.callback(hall.close)
        turns: Mapping[str, Turn] = {
            "bare": _bare(server, stack),
            "tickets": _tickets(hall, server),
            "applications": _applications(hall),
        }
        rates = _take_turns(turns, seconds)
    bare, tickets, filed = rates["bare"], rates["tickets"], rates["applications"]
    console.print(
        f"{CALLERS} callers: {bare:.0f} bare inserts/s, "
        f"{tickets:.0f} tickets/s, {filed:.0f} applications/s"
    )
    return {"ticket_ratio": round(tickets / bare, 2), "submit_ratio": round(filed / bare, 2)}


def _take_turns(turns: Mapping[str, Turn], seconds: float) -> Mapping[str, float]:
    """Return each kind's rate over all its turns; the first ones, which warm up, do not count."""
    done, took_s = dict.fromkeys(turns, 0), dict.fromkeys(turns, 0.0)
    for turn in range(1 + round(seconds / _SLICE_S)):
        for kind, begin in turns.items():
            answered, slice_s = _run(begin())
            if turn:
                done[kind] += answered
                took_s[kind] += slice_s
    return {kind: done[kind] / took_s[kind] for kind in turns}


def _run(work: Callable[[int], None]) -> tuple[int, float]:
    """Let all callers work for a slice; return how often they did and how long it was."""
    done = [0] * CALLERS
    start_s = time.perf_counter()

    def call(place: int) -> None:
        while time.perf_counter() < start_s + _SLICE_S:
            work(place)
            done[place] += 1

    threads = [threading.Thread(target=call, args=(n,), daemon=True) for n in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done), time.perf_counter() - start_s


def _bare(server: PostgresqlServer, stack: ExitStack) -> Turn:
    lines = [
        stack.enter_context(psycopg.connect(server.conninfo("rates"), autocommit=True))
        for _ in range(CALLERS)
    ]
    lines[0].execute(_TABLE)
    numbers = count()

    def insert(place: int) -> None:
        assert lines[place].execute(_BARE, (THEMES[0], next(numbers))).fetchone()

    return lambda: insert


def _tickets(hall: HallService, server: PostgresqlServer) -> Turn:
    numbers = count()

    def issue(_place: int) -> None:
        n = next(numbers)
        request = TicketRequest(request_id=f"request-{n}", category=THEMES[n % len(THEMES)])
        assert isinstance(hall.queue.issue(request), IssuedTicket)

    def begin() -> Callable[[int], None]:
        # Whoever came in the turn before has been served: no lobby holds ten thousand people.
        with psycopg.connect(server.conninfo("rates"), autocommit=True) as connection:
            connection.execute(_SERVED)
        return issue

    return begin


def _applications(hall: HallService) -> Turn:
    numbers = count()

    def begin() -> Callable[[int], None]:
        ready = [application(next(numbers)) for _ in range(_READY)]
        more = (application(n) for n in numbers)
        filled_in: Iterator[SubmitApplication] = chain(ready, more)

        def file(_place: int) -> None:
            assert isinstance(hall.cases.file(next(filled_in)), CaseReceipt)

        return file

    return begin
